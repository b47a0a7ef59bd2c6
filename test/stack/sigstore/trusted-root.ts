import { createHash, createPublicKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson } from '../../../src/model/canonical-json.ts';
import { PLACES, SINCE } from './places.ts';

const window = { start: SINCE };

/** A Sigstore trusted root that names the authorities whose keys are in `keys`; one line with a newline at the end. */
export function trustedRoot(keys: string, { rekorV1 = false, tsa2 = false } = {}): string {
  const read = (file: string) => readFileSync(join(keys, file), 'utf8');
  const log = (baseUrl: string, file: string) => {
    const spki = createPublicKey(read(file)).export({ type: 'spki', format: 'der' });
    return {
      baseUrl, hashAlgorithm: 'SHA2_256',
      publicKey: { rawBytes: spki.toString('base64'), keyDetails: 'PKIX_ECDSA_P256_SHA_256', validFor: window },
      logId: { keyId: createHash('sha256').update(spki).digest('base64') },
    };
  };
  const authority = (uri: string, ...files: string[]) => {
    const certificates = files.map((file) => new X509Certificate(read(file)));
    const names = Object.fromEntries((certificates.at(-1)?.subject ?? '').split('\n').map((line) => line.split('=') as [string, string]));
    return {
      subject: { organization: names.O ?? '', commonName: names.CN ?? '' }, uri,
      certChain: { certificates: certificates.map((one) => ({ rawBytes: one.raw.toString('base64') })) }, validFor: window,
    };
  };
  return `${canonicalJson({
    mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
    tlogs: [log(PLACES.rekorV2, 'rekor.pub'), ...(rekorV1 ? [log(PLACES.rekorV1, 'rekor-v1.pub')] : [])],
    certificateAuthorities: [authority(PLACES.fulcio, 'fulcio.crt')],
    ctlogs: [log(PLACES.ctlog, 'ct.pub')],
    timestampAuthorities: [authority(PLACES.tsa, 'tsa.crt', 'tsa-ca.crt'), ...(tsa2 ? [authority(PLACES.tsa2, 'tsa2.crt', 'tsa2-ca.crt')] : [])],
  })}\n`;
}
