import type { EvidenceFile } from '../model/evidence.ts';
import type { EvidenceKind } from '../model/kinds.ts';
import type { Reading } from '../model/location.ts';
import { reading } from '../model/location.ts';
import type { ProblemCode } from '../model/problem.ts';
import type { Check, CheckContext, Finding } from './check.ts';
import { fail, failuresOrPass, inProject } from './findings.ts';

/** Codes that say "there is nothing", which CHK-101 reports; every other refusal is CHK-102. */
const ABSENT: ReadonlySet<ProblemCode> = new Set<ProblemCode>(['MISSING', 'EMPTY']);
/** Codes that make a file unusable as evidence although something in it could be read. */
const NOT_WHOLE: ReadonlySet<ProblemCode> = new Set<ProblemCode>(['INCOMPLETE', 'TRUNCATED', 'DUPLICATE_FILE', 'CHANGED_WHILE_READ']);

const missing: Check = {
  id: 'CHK-101', title: 'Required evidence is present', clause: '5.8.6', severity: { A: 'error', B: 'error', C: 'error' }, waivable: true, needs: [],
  fails: 'Evidence that the profile requires, or that the project file declares, is missing, has zero bytes, or is a table without a row.',
  run(context) {
    const failures: Finding[] = [];
    const { evidence, profile, projectFile } = context;
    for (const one of evidence.missing) {
      const at: Reading = { file: projectFile, ...(one.line === undefined ? {} : { line: one.line }), value: one.pattern };
      failures.push(fail(`${one.declared.kind}: ${one.pattern}`, `the project file names ${one.pattern} as ${one.declared.kind} evidence, and no file matches`, [at], 'see that the step that writes the file ran, or correct the pattern'));
    }
    for (const file of evidence.files.filter(isEmpty)) {
      const gone = file.problems.find((p) => p.code === 'MISSING');
      const value = gone === undefined ? `size: ${file.size} bytes` : `${gone.code}: ${gone.message}`;
      failures.push(fail(file.path, `${file.path} (${file.declared.kind}) ${gone?.message ?? 'has no content'}`, [{ file: file.path, value }], gone?.hint ?? 'see why the step that writes the file left it empty, and run it again'));
    }
    for (const file of evidence.files.filter((f) => f.status === 'no-data' && TABLES.has(f.declared.kind) && !isEmpty(f))) {
      failures.push(fail(file.path, `${file.path} (${file.declared.kind}) is a table without a row`, [{ file: file.path, value: 'rows: 0' }], 'see why the export is empty, and give the whole of it'));
    }
    const given = new Set([...evidence.files.map((f) => f.declared.kind), ...evidence.missing.map((m) => m.declared.kind)]);
    for (const kind of profile.requiredEvidence.filter((k) => !given.has(k))) {
      failures.push(fail(kind, `profile ${profile.id} requires evidence of kind ${kind}, and the project file declares none`, [reading(inProject(context, ['evidence']), null)], `add evidence.${kind} to the project file`));
    }
    const absent = new Set(evidence.missing.map((m) => m.declared.kind));
    const there = [...profile.requiredEvidence.filter((kind) => !absent.has(kind)), ...evidence.files.map((f) => f.path)];
    return failuresOrPass(failures, [...new Set(there)], 'all required and declared evidence is there');
  },
};

/** Kinds of which an empty export says nothing: there is always at least one item, or the declaration is a mistake. */
const TABLES: ReadonlySet<EvidenceKind> = new Set<EvidenceKind>(['requirements', 'risk-controls', 'hazards', 'design', 'test-cases', 'trace']);

/** A file that could not be opened has no known size: that is CHK-102's, not an empty file. */
const UNOPENED: ReadonlySet<ProblemCode> = new Set<ProblemCode>(['NO_PERMISSION', 'NOT_A_FILE', 'SYMLINK_OUTSIDE', 'BAD_NAME']);

function isEmpty(file: EvidenceFile): boolean {
  if (file.declared.kind === 'attachments' || file.problems.some((p) => UNOPENED.has(p.code))) return false;
  return file.size === 0 || file.problems.some((p) => ABSENT.has(p.code));
}

