// An OIDC issuer as Fulcio sees it: discovery and keys, for pipelines and for persons. A process of its own, because tests block theirs.
// issuer.ts KEY.pem
import { createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { PERSONS, PLACES } from './places.ts';
import { keyId } from './token.ts';

const pem = readFileSync(process.argv[2] ?? '', 'utf8');
const jwks = { keys: [{ ...createPublicKey(pem).export({ format: 'jwk' }), kid: keyId(pem), alg: 'RS256', use: 'sig' }] };
const discovery = (issuer: string) => ({
  issuer, jwks_uri: `${PLACES.issuer}/jwks`, authorization_endpoint: `${PLACES.issuer}/none`, response_types_supported: ['id_token'],
  subject_types_supported: ['public'], id_token_signing_alg_values_supported: ['RS256'],
});
const routes = new Map<string, unknown>([
  ['/.well-known/openid-configuration', discovery(PLACES.issuer)],
  ['/persons/.well-known/openid-configuration', discovery(PERSONS)],
  ['/jwks', jwks],
]);
createServer((request, response) => {
  const body = routes.get(request.url ?? '');
  response.writeHead(body ? 200 : 404, { 'content-type': 'application/json' });
  response.end(body ? JSON.stringify(body) : '{}');
}).listen(Number(new URL(PLACES.issuer).port), '127.0.0.1');
process.on('SIGTERM', () => process.exit(0));
