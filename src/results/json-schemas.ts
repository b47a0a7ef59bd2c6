import { z } from 'zod';
import { approvalAnswerSchema, countersignatureAnswerSchema } from './approval-document.ts';
import { CLAUSE_STATUSES } from './clause-index.ts';
import { releaseDocumentSchema } from './read-release-document.ts';
import { CONTENT_KINDS, EVIDENCE_KINDS } from '../model/kinds.ts';
import { NODE_TYPES } from '../model/graph.ts';
import { PROBLEM_CODES } from '../model/problem-codes.ts';
import type { ProblemCode } from '../model/problem.ts';
import { VERDICTS } from '../model/row.ts';
import { storeSchemas } from './store-schemas.ts';
import { auditSchema, lockChangesSchema } from '../store/audit-schema.ts';
import { doctorSchema } from '../store/doctor.ts';
import { recordSchema } from '../store/record.ts';
import { lockSchema } from '../store/receipt.ts';

/*
 * The shapes of every `--json` answer and of the files below data/results/ (design §3). Keys are never renamed or dropped; readers must
 * accept new ones, so the published schemas allow them, while the tests hold the real outputs against the strict ones here.
 */
const text = z.string();
const count = z.int().min(0);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const releaseVerdict = z.enum(['READY', 'READY WITH WAIVERS', 'NOT READY']);
const severity = z.enum(['error', 'warning', 'off']);
const place = { file: text, line: z.int().min(1).optional(), pointer: text.optional().describe('JSON pointer (RFC 6901)') };
const location = z.strictObject(place);
const reading = z.strictObject({ ...place, value: z.union([text, z.number(), z.boolean(), z.null()]).describe('null: looked for there, and absent') });
const counts = z.strictObject({ 'pass': count, 'fail': count, 'waived': count, 'warning': count, 'not-applicable': count, 'not-evaluated': count });

const problem = z.strictObject({
  ...place, code: z.enum(Object.keys(PROBLEM_CODES) as [ProblemCode, ...ProblemCode[]]), message: text,
  expected: text.optional(), found: text.optional(), hint: text.optional(),
});

const row = z.strictObject({
  check: z.string().regex(/^CHK-\d{3}$/), verdict: z.enum(VERDICTS), severity: severity.describe('a row with verdict fail and severity warning is counted under warning and does not block'),
  subjects: z.array(text), message: text, read: z.array(reading).describe('never empty when the verdict is fail'), clause: text, fix: text,
  derivedFrom: text.optional().describe('check and subject of the cause'), waiver: text.optional(),
});

const checks = z.strictObject({
  tool: z.strictObject({ name: text, version: text }), catalogue: text, product: text, version: text, commit: text, candidateDigest: sha256,
  profile: z.strictObject({ id: text, version: text, digest: sha256 }), verdict: releaseVerdict, counts, rows: z.array(row),
});

const facts = z.record(text, z.unknown());
const inspection = z.strictObject({
  path: text, sha256: sha256.nullable().describe('null: the file could not be opened'), size: count, format: text.nullable(), formatVersion: text.nullable(),
  kind: z.enum(CONTENT_KINDS).nullable(), status: z.enum(['read', 'no-data', 'refused', 'attached']), facts, problems: z.array(problem),
});

const factsFile = z.strictObject({
  files: z.array(inspection.extend({ kind: z.enum(EVIDENCE_KINDS), level: text.optional(), sha256 })),
  missing: z.array(z.strictObject({ kind: z.enum(EVIDENCE_KINDS), pattern: text, line: z.int().min(1).nullable() })),
});

const resultState = z.enum(['passed', 'passed-after-rerun', 'failed', 'errored', 'skipped', 'not-run']);
const link = z.strictObject({
  ...place, from: text, to: text, by: z.enum(['export', 'matrix', 'test']),
  type: z.enum(['leads-to', 'controls', 'implements', 'realises', 'verifies', 'affects', 'changes', 'in-item']),
});
const boundCase = z.strictObject({
  ...place, name: text, classname: text, outcome: text, message: text.optional(), seconds: z.number().optional(), level: text.optional(), boundBy: text,
});
const result = z.strictObject({ id: text, state: resultState, levels: z.array(text), cases: z.array(boundCase), record: z.looseObject({ ...place, id: text }).optional().describe('the inspection record, with its own fields') });
const verification = z.strictObject({ id: text, state: z.enum(['verified', 'not-verified', 'no-verification']), by: z.array(text), openBy: z.array(text) });
const nodeType = z.enum(NODE_TYPES);

