import { z } from 'zod';
import { type CheckResults, countRows, type Row, type RowCounts } from '../../model/row.ts';
import { ONCE } from '../../model/parse-once.ts';
import { versionSchema } from '../../sealing/predicate.ts';
import { CHECKS_JSON, RELEASE_JSON } from '../layout.ts';
import { LIMITS } from '../limits.ts';
import type { Refusal } from '../verification.ts';
import { readText } from './bag-steps.ts';
import type { Inventory } from './inventory.ts';

const text = z.string().min(1);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** What verification needs of data/release.json (docs/bundle-format.md §5.6); other fields may be there. */
const releaseSchema = z.object({
  product: z.object({ id: text }),
  version: text,
  commit: z.string().regex(/^[0-9a-f]{40}$/),
  date: z.iso.datetime({ offset: true }),
  artifacts: z.array(z.unknown()),
});
const artifactSchema = z.object({ name: text, sha256, size: z.int().min(0) });
export type SealedRelease = Omit<z.infer<typeof releaseSchema>, 'artifacts'> & { readonly artifacts: readonly z.infer<typeof artifactSchema>[] };

const count = z.int().min(0);
/** What verification needs of data/results/checks.json (§5.7). */
const checksSchema = z.object({
  tool: z.object({ name: text, version: versionSchema }),
  catalogue: versionSchema, product: text, version: text, commit: text, candidateDigest: sha256,
  profile: z.object({ id: text, version: text, digest: sha256 }),
  verdict: z.enum(['READY', 'READY WITH WAIVERS', 'NOT READY']),
  counts: z.strictObject({ 'pass': count, 'fail': count, 'waived': count, 'warning': count, 'not-applicable': count, 'not-evaluated': count }),
  rows: z.array(z.unknown()),
});
const rowSchema = z.object({ verdict: z.enum(['fail', 'waived', 'not-evaluated', 'pass', 'not-applicable']), severity: z.enum(['error', 'warning', 'off']) });
export type SealedChecks = Omit<CheckResults, 'rows'>;

export interface SealedContent {
  readonly release: SealedRelease | null;
  readonly checks: SealedChecks | null;
  readonly problems: readonly Refusal[];
}

/** Reads the two files that the statement repeats. `proven`: nothing was refused so far; else large ones are not looked at. */
export function readContent(inventory: Inventory, proven: boolean): SealedContent {
  const problems: Refusal[] = [];
  const limit = (full: number): number => (proven ? full : LIMITS.unproven);
  const about = parse(inventory, RELEASE_JSON, limit(LIMITS.text), releaseSchema, problems);
  const artifacts = about && eachOf(about.artifacts, artifactSchema, RELEASE_JSON, 'artifacts', problems);
  const release = artifacts && { ...about, artifacts };
  const parsed = parse(inventory, CHECKS_JSON, limit(LIMITS.results), checksSchema, problems);
  const rows = parsed && eachOf(parsed.rows, rowSchema, CHECKS_JSON, 'rows', problems);
  if (parsed && rows) {
    const counted = countRows(rows as readonly Pick<Row, 'verdict' | 'severity'>[] as readonly Row[]);
    if (showCounts(counted) !== showCounts(parsed.counts)) {
      problems.push({ code: 'RESULT_FORM', message: 'counts differ from the rows', subject: CHECKS_JSON, expected: showCounts(counted), found: showCounts(parsed.counts) });
    }
    if (parsed.verdict !== 'NOT READY' && counted.fail > 0) {
      problems.push({ code: 'RESULT_FORM', message: 'failing rows and a verdict that is not NOT READY', subject: CHECKS_JSON, found: parsed.verdict });
    }
  }
  return { release, checks: rows && parsed, problems };
}

/** Every element, or null at the first that does not fit: a library that collects the faults of millions of elements needs gigabytes. */
function eachOf<T extends z.ZodType>(elements: readonly unknown[], schema: T, path: string, field: string, problems: Refusal[]): z.infer<T>[] | null {
  const found: z.infer<T>[] = [];
  for (const [i, element] of elements.entries()) {
    const result = schema.safeParse(element);
    if (!result.success) {
      problems.push({ code: 'RESULT_FORM', message: `${field}.${i}: ${result.error.issues[0]!.message}`, subject: path });
      return null;
    }
    found.push(result.data);
  }
  return found;
}

export function showCounts(counts: RowCounts): string {
  return (['pass', 'fail', 'waived', 'warning', 'not-applicable', 'not-evaluated'] as const).map((key) => `${key} ${counts[key]}`).join(', ');
}

function parse<T extends z.ZodType>(inventory: Inventory, path: string, limit: number, schema: T, problems: Refusal[]): z.infer<T> | null {
  const fail = (message: string): null => {
    problems.push({ code: 'RESULT_FORM', message, subject: path });
    return null;
  };
  if (!inventory.files.has(path)) return fail('missing');
  if (inventory.files.get(path)!.size > limit) return fail(`not read: larger than ${limit} bytes`);
  const content = readText(inventory, path, limit);
  if (content === null) return fail('not UTF-8 text');
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    return fail('not JSON');
  }
  const result = schema.safeParse(value, ONCE);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  return fail(`${issue!.path.join('.') || 'the file'}: ${issue!.message}`);
}
