import { EvidenceError } from '../model/problem.ts';

/** What a token must say before it is shown to the certificate authority. */
export interface IdTokenExpectation {
  readonly now: Date;
  readonly audience: string;
  /** Commit of the release: a run for other sources may not seal it. */
  readonly commit?: string | undefined;
  /** Where the token came from, in words: it begins the message. */
  readonly source: string;
}

export interface IdTokenClaims {
  readonly issuer: string;
  /** What the certificate authority wants signed: the verified e-mail address of a person, else `sub`. */
  readonly subject: string;
  readonly expires: Date;
}

/** A token that ends sooner may end while the certificate is made. Seconds. */
const LEAST_LIFE = 30;
/** Clocks differ. Seconds. */
const CLOCK_SKEW = 60;
const LARGEST_TOKEN = 16 * 1024;

/**
 * Looks at the claims of an identity token (RFC 7519) before it is sent: the certificate authority refuses a bad one without a reason. The
 * token's signature is the authority's to judge. Fails with ID_TOKEN_INVALID (exit 4) and every reason; no message holds a part of the
 * token that a bearer could use.
 */
export function checkIdToken(token: string, expected: IdTokenExpectation): IdTokenClaims {
  const refuse = (faults: readonly string[], hint = 'a token is for one job and for minutes: get a new one, with the audience that the certificate authority expects'): EvidenceError =>
    new EvidenceError('ID_TOKEN_INVALID', 'sealing', `the identity token from ${expected.source} cannot be used: ${faults.join('; ')}`, { hint });
  if (token === '') throw refuse(['it is empty']);
  if (token.length > LARGEST_TOKEN) throw refuse([`it is larger than ${LARGEST_TOKEN} characters`]);
  const parts = token.split('.');
  if (parts.length !== 3) throw refuse([`it is not a token of three parts, but of ${parts.length}`]);
  if (!parts.every((part) => /^[A-Za-z0-9_-]+$/.test(part))) throw refuse(['one of its three parts is not base64url']);
  const [header, claims] = [jsonObject(parts[0]!), jsonObject(parts[1]!)];
  if (!header) throw refuse(['its header is not a JSON object']);
  if (!claims) throw refuse(['its claims are not a JSON object']);

  const otherRun = commitFaults(claims.sha, expected.commit);
  const faults = [...algorithmFaults(header), ...timeFaults(claims, expected.now), ...audienceFaults(claims.aud, expected.audience), ...issuerFaults(claims.iss), ...otherRun];
  const subject = subjectOf(claims);
  if (subject === undefined) faults.push('it names no subject (sub)');
  if (claims.email !== undefined && claims.email_verified !== true && claims.email_verified !== 'true') faults.push('its e-mail address is not verified by the issuer (email_verified)');
  if (faults.length > 0) throw refuse(faults, faults.length === otherRun.length ? 'seal in the pipeline of the commit that is released, or correct release.commit in the project file' : undefined);
  return { issuer: claims.iss as string, subject: subject!, expires: new Date((claims.exp as number) * 1000) };
}

function algorithmFaults(header: Record<string, unknown>): string[] {
  return typeof header.alg === 'string' && header.alg.toLowerCase() !== 'none' && header.alg !== '' ? [] : ['it is not signed (alg)'];
}

function timeFaults(claims: Record<string, unknown>, now: Date): string[] {
  const faults: string[] = [];
  const left = secondsUntil(claims.exp, now);
  if (claims.exp === undefined) faults.push('it has no end (exp)');
  else if (left === undefined) faults.push('its end is not a time (exp)');
  else if (left <= 0) faults.push(`it expired ${words(-left)} ago (exp ${showTime(claims.exp)})`);
  else if (left < LEAST_LIFE) faults.push(`it expires in ${words(left)}, too soon to get a certificate (exp ${showTime(claims.exp)})`);
  if (claims.nbf === undefined) return faults;
  const wait = secondsUntil(claims.nbf, now);
  if (wait === undefined) faults.push('its beginning is not a time (nbf)');
  else if (wait > CLOCK_SKEW) faults.push(`it is not valid for another ${words(wait)} (nbf ${showTime(claims.nbf)})`);
  return faults;
}

function audienceFaults(aud: unknown, expected: string): string[] {
  if (aud === undefined) return [`it has no audience (aud), expected ${expected}`];
  const audiences: unknown[] = Array.isArray(aud) ? aud : [aud];
  return audiences.includes(expected) ? [] : [`it is for another audience (aud ${audiences.map(shown).join(', ')}), expected ${expected}`];
}

/** Which issuers are trusted is for the authority to say: `oidcUrls` of a signing configuration are where persons log in, and name no CI system. */
function issuerFaults(iss: unknown): string[] {
  return typeof iss === 'string' && iss !== '' ? [] : ['it names no issuer (iss)'];
}

/** GitLab and GitHub name the commit of the job as `sha`; the certificate takes it over, and verification compares it. */
function commitFaults(sha: unknown, expected: string | undefined): string[] {
  return sha === undefined || expected === undefined || sha === expected ? [] : [`it is of a run for another commit than the release (sha ${shown(sha)}), expected ${expected}`];
}

function subjectOf(claims: Record<string, unknown>): string | undefined {
  const subject = claims.email ?? claims.sub;
  return typeof subject === 'string' && subject !== '' ? subject : undefined;
}

function secondsUntil(time: unknown, now: Date): number | undefined {
  return typeof time === 'number' && Number.isFinite(time) && Math.abs(time) < 8e12 ? time - now.getTime() / 1000 : undefined;
}

const showTime = (time: unknown): string => new Date((time as number) * 1000).toISOString().replace('.000', '');
const words = (seconds: number): string => (seconds < 120 ? `${Math.round(seconds)} s` : seconds < 7200 ? `${Math.round(seconds / 60)} min` : seconds < 172_800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} days`);
const shown = (value: unknown): string => String(typeof value === 'string' ? value : typeof value).slice(0, 120);

function jsonObject(part: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(part, 'base64url')));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value as Record<string, unknown> : null;
  } catch {
    return null;
  }
}
