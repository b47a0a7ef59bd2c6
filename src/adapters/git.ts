import { spawnSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';

/** Passphrase, identity tokens and AWS credentials, by the names under which this program reads them; Windows does not tell upper from lower case. */
const SECRETS = /^(RELEASE_EVIDENCE_KEY_PASSWORD|SIGSTORE_ID_TOKEN|ACTIONS_ID_TOKEN_REQUEST_(URL|TOKEN)|AWS_(SECRET_ACCESS_KEY|SESSION_TOKEN|CONTAINER_AUTHORIZATION_TOKEN))$/i;

/** What git says of a work tree, in the shape of `release-evidence/vcs/v1` (docs/schemas/vcs.schema.json). */
export interface GitState {
  readonly schema: 'release-evidence/vcs/v1';
  readonly commit: string;
  readonly committedAt: string;
  readonly clean: boolean;
  readonly tag?: { readonly name: string; readonly object: string; readonly target: string; readonly signed: boolean };
  readonly previous?: { readonly version?: string; readonly tag: string; readonly commit: string };
  readonly commits?: readonly GitCommit[];
}
interface GitCommit {
  readonly id: string; readonly author: string; readonly committer: string; readonly committedAt: string; readonly subject: string;
  readonly files: readonly string[];
}

/**
 * Asks git about `folder`, but only when it lies in the repository that the project file names (a relative path to its root, or
 * the URL of one of its remotes): else git would speak of some other repository around it. Undefined when it does not.
 */
export function gitState(folder: string, repository: string, previousTag: string | undefined, previousVersion: string | undefined): GitState | undefined {
  // Git runs what a repository configures (core.fsmonitor, textconv): what can seal is none of its business.
  const env = { ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !SECRETS.test(name))), LC_ALL: 'C', GIT_OPTIONAL_LOCKS: '0' };
  const git = (...args: string[]): string | undefined => {
    const result = spawnSync('git', ['-C', folder, ...args], { encoding: 'utf8', maxBuffer: 1 << 28, env });
    return result.status === 0 ? result.stdout.replace(/\n$/, '') : undefined;
  };
  const top = git('rev-parse', '--show-toplevel');
  if (top === undefined || !names(repository, folder, top, git('remote', '-v') ?? '')) return undefined;
  const commit = git('rev-parse', 'HEAD');
  const committedAt = git('log', '-1', '--format=%cI', 'HEAD');
  if (commit === undefined || committedAt === undefined) return undefined;

  const name = git('describe', '--tags', '--exact-match', 'HEAD');
  const object = name === undefined ? undefined : git('rev-parse', `refs/tags/${name}`);
  const tag = name !== undefined && object !== undefined
    ? { name, object, target: git('rev-parse', `refs/tags/${name}^{commit}`) ?? '', signed: (git('cat-file', '-p', object) ?? '').includes('-----BEGIN ') }
    : undefined;
  const before = previousTag === undefined ? undefined : git('rev-parse', `refs/tags/${previousTag}^{commit}`);
  const commits = before === undefined ? undefined : commitsSince(before, git);
  return {
    schema: 'release-evidence/vcs/v1', commit, committedAt, clean: git('status', '--porcelain') === '',
    ...(tag ? { tag } : {}),
    ...(before !== undefined && previousTag !== undefined ? { previous: { ...(previousVersion ? { version: previousVersion } : {}), tag: previousTag, commit: before } } : {}),
    ...(commits ? { commits } : {}),
  };
}

function names(repository: string, folder: string, top: string, remotes: string): boolean {
  if (/^[a-z][a-z+]*:\/\/|^[^/]+@[^/]+:/.test(repository)) {
    const bare = (url: string) => url.replace(/\/\/[^@/]*@/, '//').replace(/(\.git)?\/?$/, '');
    return remotes.split('\n').some((line) => bare(line.split(/\s+/)[1] ?? '') === bare(repository));
  }
  try {
    return realpathSync(resolve(folder, repository)) === realpathSync(top);
  } catch {
    return false;
  }
}

/** Newest first. Undefined when the clone is too shallow to reach `before`. */
function commitsSince(before: string, git: (...args: string[]) => string | undefined): GitCommit[] | undefined {
  const log = git('log', `${before}..HEAD`, '-z', '--name-only', '--format=%x01%H%x02%an%x02%cn%x02%cI%x02%s%x02');
  if (log === undefined) return undefined;
  return log.split('\x01').slice(1).map((entry) => {
    const [id = '', author = '', committer = '', committedAt = '', subject = '', files = ''] = entry.split('\x02');
    return { id, author, committer, committedAt, subject, files: files.split(/[\0\n]/).filter(Boolean).sort() };
  });
}
