import { scanSource, type Scanned } from '../credentials/scan.ts';
import type { Declaration, MissingEvidence } from '../model/evidence.ts';
import { matching } from '../model/matching.ts';
import { byCodeUnit } from '../model/order.ts';
import type { Problem, ProblemCode } from '../model/problem.ts';
import { declarations } from '../project/declarations.ts';
import type { LoadedProject } from '../project/load.ts';
import type { FileTree, TreeTrouble } from './ports.ts';

/** A file that a declaration named, with its digest; or the reason why it cannot be had. */
export interface CollectedFile {
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
  readonly declared: Declaration;
  /** Set when the bytes must not be read as evidence. */
  readonly refused?: Problem;
}

/** Where what git said lies, when the project file declares no vcs evidence of its own. */
export const VCS_FILE = '.release-evidence/vcs.json';

export interface Collected {
  /** Sorted by path, then by kind. */
  readonly files: readonly CollectedFile[];
  readonly missing: readonly MissingEvidence[];
  /** By path: the scan for credentials of every file that goes into the bundle as it is. */
  readonly scans: ReadonlyMap<string, Scanned>;
}

/**
 * Finds every declared file, takes its digest and looks for credentials in it, in one pass. Nothing is dropped: a pattern without a match is `missing`, a file that
 * cannot be used is kept with the problem, and a byte-identical second copy of the same kind is refused (it would count twice).
 */
export function collect(tree: FileTree, loaded: LoadedProject): Collected {
  const files: CollectedFile[] = [];
  const missing: MissingEvidence[] = [];
  const seen = new Map<string, string>();
  const taken = new Set<string>();
  const scans = new Map<string, Scanned>();
  const scanned = (path: string): Scanned => {
    const one = scans.get(path) ?? scanSource(tree.open(path));
    scans.set(path, one);
    return one;
  };
  const declared = [...declarations(loaded.project)];
  if (loaded.project.evidence.vcs === undefined && tree.find(VCS_FILE).files.length === 1) {
    declared.push({ declared: { kind: 'vcs', index: 0 }, patterns: [VCS_FILE], path: ['release', 'repository'] });
  }
  for (const { declared: entry, patterns, path } of declared) {
    for (const pattern of patterns) {
      const found = matching({ path, pattern }, () => tree.find(pattern));
      const line = loaded.lineOf(path);
      if (found.files.length === 0 && found.troubles.every((t) => t.trouble === 'missing')) {
        missing.push({ declared: entry, pattern, ...(line === undefined ? {} : { line }) });
        continue;
      }
      for (const { path: file, trouble } of found.troubles) files.push({ path: file, size: 0, sha256: EMPTY_SHA256, declared: entry, refused: inaccessible(file, trouble) });
      for (const file of found.files) {
        const use = `${entry.kind} ${file.path} ${meaning(entry)}`;
        if (taken.has(use)) continue; // two patterns of one kind may overlap
        taken.add(use);
        const { sha256 } = scanned(file.path).scan;
        const known = file.size > 0 ? seen.get(`${entry.kind} ${sha256}`) : undefined;
        seen.set(`${entry.kind} ${sha256}`, known ?? file.path);
        // A table may be read through several column maps; a test report counts once, whatever levels it is declared for.
        const twin = known === file.path && entry.kind !== 'tests' ? undefined : known;
        files.push({ path: file.path, size: file.size, sha256, declared: entry, ...(twin === undefined ? {} : { refused: duplicate(file.path, twin) }) });
      }
    }
  }
  files.sort((a, b) => byCodeUnit(a.path, b.path) || byCodeUnit(a.declared.kind, b.declared.kind));
  for (const path of [loaded.file, ...ownProfile(tree, loaded)]) scanned(path);
  return { files, missing, scans };
}

/** A profile of the manufacturer's own, which lies in the bundle beside the project file. */
function ownProfile(tree: FileTree, { project: { profile } }: LoadedProject): readonly string[] {
  return 'file' in profile && profile.file !== undefined ? tree.find(profile.file).files.map(({ path }) => path) : [];
}

/** What an entry says about its files beside where they are: the same file with another map or limit is another piece of evidence. */
function meaning({ kind: _kind, index: _index, ...rest }: Declaration): string {
  return JSON.stringify(rest);
}

const EMPTY_SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

const TROUBLE: Readonly<Record<TreeTrouble, { code: ProblemCode; message: string; hint: string }>> = {
  'missing': { code: 'MISSING', message: 'leads to nothing', hint: 'create the file or correct the link' },
  'no-permission': { code: 'NO_PERMISSION', message: 'cannot be opened for reading', hint: 'give the account that runs the pipeline the right to read it' },
  'not-a-file': { code: 'NOT_A_FILE', message: 'is not a regular file', hint: 'name a file, or a pattern such as reports/*.xml' },
  'symlink-outside': { code: 'SYMLINK_OUTSIDE', message: 'is a link that leads out of the project folder', hint: 'copy the file into the project folder' },
};

function inaccessible(file: string, trouble: TreeTrouble): Problem {
  return { file, ...TROUBLE[trouble], expected: 'a readable file inside the project folder', found: trouble };
}

function duplicate(file: string, twin: string): Problem {
  return {
    code: 'DUPLICATE_FILE', file, message: `has the same bytes as ${twin} and would count twice`,
    expected: 'each report once', found: twin, hint: 'remove one of the two, or correct the step that writes it',
  };
}
