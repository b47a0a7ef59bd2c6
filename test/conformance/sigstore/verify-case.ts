import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { bundleFromJSON, type Bundle } from '@sigstore/bundle';
import { readPublicKey } from '../../../src/sealing/key.ts';
import { readTrustedRoot } from '../../../src/sealing/read-trusted-root.ts';
import { PAYLOAD_TYPE } from '../../../src/sealing/statement.ts';
import type { ExpectedSigner } from '../../../src/sealing/trust-policy.ts';
import { verifySignature } from '../../../src/sealing/verify-signature.ts';

/** One verification of the protocol, with the content of its files. */
export interface Case {
  readonly bundle: string;
  /** Absent: the public-good instance's. */
  readonly trustedRoot: string | undefined;
  readonly key: string | undefined;
  readonly identity: string | undefined;
  readonly issuer: string | undefined;
  readonly subject: { readonly bytes: Uint8Array } | { readonly sha256: string };
}

export const UNSUPPORTED = 'unsupported';

/** Empty = verified; else the reasons, the first one first: `CODE: sentence; expected …; found …`. */
export function verifyCase(given: Case): readonly string[] {
  try {
    const bundle = bundleFromJSON(JSON.parse(given.bundle));
    if (bundle.content.$case === 'messageSignature' && 'sha256' in given.subject) return [`${UNSUPPORTED}: a signature over a file cannot be verified without the file: Node has no ECDSA over a digest`];
    const trustedRoot = readTrustedRoot(given.trustedRoot ?? publicGoodRoot(), 'incomplete');
    const answer = verifySignature(bundle, { signers: [signerOf(given)], trustedRoot, thresholds: { log: 1, timestamps: 1 } }, 'bytes' in given.subject ? given.subject.bytes : undefined);
    const reasons = answer.problems.map(({ code, message, expected, found }) => [`${code}: ${message}`, ...(expected === undefined ? [] : [`expected ${expected}`]), ...(found === undefined ? [] : [`found ${found}`])].join('; '));
    return reasons.length > 0 ? reasons : subjectFaults(bundle, 'bytes' in given.subject ? createHash('sha256').update(given.subject.bytes).digest('hex') : given.subject.sha256);
  } catch (error) {
    return [`${(error as { code?: string }).code ?? 'MALFORMED'}: ${(error as Error).message}`];
  }
}

/** No verifier library compares the statement's subjects with the file: that is for whoever calls it. */
function subjectFaults(bundle: Bundle, sha256: string): readonly string[] {
  if (bundle.content.$case !== 'dsseEnvelope') return [];
  const { payload, payloadType } = bundle.content.dsseEnvelope;
  if (payloadType !== PAYLOAD_TYPE) return [`PAYLOAD_TYPE: another payload type; expected ${PAYLOAD_TYPE}; found ${payloadType}`];
  const statement = JSON.parse(payload.toString('utf8')) as { _type?: string; subject?: readonly { digest?: { sha256?: string } }[] };
  if (!/^https:\/\/in-toto\.io\/Statement\/v(0\.1|1)$/.test(statement._type ?? '')) return ['STATEMENT_FORM: not an in-toto statement'];
  const digests = (statement.subject ?? []).map((one) => one.digest?.sha256);
  return digests.includes(sha256) ? [] : [`SUBJECT_MISMATCH: the file is not a subject of the statement; expected ${digests.join(', ')}; found ${sha256}`];
}

function signerOf({ key, identity, issuer }: Case): ExpectedSigner {
  if (key !== undefined) return { kind: 'key', key: readPublicKey(key) };
  if (!identity || !issuer) throw new Error('an identity and its issuer, or a key, must be expected');
  return { kind: 'identity', identity: { exact: identity }, issuer: { exact: issuer } };
}

function publicGoodRoot(): string {
  const seeds = JSON.parse(readFileSync(new URL('../../../node_modules/@sigstore/tuf/seeds.json', import.meta.url), 'utf8')) as Record<string, { targets: Record<string, string> }>;
  return Buffer.from(seeds['https://tuf-repo-cdn.sigstore.dev']!.targets['trusted_root.json']!, 'base64').toString('utf8');
}
