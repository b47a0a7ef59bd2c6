import { LEVELS, type AnalysisResult, type AnalysisRun, type Level } from '../model/analysis.ts';
import { reading } from '../model/location.ts';
import type { Check, CheckContext } from './check.ts';
import { field } from './findings.ts';
import { count, Tally } from './tally.ts';
import { isAnswered } from '../model/answers.ts';

const UNDECIDED = {
  open: 'is open: the tool could not tell whether there is a problem', review: 'waits for review: a person has to say whether there is a problem',
  fail: 'is a problem of level none: how severe it is was not said',
} as const;

interface NamedRun { readonly run: AnalysisRun; readonly name: string }

export const analysisIsComplete: Check = {
  id: 'CHK-405',
  title: 'Static analysis ran to its end and looked at files',
  clause: '5.1.12',
  severity: { A: 'off', B: 'error', C: 'error' },
  waivable: false,
  needs: ['analysis'],
  fails: 'A run was not successful, reports tool errors, has no invocation, analysed no file, or a report holds no run at all.',
  run(context) {
    const tally = new Tally();
    const fix = 'repair the analysis job and run it again on the release commit; an analysis that stopped has found nothing';
    for (const { file, content } of context.evidence.contents.analysis) {
      if (content.runs.length === 0) tally.fail(file.path, `${file.path} holds no analysis run`, [{ file: file.path, value: null }], fix);
    }
    for (const { run, name } of runs(context)) {
      for (const why of run.incompleteBecause) tally.fail(name, `${name}: ${why.reason}`, [reading(why, why.value)], fix);
      if (!run.complete && run.incompleteBecause.length === 0) tally.fail(name, `${name} is not complete`, [field(run, 'complete', false)], fix);
      if (run.resultsAbsent) tally.fail(name, `${name} has no results: it did not look`, [field(run, 'results', null)], fix);
      if (run.filesAnalysed === 0) tally.fail(name, `${name} analysed no file`, [field(run, 'files analysed', 0)], fix);
      tally.pass(name, field(run, 'results', run.results.length));
    }
    return tally.findings((n) => `${count(n, 'analysis run')} complete`);
  },
};

export const analysisIsClean: Check = {
  id: 'CHK-406',
  title: 'No open static-analysis result at or above the level of the profile',
  clause: '5.5.3',
  severity: { A: 'off', B: 'error', C: 'error' },
  waivable: true,
  needs: ['analysis'],
  fails: 'A result at or above the profile’s level is neither suppressed nor gone since the baseline. One that the tool left undecided (kind `open` or `review`, or a failure of level none) is not evaluated when its rule’s level is at or above it: suppressing it with a justification decides it.',
  run(context) {
    const tally = new Tally();
    const level = context.profile.analysisLevel;
    for (const { run, name } of runs(context)) {
      if (run.resultsAbsent) {
        tally.unknown(name, `${name} has no results to look at`, [field(run, 'results', null)], 'repair the analysis job (CHK-405)');
        continue;
      }
      const counts = (one: Level) => LEVELS.indexOf(one) >= LEVELS.indexOf(level);
      const left = run.results.filter((r) => !r.suppressed && r.baseline !== 'absent');
      const open = left.filter((r) => counts(r.level));
      const undecided = left.flatMap((r) => (r.undecided !== undefined && counts(r.undecided.level) ? [{ result: r, ...r.undecided }] : []));
      // A suppression that was rejected or is undecided suppresses nothing: the result is open, and CHK-407 says why.
      for (const result of open) {
        tally.fail(subjectOf(result), `${result.ruleId} (${result.level}) at ${placeOf(result)}: ${text(result)}`, [reading(result, `${result.level}: ${text(result)}`)], 'correct the code, or suppress the result in the tool with a justification');
      }
      for (const { result, kind, level: would } of undecided) {
        tally.unknown(subjectOf(result), `${result.ruleId} at ${placeOf(result)} ${UNDECIDED[kind]} (${would} by its rule): ${text(result)}`, [reading(result, `${kind}: ${text(result)}`)], 'find out whether it is a problem: correct the code, or suppress the result in the tool with a justification');
      }
      if (open.length + undecided.length === 0) tally.pass(name, field(run, `results at ${level} or above that are open`, 0));
    }
    return tally.findings((n) => `no open result at ${level} or above in ${count(n, 'analysis run')}`);
  },
};

export const suppressionsAreJustified: Check = {
  id: 'CHK-407',
  title: 'Every suppression of a static-analysis result is justified and accepted',
  clause: '5.5.3',
  severity: { A: 'off', B: 'error', C: 'error' },
  waivable: true,
  needs: ['analysis'],
  fails: 'A suppression has no justification, or its status is rejected or under review.',
  run(context) {
    const tally = new Tally();
    for (const { run, name } of runs(context)) {
      const suppressed = run.results.filter((r) => r.suppressions.length > 0 && r.baseline !== 'absent');
      for (const result of suppressed) {
        const subject = subjectOf(result);
        for (const one of result.suppressions) {
          if (one.status !== 'accepted') tally.fail(subject, `the suppression of ${result.ruleId} at ${placeOf(result)} is ${one.status === 'rejected' ? 'rejected' : 'under review'}`, [field(result, 'suppression status', one.status)], 'have the suppression decided, or correct the code');
          if (!isAnswered(one.justification)) tally.fail(subject, `the suppression of ${result.ruleId} at ${placeOf(result)} has no justification`, [field(result, 'justification', one.justification)], 'write why the result does not matter where it is suppressed, or correct the code');
        }
        tally.pass(subject, field(result, 'justification', result.suppressions[0]!.justification));
      }
      if (suppressed.length === 0) {
        if (run.resultsAbsent) tally.unknown(name, `${name} has no results to look at`, [field(run, 'results', null)], 'repair the analysis job (CHK-405)');
        else tally.pass(name, field(run, 'suppressions', 0));
      }
    }
    return tally.findings((n) => `${count(n, 'suppressed result or run without any', 'suppressed results or runs without any')} in order`);
  },
};

/** Runs with the name that their rows carry: the tool, with its file where two runs are of one tool. */
function runs(context: CheckContext): NamedRun[] {
  const all = context.evidence.contents.analysis.flatMap(({ file, content }) => content.runs.map((run, i) => ({ run, path: content.runs.length > 1 ? `${file.path}#${i}` : file.path })));
  const tools = all.map((a) => a.run.tool);
  return all.map(({ run, path }) => ({ run, name: tools.filter((t) => t === run.tool).length > 1 ? `${run.tool} (${path})` : run.tool }));
}

/** A tool's message can be of any length; the whole of it is in the report that the row names. */
function text(result: AnalysisResult): string {
  return result.message.length > 300 ? `${result.message.slice(0, 300)}…` : result.message;
}

function placeOf(result: AnalysisResult): string {
  if (result.target === undefined) return 'no place in the source';
  return result.target.line === undefined ? result.target.path : `${result.target.path}:${result.target.line}`;
}

/** `rule file:line`: what a waiver would name. */
function subjectOf(result: AnalysisResult): string {
  return `${result.ruleId} ${result.target === undefined ? result.message.slice(0, 80) : placeOf(result)}`;
}
