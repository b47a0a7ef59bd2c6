import type { Location, Reading } from '../model/location.ts';
import type { Check, CheckContext, Finding } from './check.ts';
import { fail, failuresOrPass, field, notEvaluated, searched } from './findings.ts';
import { instant, lacksZone } from '../model/instants.ts';
import { isBefore } from '../model/dates.ts';
import { reportsOf } from './run-subjects.ts';

const order: Check = {
  id: 'CHK-107', title: 'Results are younger than what they claim to test', clause: '5.1.11', severity: { A: 'error', B: 'error', C: 'error' }, waivable: false, needs: ['vcs'],
  fails: 'A test run or the build began before the release commit was made, a report carries a time from before it, or a run that names a built binary began before its build. An inspection from before it is a warning. A run or build record without a start that can be understood is not evaluated.',
  run(context) {
    const state = context.evidence.contents.vcs.find((r) => instant(r.content.committedAt) !== undefined)?.content;
    const committed = instant(state?.committedAt);
    if (state === undefined || committed === undefined) return [notEvaluated([], 'the time of the release commit is not known', searched(context, ['vcs']), 'collect committedAt in the version control evidence')];
    const commitReading = field(state.at['committedAt'] ?? state, 'committedAt', state.committedAt);
    const failures: Finding[] = [];
    const subjects: string[] = [];
    for (const { file, content } of context.evidence.contents.build) {
      const start = instant(content.start);
      if (start === undefined) {
        failures.push(notEvaluated(file.path, `the build record ${file.path} does not say when the build began`, [field(content.at['start'] ?? content, 'start', content.start), commitReading], 'state start as RFC 3339 with offset'));
        continue;
      }
      subjects.push(file.path);
      if (start < committed) failures.push(fail(file.path, `the build began at ${content.start}, before the release commit of ${state.committedAt}`, [field(content.at['start'] ?? content, 'start', content.start), commitReading], 'build the release commit and give the record of that build'));
    }
    for (const run of context.evidence.contents['test-runs']) {
      const start = instant(run.content.start);
      const reports = reportsOf(run, context);
      if (start === undefined) {
        failures.push(notEvaluated(reports, `the run record ${run.file.path} ${run.content.start === undefined ? 'does not say when the run began' : `says that the run began at "${run.content.start}", which names no instant`}: it cannot be compared with the release commit`, [field(run.content.at['start'] ?? run.content, 'start', run.content.start), commitReading], 'state start as RFC 3339 with offset'));
        continue;
      }
      subjects.push(...reports);
      const startReading = field(run.content.at['start'] ?? run.content, 'start', run.content.start);
      const build = builtLater(start, run.content.binarySha256 ?? [], context);
      if (start < committed) failures.push(fail(reports, `${reports.join(', ')} began at ${run.content.start}, before the release commit of ${state.committedAt}`, [startReading, commitReading], 'run the tests on the release commit and give that record'));
      else if (build !== undefined) failures.push(fail(reports, `${reports.join(', ')} began at ${run.content.start}, before the binary that it names was built`, [startReading, build], 'run the tests on the built binary and give that record'));
    }
    const told = new Set(failures.flatMap((f) => f.subjects));
    for (const { file, read, written, latest } of ownTimes(context)) {
      subjects.push(file);
      if (latest < committed && !told.has(file)) failures.push(fail(file, `${file} says of itself that it is of ${written}, before the release commit of ${state.committedAt}`, [read, commitReading], 'collect the report of the run on the release commit: this one is of an earlier run'));
    }
    for (const one of context.evidence.contents.inspections.flatMap(({ content }) => content.inspections)) {
      if (isBefore(one.when, state.committedAt) === true) failures.push(fail(one.id, `inspection ${one.id} was made at ${one.when}, before the release commit of ${state.committedAt}`, [field(one, 'when', one.when), commitReading], 'see that what was inspected has not changed since, or inspect again', { severity: 'warning' }));
    }
    if (subjects.length === 0 && failures.length === 0) return [notEvaluated([], 'no test run and no build states when it began', searched(context, ['test-runs', 'build']), 'state start in the run records, with offset')];
    return failuresOrPass(failures, subjects, `every run and build began after the commit of ${state.committedAt}`);
  },
};

interface OwnTime { readonly file: string; readonly read: Reading; readonly written: string; readonly latest: number }

/** West of every zone: a time without offset is at most that much later in UTC. */
const ZONES = 12 * 3_600_000;

/** Times that reports themselves carry: a run record that was written anew does not make an old report beside it younger. */
function ownTimes(context: CheckContext): readonly OwnTime[] {
  const { contents } = context.evidence;
  const out: OwnTime[] = [];
  for (const { file, content } of contents.tests) {
    for (const suite of content.suites) {
      if (suite.timestamp === undefined) continue;
      const stamp = suite.timestamp.trim();
      const latest = instant(stamp) ?? (/^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}/u.test(stamp) && lacksZone(stamp) ? Date.parse(`${stamp.slice(0, 16).replace(' ', 'T')}Z`) + ZONES : Number.NaN);
      // Some writers give 1970 or 0001 for "no time": no report is of then.
      if (latest > 946_684_800_000) out.push({ file: file.path, read: field({ file: file.path, line: suite.line }, 'timestamp', stamp), written: stamp, latest });
    }
  }
  for (const { file, content } of contents.analysis) {
    for (const { time, ...at } of content.runs.flatMap((run) => run.ended ?? [])) {
      const latest = instant(time);
      if (latest !== undefined) out.push({ file: file.path, read: field(at, 'ended', time), written: time, latest });
    }
  }
  return [...out, ...coverageTimes(context)];
}

