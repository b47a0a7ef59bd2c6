import { hasPassed } from '../trace/results.ts';
import type { Check, CheckContext, Finding } from './check.ts';
import { fail, failuresOrPass, notApplicable, notEvaluated, searched } from './findings.ts';
import { claimReadings, claims, resultReadings, stateWords, tracedResults } from './test-claims.ts';

const claimed: Check = {
  id: 'CHK-301', title: 'Trace and test results agree', clause: '5.7.4', severity: { A: 'error', B: 'error', C: 'error' }, waivable: false, needs: ['trace', 'tests'],
  fails: 'The trace says that a test passed, and the test results say failed, errored, skipped or nothing; the other way round is a warning.',
  run(context) {
    const all = claims(context);
    if (all.size === 0) return noClaims(context);
    const failures: Finding[] = [];
    for (const claim of all.values()) {
      const result = context.graph.results.get(claim.test);
      if (claim.unclear.length > 0) {
        failures.push(notEvaluated(claim.test, `the trace gives the result of ${claim.test} as "${claim.unclear.join('", "')}", which says neither passed nor failed`, claimReadings(claim), 'write pass, fail, skipped or not run in the result column'));
        continue;
      }
      if (!claim.passed && hasPassed(result?.state)) {
        failures.push(fail(claim.test, `the trace says ${claim.test} did not pass, and the test results say it ${stateWords(result)}: the trace is stale`, [...claimReadings(claim), ...resultReadings(result, context)], 'make the trace from the results of this release', { severity: 'warning' }));
        continue;
      }
      if (!claim.passed || hasPassed(result?.state)) continue;
      const message = `the trace says ${claim.test} passed, and the test results say it ${stateWords(result)}`;
      failures.push(fail(claim.test, message, [...claimReadings(claim), ...resultReadings(result, context)], 'make the trace from the results of this release, and resolve the test'));
    }
    return failuresOrPass(failures, [...all.keys()].sort(), 'every result that the trace states is what the test results say');
  },
};

/** A matrix that has no result column claims nothing; one whose mapped column is blank was meant to say something. */
function noClaims(context: CheckContext): readonly Finding[] {
  const mapped = context.evidence.contents.trace.some(({ file }) => file.declared.columns?.['result'] !== undefined);
  if (mapped) return [notEvaluated([], 'the result column of the trace is blank in every row that names a test', searched(context, ['trace']), 'see that the trace export fills the column')];
  return [notApplicable([], 'the trace as declared states no results: results are taken from the test reports alone', searched(context, ['trace']))];
}

const executed: Check = {
  id: 'CHK-302', title: 'Every traced test has an executed result', clause: '5.7.1', severity: { A: 'error', B: 'error', C: 'error' }, waivable: false, needs: ['tests'],
  fails: 'A test that verifies a requirement or risk control has no executed result on this release.',
  run(context) {
    const traced = tracedResults(context.graph);
    const all = claims(context);
    const failures: Finding[] = [];
    for (const result of traced) {
      // A skipped test that the trace calls passed is CHK-301's contradiction; here it would be the same fact twice.
      const skipped = result.state === 'skipped' && all.get(result.id)?.passed !== true;
      if (result.state !== 'not-run' && !skipped) continue;
      const links = (context.graph.out.get(result.id) ?? []).filter((l) => l.type === 'verifies');
      const verifies = links.length === 0 ? '' : ` and verifies ${[...new Set(links.map((l) => l.to))].join(', ')}`;
      const read = [...links.slice(0, 3).map((l) => ({ ...place(l), value: `${l.from} verifies ${l.to}` })), ...resultReadings(result, context)];
      failures.push(fail(result.id, `${result.id} ${stateWords(result)}${verifies}`, read, 'run the test on this release and give its report, or correct the trace by an approved change'));
    }
    return failuresOrPass(failures, traced.map((r) => r.id), 'every traced test was executed on this release');
  },
};

function place(at: { readonly file: string; readonly line?: number; readonly pointer?: string }): { file: string; line?: number; pointer?: string } {
  return { file: at.file, ...(at.line === undefined ? {} : { line: at.line }), ...(at.pointer === undefined ? {} : { pointer: at.pointer }) };
}

export const testTraceChecks: readonly Check[] = [claimed, executed];
