import type { Reading } from '../model/location.ts';
import type { Anomaly } from '../model/lists.ts';
import { listedAnomalies } from './anomaly-list.ts';
import type { Check, CheckContext, CheckId, Finding } from './check.ts';
import { compareVersions } from '../model/version-order.ts';
import { field, notApplicable, searched } from './findings.ts';
import { count, Tally } from './tally.ts';
import { isAnswered, isRationale } from '../model/answers.ts';

interface Gap { readonly message: string; readonly read: readonly Reading[] }
type Severities = Check['severity'];

/** A check that asks the same of every residual anomaly. Without one it is not applicable: CHK-601 and CHK-611 show that there is none. */
function residualCheck(id: CheckId, title: string, clause: string, severity: Severities, waivable: boolean, fails: string, fix: string, gaps: (anomaly: Anomaly, context: CheckContext) => readonly Gap[], passed: (n: string) => string): Check {
  return {
    id, title, clause, severity, waivable, fails, needs: ['anomalies'],
    run(context): readonly Finding[] {
      const residual = listedAnomalies(context).filter((a) => a.status === 'open');
      if (residual.length === 0) return [notApplicable([], 'no residual anomaly is listed (that the list is right: CHK-601, CHK-611)', searched(context, ['anomalies']))];
      const tally = new Tally();
      for (const anomaly of residual) {
        const found = gaps(anomaly, context);
        if (found.length > 0) tally.fail(anomaly.id, `${named(anomaly)}: ${found.map((g) => g.message).join('; ')}`, found.flatMap((g) => g.read), fix);
        tally.pass(anomaly.id, field(anomaly, 'acceptability', anomaly.acceptability));
      }
      return tally.findings((n) => passed(count(n, 'residual anomaly', 'residual anomalies')));
    },
  };
}

export const residualRiskIsEvaluated = residualCheck(
  'CHK-602', 'Every residual anomaly has a risk evaluation', '5.8.3', { A: 'warning', B: 'error', C: 'error' }, true,
  'A residual anomaly does not say whether its risk is acceptable, or has no evaluation of it (severity, risk level or a reference).',
  'evaluate the risk of the anomaly and record severity, risk level and acceptability',
  (a) => {
    const gaps: Gap[] = [];
    if (a.acceptability === undefined) gaps.push({ message: 'it does not say whether the risk is acceptable', read: [field(a, 'acceptability', null)] });
    if (![a.severity, a.riskLevelBefore, a.riskLevelAfter, a.riskEvaluationRef].some(isAnswered)) gaps.push({ message: 'it has no risk evaluation', read: [field(a, 'severity', null), field(a, 'riskEvaluationRef', null)] });
    return gaps;
  },
  (n) => `${n} with a risk evaluation`,
);

export const residualIsJustified = residualCheck(
  'CHK-603', 'Every residual anomaly has a rationale and an approver', '5.8.3', { A: 'warning', B: 'error', C: 'error' }, true,
  'The rationale for releasing with the anomaly is missing or only two words long, or nobody approved it.',
  'say why the release is acceptable with this anomaly, and who approved that',
  (a) => {
    const gaps: Gap[] = [];
    const rationale = a.rationaleForRelease?.trim();
    if (!isAnswered(rationale)) gaps.push({ message: 'it has no rationale for the release', read: [field(a, 'rationaleForRelease', rationale)] });
    else if (!isRationale(rationale)) gaps.push({ message: `"${rationale}" is no rationale`, read: [field(a, 'rationaleForRelease', rationale)] });
    if (!isAnswered(a.approvedBy)) gaps.push({ message: 'nobody approved it', read: [field(a, 'approvedBy', a.approvedBy)] });
    return gaps;
  },
  (n) => `${n} with rationale and approver`,
);

export const residualIsAcceptable = residualCheck(
  'CHK-606', 'No residual anomaly is unacceptable, and each touched risk control was evaluated again', '5.8.3, 7.4.2', { A: 'error', B: 'error', C: 'error' }, false,
  'A residual anomaly is evaluated as unacceptable, touches a risk control that was not evaluated again, or does not say which risk controls it touches.',
  'fix the anomaly, or evaluate the risk control again and record the result',
  (a, context) => {
    const gaps: Gap[] = [];
    if (a.acceptability === 'unacceptable') gaps.push({ message: 'its risk is unacceptable', read: [field(a, 'acceptability', a.acceptability)] });
    // An absent list is no empty list: without it nobody said that no control is touched, and the affected requirements decide.
    const touched = a.affectedRiskControls ?? (a.affectedRequirements ?? []).flatMap((srs) => (context.graph.out.get(srs) ?? []).filter((l) => l.type === 'implements').map((l) => l.to));
    if (a.affectedRiskControls === undefined && touched.length === 0) gaps.push({ message: 'it does not say which risk controls it touches (an empty list says none)', read: [field(a, 'affectedRiskControls', null)] });
    if (touched.length > 0 && !isAnswered(a.riskControlReevaluation)) {
      gaps.push({ message: `it touches ${[...new Set(touched)].join(', ')}, which ${touched.length === 1 ? 'was' : 'were'} not evaluated again`, read: [field(a, 'affectedRiskControls', touched.join(', ')), field(a, 'riskControlReevaluation', a.riskControlReevaluation)] });
    }
    return gaps;
  },
  (n) => `${n} acceptable, with touched risk controls evaluated again`,
);