function coverageTimes(context: CheckContext): readonly OwnTime[] {
  const out: OwnTime[] = [];
  for (const { file, content } of context.evidence.contents.coverage) {
    const stamp = content.timestamp?.trim() ?? '';
    // Cobertura: seconds in the DTD, milliseconds by most writers.
    const at = /^\d{10}(\.\d+)?$/u.test(stamp) ? Number(stamp) * 1000 : /^\d{13}$/u.test(stamp) ? Number(stamp) : instant(stamp);
    if (at !== undefined) out.push({ file: file.path, read: field({ file: file.path }, 'timestamp', stamp), written: new Date(at).toISOString(), latest: at });
  }
  return out;
}

/** The start of the build whose output the run names, when it is later than the run. */
function builtLater(start: number, digests: readonly string[], context: CheckContext): Reading | undefined {
  for (const { content } of context.evidence.contents.build) {
    const built = instant(content.start);
    if (built !== undefined && start < built && content.outputs.some((o) => o.sha256 !== undefined && digests.includes(o.sha256))) return field(content.at['start'] ?? content, 'start', content.start);
  }
  return undefined;
}

interface Time { readonly subject: string; readonly name: string; readonly value: string; readonly at: Location }

const sane: Check = {
  id: 'CHK-108', title: 'Times can be right', clause: '9.8', severity: { A: 'warning', B: 'warning', C: 'warning' }, waivable: true, needs: [],
  fails: 'A time has no zone, cannot be understood, lies after the release date, or an end lies before its start.',
  run(context) {
    const failures: Finding[] = [];
    const times = statedTimes(context);
    const release = instant(context.release.date) ?? Number.POSITIVE_INFINITY;
    for (const time of times) {
      const wrong = faultOf(time.value, release, context.release.date);
      if (wrong !== undefined) failures.push(fail(time.subject, `${time.name} of ${time.subject} ${wrong}`, [field(time.at, time.name, time.value)], 'have the tool write date-times with offset, and see that its clock is right'));
    }
    for (const { subject, start, end } of spans(context)) {
      const a = instant(start.value);
      const b = instant(end.value);
      if (a !== undefined && b !== undefined && b < a) failures.push(fail(subject, `${subject} ends at ${end.value}, before it starts at ${start.value}`, [field(start.at, 'start', start.value), field(end.at, 'end', end.value)], 'correct the record from the log of the run'));
    }
    return failuresOrPass(failures, [...new Set(times.map((t) => t.subject))], 'all times have a zone and none is after the release date');
  },
};

function faultOf(value: string, release: number, releaseDate: string): string | undefined {
  if (/^\d{4}-\d{2}-\d{2}$/u.test(value)) return Date.parse(`${value}T00:00:00Z`) > release ? `is ${value}, after the release date ${releaseDate}` : undefined;
  if (lacksZone(value)) return `is "${value}": it has no time zone`;
  const at = instant(value);
  if (at === undefined) return `is "${value}": not a date-time`;
  return at > release ? `is ${value}, after the release date ${releaseDate}` : undefined;
}

function statedTimes(context: CheckContext): readonly Time[] {
  const { contents } = context.evidence;
  const out: Time[] = [];
  const add = (subject: string, name: string, value: string | undefined, at: Location): void => {
    if (value !== undefined && value.trim() !== '') out.push({ subject, name, value: value.trim(), at });
  };
  for (const { file, content } of [...contents['test-runs'], ...contents.build]) {
    add(file.path, 'start', content.start, content.at['start'] ?? content);
    add(file.path, 'end', content.end, content.at['end'] ?? content);
  }
  for (const { file, content } of contents.vcs) add(file.path, 'committedAt', content.committedAt, content.at['committedAt'] ?? content);
  for (const { file, content } of contents.sbom) add(file.path, 'timestamp', content.timestamp, { file: file.path });
  // Numbers of seconds carry no zone and need none: of a coverage report only its being of after the release is wrong.
  for (const { file, read, latest } of coverageTimes(context)) if (latest > (instant(context.release.date) ?? Number.POSITIVE_INFINITY)) add(file, 'timestamp', new Date(latest).toISOString(), read);
  for (const { file, content } of [...contents.anomalies, ...contents.tracker]) add(file.path, 'extractedAt', content.extractedAt, content);
  for (const { content } of contents.approvals) for (const one of content.approvals) add(`approval of ${one.role}`, 'at', one.at, one);
  for (const { content } of contents.inspections) for (const one of content.inspections) add(one.id, 'when', one.when, one);
  for (const { file, content } of contents.tests) {
    // The run record's start and end stand for the whole report: stamps inside it need no zone then.
    const run = contents['test-runs'].find((r) => r.file.path === file.declared.run)?.content;
    if (instant(run?.start) !== undefined && instant(run?.end) !== undefined) continue;
    const stamped = content.suites.find((s) => s.timestamp !== undefined && faultOf(s.timestamp, Number.POSITIVE_INFINITY, '') !== undefined);
    if (stamped !== undefined) add(file.path, 'timestamp', stamped.timestamp, { file: file.path, line: stamped.line });
  }
  return out;
}

function spans(context: CheckContext): readonly { readonly subject: string; readonly start: Time; readonly end: Time }[] {
  const { contents } = context.evidence;
  return [...contents['test-runs'], ...contents.build].flatMap(({ file, content }) => {
    const time = (name: 'start' | 'end', value: string): Time => ({ subject: file.path, name, value, at: content.at[name] ?? content });
    return content.start === undefined || content.end === undefined ? [] : [{ subject: file.path, start: time('start', content.start), end: time('end', content.end) }];
  });
}

export const timeChecks: readonly Check[] = [order, sane];
