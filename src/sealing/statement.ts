import { z } from 'zod';
import { canonicalJson } from '../model/canonical-json.ts';
import { ONCE } from '../model/parse-once.ts';
import { type Predicate, PREDICATE_TYPE, predicateSchema } from './predicate.ts';

export const STATEMENT_TYPE = 'https://in-toto.io/Statement/v1';
/** DSSE payload type of every in-toto statement. */
export const PAYLOAD_TYPE = 'application/vnd.in-toto+json';

/** What is sealed: a file's name and its SHA-256. */
export interface Subject {
  readonly name: string;
  readonly sha256: string;
}

export interface Statement {
  readonly subjects: readonly Subject[];
  readonly predicate: Predicate;
}

const statementSchema = z.strictObject({
  _type: z.literal(STATEMENT_TYPE),
  predicate: predicateSchema,
  predicateType: z.literal(PREDICATE_TYPE),
  subject: z.array(z.unknown()).min(1),
});
const subjectSchema = z.strictObject({ digest: z.strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/) }), name: z.string().min(1) });
/** More files than any seal has: a list to be judged element by element must not be a long one. */
const MOST_SEAL_FILES = 64;

/** in-toto Statement v1 as canonical JSON: the same facts, the same bytes. */
export function writeStatement(statement: Statement): Uint8Array {
  return new TextEncoder().encode(canonicalJson({
    _type: STATEMENT_TYPE,
    subject: statement.subjects.map((s) => ({ name: s.name, digest: { sha256: s.sha256 } })),
    predicateType: PREDICATE_TYPE,
    predicate: statement.predicate,
  }));
}

/** The statement, or every way in which the payload is not one. A payload that is not canonical JSON is not one either. */
export function parseStatement(payload: Uint8Array): { statement: Statement } | { faults: readonly string[] } {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(payload));
  } catch {
    return { faults: ['the payload is not JSON'] };
  }
  const listed = (value as { predicate?: { seal?: unknown } } | null)?.predicate?.seal;
  if (Array.isArray(listed) && listed.length > MOST_SEAL_FILES) return { faults: [`predicate.seal: more than ${MOST_SEAL_FILES} files`] };
  const result = statementSchema.safeParse(value, ONCE);
  if (!result.success) return { faults: result.error.issues.map((issue) => `${issue.path.join('.') || 'payload'}: ${issue.message}`) };
  const subjects: Subject[] = [];
  // One by one, and no further than the first fault: a library that collects the faults of millions of elements needs gigabytes.
  for (const [i, element] of result.data.subject.entries()) {
    const subject = subjectSchema.safeParse(element, ONCE);
    if (!subject.success) return { faults: [`subject.${i}: ${subject.error.issues[0]!.message}`] };
    subjects.push({ name: subject.data.name, sha256: subject.data.digest.sha256 });
  }
  const statement = { subjects, predicate: result.data.predicate };
  if (Buffer.compare(writeStatement(statement), payload) !== 0) return { faults: ['the payload is not canonical JSON'] };
  return { statement };
}
