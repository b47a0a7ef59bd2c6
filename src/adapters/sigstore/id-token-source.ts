import { readFileSync, statSync } from 'node:fs';
import { EvidenceError } from '../../model/problem.ts';
import { askJson, type Patience } from './http.ts';

/** Where the identity token comes from: exactly one source, chosen by the user. */
export interface TokenSource {
  /** For messages: `SIGSTORE_ID_TOKEN`, the name of the file. */
  readonly name: string;
  get(): Promise<string>;
}

type Env = Readonly<Record<string, string | undefined>>;

/** A token that another program wrote. `name` is what the user calls the file. */
export function fileTokenSource(path: string, name: string): TokenSource {
  return {
    name,
    async get() {
      const refuse = (reason: string): EvidenceError => unavailable(`${name}: ${reason}`, 'name the file that holds the token with --id-token');
      try {
        const stat = statSync(path);
        // It is read twice, before and after the evaluation: a pipe would be empty by then, a device may have no end.
        if (!stat.isFile()) throw refuse('not a regular file');
        if (stat.size > 64 * 1024) throw refuse('larger than any token');
        return readFileSync(path, 'utf8').trim();
      } catch (cause) {
        if (cause instanceof EvidenceError) throw cause;
        throw refuse((cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : 'it cannot be read');
      }
    },
  };
}

/** GitLab CI: the runner puts the token of `id_tokens: SIGSTORE_ID_TOKEN` into the environment. */
export function gitlabTokenSource(env: Env): TokenSource {
  const name = 'SIGSTORE_ID_TOKEN';
  return {
    name,
    async get() {
      const token = env[name]?.trim();
      if (!token) throw unavailable(`${name} is not set`, 'in the job: id_tokens: { SIGSTORE_ID_TOKEN: { aud: sigstore } }');
      return token;
    },
  };
}

/** GitHub Actions: the runner names an address where the job gets a token for an audience. */
export function githubTokenSource(env: Env, audience: string, patience?: Patience): TokenSource {
  return {
    name: 'GitHub Actions',
    async get() {
      const [address, bearer] = [env.ACTIONS_ID_TOKEN_REQUEST_URL, env.ACTIONS_ID_TOKEN_REQUEST_TOKEN];
      if (!address || !bearer || !URL.canParse(address)) {
        throw unavailable(`ACTIONS_ID_TOKEN_REQUEST_${!address || !URL.canParse(address) ? 'URL' : 'TOKEN'} is not set`, 'in the workflow: permissions: { id-token: write, contents: read }');
      }
      const url = new URL(address);
      url.searchParams.set('audience', audience);
      const { value } = await askJson({ service: 'the token service of GitHub Actions', code: 'ID_TOKEN_UNAVAILABLE', url: url.href, headers: { authorization: `Bearer ${bearer}` }, secrets: [bearer] }, patience);
      const token = (value as { value?: unknown } | null)?.value;
      if (typeof token !== 'string' || token === '') throw unavailable('the token service of GitHub Actions answered without a token', 'in the workflow: permissions: { id-token: write, contents: read }');
      return token;
    },
  };
}

/** Names of the sources that this environment has; never their values. */
export function sourcesHere(env: Env): readonly string[] {
  return [
    ...(env.SIGSTORE_ID_TOKEN ? ['--oidc gitlab (SIGSTORE_ID_TOKEN is set)'] : []),
    ...(env.ACTIONS_ID_TOKEN_REQUEST_URL && env.ACTIONS_ID_TOKEN_REQUEST_TOKEN ? ['--oidc github (ACTIONS_ID_TOKEN_REQUEST_URL and …_TOKEN are set)'] : []),
  ];
}

function unavailable(message: string, hint: string): EvidenceError {
  return new EvidenceError('ID_TOKEN_UNAVAILABLE', 'sealing', message, { hint });
}
