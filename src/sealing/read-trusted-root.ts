import { createHash, X509Certificate } from 'node:crypto';
import { TrustedRoot } from '@sigstore/protobuf-specs';
import { toTrustMaterial } from '@sigstore/verify';
import { z } from 'zod';
import { canonicalJson } from '../model/canonical-json.ts';
import { EvidenceError } from '../model/problem.ts';
import { ONCE } from '../model/parse-once.ts';
import { schemaFaults } from './schema-faults.ts';
import { parseStrictJson } from './strict-json.ts';
import type { TrustedRootFile } from './trusted-root.ts';

/** Characters. The public instance's has about 12 thousand. */
export const LARGEST_TRUSTED_ROOT = 4 * 1024 * 1024;
const EKU_TIMESTAMPING = '1.3.6.1.5.5.7.3.8';

const MEDIA_TYPES = [
  'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
  'application/vnd.dev.sigstore.trustedroot.v0.1+json',
  'application/vnd.dev.sigstore.trustedroot.v0.2+json',
] as const;

const base64 = z.string().min(1).max(64 * 1024).regex(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/, 'is not base64');
const time = z.iso.datetime({ offset: true, error: (issue) => (issue.input === undefined ? 'is missing' : 'is not a time of RFC 3339') });
/** The library takes an absent start for "always": a retired or stolen key would be good for every time. */
const window = z.strictObject({ start: time, end: time.optional() })
  .refine(({ start, end }) => end === undefined || Date.parse(start) <= Date.parse(end), 'ends before it starts');
const name = z.string().max(2048);
const logId = z.strictObject({ keyId: base64 });
const log = z.strictObject({
  baseUrl: z.url({ protocol: /^https?$/, error: 'is not a URL of http or https' }), hashAlgorithm: z.string(),
  publicKey: z.strictObject({ rawBytes: base64, keyDetails: z.string(), validFor: window }),
  logId, checkpointKeyId: logId.optional(), operator: name.optional(),
});
const authority = z.strictObject({
  subject: z.strictObject({ organization: name.optional(), commonName: name.optional() }).optional(), uri: name.optional(),
  certChain: z.strictObject({ certificates: z.array(z.strictObject({ rawBytes: base64 })).min(1).max(10) }),
  validFor: window, operator: name.optional(),
});
/** Strict: a field that is not known here might take trust away. */
const schema = z.strictObject({
  mediaType: z.enum(MEDIA_TYPES),
  tlogs: z.array(log).default([]), certificateAuthorities: z.array(authority).default([]),
  ctlogs: z.array(log).default([]), timestampAuthorities: z.array(authority).default([]),
});

/**
 * Reads a Sigstore trusted root (protobuf-specs `trustroot.proto`, JSON form) and judges it: every authority has a start of its time, its
 * keys and certificates can be used, and a timestamp authority's chain has its leaf first. Fails with TRUST_ROOT_INVALID and every fault;
 * `exit` says whose file it is: `incomplete` an auditor's, `usage` at sealing.
 */
export function readTrustedRoot(text: string, exit: 'incomplete' | 'usage' = 'incomplete'): TrustedRootFile {
  const invalid = (faults: readonly string[], cause?: unknown): EvidenceError => new EvidenceError('TRUST_ROOT_INVALID', exit, `the trusted root cannot be used: ${faults[0]}`, {
    hint: 'take it from the operator of the Sigstore instance again, or fetch it with: release-evidence trust update', cause,
    problems: faults.map((message) => ({ code: 'TRUST_ROOT_INVALID' as const, file: 'trusted root', message })),
  });
  if (text.length > LARGEST_TRUSTED_ROOT) throw invalid([`larger than ${LARGEST_TRUSTED_ROOT} characters`]);
  let json: unknown;
  try {
    json = parseStrictJson(text);
  } catch (cause) {
    throw invalid([(cause as Error).message], cause);
  }
  const parsed = schema.safeParse(withoutNulls(json), ONCE);
  if (!parsed.success) throw invalid(schemaFaults(parsed.error));
  let root: TrustedRoot;
  try {
    root = TrustedRoot.fromJSON(parsed.data);
  } catch (cause) {
    throw invalid(['a value that is not of its type'], cause); // an enumeration's word that is not known
  }
  const faults = [...logFaults(root), ...authorityFaults(root)];
  if (faults.length > 0) throw invalid(faults);
  // The last word is the library's, which is what will read it at verification.
  try {
    toTrustMaterial(root);
  } catch (cause) {
    throw invalid(['a key or certificate cannot be read'], cause);
  }
  return fileOf(root);
}

