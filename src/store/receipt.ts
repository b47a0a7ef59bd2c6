import { z } from 'zod';
import { TAG_MANIFEST } from '../bundle/layout.ts';
import { canonicalFile } from '../model/canonical-json.ts';
import { TOOL, VERSION } from '../model/version.ts';
import { ONCE } from '../model/parse-once.ts';
import type { Row } from '../model/row.ts';
import { STATEMENT_TYPE } from '../sealing/statement.ts';
import type { EvidenceStore, StoredVersion } from './evidence-store.ts';

/** Predicate of the publishing receipt: docs/bundle-format.md §10, docs/schemas/publication-receipt.schema.json. */
export const RECEIPT_TYPE = 'https://release-evidence.dev/publication-receipt/v1';

const text = z.string().min(1);
const digest = z.string().regex(/^[0-9a-f]{64}$/);
const time = z.iso.datetime({ offset: true });
const reading = z.strictObject({ file: text, line: z.int().min(1).optional(), pointer: z.string().optional(), value: z.union([z.string(), z.number(), z.boolean(), z.null()]) });

/** An object lock as it was read back. */
export const lockSchema = z.strictObject({ mode: z.enum(['COMPLIANCE', 'GOVERNANCE']), retainUntil: time, legalHold: z.boolean() });

const predicateSchema = z.strictObject({
  format: z.literal('1'),
  bundleRetainUntil: time.nullable().describe('the day that the retention record in the bundle states'),
  object: z.strictObject({
    key: text.describe('below the address of the store'), versionId: text, size: z.int().min(0), sha256: digest,
    proof: z.enum(['server-sha256', 'read-back']).describe('who computed the digest over what the store has: the server, or the publisher who read it again'),
    lock: lockSchema.nullable().describe('as it was read back'),
    requestIds: z.array(z.string()), provedAt: time.describe("by the store's clock"),
  }),
  release: z.strictObject({ product: text, version: text, verdict: z.enum(['READY', 'READY WITH WAIVERS']) }),
  rows: z.array(z.strictObject({
    check: z.string().regex(/^CHK-\d{3}$/), verdict: z.enum(['pass', 'fail', 'not-evaluated', 'not-applicable']), severity: z.enum(['error', 'warning', 'off']),
    subjects: z.array(z.string()), message: text, read: z.array(reading), clause: text, fix: z.string(),
  })).min(1),
  settings: z.array(z.string()).describe('of the store, as it stated them before the first byte was sent'),
  store: z.strictObject({ kind: z.enum(['directory', 's3']), address: text.nullable().describe('null: a folder, whose name means nothing elsewhere'), bucket: text.nullable(), immutability: text }),
  tool: z.strictObject({ name: text, version: text }),
});
export type ReceiptPredicate = z.infer<typeof predicateSchema>;

const subjectSchema = z.strictObject({ digest: z.strictObject({ sha256: digest }), name: text });
const statementSchema = z.strictObject({ _type: z.literal(STATEMENT_TYPE), predicate: predicateSchema, predicateType: z.literal(RECEIPT_TYPE), subject: z.tuple([subjectSchema, subjectSchema]) });

/** What the receipt says, read from it: nothing in it is believed because it is there. */
export interface Receipt {
  /** Of the bundle file. */
  readonly sha256: string;
  readonly tagManifestSha256: string;
  readonly predicate: ReceiptPredicate;
}

export interface ReceiptFacts {
  readonly release: ReceiptPredicate['release'];
  readonly store: Pick<EvidenceStore, 'kind' | 'address' | 'immutability'>;
  readonly bundle: StoredVersion;
  readonly tagManifestSha256: string;
  readonly bundleRetainUntil: string | null;
  readonly settings: readonly string[];
  readonly row: Row;
}

/** in-toto Statement v1 about the stored bundle: canonical JSON, one line, LF at the end. */
export function writeReceipt({ release, store, bundle, tagManifestSha256, bundleRetainUntil, settings, row }: ReceiptFacts): Uint8Array {
  const { key, versionId, size, sha256, proof, lock, requestIds, provedAt } = bundle;
  const s3 = store.kind === 's3';
  return statement({
    sha256, tagManifestSha256,
    predicate: {
      format: '1', bundleRetainUntil, release,
      object: { key, versionId, size, sha256, proof, lock, requestIds: [...requestIds], provedAt },
      rows: [row as ReceiptPredicate['rows'][number]],
      settings: [...settings],
      store: { kind: store.kind, address: s3 ? store.address : null, bucket: s3 ? store.address.slice('s3://'.length).split('/')[0]! : null, immutability: store.immutability },
      tool: { name: TOOL, version: VERSION },
    },
  });
}

/** The receipt, or in which way the bytes are none. Only the one form is taken: nothing can stand in it that the schema does not know. */
export function parseReceipt(bytes: Uint8Array): { receipt: Receipt } | { fault: string } {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    return { fault: 'not JSON' };
  }
  const result = statementSchema.safeParse(value, ONCE);
  if (!result.success) {
    const [issue] = result.error.issues;
    return { fault: `${issue!.path.join('.') || 'the receipt'}: ${issue!.message}` };
  }
  const { subject: [file, tags], predicate } = result.data;
  const receipt = { sha256: file.digest.sha256, tagManifestSha256: tags.digest.sha256, predicate };
  if (Buffer.compare(statement(receipt), bytes) !== 0) return { fault: 'not the one form of a receipt' };
  if (predicate.object.sha256 !== receipt.sha256) return { fault: 'subject and object have two digests' };
  return { receipt };
}

function statement({ sha256, tagManifestSha256, predicate }: Receipt): Uint8Array {
  return canonicalFile({
    _type: STATEMENT_TYPE,
    subject: [{ name: predicate.object.key.split('/').at(-1)!, digest: { sha256 } }, { name: TAG_MANIFEST, digest: { sha256: tagManifestSha256 } }],
    predicateType: RECEIPT_TYPE,
    predicate,
  });
}

/** Draft 2020-12 JSON Schema of the predicate (docs/schemas/publication-receipt.schema.json). */
export function receiptJsonSchema(): object {
  return { $id: RECEIPT_TYPE, title: 'release-evidence publication receipt, format 1', ...z.toJSONSchema(predicateSchema) };
}
