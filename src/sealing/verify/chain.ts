import { X509Certificate as NodeCertificate } from 'node:crypto';
import { type Authorities, chainFault, namesOf, oneLineName, periodWords, utc, within } from '../authorities.ts';
import type { SignatureRefusal, SignatureRefusalCode } from '../signature-refusals.ts';
import type { LeafCertificate } from './leaf-certificate.ts';
import type { ProvenTime } from './timestamps.ts';

const refusal = (code: SignatureRefusalCode, message: string, more: { expected?: string; found?: string } = {}): SignatureRefusal => ({ code, message, ...more });

/**
 * Whether the certificate was issued by an authority of the trusted root and was valid at each proven time. It finds the words of a
 * refusal; that the whole chain holds is for the library's full run to say.
 */
export function checkChain({ certificate }: LeafCertificate, times: readonly ProvenTime[], authorities: Authorities): readonly SignatureRefusal[] {
  const leaf = new NodeCertificate(certificate.root.toDER());
  const issuers = authorities.certificateAuthorities.filter((authority) => authority.chain.some((above) => leaf.checkIssued(above) && leaf.verify(above.publicKey)));
  if (issuers.length === 0) {
    return [refusal('CERTIFICATE_UNTRUSTED', 'the certificate was not issued by an authority of the trusted root', {
      expected: namesOf(authorities.certificateAuthorities) || 'no certificate authority is in the trusted root', found: oneLineName(leaf.issuer),
    })];
  }
  for (const { time, source } of times) {
    if (time < certificate.notBefore || certificate.notAfter < time) {
      return [refusal('CERTIFICATE_EXPIRED', 'the certificate was not valid at the trusted time', { expected: `${utc(certificate.notBefore)} to ${utc(certificate.notAfter)}`, found: `${utc(time)} (${source})` })];
    }
    const found = `${utc(time)} (${source})`;
    const inUse = issuers.filter((authority) => within(time, authority.period));
    if (inUse.length === 0) {
      return [refusal('CERTIFICATE_UNTRUSTED', 'the authority that issued the certificate was not in use at the trusted time', { expected: issuers.map((one) => periodWords(one.period)).join(' or '), found })];
    }
    const faults = inUse.map((authority) => chainFault(authority, time));
    if (!faults.includes(null)) return [refusal('CERTIFICATE_UNTRUSTED', faults[0]!, { expected: namesOf(inUse), found })];
  }
  return [];
}

/**
 * Signed certificate timestamps (RFC 6962 §3.3) by logs of the trusted root, counted by log. The library does not tell an unknown log
 * from a false proof, and verifies the signatures in its full run.
 */
export function checkTransparency({ certificate }: LeafCertificate, atLeast: number, authorities: Authorities): { readonly found: number; readonly problems: readonly SignatureRefusal[] } {
  let proofs: readonly { readonly logID: Buffer; readonly datetime: Date }[];
  try {
    proofs = certificate.extSCT?.signedCertificateTimestamps ?? [];
  } catch {
    return { found: 0, problems: [refusal('SCT_MISSING', 'the proofs of certificate transparency cannot be read')] };
  }
  const logs = new Set<string>();
  for (const { logID, datetime } of proofs) {
    const id = logID.toString('hex');
    const known = authorities.certificateLogs.filter((log) => log.id === id);
    if (known.length === 0) {
      return { found: 0, problems: [refusal('SCT_MISSING', 'the certificate is in a transparency log that is not in the trusted root', { expected: authorities.certificateLogs.map((log) => `${log.name} ${log.id}`).join(' or ') || 'no such log is in the trusted root', found: id })] };
    }
    if (!known.some((log) => within(datetime, log.period))) {
      return { found: 0, problems: [refusal('SCT_MISSING', 'the certificate transparency log was not in use when it took the certificate', { expected: known.map((log) => periodWords(log.period)).join(' or '), found: utc(datetime) })] };
    }
    logs.add(known[0]!.key);
  }
  if (logs.size >= atLeast) return { found: logs.size, problems: [] };
  return { found: logs.size, problems: [refusal('SCT_MISSING', 'fewer proofs of certificate transparency than required', { expected: `at least ${atLeast}`, found: String(logs.size) })] };
}
