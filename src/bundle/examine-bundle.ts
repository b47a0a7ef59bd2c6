import type { Statement } from '../sealing/statement.ts';
import { TAG_MANIFEST } from './layout.ts';
import type { BundleInput } from './verify-bundle.ts';
import type { Refusal } from './verification.ts';
import { openArchive } from './verify/archive-step.ts';
import { checkBag, checkManifest, checkTagManifest } from './verify/bag-steps.ts';
import { readContent, type SealedChecks, type SealedRelease } from './verify/content.ts';
import { openFolder } from './verify/folder-step.ts';
import type { Inventory } from './verify/inventory.ts';
import { readSeal } from './verify/seal-steps.ts';
import { checkStatement, checkSummaries } from './verify/statement-step.ts';

/** A bundle that is whole in itself. Nothing here says who sealed it: that needs a key (verifyBundle). */
export interface Examined {
  /** Empty = whole. `NOT_SEALED` is among them when there is no seal. */
  readonly problems: readonly Refusal[];
  readonly inventory: Inventory | null;
  readonly release: SealedRelease | null;
  readonly checks: SealedChecks | null;
  readonly statement: Statement | null;
  /** Fingerprint that the seal names; unsigned. */
  readonly keyHint: string | null;
  /** Two bundles with the same one have the same content. */
  readonly tagManifestSha256: string | null;
}

/** Steps 1 to 5 and 7 of docs/bundle-format.md §8: for `publish`, `show` and the search for a seal that can be used again. */
export async function examineBundle(input: BundleInput): Promise<Examined> {
  const { inventory, problems } = input.kind === 'archive' ? await openArchive(input.file, input.unpackTo) : openFolder(input.folder);
  if (!inventory) return { problems, inventory: null, release: null, checks: null, statement: null, keyHint: null, tagManifestSha256: null };
  const sealed = readSeal(inventory);
  const found = [...problems, ...checkBag(inventory), ...checkTagManifest(inventory), ...checkManifest(inventory), ...sealed.problems];
  const content = readContent(inventory, found.every((problem) => problem.code === 'NOT_SEALED'));
  return {
    problems: [
      ...found,
      ...(sealed.statement ? [...checkStatement(sealed.statement, content, inventory), ...checkSummaries(sealed, sealed.statement, inventory)] : content.problems),
    ],
    inventory,
    release: content.release,
    checks: content.checks,
    statement: sealed.statement,
    keyHint: sealed.seals.get('statement')?.hint ?? null,
    tagManifestSha256: inventory.files.get(TAG_MANIFEST)?.sha256 ?? null,
  };
}
