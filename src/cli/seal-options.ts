import { resolve } from 'node:path';
import { EvidenceError } from '../model/problem.ts';
import type { Progress } from '../pipeline/ports.ts';
import type { Project } from '../project/schema.ts';
import { checkIdToken } from '../sealing/id-token.ts';
import { keyMeans, type Witnessed } from '../sealing/key-means.ts';
import { refuseFar, type SealDate } from '../sealing/seal-date.ts';
import type { SealingMeans } from '../sealing/sealing-means.ts';
import type { SigningServices } from '../sealing/signing-config.ts';
import { EMPTY_TRUSTED_ROOT, type TrustedRootFile } from '../sealing/trusted-root.ts';
import { needConsent } from './confirm.ts';
import type { Io } from './io.ts';
import { type LogRecord, logRecord } from './log-record.ts';
import { sealingKey } from './sealing-key.ts';
import { type ServiceOptions, signingServices, trustedRootOf } from './sealing-services.ts';
import { sigstoreAdapters, type SigstoreAdapters } from './wire.ts';

export interface SealOptions extends ServiceOptions {
  readonly signer?: 'key' | 'kms' | 'keyless' | 'none';
  readonly key?: string;
  readonly kmsKey?: string;
  readonly kmsEndpoint?: string;
  readonly idToken?: string;
  readonly oidc?: 'gitlab' | 'github';
  readonly yes?: boolean;
}

/** Which options belong to which signer: one that would have no effect is a mistake. */
const OPTION_OF = { key: ['key', '--key'], kmsKey: ['kms', '--kms-key'], kmsEndpoint: ['kms', '--kms-endpoint'], idToken: ['keyless', '--id-token'], oidc: ['keyless', '--oidc'] } as const;
const AUDIENCE = 'sigstore';

/**
 * The means of sealing that the command line or the project file (in `folder`) names, for a release of `commit` (undefined: a run for any commit may sign). Undefined with `--signer none`. Everything that can be
 * found wrong before the evaluation is found here: files, tokens, keys, services that cannot give a seal that verifies.
 */
export async function sealingMeans(io: Io, options: SealOptions, project: Pick<Project, 'sealing'>, folder: string, progress: Progress, commit: string | undefined): Promise<SealingMeans | undefined> {
  const { sealing } = project;
  const kind = options.signer ?? sealing.signer ?? 'key';
  for (const [name, [signer, flag]] of Object.entries(OPTION_OF)) {
    if (options[name as keyof typeof OPTION_OF] !== undefined && signer !== kind) {
      throw new EvidenceError('USAGE', 'usage', `${flag} is for --signer ${signer}, and the signer is ${kind}`, { hint: `add --signer ${signer}, or leave ${flag} out` });
    }
  }
  if (kind === 'none') {
    progress.note('not sealed: nothing will prove who made this bundle, and publish will refuse it');
    return undefined;
  }
  const services = signingServices(io, options, sealing, progress);
  if (kind === 'keyless') refuseTimeless(services);
  await needConsent(io, { kind, services, ...(sealing.identity !== undefined && { identity: sealing.identity }), privateHosts: sealing.privateHosts ?? [] }, { yes: options.yes, sealing });
  const root = trustedRootOf(io, options, sealing, folder, services, kind);
  const adapters = root || kind !== 'key' ? await sigstoreAdapters() : undefined;
  const record = logRecord();
  const witnessed = adapters && root ? witnessedBy(adapters, services, root, kind, record, progress) : undefined;
  if (kind === 'keyless') {
    const means = await keylessMeans(io, options, sealing, services, adapters!, witnessed!, progress, commit);
    return means.thresholds?.certificateTransparency ? { ...means, signer: record.authority(new URL(services.fulcio!).host, means.signer) } : means;
  }
  if (services.timestampAuthorities.length === 0 && !services.rekor.some(({ version }) => version === 1)) {
    progress.note('no trusted time: nothing but release.date will say when this was sealed; a timestamp authority would (sealing.timestampAuthorities)');
  }
  if (kind === 'kms') return kmsMeans(options, sealing, adapters!, witnessed, progress);
  const name = options.key ?? sealing.key;
  if (name === undefined) throw new EvidenceError('KEY_INVALID', 'usage', 'no key to seal with', { hint: '--key FILE (made when it does not exist), or --signer none' });
  return keyMeans(sealingKey(io, options.key === undefined ? resolve(folder, name) : resolve(io.cwd, name), name, progress), witnessed);
}

/** Just before signing: no log gets an entry for a seal that every verifier will refuse. Fails with SIGNING_FAILED (exit 4). */
export function refuseFarSeal(io: Io, { thresholds }: SealingMeans, wanted: SealDate): void {
  if (!thresholds?.timestamps) return;
  refuseFar(clock(io), wanted, (days) => `release.date (${wanted.date}) is ${days} days from now`,
    'state the date of this release, or leave release.date out; a past release is sealed with a key and no timestamp, which says so');
}

const clock = (io: Io): Date => io.now?.() ?? new Date();

