import { EVIDENCE, profilePath, RELEASE_JSON, reportPath, resultsPath } from '../bundle/layout.ts';
import { MAX_NAME, storedName } from '../bundle/entry-name.ts';
import type { BundleFile } from '../bundle/pack.ts';
import { sha256, sha256Of } from '../model/digest.ts';
import { EVIDENCE_KINDS } from '../model/kinds.ts';
import { by } from '../model/order.ts';
import { memorySource, type Source } from '../model/source.ts';
import { clauseIndex } from '../results/clause-index.ts';
import { checksDocument, factsDocument, jsonText, traceDocument } from '../results/documents.ts';
import { junitDocument } from '../results/junit.ts';
import { releaseDocument, type BundledFile, type ReleaseDocument } from '../results/release-document.ts';
import type { Evaluation } from './evaluate.ts';
import type { FileTree } from './ports.ts';

/** What the bundle holds before the report: raw evidence, project file and profile, results, and the map of names. */
export interface EvidenceSetFiles {
  readonly files: readonly BundleFile[];
  readonly map: readonly BundledFile[];
  /** SHA-256 over the lines `sha256␠␠path\n`, sorted by path, of all these files: printed in the report, which it does not cover. */
  readonly digest: string;
}

/** The tool as it names itself in release.json. */
export interface ToolIdentity { readonly name: string; readonly version: string; readonly sha256: string }

/** Lays the evidence set out. Names that cannot stand in an archive are changed by one rule; the map keeps the original. */
export function layOut(tree: FileTree, evaluation: Evaluation, tool: ToolIdentity): EvidenceSetFiles {
  const { loaded, release, results, evidence, graph, profile, hide } = evaluation;
  const room = (prefix: string) => MAX_NAME - `${release.product.id}-${release.version}/${prefix}`.length;
  const map = new Map<string, BundledFile>();
  const content = new Map<string, Source>();
  const usable = evidence.files.filter((file) => !UNUSABLE.has(file.problems[0]?.code ?? ''));
  for (const kind of EVIDENCE_KINDS) {
    for (const file of usable.filter((one) => one.declared.kind === kind)) {
      const known = map.get(file.path);
      if (known) { map.set(file.path, { ...known, kinds: [...new Set([...known.kinds, kind])] }); continue; }
      const prefix = kind === 'waivers' ? 'data/profile/waivers/' : `${EVIDENCE}${kind}/`;
      const bundlePath = `${prefix}${storedName(file.path, room(prefix))}`;
      map.set(file.path, { path: file.path, bundlePath, kinds: [kind], sha256: file.sha256, size: file.size });
      content.set(bundlePath, tree.open(file.path));
    }
  }
  const keep = (path: string, bundlePath: string, kind: 'project' | 'profile', source: Source, digest: string) => {
    map.set(path, { path, bundlePath, kinds: [kind], sha256: digest, size: source.size });
    content.set(bundlePath, source);
  };
  const project = tree.open(loaded.file);
  keep(loaded.file, profilePath(storedName(loaded.file, room('data/profile/'))), 'project', project, sha256Of(project));
  const own = typeof loaded.project.profile === 'object' && 'file' in loaded.project.profile ? loaded.project.profile.file : undefined;
  for (const file of own === undefined ? [] : tree.find(own).files) {
    const source = tree.open(file.path);
    keep(file.path, profilePath(`own/${storedName(file.path, room('data/profile/own/'))}`), 'profile', source, sha256Of(source));
  }
  const files = [...map.values()].sort(by((file) => file.path));

  const document: ReleaseDocument = {
    ...release, product: hide(release.product), tool, catalogue: results.catalogue, projectFile: loaded.file, files,
    unusable: evidence.files.filter((file) => UNUSABLE.has(file.problems[0]?.code ?? '')).map((file) => ({ path: file.path, code: file.problems[0]!.code })),
  };
  const written: readonly (readonly [path: string, text: string])[] = [
    [RELEASE_JSON, releaseDocument(document)],
    [profilePath('effective-profile.json'), jsonText(hide(profile))],
    [resultsPath('checks.json'), checksDocument(results)],
    [resultsPath('checks.junit.xml'), junitDocument(results)],
    [resultsPath('clauses.json'), jsonText(clauseIndex(results.rows, evidence.files, profile.safetyClass))],
    [resultsPath('facts.json'), factsDocument(evidence)],
    [resultsPath('trace.json'), traceDocument(graph)],
  ];
  for (const [path, body] of written) content.set(path, text(path, body));

  const digests = new Map(files.map((file) => [file.bundlePath, file.sha256]));
  for (const [path, body] of written) digests.set(path, sha256(body));
  const lines = [...digests].sort(by(([path]) => path)).map(([path, digest]) => `${digest}  ${path}\n`);
  return { files: [...content].map(([path, source]) => ({ path, content: source, sha256: digests.get(path)! })), map: files, digest: sha256(lines.join('')) };
}

/** The report is laid beside the evidence set once it is rendered. */
export function reportFiles(html: string, pdf: Uint8Array | undefined): readonly BundleFile[] {
  return [
    { path: reportPath('report.html'), content: text('report.html', html) },
    ...(pdf ? [{ path: reportPath('report.pdf'), content: memorySource('report.pdf', pdf) }] : []),
  ];
}

/** Problems of files whose bytes were never seen: there is nothing to take in. */
const UNUSABLE: ReadonlySet<string> = new Set(['MISSING', 'NO_PERMISSION', 'NOT_A_FILE', 'SYMLINK_OUTSIDE']);

function text(name: string, content: string): Source {
  return memorySource(name, new TextEncoder().encode(content));
}
