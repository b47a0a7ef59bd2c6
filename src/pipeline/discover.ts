import { inspectSource } from '../formats/inspect.ts';
import type { EvidenceKind } from '../model/kinds.ts';
import type { Problem } from '../model/problem.ts';
import type { FileTree } from './ports.ts';

/** A report that was recognised by its content, and the kind of evidence that it most likely is. */
export interface Discovered {
  readonly path: string;
  readonly kind: EvidenceKind;
  readonly format: string;
}

const PATTERN = '**/*.{xml,json,sarif,info,lcov,out,yaml,yml}';
const SKIPPED = /(^|\/)(node_modules|\.git|dist|out|target|\.venv)\//;
/** What content alone says about the kind under which a file would be declared. */
const KIND: Readonly<Record<string, EvidenceKind>> = {
  'tests': 'tests', 'coverage': 'coverage', 'analysis': 'analysis', 'sbom': 'sbom', 'vex': 'vex', 'kev': 'kev', 'trace': 'requirements',
  'lockfile': 'lockfiles', 'test-run': 'test-runs', 'soup': 'soup', 'anomalies': 'anomalies', 'changes': 'changes', 'inspections': 'inspections',
  'config-items': 'config-items', 'documents': 'documents', 'checklist': 'checklist', 'retention': 'retention', 'build': 'build', 'vcs': 'vcs',
  'approvals': 'approvals', 'waivers': 'waivers',
};

/** A report that was recognised and cannot be read: to be repaired, never to be forgotten. */
export interface Refused {
  readonly path: string;
  readonly format: string;
  readonly problem: Problem;
}

/** Looks through the folder for files that a reader understands. Never by name; what is of no known format is left out. */
export function discover(tree: FileTree): { readonly found: readonly Discovered[]; readonly refused: readonly Refused[] } {
  const found: Discovered[] = [];
  const refused: Refused[] = [];
  for (const file of tree.find(PATTERN).files) {
    if (SKIPPED.test(`${file.path}`) || file.size > MOST_BYTES) continue;
    const { status, format, kind, problems } = inspectSource(tree.open(file.path), undefined, { keepCase: () => false });
    const declared = kind === undefined ? undefined : KIND[kind];
    const [problem] = problems;
    if (status === 'refused' && format && problem) refused.push({ path: file.path, format, problem });
    if ((status === 'read' || status === 'no-data') && format && declared) found.push({ path: file.path, kind: declared, format });
  }
  return { found, refused };
}

/** Larger files are reports of no small project; naming them by hand is quicker than reading them all. */
const MOST_BYTES = 64 << 20;