/** A certificate lives for minutes: without a trusted time nobody could tell that it was valid when it signed. */
function refuseTimeless({ fulcio, rekor, timestampAuthorities }: SigningServices): void {
  if (fulcio === undefined) {
    throw new EvidenceError('USAGE', 'usage', 'no certificate authority to sign with', { hint: '--signing-config FILE of your Sigstore instance, or sealing.fulcio of the project file' });
  }
  if (timestampAuthorities.length > 0 || rekor.some(({ version }) => version === 1)) return;
  throw new EvidenceError('USAGE', 'usage', 'a keyless seal needs a trusted time: there is no timestamp authority, and a log of Rekor v2 gives none', {
    hint: 'name a timestamp authority (sealing.timestampAuthorities, or tsaUrls of the signing configuration)',
  });
}

function witnessedBy(adapters: SigstoreAdapters, { rekor, timestampAuthorities }: SigningServices, root: TrustedRootFile, kind: SealingMeans['kind'], record: LogRecord, progress: Progress): Witnessed {
  const logs = rekor.length > 0 ? 1 : 0;
  const certificateTransparency = kind === 'keyless' && root.root.ctlogs.length > 0 ? 1 : 0;
  if (kind === 'keyless' && (logs === 0 || certificateTransparency === 0)) {
    progress.note(`${logs === 0 ? 'no transparency log' : 'no certificate transparency log in the trusted root'}: whoever verifies needs a policy that asks for none (--policy)`);
  }
  const given = new AbortController();
  const patience = { ...adapters.PATIENCE, signal: given.signal };
  return {
    witnesses: [
      ...rekor.map(({ url, version }) => record.log(new URL(url).host, (version === 1 ? adapters.rekorV1Witness : adapters.rekorV2Witness)(url, progress, patience), given.signal)),
      ...timestampAuthorities.map((url) => adapters.timestampWitness(url, progress, patience)),
    ],
    abandon: () => given.abort(),
    logged: record.words,
    thresholds: { log: logs, certificateTransparency, timestamps: timestampAuthorities.length > 0 || rekor.some(({ version }) => version === 1) ? 1 : 0 },
    trustedRoot: root.text,
  };
}

async function keylessMeans(io: Io, options: SealOptions, sealing: Project['sealing'], services: SigningServices, adapters: SigstoreAdapters, witnessed: Witnessed, progress: Progress, commit: string | undefined): Promise<SealingMeans> {
  const audience = sealing.audience ?? AUDIENCE;
  const token = tokenSource(io, options, sealing, audience, adapters);
  const now = (): Date => clock(io);
  progress.step(`looking at the identity token from ${token.name}`);
  // Once before the evaluation, which may take minutes; once more when the certificate is asked for.
  checkIdToken(await token.get(), { now: now(), audience, commit, source: token.name });
  const expected = { ...(sealing.identity !== undefined && { identity: sealing.identity }), ...(sealing.issuer !== undefined && { issuer: sealing.issuer }) };
  const signer = adapters.fulcioSigner({ url: services.fulcio!, token, audience, expected, commit, progress, now });
  return { kind: 'keyless', signer, expected, ...witnessed };
}

/** Exactly one source, chosen by name: where two environments are set, neither may win by chance. */
function tokenSource(io: Io, options: SealOptions, sealing: Project['sealing'], audience: string, adapters: SigstoreAdapters) {
  if (options.idToken !== undefined && options.oidc !== undefined) throw new EvidenceError('USAGE', 'usage', '--id-token and --oidc are two sources of one token', { hint: 'give one of them' });
  if (options.idToken !== undefined) return adapters.fileTokenSource(resolve(io.cwd, options.idToken), options.idToken);
  const oidc = options.oidc ?? sealing.oidc;
  if (oidc === 'gitlab') return adapters.gitlabTokenSource(io.env);
  if (oidc === 'github') return adapters.githubTokenSource(io.env, audience);
  const here = adapters.sourcesHere(io.env);
  throw new EvidenceError('USAGE', 'usage', 'nothing says where the identity token comes from', {
    hint: `--id-token FILE, --oidc gitlab, --oidc github, or sealing.oidc of the project file; in this environment there is ${here.length === 0 ? 'none of the two' : here.join(' and ')}`,
  });
}

async function kmsMeans(options: SealOptions, sealing: Project['sealing'], adapters: SigstoreAdapters, witnessed: Witnessed | undefined, progress: Progress): Promise<SealingMeans> {
  const key = options.kmsKey ?? sealing.kms?.key;
  if (key === undefined) throw new EvidenceError('USAGE', 'usage', 'no key of the key management service was named', { hint: '--kms-key ARN, or sealing.kms.key of the project file' });
  progress.step(`asking the key management service for ${key}`);
  const opened = await adapters.openKmsKey({ key, endpoint: options.kmsEndpoint ?? sealing.kms?.endpoint });
  return { kind: 'kms', signer: opened.signer, publicKey: opened.publicKey, witnesses: [], trustedRoot: EMPTY_TRUSTED_ROOT, ...witnessed };
}
