import { z } from 'zod';
import { PROBLEM_CODES } from '../model/problem-codes.ts';
import type { ProblemCode } from '../model/problem.ts';
import type { ReleaseDocument } from './release-document.ts';

const text = z.string().min(1);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const size = z.int().min(0);

/** The shape of `data/release.json`; docs/schemas/release.schema.json is written from it. */
export const releaseDocumentSchema = z.strictObject({
  product: z.strictObject({
    id: text, name: text, description: text.optional(), manufacturer: text.optional(), udi: text.optional(),
    safetyClass: z.enum(['A', 'B', 'C']).optional(), documentationLevel: text.optional(), markets: z.array(text), lifetimeYears: z.number().positive().optional(),
  }),
  version: text, commit: z.string().regex(/^[0-9a-f]{40}$/), tag: text.optional(), date: z.iso.datetime({ offset: true }),
  sources: z.strictObject({ version: text, commit: text, tag: text, date: text }),
  previous: z.strictObject({ version: text, tag: text.optional(), bundleSha256: sha256.optional() }).optional(),
  artifacts: z.array(z.strictObject({ name: text, path: text, size, sha256 })),
  tool: z.strictObject({ name: text, version: text, sha256 }),
  catalogue: text,
  projectFile: text,
  files: z.array(z.strictObject({ path: text, bundlePath: z.string().regex(/^data\/(evidence|profile)\//), kinds: z.array(text).min(1), sha256, size })),
  unusable: z.array(z.strictObject({ path: text, code: z.enum(Object.keys(PROBLEM_CODES) as [ProblemCode, ...ProblemCode[]]) })),
});

/** The release document, or why it is none. */
export function readReleaseDocument(json: string): ReleaseDocument | { readonly fault: string } {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return { fault: 'data/release.json is not JSON' };
  }
  const wrong = firstWrongElement(value);
  if (wrong !== undefined) return { fault: `data/release.json: ${wrong}` };
  const parsed = releaseDocumentSchema.safeParse(value);
  if (!parsed.success) return { fault: `data/release.json: ${parsed.error.issues.slice(0, 3).map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')}` };
  return parsed.data as ReleaseDocument;
}

/** The long lists one by one, no further than the first fault: collecting the faults of millions of elements takes gigabytes. */
function firstWrongElement(value: unknown): string | undefined {
  const { shape } = releaseDocumentSchema;
  const lists = { files: shape.files.element, unusable: shape.unusable.element, artifacts: shape.artifacts.element };
  for (const [field, schema] of Object.entries(lists)) {
    const list = (value as Readonly<Record<string, unknown>> | null)?.[field];
    if (!Array.isArray(list)) continue;
    for (const [i, element] of list.entries()) {
      const issue = schema.safeParse(element).error?.issues[0];
      if (issue) return `${[field, i, ...issue.path].join('.')}: ${issue.message}`;
    }
  }
  return undefined;
}
