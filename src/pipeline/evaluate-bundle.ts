import { RELEASE_JSON } from '../bundle/layout.ts';
import { sha256Of } from '../model/digest.ts';
import { EvidenceError } from '../model/problem.ts';
import type { ReleaseIdentity } from '../model/release.ts';
import { readAll, type Source } from '../model/source.ts';
import { loadProject } from '../project/load.ts';
import { readReleaseDocument } from '../results/read-release-document.ts';
import type { ReleaseDocument } from '../results/release-document.ts';
import { evaluate, type Evaluation } from './evaluate.ts';
import { productOf } from './identify.ts';
import type { FileTree, TreeTrouble } from './ports.ts';
import { profileOf } from './profile-of.ts';

/** The content of a bundle by path below its top folder. Throws for a path that is not there. */
export interface BundleContent {
  open(path: string): Source;
}

/** Builds a tree of the named sources; an adapter, given by the command line. */
export type MakeTree = (sources: ReadonlyMap<string, Source>, troubles: ReadonlyMap<string, TreeTrouble>) => FileTree;

/** An evaluation of the raw evidence of a bundle, and what it was made from. */
export interface BundleEvaluation {
  readonly document: ReleaseDocument;
  readonly tree: FileTree;
  readonly evaluation: Evaluation;
}

/** Evaluates the raw evidence of a bundle again. Fails with NOT_WELL_FORMED (exit 6) when the bundle contradicts itself or does not hold what that needs. */
export function evaluateBundle(content: BundleContent, makeTree: MakeTree): BundleEvaluation {
  const document = readReleaseDocument(textOf(content.open(RELEASE_JSON)));
  if ('fault' in document) throw contradiction(document.fault);
  const sources = new Map<string, Source>();
  for (const file of document.files) {
    const source = opened(content, file.bundlePath);
    if (source.size !== file.size || sha256Of(source) !== file.sha256) throw contradiction(`${file.bundlePath} is not the file that release.json describes`);
    sources.set(file.path, { ...source, name: file.path, chunks: () => source.chunks() });
  }
  const project = sources.get(document.projectFile);
  if (!project) throw contradiction(`the project file ${document.projectFile} is not in the bundle`);
  const troubles = new Map(document.unusable.map(({ path, code }) => [path, TROUBLE[code] ?? 'missing']));
  const tree = makeTree(sources, troubles);
  const loaded = loadProject(document.projectFile, textOf(project));
  const release: ReleaseIdentity = { product: productOf(loaded.project), ...identityOf(document) };
  return { document, tree, evaluation: evaluate(tree, loaded, release, profileOf(tree, loaded.project)) };
}

function contradiction(message: string): EvidenceError {
  return new EvidenceError('NOT_WELL_FORMED', 'refused', message, { hint: 'the bundle contradicts itself: ask who sealed it' });
}

/** A file of the bundle. Fails with NOT_WELL_FORMED (exit 6) when it is not there. */
export function opened(content: BundleContent, path: string): Source {
  try {
    return content.open(path);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code !== undefined && code !== 'ENOENT') throw cause;
    throw contradiction(`${path} is not in the bundle`);
  }
}

const TROUBLE: Readonly<Record<string, TreeTrouble>> = { MISSING: 'missing', NO_PERMISSION: 'no-permission', NOT_A_FILE: 'not-a-file', SYMLINK_OUTSIDE: 'symlink-outside' };

function identityOf(document: ReleaseDocument): Omit<ReleaseIdentity, 'product'> {
  const { version, commit, tag, date, sources, previous, artifacts } = document;
  return { version, commit, ...(tag ? { tag } : {}), date, sources, ...(previous ? { previous } : {}), artifacts };
}

/** Text of a file that must be UTF-8. */
export function textOf(source: Source): string {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readAll(source));
}
