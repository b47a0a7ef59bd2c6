import { type PersonalKind, type PredicateOf, SIGNED_BY_PERSONS, writePersonalStatement } from '../model/approval-statement.ts';
import { EvidenceError } from '../model/problem.ts';
import { schemaFaults } from './schema-faults.ts';
import type { SealingMeans } from './sealing-means.ts';
import { signPayload } from './sign-payload.ts';

/** A statement that a person is about to sign. Fails with USAGE (exit 2) for texts that cannot stand in one. */
export function personalStatement<K extends PersonalKind>(kind: K, predicate: PredicateOf[K]): PredicateOf[K] {
  const parsed = SIGNED_BY_PERSONS[kind].schema.safeParse(predicate);
  if (!parsed.success) {
    const [fault] = schemaFaults(parsed.error);
    throw new EvidenceError('USAGE', 'usage', `what would be signed is not valid: ${fault}`, { hint: 'give name, role and meaning as plain text on one line' });
  }
  return parsed.data as PredicateOf[K];
}

/** The file of a signed approval or counter-signature. Fails as signPayload does. */
export async function signPersonal<K extends PersonalKind>(kind: K, sha256: string, predicate: PredicateOf[K], means: SealingMeans): Promise<Uint8Array> {
  return (await signPayload(writePersonalStatement(kind, sha256, predicate), means)).sigstore;
}

/** `quality-r-duarte`: role and person as part of a file name. A name without a Latin letter or digit is written by its code points. */
export function personalSlug(role: string, name: string): string {
  return `${slug(role)}-${slug(name)}`;
}

function slug(text: string): string {
  const plain = text.normalize('NFKD').replace(/\p{M}+/gu, '').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 60);
  return plain || [...text].slice(0, 12).map((c) => c.codePointAt(0)!.toString(16)).join('-');
}
