import { type Bundle, bundleFromJSON, bundleToJSON } from '@sigstore/bundle';
import type { SignedFile } from '../model/approval-file.ts';
import type { PersonalKind } from '../model/approval-statement.ts';
import { canonicalJson } from '../model/canonical-json.ts';
import { instantOf } from '../model/dates.ts';
import { EvidenceError } from '../model/problem.ts';
import { readPublicKey, type PublicKey } from './key.ts';
import { excessOf } from './signature-limits.ts';
import type { ExpectedSigner, TextExpectation } from './trust-policy.ts';
import type { TrustedRootFile } from './trusted-root.ts';
import { type TrustedTime, verifySignature } from './verify-signature.ts';

/** A person who may sign, and by what the signature is known. `key` is an OpenSSH fingerprint, `SHA256:…`. */
export interface ListedPerson {
  readonly name: string;
  readonly userId?: string | undefined;
  readonly roles: readonly string[];
  readonly signer: { readonly kind: 'key'; readonly fingerprint: string } | { readonly kind: 'identity'; readonly identity: TextExpectation; readonly issuer: TextExpectation };
}

/** Who signed, as far as the signature proves it. */
export type PersonalSigner = { readonly kind: 'key'; readonly fingerprint: string } | { readonly kind: 'identity'; readonly identity: string; readonly issuer: string };

/**
 * `valid`: the signature is right, and its signer is listed for this name and role. `unlisted`: right, or at least not by anybody listed.
 * `invalid`: altered or malformed. `unverifiable`: a certificate, and no trusted root to judge it by.
 */
export interface PersonalJudgement {
  readonly state: 'valid' | 'unlisted' | 'invalid' | 'unverifiable';
  readonly signer: PersonalSigner | null;
  /** Vouched for by others than the signer, earliest first. */
  readonly times: readonly TrustedTime[];
  /** Empty exactly when the state is `valid`. */
  readonly problems: readonly { readonly message: string; readonly expected?: string; readonly found?: string }[];
}

/** How far the clock of the signer may be from a time that others vouch for. */
const CLOCK_TOLERANCE_MINUTES = 10;

/** Judges the signature of a person, offline. Never throws for anything in the file. */
export function judgeSignature<K extends PersonalKind>(signed: SignedFile<K>, people: readonly ListedPerson[], trustedRoot?: TrustedRootFile): PersonalJudgement {
  const { name, userId, role } = signed.predicate;
  const listed = people.filter((one) => isListed(one, name, userId, role));
  const bundle = bundleOf(signed.bundle);
  if (bundle === null) return answer('invalid', null, [], { message: 'the file is not a valid Sigstore bundle' });
  const judged = signed.signedBy === 'key' ? byKey(signed, bundle, listed) : byCertificate(bundle, listed, trustedRoot, `${name} as ${role}`);
  const apart = judged.state === 'invalid' ? undefined : judged.times.find(({ time }) => Math.abs((instantOf(time) ?? Infinity) - (instantOf(signed.predicate.at) ?? 0)) > CLOCK_TOLERANCE_MINUTES * 60_000);
  return apart === undefined ? judged : answer('invalid', judged.signer, judged.times, {
    message: `the time that the signer states is not that of ${apart.source}`, expected: `within ${CLOCK_TOLERANCE_MINUTES} minutes of ${apart.time}`, found: signed.predicate.at,
  });
}

export function showSigner(signer: PersonalSigner): string {
  return signer.kind === 'key' ? `key ${signer.fingerprint}` : `${signer.identity} (${signer.issuer})`;
}

/** A role is one role whatever its case. */
export function sameRole(a: string, b: string): boolean {
  return a.trim().toLowerCase() === b.trim().toLowerCase();
}

function isListed(person: ListedPerson, name: string, userId: string | undefined, role: string): boolean {
  return person.name === name && (person.userId === undefined || person.userId === userId) && person.roles.some((one) => sameRole(one, role));
}

function byKey(signed: SignedFile<PersonalKind>, bundle: Bundle, listed: readonly ListedPerson[]): PersonalJudgement {
  let key: PublicKey;
  try {
    key = readPublicKey(signed.predicate.signer!.publicKey);
  } catch (error) {
    if (!(error instanceof EvidenceError)) throw error;
    return answer('invalid', null, [], { message: `the public key in the statement cannot be used: ${error.message}` });
  }
  if (key.pem !== signed.predicate.signer!.publicKey) return answer('invalid', null, [], { message: 'the public key in the statement is not in its one form' });
  const found = verifySignature(bundle, { signers: [{ kind: 'key', key }], thresholds: { log: 0, timestamps: 0 } });
  if (found.problems.length > 0) return answer('invalid', null, [], ...found.problems);
  const signer: PersonalSigner = { kind: 'key', fingerprint: key.fingerprint };
  const keys = listed.flatMap((one) => (one.signer.kind === 'key' ? [one.signer.fingerprint] : []));
  if (keys.includes(key.fingerprint)) return { state: 'valid', signer, times: found.times, problems: [] };
  return answer('unlisted', signer, found.times, {
    message: `the key is not listed for ${signed.predicate.name} as ${signed.predicate.role}`, expected: keys.join(', ') || 'no key is listed for this name and role', found: key.fingerprint,
  });
}

function byCertificate(bundle: Bundle, listed: readonly ListedPerson[], trustedRoot: TrustedRootFile | undefined, who: string): PersonalJudgement {
  const signers: ExpectedSigner[] = listed.flatMap(({ signer }) => (signer.kind === 'identity' ? [signer] : []));
  if (signers.length === 0) return answer('unlisted', null, [], { message: `no identity is listed for ${who}`, expected: 'an identity with its issuer' });
  if (trustedRoot === undefined) return answer('unverifiable', null, [], { message: 'signed with a certificate, and there is no trusted root to judge it by' });
  const found = verifySignature(bundle, { signers, trustedRoot });
  if (found.signer?.kind === 'keyless' && found.problems.length === 0) {
    return { state: 'valid', signer: { kind: 'identity', identity: found.signer.identity, issuer: found.signer.issuer }, times: found.times, problems: [] };
  }
  const other = found.problems.length > 0 && found.problems.every(({ code }) => code === 'IDENTITY_UNEXPECTED');
  return answer(other ? 'unlisted' : 'invalid', null, [], ...found.problems);
}

/** Null for what the library does not take, and for what it would drop in silence: nothing may stand beside what was judged. */
function bundleOf(json: unknown): Bundle | null {
  if (excessOf(json)) return null;
  try {
    const bundle = bundleFromJSON(json);
    return canonicalJson(bundleToJSON(bundle)) === canonicalJson(json) ? bundle : null;
  } catch {
    return null;
  }
}

function answer(state: PersonalJudgement['state'], signer: PersonalSigner | null, times: readonly TrustedTime[], ...problems: PersonalJudgement['problems'][number][]): PersonalJudgement {
  return { state, signer, times, problems: problems.map(({ message, expected, found }) => ({ message, ...(expected === undefined ? {} : { expected }), ...(found === undefined ? {} : { found }) })) };
}
