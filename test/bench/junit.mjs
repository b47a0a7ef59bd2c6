#!/usr/bin/env node
// Reading speed and memory of JUnit XML against `xmllint --stream`, in one run on one machine.
//
//   node test/bench/junit.mjs [MB …] [--runs N] [--keep]
//
// Writes a synthetic report of each size to the temporary folder, reads it with both in turn and prints MB/s, their ratio and
// the peak memory of ours (whole process). Targets: ratio ≥ 0.5, ≤ 160 MiB at 100 MB, ≤ 200 MiB at 1000 MB.
import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

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
    for (let i = 0; i < runs; i += 1) rows.push({ other: xmllint(file), ours: ours(file) });
    const other = median(rows.map((row) => row.other));
    const seconds = median(rows.map((row) => row.ours.seconds));
    const peak = Math.max(...rows.map((row) => row.ours.peakMiB));
    console.log(`${megabytes} MB: xmllint ${rate(bytes, other)} MB/s, ours ${rate(bytes, seconds)} MB/s, ratio ${(other / seconds).toFixed(2)}, peak ${peak} MiB, ${JSON.stringify(rows[0].ours.facts)}`);
    if (!args.includes('--keep')) rmSync(file);
  }
}

const rate = (bytes, seconds) => (bytes / 1e6 / seconds).toFixed(0);
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

function xmllint(file) {
  const start = performance.now();
  const run = spawnSync('xmllint', ['--stream', '--noout', '--huge', file]);
  if (run.error || run.status !== 0) throw new Error('xmllint is needed (libxml2-utils)', { cause: run.error });
  return (performance.now() - start) / 1000;
}

/** The whole process, start-up included, as for xmllint. */
function ours(file) {
  const start = performance.now();
  const run = spawnSync(process.execPath, [fileURLToPath(import.meta.url), '--child', file], { encoding: 'utf8' });
  if (run.status !== 0) throw new Error(run.stderr);
  return { seconds: (performance.now() - start) / 1000, ...JSON.parse(run.stdout) };
}

async function child(file) {
  const { inspectSource } = await import('../../src/formats/inspect.ts');
  const { fileSource } = await import('../../src/adapters/node-file-tree.ts');
  const { status, facts } = inspectSource(fileSource(file, 'junit.xml'), undefined, { keepCase: () => false });
  console.log(JSON.stringify({ status, facts, peakMiB: Math.round(process.resourceUsage().maxRSS / 1024) }));
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