export const residualSecurityIsAssessed = residualCheck(
  'CHK-607', 'Every residual anomaly has a security assessment', 'FDA cybersecurity V.A.5', { A: 'off', B: 'warning', C: 'warning' }, true,
  'A residual anomaly does not say whether it can be exploited, and why.',
  'assess whether the anomaly can be exploited (CWE where known) and give the reason',
  (a) => {
    const open = (['exploitable', 'reason'] as const).filter((name) => (a.securityAssessment?.[name]?.trim() ?? '') === '');
    return open.length === 0 ? [] : [{ message: `its security assessment has no ${open.map((o) => (o === 'reason' ? 'reason' : 'answer whether it can be exploited')).join(' and no ')}`, read: open.map((o) => field(a, `securityAssessment.${o}`, null)) }];
  },
  (n) => `${n} with a security assessment`,
);

export const residualIsUnderstood = residualCheck(
  'CHK-608', 'Discovery, root cause and impact of every residual anomaly are recorded', '9.2', { A: 'off', B: 'warning', C: 'warning' }, true,
  'How a residual anomaly was discovered, its root cause (or why it is not determined) or its impact on safety and effectiveness is missing.',
  'complete the problem report',
  (a) => {
    const open = ([['discovery', 'how it was discovered'], ['rootCause', 'its root cause'], ['impactSafetyEffectiveness', 'its impact on safety and effectiveness']] as const).filter(([name]) => !isAnswered(a[name]));
    return open.length === 0 ? [] : [{ message: `it does not say ${open.map(([, words]) => words).join(', ')}`, read: open.map(([name]) => field(a, name, a[name])) }];
  },
  (n) => `${n} with discovery, root cause and impact`,
);

export const usersAreTold: Check = residualCheck(
  'CHK-612', 'A workaround is communicated to the user', '6.2.5', { A: 'off', B: 'warning', C: 'warning' }, true,
  'A residual anomaly has a workaround and no reference to the labelling or communication that tells the user.',
  'name the place in the instructions for use, or the communication',
  (a) => {
    const needed = isAnswered(a.workaround) && !/^none\b/iu.test(a.workaround.trim());
    return needed && !isAnswered(a.labelingRef) ? [{ message: 'it has a workaround and no labelling reference', read: [field(a, 'workaround', a.workaround), field(a, 'labelingRef', a.labelingRef)] }] : [];
  },
  (n) => `${n} without workaround, or with a reference to the labelling`,
);

export const closedIsVerified: Check = {
  id: 'CHK-605',
  title: 'Every anomaly closed in this release has a change and a passed test',
  clause: '9.7, 9.8',
  severity: { A: 'warning', B: 'error', C: 'error' },
  waivable: true,
  needs: ['anomalies'],
  fails: 'An anomaly that was fixed in this release names no known change request, or no test, or one that did not pass on this release.',
  run(context) {
    const tally = new Tally();
    const fixed = listedAnomalies(context).filter((a) => a.status === 'closed' && (a.fixedIn === undefined || compareVersions(a.fixedIn, context.release.version) === 0));
    if (fixed.length === 0) return [notApplicable([], `no anomaly on the list was fixed in release ${context.release.version}`, searched(context, ['anomalies']))];
    const changes = context.evidence.contents.changes.flatMap(({ content }) => content.changes);
    for (const anomaly of fixed) {
      const { id } = anomaly;
      const change = changes.find((c) => c.id === anomaly.change);
      if (anomaly.change === undefined) tally.fail(id, `${named(anomaly)} is closed without a change`, [field(anomaly, 'change', null)], 'name the change request that fixed it');
      else if (change === undefined) tally.fail(id, `${named(anomaly)} was fixed by ${anomaly.change}, which no change list has`, [field(anomaly, 'change', anomaly.change), ...searched(context, ['changes'])], 'add the change request to the change list');
      const tests = [...new Set([...(anomaly.verifiedBy ?? []), ...(change?.verifiedBy ?? [])])];
      if (tests.length === 0) tally.fail(id, `${named(anomaly)} is closed without a test that verifies the fix`, [field(anomaly, 'verifiedBy', null)], 'name the tests that verify the fix');
      for (const test of tests) {
        const result = context.graph.results.get(test);
        const state = result?.state ?? 'not-run';
        if (state === 'passed' || state === 'passed-after-rerun') continue;
        const cases = (result?.cases ?? []).filter((c) => c.outcome !== 'passed').map((c) => field(c, test, c.outcome));
        tally.fail(id, `${named(anomaly)} is closed, its test ${test} ${state === 'not-run' ? 'has not run' : state} on this release`, [field(anomaly, 'verifiedBy', test), ...(cases.length > 0 ? cases : searched(context, ['tests', 'inspections']))], 'verify the fix on this release, or open the anomaly again');
      }
      tally.pass(id, field(anomaly, 'change', anomaly.change), ...tests.map((t) => field(anomaly, t, 'passed')));
    }
    return tally.findings((n) => `${count(n, 'anomaly', 'anomalies')} fixed in this release with change and passed test`);
  },
};

function named(anomaly: Anomaly): string {
  return anomaly.title === undefined ? anomaly.id : `${anomaly.id} (${anomaly.title})`;
}