const traceFile = z.strictObject({
  nodes: z.array(z.strictObject({ ...place, id: text, type: nodeType, title: text, fields: z.record(text, text), repeatedAt: z.array(location) })),
  links: z.array(link), results: z.array(result), verification: z.array(verification),
  blast: z.array(z.strictObject({ test: text, state: resultState, requirements: z.array(text), riskControls: z.array(text), hazards: z.array(text), sentence: text })),
  unboundCases: count, unknownIds: z.array(z.strictObject({ ...place, id: text })),
});

const chain = z.strictObject({
  id: text, type: nodeType, title: text,
  chain: z.array(z.strictObject({ id: text, type: nodeType, title: text, file: text, line: z.int().min(1).nullable(), verification: verification.nullable(), result: result.nullable() })),
  links: z.array(link),
});

const clauseEntry = z.strictObject({
  clause: text, title: text, mode: z.enum(['machine', 'partly', 'human']), status: z.enum(CLAUSE_STATUSES),
  checks: z.array(z.strictObject({ check: text, verdict: z.enum([...VERDICTS, 'warning']), subjects: z.array(text) })), files: z.array(text),
});
const shownClause = clauseEntry.extend({ files: z.array(z.strictObject({ path: text, sha256, size: count, status: text })) });

const receipt = z.strictObject({
  outcome: z.enum(['published', 'already-published', 'blocked', 'already-blocked']), recordKey: text, readBack: z.literal(true), record: recordSchema,
  address: text.describe('permanent: names the version of the release record'), receiptSealed: z.boolean(),
  objects: z.array(z.strictObject({
    what: z.enum(['bundle', 'receipt', 'record', 'catalogue']), key: text, versionId: text, size: count, sha256, proof: z.enum(['server-sha256', 'read-back']),
    lock: lockSchema.nullable(), requestIds: z.array(text), provedAt: z.iso.datetime({ offset: true }),
  })).describe('each as it was read back'),
  rows: z.array(row).describe('CHK-808; empty for a blocked bundle'), warnings: z.array(problem),
});
const bundleFile = z.strictObject({
  file: text, size: count, sha256, tagManifestSha256: sha256, sealed: z.boolean(), kept: z.boolean().describe('a bundle with the same content and seal was there and stays'),
});
const authority = z.strictObject({
  role: z.enum(['transparency log', 'certificate transparency log', 'certificate authority', 'timestamp authority']), name: text, id: text.describe('logs: their id; authorities: SHA-256 of the certificate that is named; hex'),
  start: z.iso.datetime(), end: z.iso.datetime().optional().describe('absent: in use'),
});
const trust = z.strictObject({
  file: text, sha256: sha256.describe('of the one form of the trusted root'), unchanged: z.boolean().optional().describe('trust update: the file that was there stays'), authorities: z.array(authority),
  changes: z.strictObject({ same: z.boolean(), added: z.array(authority), removed: z.array(authority), changed: z.array(z.strictObject({ before: authority, after: authority })) }).optional().describe('against the file that was there, or that --against names'),
  repository: z.strictObject({ mirror: text, seenBefore: z.boolean(), roles: z.array(z.strictObject({ role: z.enum(['root', 'timestamp', 'snapshot', 'targets']), version: z.int().min(1), expires: z.iso.datetime({ offset: true }) })) }).optional().describe('trust update: the TUF metadata that was believed'),
  signingConfig: z.strictObject({ file: text }).optional(),
});
const queryAnswer = z.strictObject({
  question: text.nullable().describe('null: --sql'), sentence: text.nullable().describe('null: --sql, or more rows than are counted'),
  releases: z.strictObject({ published: count, searched: count.describe('those whose facts are there and whole'), withdrawn: count, superseded: count, unknown: count.describe('a status record cannot be read') }),
  columns: z.array(z.strictObject({ name: text, type: text.describe('as DuckDB names it') })), rows: z.array(z.record(text, z.union([text, z.number(), z.boolean(), z.null()]))),
  truncated: z.boolean(), alike: z.array(z.strictObject({ name: text.nullable(), version: text.nullable() })).describe('what is there and was not counted: versions that begin with the one that was asked for; when nothing was found, names like it'),
  problems: z.array(problem).describe('what makes the answer incomplete: exit 5'), warnings: z.array(problem), engine: text,
});
const decided = { verdict: releaseVerdict, counts, candidateDigest: sha256 };

