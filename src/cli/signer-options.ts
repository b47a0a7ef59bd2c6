import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { EvidenceError } from '../model/problem.ts';
import { readPublicKey } from '../sealing/key.ts';
import type { PolicyFile } from '../sealing/policy-file.ts';
import { readTrustedRoot } from '../sealing/read-trusted-root.ts';
import type { CertificateExpectations, ExpectedSigner, TextExpectation, Thresholds, TrustPolicy } from '../sealing/trust-policy.ts';
import type { TrustedRootFile } from '../sealing/trusted-root.ts';
import { patternFault } from '../sealing/verify/expectation.ts';
import type { Io } from './io.ts';
import { named } from './named.ts';
import { systemWords } from './output/errno.ts';

/** Options that say who may have sealed, and what is asked of the signature. */
export interface SignerOptions {
  readonly key?: readonly string[];
  readonly identity?: string;
  readonly identityPattern?: string;
  readonly issuer?: string;
  readonly issuerPattern?: string;
  readonly sourceRepository?: string;
  readonly sourceRef?: string;
  readonly workflow?: string;
  readonly policy?: string;
  readonly trustedRoot?: string;
  readonly requireLog?: number;
  readonly requireTimestamps?: number;
  readonly requireSct?: number;
}

export interface ExpectedTrust {
  readonly trust: TrustPolicy;
  /** Absent unless `--policy` was given. */
  readonly policy?: PolicyFile;
}

const CERTIFICATE_OPTIONS = [['sourceRepository', '--source-repository'], ['sourceRef', '--source-ref'], ['workflow', '--workflow'], ['requireSct', '--require-sct']] as const;
const SIGNER_OPTIONS = [
  ['key', '--key'], ['identity', '--identity'], ['identityPattern', '--identity-pattern'], ['issuer', '--issuer'], ['issuerPattern', '--issuer-pattern'],
  ['requireLog', '--require-log'], ['requireTimestamps', '--require-timestamps'], ...CERTIFICATE_OPTIONS,
] as const;

/** Who may have sealed. Fails with USAGE (exit 2) when nobody is named, or somebody only by half; with exit 7 when a file that is named cannot be had. */
export async function expectedTrust(io: Io, options: SignerOptions): Promise<ExpectedTrust> {
  const trustedRoot = options.trustedRoot === undefined ? undefined : readRoot(io.cwd, options.trustedRoot);
  const given = (names: readonly (readonly [keyof SignerOptions, string])[]): string[] => names.filter(([name]) => options[name] !== undefined).map(([, text]) => text);
  if (options.policy !== undefined) {
    const more = given(SIGNER_OPTIONS);
    if (more.length > 0) throw usage(`--policy and ${more.join(', ')}`, 'a policy file says all of it: put the signer into the file, or leave --policy out');
    const { readPolicyFile, trustPolicyOf } = await import('../sealing/policy-file.ts'); // its schema: only when there is a policy
    const policy = named(options.policy, () => readPolicyFile(textOf(io.cwd, options.policy!, 'name the policy file that you keep (docs/policy.md)')));
    return { trust: trustPolicyOf(policy, trustedRoot), policy };
  }
  const identity = expectation(options.identity, options.identityPattern, '--identity');
  const issuer = expectation(options.issuer, options.issuerPattern, '--issuer');
  if (options.key !== undefined && (identity || issuer)) throw usage('--key and --identity', 'one kind of signer; several go into a policy file (--policy)');
  const thresholds: Partial<Thresholds> = {
    ...(options.requireLog === undefined ? {} : { log: options.requireLog }), ...(options.requireTimestamps === undefined ? {} : { timestamps: options.requireTimestamps }),
    ...(options.requireSct === undefined ? {} : { certificateTransparency: options.requireSct }),
  };
  const rest = { ...(Object.keys(thresholds).length > 0 && { thresholds }), ...(trustedRoot && { trustedRoot }) };
  if (options.key !== undefined) {
    const more = given(CERTIFICATE_OPTIONS);
    if (more.length > 0) throw usage(`--key and ${more.join(', ')}`, 'a key has no certificate: this cannot be asked of it');
    const signers = options.key.map((file): ExpectedSigner => ({ kind: 'key', key: named(file, () => readPublicKey(textOf(io.cwd, file, 'name the public key that the manufacturer gave you'))) }));
    return { trust: { signers, ...rest } };
  }
  if (!identity && !issuer) {
    throw usage('no expected signer was given', '--key PUBLIC.pem, --identity SAN with --issuer URL, or --policy FILE: from the manufacturer, by another way than this bundle');
  }
  if (!identity) throw usage('--issuer without --identity', 'an issuer vouches for many: name the identity too');
  if (!issuer) throw usage('--identity without --issuer', 'anybody can vouch for any identity: name the issuer too, as the manufacturer states it');
  return { trust: { signers: [{ kind: 'identity', identity, issuer, ...extensions(options) }], ...rest } };
}

function expectation(exact: string | undefined, pattern: string | undefined, option: string): TextExpectation | undefined {
  if (exact !== undefined && pattern !== undefined) throw usage(`${option} and ${option}-pattern`, 'one of them');
  if (exact === '' || pattern === '') throw usage(`${option} is empty`, 'as the certificate has it');
  if (pattern === undefined) return exact === undefined ? undefined : { exact };
  const fault = patternFault(pattern);
  if (fault !== null) throw usage(`${option}-pattern: ${fault}`, 'a regular expression that must match the whole text');
  return { pattern };
}

function extensions({ sourceRepository, sourceRef, workflow }: SignerOptions): { readonly extensions?: CertificateExpectations } {
  const asked: CertificateExpectations = {
    ...(sourceRepository === undefined ? {} : { sourceRepository }), ...(sourceRef === undefined ? {} : { sourceRef }), ...(workflow === undefined ? {} : { buildConfig: workflow }),
  };
  return Object.keys(asked).length === 0 ? {} : { extensions: asked };
}

/** The auditor's trusted root; one that cannot be used leaves verification open (exit 7). */
function readRoot(cwd: string, file: string): TrustedRootFile {
  return named(file, () => readTrustedRoot(textOf(cwd, file, 'name the trusted_root.json that you keep: from the manufacturer, from whoever runs the Sigstore instance, or by trust update (docs/trust.md)'), 'incomplete'));
}

function textOf(cwd: string, file: string, hint: string): string {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(resolve(cwd, file));
  } catch (cause) {
    throw new EvidenceError('MISSING', 'incomplete', systemWords(cause), { cause, hint });
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new EvidenceError('BAD_ENCODING', 'incomplete', 'not UTF-8 text', { cause, hint });
  }
}

function usage(message: string, hint: string): EvidenceError {
  return new EvidenceError('USAGE', 'usage', message, { hint });
}
