import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createHash, X509Certificate } from 'node:crypto';
import { DSSEBundleBuilder, type Witness } from '@sigstore/sign';
import { bundleToJSON } from '@sigstore/bundle';
import { canonicalFile, canonicalJson } from '../../../src/model/canonical-json.ts';
import { PAYLOAD_TYPE } from '../../../src/sealing/statement.ts';

/** What was signed long ago: by authorities, certificate and token of 2011, all made by OpenSSL under another clock. */
export interface OldSignature {
  /** Bundle file. */
  readonly bundle: Uint8Array;
  readonly identity: string;
  readonly issuer: string;
  /** Trusted root: its authorities 2010 to 2012; `log` from 2010 on. */
  trustedRoot(log: { readonly baseUrl: string; readonly key: string; readonly end?: string }, ends?: { readonly ca?: string; readonly tsa?: string }): string;
  /** For `openssl ts -verify`. */
  readonly files: { readonly token: string; readonly signature: string; readonly authority: string };
}

const IDENTITY = 'https://gitlab.example.com/acme/old//.gitlab-ci.yml@refs/tags/v1.0.0';
const ISSUER = 'https://gitlab.example.com';
/** Minutes apart: the false clock runs on while a program starts, and a slow machine must not stamp before its certificate begins. */
const CERTIFIED_AT = '2011-06-01 12:00:00';
const SIGNED_AT = '2011-06-01 12:05:00';

/**
 * Signs `payload` as of 2011 in `folder`. The token says `stampedAt`; entries of `log` are of today, because a real log cannot be
 * turned back (Rekor v2 tells no time). No SCT: a log of certificates cannot be turned back either.
 */
export async function signLongAgo(folder: string, payload: Uint8Array, log: Witness, stampedAt: string = SIGNED_AT): Promise<OldSignature> {
  mkdirSync(folder, { recursive: true });
  const openssl = (time: string, ...args: string[]) => execFileSync('faketime', [time, 'openssl', ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, TZ: 'UTC' } });
  const write = (name: string, text: string | Uint8Array) => writeFileSync(join(folder, name), text);
  const read = (name: string) => readFileSync(join(folder, name));
  write('old.cnf', `[req]
distinguished_name = dn
[dn]
[ca]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[leaf]
keyUsage = critical,digitalSignature
extendedKeyUsage = codeSigning
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
subjectAltName = critical,URI:${IDENTITY}
1.3.6.1.4.1.57264.1.8 = ASN1:UTF8String:${ISSUER}
[tsa]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[ts]
default_tsa = one
[one]
serial = serial
signer_cert = tsa.crt
signer_key = tsa.pem
certs = tsa-ca.crt
signer_digest = sha256
default_policy = 1.2.3.4
digests = sha256
`);
  write('serial', '01\n');
  for (const [name, subject, authority, extensions, serial, days] of [
    ['ca', '/O=Test stack/CN=Old CA', null, 'ca', '11', '365'], ['leaf', '/', 'ca', 'leaf', '12', '1'],
    ['tsa-ca', '/O=Test stack/CN=Old TSA root', null, 'ca', '13', '365'], ['tsa', '/O=Test stack/CN=Old TSA', 'tsa-ca', 'tsa', '14', '365'],
  ] as const) {
    openssl(CERTIFIED_AT, 'ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', `${name}.pem`);
    openssl(CERTIFIED_AT, 'req', '-new', '-key', `${name}.pem`, '-subj', subject, '-config', 'old.cnf', '-out', `${name}.csr`);
    openssl(CERTIFIED_AT, 'x509', '-req', '-in', `${name}.csr`, ...(authority === null ? ['-signkey', `${name}.pem`] : ['-CA', `${authority}.crt`, '-CAkey', `${authority}.pem`]),
      '-set_serial', serial, '-days', days, '-extfile', 'old.cnf', '-extensions', extensions, '-out', `${name}.crt`);
  }
  const builder = new DSSEBundleBuilder({
    signer: {
      async sign(data) {
        write('data', data);
        openssl(SIGNED_AT, 'dgst', '-sha256', '-sign', 'leaf.pem', '-out', 'signature', 'data');
        return { signature: read('signature'), key: { $case: 'x509Certificate', certificate: read('leaf.crt').toString('utf8') } };
      },
    },
    witnesses: [log, {
      async testify() {
        openssl(stampedAt, 'ts', '-query', '-data', 'signature', '-sha256', '-cert', '-out', 'query');
        openssl(stampedAt, 'ts', '-reply', '-config', 'old.cnf', '-section', 'one', '-queryfile', 'query', '-out', 'token');
        return { rfc3161Timestamps: [{ signedTimestamp: read('token') }] };
      },
    }],
  });
  const bundle = canonicalFile(bundleToJSON(await builder.create({ data: Buffer.from(payload), type: PAYLOAD_TYPE })));
  const authority = (uri: string, names: readonly string[], end: string) => ({
    subject: { organization: 'Test stack', commonName: 'Old' }, uri, validFor: { start: '2010-01-01T00:00:00Z', end },
    certChain: { certificates: names.map((name) => ({ rawBytes: new X509Certificate(read(name)).raw.toString('base64') })) },
  });
  return {
    bundle, identity: IDENTITY, issuer: ISSUER,
    files: { token: join(folder, 'token'), signature: join(folder, 'signature'), authority: join(folder, 'tsa-ca.crt') },
    trustedRoot({ baseUrl, key, end }, ends = {}) {
      const spki = Buffer.from(key.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64');
      return `${canonicalJson({
        mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1', ctlogs: [],
        tlogs: [{
          baseUrl, hashAlgorithm: 'SHA2_256', logId: { keyId: createHash('sha256').update(spki).digest('base64') },
          publicKey: { rawBytes: spki.toString('base64'), keyDetails: 'PKIX_ECDSA_P256_SHA_256', validFor: { start: '2010-01-01T00:00:00Z', ...(end !== undefined && { end }) } },
        }],
        certificateAuthorities: [authority('https://ca.example.com', ['ca.crt'], ends.ca ?? '2012-01-01T00:00:00Z')],
        timestampAuthorities: [authority('https://tsa.example.com', ['tsa.crt', 'tsa-ca.crt'], ends.tsa ?? '2012-01-01T00:00:00Z')],
      })}\n`;
    },
  };
}
