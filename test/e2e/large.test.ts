import { appendFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { project } from '../support/project.ts';

describe('a report much larger than the memory', () => {
  it('[SRS-023] is read in a stream', () => {
    const made = project({ 'large.xml': '<testsuites>\n' });
    const cases = 20_000;
    const suite = (n: number) => `<testsuite name="s${n}" tests="${cases}">\n${Array.from({ length: cases }, (_, i) => `<testcase classname="module${i % 90}" name="case ${n} ${i}" time="0.01"><system-out>${'line of output '.repeat(8)}</system-out></testcase>\n`).join('')}</testsuite>\n`;
    for (let n = 0; n < 16; n += 1) appendFileSync(made.path('large.xml'), suite(n));
    appendFileSync(made.path('large.xml'), '</testsuites>\n');
    // 60 MB; the heap may not even hold half of it. Time and peak memory for 1 GB are measured in test/bench.
    const ran = made.runWith({ heapMiB: 24 }, 'inspect', 'large.xml', '--json');
    expect(ran.exit, ran.err).toBe(0);
    expect(JSON.parse(ran.out)).toMatchObject([{ kind: 'tests', facts: { suites: 16, cases: 16 * cases, passed: 16 * cases } }]);
  });
});
