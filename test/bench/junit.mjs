#!/usr/bin/env node
// Reading speed and memory of JUnit XML against `xmllint --stream`, in one run on one machine.
//
//   node test/bench/junit.mjs [MB …] [--runs N] [--keep]
//
// Writes a synthetic report of each size to the temporary folder, reads it with both in turn and prints of each, as the median of
// the rounds: MB/s by the clock and by processor time (user + system, all threads: what a busy machine leaves comparable), the two
// ratios, the part of our time that is start-up (a report of one case), and our peak memory. Whole processes, of source code.
// Targets: ratio ≥ 0.5, ≤ 160 MiB at 100 MB, ≤ 200 MiB at 1000 MB.
import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';

const args = process.argv.slice(2);
function main() {
  const runs = args.includes('--runs') ? Number(args[args.indexOf('--runs') + 1]) : 3;
  const sizes = args.filter((arg, i) => /^\d+$/.test(arg) && args[i - 1] !== '--runs').map(Number);
  const folder = join(tmpdir(), 'release-evidence-bench');
  mkdirSync(folder, { recursive: true });
  for (const megabytes of sizes.length > 0 ? sizes : [10, 100]) {
    const file = join(folder, `junit-${megabytes}.xml`);
    if (!existsSync(file)) generate(file, megabytes * 1e6);
    const bytes = statSync(file).size;
    const rows = [];
    for (let i = 0; i < runs; i += 1) rows.push({ other: xmllint(file), ours: ours(file), empty: ours(small(folder)) });
    const of = (who, what) => median(rows.map((row) => row[who][what]));
    const say = (who) => `${rate(bytes, of(who, 'seconds'))} MB/s (${of(who, 'processor').toFixed(2)} s of processor)`;
    console.log(`${megabytes} MB, ${runs} rounds: xmllint ${say('other')}, ours ${say('ours')}, of which start-up ${of('empty', 'seconds').toFixed(2)} s (${of('empty', 'processor').toFixed(2)} s)`);
    console.log(`  ratio ${(of('other', 'seconds') / of('ours', 'seconds')).toFixed(2)} by the clock [${rows.map((row) => (row.other.seconds / row.ours.seconds).toFixed(2)).join(' ')}], ${(of('other', 'processor') / of('ours', 'processor')).toFixed(2)} by processor time`);
    console.log(`  peak ${Math.max(...rows.map((row) => row.ours.peakMiB))} MiB, ${JSON.stringify(rows[0].ours.facts)}`);
    if (!args.includes('--keep')) rmSync(file);
  }
}

const rate = (bytes, seconds) => (bytes / 1e6 / seconds).toFixed(0);
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

function xmllint(file) {
  return timed('xmllint', ['--stream', '--noout', '--huge', file]);
}

function ours(file) {
  const { stdout, ...times } = timed(process.execPath, [fileURLToPath(import.meta.url), '--child', file]);
  return { ...times, ...JSON.parse(stdout) };
}

/** A whole process: seconds by the clock and of processor time. */
function timed(program, given) {
  const before = childTime();
  const start = performance.now();
  const run = spawnSync(program, given, { encoding: 'utf8' });
  const seconds = (performance.now() - start) / 1000;
  if (run.error || run.status !== 0) throw new Error(`${program} failed (xmllint is in libxml2-utils): ${run.stderr}`, { cause: run.error });
  return { seconds, processor: childTime() - before, stdout: run.stdout };
}

/** Processor time of the children that have ended, in seconds; of Linux. */
function childTime() {
  const fields = readFileSync('/proc/self/stat', 'utf8').replace(/^.*\) /s, '').split(' ');
  return (Number(fields[13]) + Number(fields[14])) / 100;
}

async function child(file) {
  // The flags of the engine that the program sets for itself.
  const program = readFileSync(new URL('../../bin/release-evidence.js', import.meta.url), 'utf8');
  for (const [, flag] of program.matchAll(/setFlagsFromString\('([^']+)'\)/g)) setFlagsFromString(flag);
  const { inspectSource } = await import('../../src/formats/inspect.ts');
  const { fileSource } = await import('../../src/adapters/file-source.ts');
  const { status, facts } = inspectSource(fileSource(file, 'junit.xml'), undefined, { keepCase: () => false });
  console.log(JSON.stringify({ status, facts, peakMiB: Math.round(process.resourceUsage().maxRSS / 1024) }));
}

function small(folder) {
  const file = join(folder, 'junit-one-case.xml');
  writeFileSync(file, '<testsuite name="one"><testcase name="case" classname="one"/></testsuite>\n');
  return file;
}

/** Entities in the names, 4 % failures with a stack, 12 % printed output, classes of 40 cases, a repeated name now and then. */
function generate(file, size) {
  const out = openSync(file, 'w');
  writeSync(out, '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="synthetic">\n');
  let written = 0;
  for (let suite = 0; written < size; suite += 1) {
    let cases = '';
    let failures = 0;
    for (let i = 0; i < 40; i += 1) {
      const n = suite * 40 + i;
      const head = `    <testcase classname="org.acme.pump.module${suite % 97}.Suite${suite}Test" name="keeps the rate &lt; ${n} ml/h &amp; alarms at &quot;${n % 13}&quot; [SRS-${100 + (n % 800)}]" time="${(n % 1000) / 1000}"`;
      if (n % 25 === 7) {
        failures += 1;
        const stack = Array.from({ length: 20 }, (_, k) => `\tat org.acme.pump.module${k}.Class${k}.method${n % 50}(Class${k}.java:${n % 900})`).join('\n');
        cases += `${head}>\n      <failure message="expected &lt;${n}&gt; but was &lt;${n + 1}&gt;" type="java.lang.AssertionError">java.lang.AssertionError\n${stack}\n</failure>\n    </testcase>\n`;
      } else if (n % 8 === 3) cases += `${head}>\n      <system-out><![CDATA[${'2026-11-20 08:00:00 INFO  pump  started, rate set <ok>\n'.repeat(24)}]]></system-out>\n    </testcase>\n`;
      else cases += `${head}/>\n`;
    }
    written += writeSync(out, `  <testsuite name="org.acme.pump.Suite${suite}Test" tests="40" failures="${failures}" errors="0" skipped="0" timestamp="2026-11-20T08:00:00" time="1.2">\n${cases}  </testsuite>\n`);
  }
  writeSync(out, '</testsuites>\n');
  closeSync(out);
}

if (args[0] === '--child') await child(args[1]);
else main();
