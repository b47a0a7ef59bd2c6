import { CHECKS_JSON, profilePath, RELEASE_JSON, resultsPath } from '../bundle/layout.ts';
import type { Difference } from '../bundle/verification.ts';
import type { Rederivation } from '../bundle/verify-bundle.ts';
import { sha256Of } from '../model/digest.ts';
import type { ReleaseIdentity } from '../model/release.ts';
import type { CheckResults, Row } from '../model/row.ts';
import { readAll, type Source } from '../model/source.ts';
import { canonicalJson } from '../model/canonical-json.ts';
import { loadProject } from '../project/load.ts';
import { clauseIndex } from '../results/clause-index.ts';
import { factsDocument, jsonText, traceDocument } from '../results/documents.ts';
import { junitDocument } from '../results/junit.ts';
import { readReleaseDocument } from '../results/read-release-document.ts';
import type { ReleaseDocument } from '../results/release-document.ts';
import { evaluate, type Evaluation } from './evaluate.ts';
import type { FileTree, TreeTrouble } from './ports.ts';
import { profileOf } from './profile-of.ts';
import { productOf } from './identify.ts';

/** The content of a bundle by path below its top folder. Throws for a path that is not there. */
export interface BundleContent {
  open(path: string): Source;
}

/** Builds a tree of the named sources; an adapter, given by the command line. */
export type MakeTree = (sources: ReadonlyMap<string, Source>, troubles: ReadonlyMap<string, TreeTrouble>) => FileTree;


/** Evaluates the raw evidence of a bundle again. Throws an Error with a plain sentence when the bundle does not hold what that needs. */
export function evaluateBundle(content: BundleContent, makeTree: MakeTree): { readonly document: ReleaseDocument; readonly evaluation: Evaluation } {
  const document = readReleaseDocument(textOf(content.open(RELEASE_JSON)));
  if ('fault' in document) throw new Error(document.fault);
  const sources = new Map<string, Source>();
  for (const file of document.files) {
    const source = content.open(file.bundlePath);
    if (source.size !== file.size || sha256Of(source) !== file.sha256) throw new Error(`${file.bundlePath} is not the file that release.json describes`);
    sources.set(file.path, { ...source, name: file.path, chunks: () => source.chunks() });
  }
  const project = sources.get(document.projectFile);
  if (!project) throw new Error(`the project file ${document.projectFile} is not in the bundle`);
  const troubles = new Map(document.unusable.map(({ path, code }) => [path, TROUBLE[code] ?? 'missing']));
  const tree = makeTree(sources, troubles);
  const loaded = loadProject(document.projectFile, new TextDecoder('utf-8', { fatal: true }).decode(readAll(project)));
  const release: ReleaseIdentity = { ...identityOf(document), product: productOf(loaded.project) };
  return { document, evaluation: evaluate(tree, loaded, release, profileOf(tree, loaded.project)) };
}

/** Compares what follows from the raw evidence with what is sealed: every row, and every results file byte for byte. */
export function rederive(content: BundleContent, makeTree: MakeTree): Rederivation {
  const { document, evaluation } = evaluateBundle(content, makeTree);
  const sealed = JSON.parse(textOf(content.open(CHECKS_JSON))) as CheckResults;
  const { results, evidence, graph, profile, loaded, release } = evaluation;
  const differences: Difference[] = [...rowDifferences(sealed.rows, results.rows)];
  const compare = (row: string, was: unknown, is: unknown) => {
    if (canonicalJson(was ?? null) !== canonicalJson(is ?? null)) differences.push({ row, sealed: canonicalJson(was ?? null), derived: canonicalJson(is ?? null) });
  };
  for (const field of ['verdict', 'counts', 'product', 'version', 'commit', 'candidateDigest', 'profile'] as const) compare(`checks.json ${field}`, sealed[field], results[field]);
  compare('release.json product', document.product, release.product);
  const stated = loaded.project.release;
  for (const field of ['version', 'commit', 'tag', 'date'] as const) if (stated[field] !== undefined) compare(`release.json ${field}`, document[field], stated[field]);
  const documents: readonly (readonly [path: string, text: string])[] = [
    [resultsPath('facts.json'), factsDocument(evidence)], [resultsPath('trace.json'), traceDocument(graph)],
    [resultsPath('clauses.json'), jsonText(clauseIndex(results.rows, evidence.files, profile.safetyClass))],
    [resultsPath('checks.junit.xml'), junitDocument(results)], [profilePath('effective-profile.json'), jsonText(profile)],
  ];
  for (const [path, text] of documents) {
    if (textOf(content.open(path)) !== text) differences.push({ row: path, sealed: 'as in the bundle', derived: 'other content' });
  }
  return { same: differences.length === 0, differences, catalogue: results.catalogue, verdict: results.verdict };
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
  const says = (row: Row) => `${row.verdict} (${row.severity}): ${row.message}`;
  const paired = onlySealed.map((row): Difference => {
    const other = onlyDerived.findIndex((candidate) => name(candidate) === name(row));
    const twin = other < 0 ? undefined : onlyDerived.splice(other, 1)[0];
    return { row: name(row), sealed: says(row), derived: twin ? says(twin) : null };
  });
  return [...paired, ...onlyDerived.map((row) => ({ row: name(row), sealed: null, derived: says(row) }))];
}

const TROUBLE: Readonly<Record<string, TreeTrouble>> = { MISSING: 'missing', NO_PERMISSION: 'no-permission', NOT_A_FILE: 'not-a-file', SYMLINK_OUTSIDE: 'symlink-outside' };

function identityOf(document: ReleaseDocument): Omit<ReleaseIdentity, 'product'> {
  const { version, commit, tag, date, sources, previous, artifacts } = document;
  return { version, commit, ...(tag ? { tag } : {}), date, sources, ...(previous ? { previous } : {}), artifacts };
}

function textOf(source: Source): string {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readAll(source));
}