const unreadable: Check = {
  id: 'CHK-102', title: 'Evidence can be read', clause: '5.8.1', severity: { A: 'error', B: 'error', C: 'error' }, waivable: false, needs: [],
  fails: 'A file cannot be parsed, is truncated, incomplete, given twice, or is not of the kind that the project file declares. A file that could be read and contradicts itself or its format is a warning, unless another check is about it.',
  run(context) {
    const files = context.evidence.files.filter((f) => (f.declared.kind !== 'attachments' || f.status === 'refused') && !isEmpty(f));
    const failures = files.filter((f) => isRefused(f) || f.problems.some((p) => NOT_WHOLE.has(p.code))).map(refusal);
    const notes = files.filter((f) => !failures.some((one) => one.subjects.includes(f.path))).flatMap(noted);
    return failuresOrPass([...failures, ...notes], files.map((f) => f.path), 'every evidence file could be read', reads(context));
  },
};

/** Findings of readers that have a row of their own elsewhere: CHK-308, CHK-306 and 309, CHK-313, CHK-511. */
const ELSEWHERE: Readonly<Partial<Record<EvidenceFile['declared']['kind'], readonly ProblemCode[]>>> = {
  tests: ['COUNTERS_DISAGREE', 'REPEATED_CASE'], performance: ['BAD_VALUE'], kev: ['COUNTERS_DISAGREE'],
};

/** Kinds that no check finds empty: for the others "nothing to check" is a row of the check that needs them. */
const OPTIONAL: ReadonlySet<EvidenceFile['declared']['kind']> = new Set<EvidenceFile['declared']['kind']>(['lockfiles', 'test-cases', 'inspections']);

/** What a reader found wrong in a file that it could read: nothing of it may be lost, and none of it by itself makes the file unusable. */
function noted(file: EvidenceFile): readonly Finding[] {
  const known = [...(ELSEWHERE[file.declared.kind] ?? []), ...(OPTIONAL.has(file.declared.kind) ? [] : ['NO_DATA'])];
  const left = file.problems.filter((p) => !known.includes(p.code));
  const first = left[0];
  if (first === undefined) return [];
  const read = left.slice(0, 10).map((p) => reading({ file: file.path, ...(p.line === undefined ? {} : { line: p.line }), ...(p.pointer === undefined ? {} : { pointer: p.pointer }) }, `${p.code}: ${p.message}${p.found === undefined ? '' : ` (${p.found})`}`));
  const more = left.length > 1 ? ` (and ${left.length - 1} more)` : '';
  return [fail(file.path, `${file.path} was read, and ${first.message}${more}`, read, first.hint ?? 'correct the file where it is made, and see that what was read of it is what is meant', { severity: 'warning' })];
}

/** A file that no reader knows is only attached: declared as a kind of evidence, it would stand there and say nothing. */
function isRefused(file: EvidenceFile): boolean {
  return file.status === 'refused' || (file.status === 'attached' && file.declared.kind !== 'attachments');
}

function refusal(file: EvidenceFile): Finding {
  const reasons = file.problems.filter((p) => isRefused(file) || NOT_WHOLE.has(p.code));
  const read = reasons.length === 0 ? [{ file: file.path, value: `status: ${file.status}` }]
    : reasons.map((p) => reading(p, [`${p.code}: ${p.message}`, p.expected && `expected ${p.expected}`, p.found && `found ${p.found}`].filter(Boolean).join(', ')));
  const words = reasons.slice(0, 3).map((p) => p.message).join('; ') || 'it was refused';
  const verb = isRefused(file) ? 'cannot be read' : 'cannot stand as evidence';
  return fail(file.path, `${file.path} (${file.declared.kind}) ${verb}: ${words}`, read, reasons.find((p) => p.hint)?.hint ?? 'write the file again with the tool that made it, and see that it is complete');
}

function reads(context: CheckContext): readonly Reading[] {
  return [{ file: context.projectFile, value: `files: ${context.evidence.files.length}` }];
}

export const fileChecks: readonly Check[] = [missing, unreadable];
