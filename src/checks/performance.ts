import type { Read } from '../model/evidence.ts';
import { reading } from '../model/location.ts';
import type { Check, CheckContext, Finding } from './check.ts';
import { bounded, fail, failuresOrPass, field, inProject, notEvaluated } from './findings.ts';

/** Measured values against the limit of the requirement, whatever the verdict of the test that measured them. */
const limits: Check = {
  id: 'CHK-313', title: 'Measured values keep their limits', clause: '5.7.4', severity: { A: 'off', B: 'warning', C: 'error' }, waivable: true, needs: ['performance'],
  fails: 'A measured value is above its limit, although the test may have passed; values cannot be read or are of another unit than the limit; or a test that measured lasted 0 s.',
  run(context) {
    const findings = context.evidence.contents.performance.flatMap((log) => findingsOf(log, context));
    const failures = findings.filter((f) => f.verdict !== 'pass');
    return failures.length === 0 ? findings : [...failures, ...findings.filter((f) => f.verdict === 'pass')];
  },
};

/** Units of time as headers and limits write them; any other unit is the author's word. */
const TIMES: ReadonlySet<string> = new Set(['ns', 'us', 'µs', 'ms', 's', 'min', 'h']);

/** `latency_s`, `latency [ms]`, `Latency (s)`: the unit at the end of a header. */
function unitOf(column: string): string | undefined {
  const word = /[_\s([]([a-zµ]{1,3})[)\]]?$/u.exec(column.trim())?.[1];
  return word !== undefined && TIMES.has(word) ? word : undefined;
}

function findingsOf(log: Read<'performance'>, context: CheckContext): readonly Finding[] {
  const { file, content } = log;
  const { limit, unit, requirements = [], tests = [] } = file.declared;
  const subjects = requirements.length > 0 ? requirements : tests.length > 0 ? tests : [file.path];
  if (limit === undefined) return [notEvaluated(subjects, `no limit is declared for ${file.path}`, [reading({ file: context.projectFile }, null)], 'declare the limit of the requirement with the log')];
  const out: Finding[] = [];
  const written = unitOf(content.column);
  if (written !== undefined && unit !== undefined && TIMES.has(unit) && written !== unit) {
    out.push(fail(subjects, `the column ${content.column} of ${file.path} is in ${written}, the limit in ${unit}`, [reading({ file: file.path, line: 1 }, content.column), reading(inProject(context, ['evidence', 'performance', file.declared.index, 'unit']), `unit: ${unit}`)], 'state unit and limit as the column has them'));
  }
  // NaN would compare as "not above": a limit is kept only by a number that is not above it.
  if (!(content.max <= limit)) {
    const measuredBy = tests.length === 0 ? '' : `, measured by ${tests.map((t) => `${t} (${context.graph.results.get(t)?.state ?? 'not run'})`).join(', ')}`;
    const read = [reading({ file: file.path, line: content.maxLine }, content.max), reading(inProject(context, ['evidence', 'performance', file.declared.index, 'limit']), `limit: ${limit} ${unit ?? ''}`.trim()), ...tests.flatMap((t) => (context.graph.results.get(t)?.cases ?? []).slice(0, 1).map((c) => reading(c, `${c.outcome}: ${bounded(c.name)}`)))];
    out.push(fail(subjects, `the largest of ${content.n} values in ${file.path} is ${content.max} ${unit ?? content.unit}, above the limit of ${limit} ${unit ?? content.unit}${measuredBy}`, read, 'resolve the violated limit as a failed verification; it is an anomaly even when the test passed'));
  }
  if (content.unreadable.length > 0) {
    out.push(fail(subjects, `${content.unreadable.length} values in ${file.path} are not numbers`, content.unreadable.slice(0, 10).map((u) => field({ file: file.path, line: u.line }, content.column, u.text)), 'give the log with every value as a number; none may be left out'));
  }
  for (const test of tests) {
    const instant = (context.graph.results.get(test)?.cases ?? []).filter((c) => c.outcome !== 'skipped' && c.seconds === 0);
    if (instant.length > 0) out.push(fail(test, `${test} measured ${subjects.join(', ')} and lasted 0 s`, instant.slice(0, 5).map((c) => field(c, 'time', 0)), 'see whether the test really measured: a timed test takes time'));
  }
  if (content.n === 0) return [notEvaluated(subjects, `${file.path} holds no value`, [reading({ file: file.path }, 'values: 0')], 'give the log with the measured values')];
  const failed = new Set(out.flatMap((f) => f.subjects));
  return [...out, ...failuresOrPass([], subjects.filter((s) => !failed.has(s)), `all ${content.n} values in ${file.path} keep the limit of ${limit} ${unit ?? content.unit}; the largest is ${content.max}`, [reading({ file: file.path, line: content.maxLine }, content.max)])];
}

export const performanceChecks: readonly Check[] = [limits];
