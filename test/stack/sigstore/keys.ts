import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const CA_PASSPHRASE = 'dev';

/**
 * The keys and certificates of a stack's authorities in `folder`, made with OpenSSL when they are not there: kept, a later run verifies
 * what an earlier one signed. SEC1 keys, the only form that all of the programs read.
 */
export function makeKeys(folder: string): void {
  if (existsSync(join(folder, 'done'))) return;
  mkdirSync(folder, { recursive: true });
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  for (const name of ['fulcio', 'ct', 'rekor', 'rekor-v1', 'tsa-ca', 'tsa']) {
    openssl('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', `${name}.pem`);
    openssl('ec', '-in', `${name}.pem`, '-pubout', '-out', `${name}.pub`);
  }
  openssl('ec', '-in', 'fulcio.pem', '-aes256', '-passout', `pass:${CA_PASSPHRASE}`, '-out', 'fulcio.key');
  openssl('genrsa', '-traditional', '-out', 'issuer.pem', '2048');
  const authority = (name: string, subject: string, ...extensions: string[]) =>
    openssl('req', '-x509', '-new', '-key', `${name}.pem`, '-days', '3650', '-subj', subject, '-out', `${name}.crt`, '-config', 'req.cnf',
      ...['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign,cRLSign', 'subjectKeyIdentifier=hash', ...extensions].flatMap((one) => ['-addext', one]));
  // The machine's own configuration would add extensions.
  writeFileSync(join(folder, 'req.cnf'), '[req]\ndistinguished_name = dn\n[dn]\n[leaf]\nbasicConstraints = critical,CA:FALSE\nkeyUsage = critical,digitalSignature\nextendedKeyUsage = critical,timeStamping\nsubjectKeyIdentifier = hash\nauthorityKeyIdentifier = keyid\n');
  authority('fulcio', '/O=Test stack/CN=Test Fulcio', 'extendedKeyUsage=codeSigning');
  authority('tsa-ca', '/O=Test stack/CN=Test TSA root');
  openssl('req', '-new', '-key', 'tsa.pem', '-subj', '/O=Test stack/CN=Test TSA', '-config', 'req.cnf', '-out', 'tsa.csr');
  openssl('x509', '-req', '-in', 'tsa.csr', '-CA', 'tsa-ca.crt', '-CAkey', 'tsa-ca.pem', '-set_serial', '2', '-days', '3650', '-extfile', 'req.cnf', '-extensions', 'leaf', '-out', 'tsa.crt');
  // Leaf first: root first, the library refuses every timestamp.
  writeFileSync(join(folder, 'tsa-chain.pem'), readFileSync(join(folder, 'tsa.crt'), 'utf8') + readFileSync(join(folder, 'tsa-ca.crt'), 'utf8'));
  writeFileSync(join(folder, 'done'), '');
}
