import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
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
  for (const name of ['fulcio', 'ct', 'rekor', 'rekor-v1', 'tsa-ca', 'tsa', 'tsa2-ca', 'tsa2']) {
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
  for (const [name, label] of [['tsa', 'Test TSA'], ['tsa2', 'Test OpenSSL TSA']] as const) {
    authority(`${name}-ca`, `/O=Test stack/CN=${label} root`);
    openssl('req', '-new', '-key', `${name}.pem`, '-subj', `/O=Test stack/CN=${label}`, '-config', 'req.cnf', '-out', `${name}.csr`);
    openssl('x509', '-req', '-in', `${name}.csr`, '-CA', `${name}-ca.crt`, '-CAkey', `${name}-ca.pem`, '-set_serial', `0x${randomBytes(8).toString('hex')}`, '-days', '3650', '-extfile', 'req.cnf', '-extensions', 'leaf', '-out', `${name}.crt`);
    // Leaf first: root first, the library refuses every timestamp.
    writeFileSync(join(folder, `${name}-chain.pem`), readFileSync(join(folder, `${name}.crt`), 'utf8') + readFileSync(join(folder, `${name}-ca.crt`), 'utf8'));
  }
  writeFileSync(join(folder, 'done'), '');
}
