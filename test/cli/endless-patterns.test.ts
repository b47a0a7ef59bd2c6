import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { inTime } from '../../src/cli/in-time.ts';
import { cli, releaseFixture, scratch } from '../support/cli.ts';

/** Seconds instead of minutes: the work on the release that the patterns are put into takes less. */
vi.mock('../../src/cli/in-time.ts', async (original) => ({ ...await original<object>(), EVALUATION_SECONDS: 2 }));

const folder = scratch();
cpSync(releaseFixture('meridian-2.4.0'), folder, { recursive: true });
const file = join(folder, 'release-evidence.yaml');
const good = readFileSync(file, 'utf8');
const LONG = 'a'.repeat(40);
writeFileSync(join(folder, `${LONG}.bin`), 'x');

/** The project file with one pattern that never ends on the input that the release holds, and the lines of it that may be named. */
function hostile(from: string, to: string): number {
  const text = good.replace(from, () => to);
  expect(text).not.toBe(good);
  writeFileSync(file, text);
  return text.split('\n').findIndex((line) => line.includes('+)+')) + 1;
}

it.each([
  ['binding.names', '  properties: [testspec]', `  properties: [testspec]\n  names: '^([a-zA-Z_0-9]+)+!$'`],
  ['ids.TST', String.raw`'^TST-\d{3,}$'`, `'^(T|S|-|[A-Z0-9]|[A-Z-]+|\\d+)+!$'`],
  ['evidence.attachments', '  waivers: waivers.yaml', '  waivers: waivers.yaml\n  attachments: "(a+)+!"'],
  ['artifacts', 'artifacts:', 'artifacts:\n  - "(a+)+!"'],
])('check ends, and names the pattern and its line: %s', async (name, from, to) => {
  if (name === 'ids.TST') {
    cpSync(releaseFixture('meridian-2.4.0/trace'), join(folder, 'trace'), { recursive: true });
    writeFileSync(join(folder, 'trace/matrix.csv'), readFileSync(join(folder, 'trace/matrix.csv'), 'utf8').replace('TST-101', `T${'S'.repeat(60)}`));
  }
  const line = hostile(from, to);
  const { code, out, err } = await cli(folder, ['check']);
  expect(err).toContain('PROJECT_INVALID');
  expect(err).toMatch(new RegExp(`release-evidence\\.yaml:\\d+: ${name.replace('.', '\\.')}.*did not end within 2 seconds`, 'u'));
  if (name !== 'artifacts' && name !== 'evidence.attachments') expect(err).toContain(`release-evidence.yaml:${line}:`);
  expect(out).toBe('');
  expect(code).toBe(2);
}, 30_000);

it.each([['bundle', ['--signer', 'none', '--out', 'b.zip']], ['release', ['--key', 'k.pem', '--to', 'archive', '--yes']]])('%s ends too', async (command, options) => {
  hostile('  properties: [testspec]', `  properties: [testspec]\n  names: '^([a-zA-Z_0-9]+)+!$'`);
  const { code, err } = await cli(folder, [command, ...options]);
  expect(err).toMatch(/binding\.names.*did not end/u);
  expect(code).toBe(2);
}, 30_000);

it('work that takes too long without a pattern is an input that is too large', () => {
  const loaded = { file: 'release-evidence.yaml', lineOf: () => 1 } as never;
  const endless = () => { for (let i = 0; ; i += 1) if (i < 0) return i; };
  expect(() => inTime(loaded, 0.2, endless)).toThrow(expect.objectContaining({ code: 'TOO_LARGE', exit: 'input' }));
});
