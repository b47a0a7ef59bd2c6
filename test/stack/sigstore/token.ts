import { createHash, createPublicKey, sign } from 'node:crypto';
import { PERSONS, PLACES } from './places.ts';

/** What a GitLab pipeline of the demo product would say. The identity in the certificate is `https://` + ci_config_ref_uri. */
export const PIPELINE = {
  sub: 'project_path:acme/devices/meridian:ref_type:tag:ref:v2.4.0',
  project_path: 'acme/devices/meridian', namespace_path: 'acme/devices', project_id: '42', namespace_id: '7',
  ref: 'v2.4.0', ref_type: 'tag', sha: '8f3c1d2e4b5a69788796a5b4c3d2e1f001122334',
  ci_config_ref_uri: 'gitlab.example.com/acme/devices/meridian//.gitlab-ci.yml@refs/tags/v2.4.0',
  ci_config_sha: '8f3c1d2e4b5a69788796a5b4c3d2e1f001122334',
  runner_environment: 'self-hosted', pipeline_source: 'push', job_id: '9001', project_visibility: 'private',
};
/** Subject alternative name of a certificate for PIPELINE. */
export const IDENTITY = `https://${PIPELINE.ci_config_ref_uri}`;

export type Claims = Readonly<Record<string, unknown>>;

/** Name of the issuer's key: in the JWKS and in every token's header. */
export const keyId = (pem: string) => createHash('sha256').update(createPublicKey(pem).export({ type: 'spki', format: 'der' })).digest('hex').slice(0, 16);

function mint(pem: string, claims: Claims, algorithm: 'RS256' | 'none'): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const input = `${part({ alg: algorithm, typ: 'JWT', ...(algorithm === 'RS256' && { kid: keyId(pem) }) })}.${part(claims)}`;
  return `${input}.${algorithm === 'RS256' ? sign('sha256', Buffer.from(input), pem).toString('base64url') : ''}`;
}

const times = () => {
  const now = Math.floor(Date.now() / 1000);
  return { iat: now, nbf: now - 5, exp: now + 300 };
};

/** An ID token as GitLab would give it; `claims` replaces, and leaves out where the value is undefined. `alg: none` for negatives. */
export const pipelineToken = (pem: string, claims: Claims = {}, algorithm: 'RS256' | 'none' = 'RS256') =>
  mint(pem, { iss: PLACES.issuer, aud: 'sigstore', ...PIPELINE, ...times(), ...claims }, algorithm);

/** An ID token of a person. The identity in the certificate is the e-mail address. */
export const personToken = (pem: string, email: string, claims: Claims = {}) =>
  mint(pem, { iss: PERSONS, aud: 'sigstore', sub: email, email, email_verified: true, ...times(), ...claims }, 'RS256');
