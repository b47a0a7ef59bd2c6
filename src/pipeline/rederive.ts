import { CHECKS_JSON, EVIDENCE, PAYLOAD, README, RELEASE_JSON, reportPath } from '../bundle/layout.ts';
import { writeReadme } from '../bundle/readme.ts';
import type { Difference } from '../bundle/verification.ts';
import type { Rederivation, UnpackedBundle } from '../bundle/verify-bundle.ts';
import { CATALOGUE } from '../checks/catalogue.ts';
import { canonicalJson } from '../model/canonical-json.ts';
import { sha256, sha256Of } from '../model/digest.ts';
import { EvidenceError } from '../model/problem.ts';
import type { CheckResults, Row } from '../model/row.ts';
import { memorySource } from '../model/source.ts';
import { TOOL, VERSION } from '../model/version.ts';
import type { ReportAssets } from '../report/assets.ts';
import type { ReleaseDocument } from '../results/release-document.ts';
import { type BundleEvaluation, evaluateBundle, type MakeTree, textOf } from './evaluate-bundle.ts';
import type { Evaluation } from './evaluate.ts';
import { layOut } from './payload.ts';
import { expectedSeal, type PageSigner, renderPage, reportInput } from './render.ts';

/** What the page is rendered with again. */
export interface PageTools {
  readonly assets: ReportAssets;
  /** Whose signature was verified: page 1 names a key, or the identity that the project file states. */
  readonly signer: PageSigner;
}

/**
 * Compares what follows from the raw evidence with what is sealed: every row, and every file below data/ byte for byte, the page too when
 * this version of the program made it. Only report.pdf is left as it is: its bytes depend on the engine.
 * What contradicts itself is a difference; an Error is thrown only for what says nothing about the bundle.
 */
export function rederive(content: UnpackedBundle, makeTree: MakeTree, page: PageTools): Rederivation {
  const sealed = JSON.parse(textOf(content.open(CHECKS_JSON))) as CheckResults;
  // A program of this version has this catalogue and no other: who states another one for it cannot ask for the benefit of the doubt.
  const sameTool = sealed.tool.version === VERSION;
  const catalogue = sameTool ? sealed.catalogue : CATALOGUE;
  const differences: Difference[] = [];
  const compare = (row: string, was: unknown, is: unknown) => {
    if (canonicalJson(was ?? null) !== canonicalJson(is ?? null)) differences.push({ row, sealed: canonicalJson(was ?? null), derived: canonicalJson(is ?? null) });
  };
  let found: BundleEvaluation;
  try {
    found = evaluateBundle(content, makeTree);
  } catch (error) {
    return { same: false, differences: [{ row: RELEASE_JSON, sealed: 'as in the bundle', derived: faultOf(error) }], catalogue };
  }
  const { document, tree, evaluation } = found;
  const { results } = evaluation;
  differences.push(...rowDifferences(sealed.rows, results.rows));
  for (const field of ['verdict', 'counts', 'product', 'version', 'commit', 'candidateDigest', 'profile'] as const) compare(`checks.json ${field}`, sealed[field], results[field]);
  if (sameTool) compare('checks.json catalogue', sealed.catalogue, CATALOGUE);
  compareStatements(document, evaluation, makeTree, compare);

  // The files are laid out again under the version that the bundle states; whether that version would give them is the catalogue's question.
  const tool = { name: TOOL, version: sealed.tool.version };
  const stated: Evaluation = { ...evaluation, results: { ...results, tool, catalogue: sealed.catalogue } };
  const set = layOut(tree, stated, { ...tool, sha256: document.tool.sha256 });
  const expected = new Map(set.files.map((file) => [file.path, file.sha256!]));
  if (sameTool) {
    expected.set(reportPath('report.html'), sha256(renderPage(reportInput(stated, set, { ...tool, sha256: document.tool.sha256 }, expectedSeal(page.signer, evaluation.loaded.project.sealing)), page.assets)));
    expected.set(README, sha256(writeReadme({ product: results.product, version: results.version, sealed: true })));
  }
  differences.push(...fileDifferences(content, expected));
  const note = sameTool ? 'report.html too; report.pdf is the sealed one, and was not rendered again' : 'report.html and report.pdf are the sealed ones, and were not rendered again';
  return { same: differences.length === 0, differences, catalogue, verdict: results.verdict, note };
}

