import type { ReleaseIdentity } from '../model/release.ts';
import type { CheckResults } from '../model/row.ts';
import { sealFiles } from '../sealing/seal-files.ts';
import { sealKind, sealStatement } from '../sealing/seal-statement.ts';
import type { SealingMeans } from '../sealing/sealing-means.ts';
import type { Statement } from '../sealing/statement.ts';
import { EMPTY_TRUSTED_ROOT } from '../sealing/trusted-root.ts';
import { TAG_MANIFEST } from './layout.ts';
import type { PackedContent, Sealer } from './pack.ts';

/** Seals while packing. `release` and `checks` are those of data/release.json and data/results/checks.json; `withinDays`: how far a trusted time may be from the release date. */
export function bundleSealer(release: ReleaseIdentity, checks: CheckResults, means: SealingMeans, withinDays?: number): Sealer {
  const kind = sealKind(means);
  const files = sealFiles(kind, checks.verdict !== 'NOT READY');
  return {
    // A bare key refers to no authority, whatever root was at hand.
    trustedRoot: kind === 'key' && means.witnesses.length === 0 ? EMPTY_TRUSTED_ROOT : means.trustedRoot,
    seal: (content) => sealStatement(bundleStatement(release, checks, content, files), means, withinDays),
  };
}

/** The statement of docs/bundle-format.md §7 about a packed content. */
export function bundleStatement(release: ReleaseIdentity, checks: CheckResults, content: PackedContent, sealFiles: readonly string[]): Statement {
  return {
    subjects: [
      ...release.artifacts.map(({ name, sha256 }) => ({ name, sha256 })),
      { name: TAG_MANIFEST, sha256: content.tagManifestSha256 },
    ],
    predicate: {
      archive: { entryData: { sha256: content.entryDataSha256 } },
      candidateDigest: { sha256: checks.candidateDigest },
      catalogue: checks.catalogue,
      counts: checks.counts,
      format: '1',
      materials: content.materials,
      profile: { id: checks.profile.id, version: checks.profile.version, digest: { sha256: checks.profile.digest } },
      release: { product: release.product.id, version: release.version, commit: release.commit, date: release.date },
      seal: [...sealFiles],
      tool: checks.tool,
      verdict: checks.verdict,
    },
  };
}