const catalogue = z.array(z.strictObject({
  id: text, title: text, clause: text, severity: z.strictObject({ A: severity, B: severity, C: severity }), waivable: z.boolean(), needs: z.array(z.enum(EVIDENCE_KINDS)), fails: text,
}));
const formats = z.array(z.strictObject({ id: text, title: text, kind: z.enum(CONTENT_KINDS), declaredAs: z.array(z.enum(EVIDENCE_KINDS)), reads: text, ignores: text }));

/** Name in docs/schemas → title, and the schema of the answer. */
export const OUTPUT_SCHEMAS: Readonly<Record<string, readonly [title: string, schema: z.ZodType]>> = {
  'checks': ['check --json, and data/results/checks.json', checks],
  'inspect': ['inspect --json', z.array(inspection)],
  'init': ['init --json', z.strictObject({ written: z.array(text), found: z.array(z.strictObject({ path: text, kind: z.enum(EVIDENCE_KINDS), format: text })), refused: z.array(z.strictObject({ path: text, format: text, problem })) })],
  'bundle': ['bundle --json', z.strictObject({ bundle: bundleFile, ...decided })],
  'release-result': ['release --json', z.strictObject({ bundle: bundleFile.optional(), ...decided, receipt: receipt.nullable().describe('null: nothing was published') })],
  'approve': ['approve --json', approvalAnswerSchema],
  'countersign': ['approve --bundle FILE --json', countersignatureAnswerSchema],
  'receipt': ['publish --json', receipt],
  ...storeSchemas(problem),
  'store-doctor': ['store doctor --json', doctorSchema],
  'store-audit': ['store audit --json', auditSchema(problem)],
  'store-locks': ['store extend-retention --json and store hold --json', lockChangesSchema(problem)],
  'query': ['query --json', queryAnswer],
  'trust': ['trust update --json and trust show --json', trust],
  'key': ['key generate --json', z.strictObject({ privateKey: text, publicKey: text, encrypted: z.boolean(), fingerprint: text })],
  'key-shown': ['key show --json', z.strictObject({ kind: z.enum(['private', 'public']), fingerprint: text, publicKey: text.describe('SPKI, PEM') })],
  'show': ['show --json', shownClause],
  'trace-chain': ['trace --json', chain],
  'formats': ['formats --json', formats],
  'catalogue': ['checks --json: the catalogue', catalogue],
  'error': ['the answer of any command with --json that could not do its work', z.strictObject({ error: z.strictObject({ code: z.enum(Object.keys(PROBLEM_CODES) as [ProblemCode, ...ProblemCode[]]), message: text, hint: text.optional(), problems: z.array(problem) }) })],
  'release': ['data/release.json', releaseDocumentSchema],
  'facts': ['data/results/facts.json', factsFile],
  'trace': ['data/results/trace.json', traceFile],
  'clauses': ['data/results/clauses.json', z.array(clauseEntry)],
};

/** Each as draft 2020-12 text for docs/schemas/NAME.schema.json. */
export function publishedOutputSchemas(): readonly (readonly [name: string, text: string])[] {
  return Object.entries(OUTPUT_SCHEMAS).map(([name, [title, schema]]) => {
    const json = z.toJSONSchema(schema, { unrepresentable: 'any', override: ({ jsonSchema }) => { if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties; } });
    return [name, `${JSON.stringify({ $schema: json.$schema, title: `release-evidence ${title}`, ...json }, null, 2)}\n`] as const;
  });
}