/** What release.json says beside what the project file states. */
function compareStatements(document: ReleaseDocument, { loaded, release, hide }: Evaluation, makeTree: MakeTree, compare: (row: string, was: unknown, is: unknown) => void): void {
  const { project } = loaded;
  compare('release.json product', document.product, hide(release.product));
  for (const field of ['version', 'commit', 'tag', 'date'] as const) {
    const stated = project.release[field];
    if (stated !== undefined) compare(`release.json ${field}`, document[field], stated);
    if ((stated !== undefined) !== (document.sources[field] === 'project')) compare(`release.json sources.${field}`, document.sources[field], stated === undefined ? 'not the project file' : 'project');
  }
  compare('release.json previous', document.previous, project.release.previous);
  // The artifacts themselves are not in the bundle; which files they are, under which names and in which order, the project file says.
  const fits = (pattern: string, path: string) => makeTree(new Map([[path, memorySource(path, new Uint8Array(0))]]), new Map()).find(pattern).files.length === 1;
  const said = document.artifacts.map(({ name, path }) => ({ name, path }));
  const asked = project.artifacts.map((artifact, i) => {
    const path = said[i]?.path ?? '';
    return path !== '' && fits(artifact.path, path) ? { name: 'name' in artifact && artifact.name !== undefined ? artifact.name : path.split('/').at(-1), path } : { name: null, path: artifact.path };
  });
  compare('release.json artifacts', said, asked);
}

/** Every file below data/ against what it must be: none more, none less. Evidence files are held by release.json, which is among them. */
function fileDifferences(content: UnpackedBundle, expected: ReadonlyMap<string, string>): Difference[] {
  const there = new Set(content.paths);
  const differences: Difference[] = [];
  for (const [path, digest] of expected) {
    if (!there.has(path)) differences.push({ row: path, sealed: null, derived: 'a file of this bundle' });
    else if (!path.startsWith(EVIDENCE) && sha256Of(content.open(path)) !== digest) differences.push({ row: path, sealed: 'as in the bundle', derived: 'other content' });
  }
  const report = [reportPath('report.html'), reportPath('report.pdf')];
  for (const path of report) if (!there.has(path) && !expected.has(path)) differences.push({ row: path, sealed: null, derived: 'a file of this bundle' });
  for (const path of there) {
    if (path.startsWith(PAYLOAD) && !expected.has(path) && !report.includes(path)) differences.push({ row: path, sealed: 'in the bundle', derived: 'nothing was read from it and nothing wrote it' });
  }
  return differences;
}

/** Why a bundle contradicts itself. Rethrows what is not about the bundle: a full disk, a defect of the program. */
function faultOf(error: unknown): string {
  const { code } = error as { code?: string };
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return 'a file that must be UTF-8 text is none';
  if (error instanceof EvidenceError && (error.exit === 'refused' || error.exit === 'usage')) return [error.message, ...error.problems.slice(0, 3).map((problem) => problem.message)].join('; ');
  throw error;
}

/** Rows are matched by check, subjects and message; what is left over on either side is a difference. */
function rowDifferences(sealed: readonly Row[], derived: readonly Row[]): readonly Difference[] {
  const left = new Map<string, number>();
  for (const row of derived) left.set(canonicalJson(row), (left.get(canonicalJson(row)) ?? 0) + 1);
  const onlySealed: Row[] = [];
  for (const row of sealed) {
    const key = canonicalJson(row);
    const n = left.get(key) ?? 0;
    if (n > 0) left.set(key, n - 1);
    else onlySealed.push(row);
  }
  const onlyDerived = derived.filter((row) => {
    const key = canonicalJson(row);
    const n = left.get(key) ?? 0;
    if (n > 0) left.set(key, n - 1);
    return n > 0;
  });
  const name = (row: Row) => `${row.check} ${row.subjects.join(', ')}`.trim();
  const says = (row: Row) => `${row.verdict === 'fail' && row.severity !== 'error' ? row.severity : row.verdict}: ${row.message}`;
  const paired = onlySealed.map((row): Difference => {
    const other = onlyDerived.findIndex((candidate) => name(candidate) === name(row));
    const twin = other < 0 ? undefined : onlyDerived.splice(other, 1)[0];
    return { row: name(row), sealed: says(row), derived: twin ? says(twin) : null };
  });
  return [...paired, ...onlyDerived.map((row) => ({ row: name(row), sealed: null, derived: says(row) }))];
}
