import type { TestCounts } from '../model/tests.ts';
import type { Format, Head, ReadOptions, ReadResult } from './format.ts';
import { JunitReading } from './junit/reading.ts';
import { answering } from './refusal.ts';
import { parseXml } from './xml.ts';
import type { Source } from '../model/source.ts';

/**
 * JUnit XML in all its dialects. Cases are counted from `testcase` elements, one outcome each, the worst; counters of suites are
 * only compared. Streams: memory does not grow with passed cases that `keepCase` does not want.
 */
export const junitXml: Format = {
  id: 'junit-xml', title: 'JUnit XML', contentKind: 'tests', kinds: ['tests'],
  reads: 'Suites, test cases with outcome, message, time, properties and reruns, counters, problems of suites.',
  ignores: 'Printed output (`system-out`, `system-err`) and attachments; host names.',
  looksLike,
  read: (source, options) => answering(() => readJunit(source, options)),
};

function looksLike({ root }: Head): boolean {
  if (!root || (root.name !== 'testsuites' && root.name !== 'testsuite')) return false;
  // A `testsuite` of another kind of document has neither cases nor totals.
  return root.name === 'testsuites' || root.attributes['tests'] !== undefined || root.attributes['failures'] !== undefined
    || root.children.some((child) => ['testcase', 'testsuite', 'properties', 'system-out', 'error', 'failure'].includes(child));
}

function readJunit(source: Source, { declared, keepCase }: ReadOptions): ReadResult {
  const reading = new JunitReading(source, keepCase);
  parseXml(source, reading);
  const content = reading.report();
  const { problems } = reading;
  if (reading.foreign) {
    const more = { expected: 'results of test runs', found: 'findings written as failed test cases', hint: 'let the scanner write SARIF and declare it as analysis' };
    const message = 'findings of a scanner or linter in the form of JUnit XML are not a test run';
    if (declared?.kind === 'tests') return { status: 'refused', problems: [{ code: 'KIND_MISMATCH', message, file: source.name, ...more }] };
    problems.add('KIND_MISMATCH', message, more);
  }
  const facts = factsOf(reading.suites, content.counts);
  if (content.counts.cases > 0) return { status: 'read', content, facts, problems: problems.all() };
  problems.add('NO_DATA', 'the report holds no test case', { expected: 'at least one testcase element', found: '0', hint: 'no test ran, or the filter excluded all of them' });
  return { status: 'no-data', content, facts, problems: problems.all() };
}

function factsOf(suites: number, { cases, passed, passedAfterRerun, failed, errored, skipped }: TestCounts) {
  return { suites, cases, passed, passedAfterRerun, failed, errored, skipped };
}
