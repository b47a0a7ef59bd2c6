import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Whether this machine has OpenSSL's command, which is a timestamp authority (RFC 3161) as well. */
export const hasOpenssl = spawnSync('openssl', ['version']).error === undefined;

/** A real timestamp authority below `folder`, with keys of its own. */
export interface OpensslTsa {
  /** TimeStampReq → TimeStampResp, DER. */
  stamp(query: Uint8Array): Buffer;
  /** A Sigstore trusted root that names this authority and nobody else. */
  readonly trustedRoot: string;
  /** Paths. */
  readonly ca: string;
  readonly certificate: string;
}

export function opensslTsa(folder: string): OpensslTsa {
  mkdirSync(folder, { recursive: true });
  const at = (name: string) => join(folder, name);
  const run = (...args: string[]) => execFileSync('openssl', args, { stdio: ['ignore', 'pipe', 'ignore'] });
  writeFileSync(at('serial'), '01\n');
  writeFileSync(at('tsa.cnf'), [
    '[tsa]', 'default_tsa = t', '[t]', `serial = ${at('serial')}`, `signer_cert = ${at('tsa.pem')}`, `signer_key = ${at('tsa.key')}`, `certs = ${at('ca.pem')}`,
    'signer_digest = sha256', 'default_policy = 1.2.3.4', 'digests = sha256', 'ordering = yes',
    '[ext]', 'basicConstraints = CA:FALSE', 'keyUsage = critical,digitalSignature', 'extendedKeyUsage = critical,timeStamping', '',
  ].join('\n'));
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  run('req', '-x509', ...key, '-keyout', at('ca.key'), '-out', at('ca.pem'), '-subj', '/CN=test timestamp root', '-days', '2');
  run('req', ...key, '-keyout', at('tsa.key'), '-out', at('tsa.csr'), '-subj', '/CN=test timestamp authority');
  run('x509', '-req', '-in', at('tsa.csr'), '-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-CAcreateserial', '-out', at('tsa.pem'), '-days', '2', '-extfile', at('tsa.cnf'), '-extensions', 'ext');
  const der = (name: string) => ({ rawBytes: readFileSync(at(name), 'utf8').replace(/-----[^-]+-----|\s/g, '') });
  return {
    stamp(query) {
      writeFileSync(at('q.tsq'), query);
      run('ts', '-reply', '-queryfile', at('q.tsq'), '-out', at('r.tsr'), '-config', at('tsa.cnf'));
      return readFileSync(at('r.tsr'));
    },
    trustedRoot: JSON.stringify({
      mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1', tlogs: [], certificateAuthorities: [], ctlogs: [],
      timestampAuthorities: [{ subject: { organization: 'test', commonName: 'tsa' }, uri: 'http://127.0.0.1', certChain: { certificates: [der('tsa.pem'), der('ca.pem')] }, validFor: { start: '2020-01-01T00:00:00Z' } }],
    }),
    ca: at('ca.pem'),
    certificate: at('tsa.pem'),
  };
}
