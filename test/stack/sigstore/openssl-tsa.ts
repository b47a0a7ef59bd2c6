// A second timestamp authority, by another maker: RFC 3161 over HTTP in front of `openssl ts`. openssl-tsa.ts KEYS_FOLDER
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PLACES } from './places.ts';

const keys = process.argv[2] ?? '';
const folder = mkdtempSync(join(tmpdir(), 'openssl-tsa-'));
writeFileSync(join(folder, 'tsa.cnf'), `[tsa]
default_tsa = one
[one]
serial = ${folder}/serial
signer_cert = ${keys}/tsa2.crt
signer_key = ${keys}/tsa2.pem
certs = ${keys}/tsa2-ca.crt
signer_digest = sha256
default_policy = 1.3.6.1.4.1.57264.2
digests = sha256, sha384, sha512
`);
writeFileSync(join(folder, 'serial'), '01\n');

createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part)).on('end', () => {
    writeFileSync(join(folder, 'query'), Buffer.concat(parts));
    try {
      execFileSync('openssl', ['ts', '-reply', '-config', join(folder, 'tsa.cnf'), '-queryfile', join(folder, 'query'), '-out', join(folder, 'reply')], { stdio: ['ignore', 'ignore', 'inherit'] });
      response.writeHead(200, { 'content-type': 'application/timestamp-reply' }).end(readFileSync(join(folder, 'reply')));
    } catch {
      response.writeHead(request.method === 'GET' ? 200 : 400).end();
    }
  });
}).listen(Number(new URL(PLACES.tsa2).port), '127.0.0.1');
process.on('SIGTERM', () => {
  rmSync(folder, { recursive: true, force: true });
  process.exit(0);
});