/** A trusted root that this program composed: its one text and its digest. */
function fileOf(root: TrustedRoot): TrustedRootFile {
  const none = { tlogs: [], certificateAuthorities: [], ctlogs: [], timestampAuthorities: [] };
  const text = `${canonicalJson({ ...none, ...(TrustedRoot.toJSON(root) as object) })}\n`;
  return { root, text, sha256: createHash('sha256').update(text).digest('hex') };
}

/** In the JSON form of protocol buffers `null` is an absent field. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== null).map(([key, field]) => [key, withoutNulls(field)]));
}

function logFaults(root: TrustedRoot): string[] {
  const faults: string[] = [];
  for (const [list, logs] of [['tlogs', root.tlogs], ['ctlogs', root.ctlogs]] as const) {
    const keys = new Map<string, Buffer>();
    for (const [i, log] of logs.entries()) {
      const key = log.publicKey!.rawBytes!;
      try {
        toTrustMaterial({ ...root, tlogs: [log], ctlogs: [], certificateAuthorities: [], timestampAuthorities: [] });
      } catch {
        faults.push(`${list}[${i}].publicKey: is not a public key of the kind that keyDetails names`);
      }
      const id = (log.checkpointKeyId ?? log.logId)!.keyId.toString('base64');
      const other = keys.get(id);
      if (other && !other.equals(key)) faults.push(`${list}[${i}].logId: another log with another key has the same id`);
      keys.set(id, key);
    }
  }
  return faults;
}

function authorityFaults(root: TrustedRoot): string[] {
  const faults: string[] = [];
  for (const [i, ca] of root.certificateAuthorities.entries()) {
    const chain = certificates(ca.certChain!.certificates, `certificateAuthorities[${i}]`, faults);
    if (chain?.some((one) => !one.ca)) faults.push(`certificateAuthorities[${i}]: a certificate of the chain is not one of an authority`);
  }
  for (const [i, tsa] of root.timestampAuthorities.entries()) {
    const chain = certificates(tsa.certChain!.certificates, `timestampAuthorities[${i}]`, faults);
    if (!chain) continue;
    const [leaf, ...above] = chain as [X509Certificate, ...X509Certificate[]];
    // The library takes the first certificate for the one that signs timestamps, whatever it is.
    if (leaf.ca || !leaf.keyUsage?.includes(EKU_TIMESTAMPING)) faults.push(`timestampAuthorities[${i}]: the first certificate is not the one that signs timestamps`);
    else if (above.some((one) => !one.ca)) faults.push(`timestampAuthorities[${i}]: a certificate above the first is not one of an authority`);
    if (chain.some((one, at) => at > 0 && !(chain[at - 1]!.checkIssued(one) && chain[at - 1]!.verify(one.publicKey)))) {
      faults.push(`timestampAuthorities[${i}]: a certificate of the chain was not issued by the next one`);
    }
  }
  return faults;
}

function certificates(raw: readonly { rawBytes: Buffer }[], path: string, faults: string[]): X509Certificate[] | null {
  try {
    return raw.map((one) => new X509Certificate(one.rawBytes));
  } catch {
    faults.push(`${path}.certChain: a certificate cannot be read`);
    return null;
  }
}
