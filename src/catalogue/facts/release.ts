import type { Row } from '../../model/row.ts';
import { timeOf, type CatalogueInput } from '../input.ts';
import type { Fact } from '../schema.ts';

/** The release itself, what was released, and every row of the checks that is no plain pass. */
export function releaseFacts({ release, results, profile, evidence, published }: CatalogueInput): Fact[] {
  const { product } = release;
  const date = timeOf(release.date);
  return [
    {
      kind: 'release', id: release.tag, name: product.name, status: results.verdict, supplier: product.manufacturer, commit_id: release.commit,
      occurred_at: date, valid_until: timeOf(published.retainUntil), sha256: published.bundleSha256, tag_manifest_sha256: published.tagManifestSha256,
      profile: `${results.profile.id} ${results.profile.version}`, safety_class: profile.safetyClass, tool: `${results.tool.name} ${results.tool.version}`, checks_catalogue: results.catalogue,
      cases: evidence.contents.tests.reduce((n, { content }) => n + content.counts.cases, 0),
    },
    ...release.artifacts.map((artifact): Fact => ({ kind: 'artifact', name: artifact.name, sha256: artifact.sha256, file: artifact.path })),
    ...results.rows.flatMap(findings),
  ];
}

function findings(row: Row): Fact[] {
  if (row.verdict === 'pass' || row.verdict === 'not-applicable') return [];
  const status = row.verdict === 'fail' && row.severity === 'warning' ? 'warning' : row.verdict;
  const [place] = row.read;
  const subjects = row.subjects.length === 0 ? [undefined] : row.subjects;
  return subjects.map((subject): Fact => ({
    kind: 'finding', id: row.waiver, check_id: row.check, status, severity: row.severity, subject, reason: row.message, file: place?.file, line: place?.line, pointer: place?.pointer,
  }));
}
