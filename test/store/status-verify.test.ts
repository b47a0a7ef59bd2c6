import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { OUTPUT_SCHEMAS } from '../../src/results/json-schemas.ts';
import { cli, releaseFixture, scratch } from '../support/cli.ts';

const here = scratch();
const at = (...parts: string[]): string => join(here, ...parts);
const run = (...argv: string[]) => cli(here, argv);
const PERSON = ['--name', 'R. Duarte', '--user-id', 'rduarte', '--key', 'quality.pem', '--yes'];
const withdraw = (version: string, reason = 'CAPA-113: dose table wrong', ...more: string[]) => run('withdraw', version, '--to', 'store', '--reason', reason, ...PERSON, ...more);
const ADDRESS = 'store/releases/meridian-sp-20/2.4.0.json';
const verify = (what: string, ...more: string[]) => run('verify', what, '--key', 'seal.pub.pem', '--key', 'quality.pub.pem', '--rederive', 'skip', '--json', '--quiet', ...more);
const stepOf = (out: string, step: string) => JSON.parse(out).steps.find((one: { step: string }) => one.step === step);
const strict = (name: string, out: string): void => { expect(OUTPUT_SCHEMAS[name]![1].safeParse(JSON.parse(out)).error, name).toBeUndefined(); };
/** The one file below a folder of the store. */
const objectsIn = (folder: string): readonly string[] => (existsSync(at('store', folder)) ? readdirSync(at('store', folder), { recursive: true, withFileTypes: true }).filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name)) : []);

beforeAll(async () => {
  await run('key', 'generate', '--plain', '--out', 'quality.pem');
  await run('key', 'generate', '--plain', '--out', 'stranger.pem');
  for (const name of ['meridian-2.3.1', 'meridian-2.4.0']) {
    const released = await run('release', '--project', releaseFixture(name), '--key', 'seal.pem', '--to', 'first');
    expect(released.code, released.out + released.err).toBe(0);
  }
});
beforeEach(() => {
  for (const name of ['store', 'out']) rmSync(at(name), { recursive: true, force: true });
  cpSync(at('first'), at('store'), { recursive: true });
  mkdirSync(at('out'));
});

describe('a release in its store', () => {
  it('[SRS-152] is verified by its address: record, digest, receipt; nobody has withdrawn it', async () => {
    const answer = await verify(ADDRESS);
    expect(answer.code, answer.out).toBe(0);
    expect(stepOf(answer.out, 'store')).toMatchObject({ outcome: 'ok', note: expect.stringMatching(/not WORM.*receipt sealed by an expected signer/) });
    expect(stepOf(answer.out, 'status')).toMatchObject({ outcome: 'ok', note: expect.stringContaining('no record of a withdrawal') });
    const text = await run('verify', ADDRESS, '--key', 'seal.pub.pem', '--rederive', 'skip');
    expect(text.out).toMatch(/✓ ok +its store holds this very bundle/);
    expect(text.out).not.toContain(here);
    expect(readdirSync(here).filter((name) => name.includes('partial'))).toEqual([]);
  });

  it('as a file says that nobody was asked', async () => {
    await run('fetch', '2.4.0', '--from', 'store', '--out', 'out');
    const answer = await verify('out/meridian-sp-20-2.4.0.evidence.zip');
    expect(answer.code).toBe(0);
    for (const step of ['store', 'status']) expect(stepOf(answer.out, step)).toMatchObject({ outcome: 'ok', asked: false });
  });

  it.each([
    ['[STORE_MISMATCH] with another object in the place of the bundle', 6, 'STORE_MISMATCH', () => { const [file] = objectsIn('bundles/meridian-sp-20/2.4.0').filter((one) => one.endsWith('.zip')); const bytes = readFileSync(file!); bytes[5000]! ^= 1; rmSync(file!); writeFileSync(file!, bytes); }],
    ['[STORE_MISMATCH] with a record about other content', 6, 'STORE_MISMATCH', () => record((value) => { value.tagManifestSha256 = '0'.repeat(64); })],
    ['[STORE_UNLOCKED] that is not locked as recorded', 6, 'STORE_UNLOCKED', () => record((value) => { value.lock = { mode: 'COMPLIANCE', legalHold: false }; })],
    ['[RECEIPT_INVALID] with another receipt than the recorded one', 6, 'RECEIPT_INVALID', () => { const text = readFileSync(receipt(), 'utf8'); writeFileSync(replaced(receipt()), text.replace('"payload":"e', '"payload":"f')); }],
    ['[RECEIPT_INVALID] without its receipt', 6, 'RECEIPT_INVALID', () => rmSync(receipt())],
    ['[STATUS_UNVERIFIED] with a damaged status record', 7, 'STATUS_UNVERIFIED', () => { mkdirSync(at('store/status/meridian-sp-20/2.4.0'), { recursive: true }); writeFileSync(at(`store/status/meridian-sp-20/2.4.0/${'0'.repeat(64)}.sigstore.json`), '{}'); }],
  ] as const)('%s is no yes', async (_, exit, code, spoil) => {
    spoil();
    const answer = await verify(ADDRESS);
    expect(JSON.parse(answer.out).steps.flatMap((step: { problems: { code: string }[] }) => step.problems.map((problem) => problem.code))).toContain(code);
    expect(answer.code).toBe(exit);
  });

  it.each([
    ['whose record is damaged', () => writeFileSync(replaced(at(ADDRESS)), '{')],
    ['whose bundle is gone', () => { for (const file of objectsIn('bundles/meridian-sp-20/2.4.0')) if (file.endsWith('.zip')) rmSync(file); }],
    ['that was never published', () => rmSync(at(ADDRESS))],
    ['whose store is not there', () => rmSync(at('store'), { recursive: true })],
  ] as const)('[SRS-152] %s could not be verified: 7, never 6 or 0', async (_, spoil) => {
    spoil();
    const answer = await verify(ADDRESS);
    expect([answer.code, JSON.parse(answer.out).verdict]).toEqual([7, 'incomplete']);
    expect((await run('verify', ADDRESS, '--key', 'seal.pub.pem')).code).toBe(7);
  });

  it('with an unsigned receipt says so, and finds the one that was sealed later', async () => {
    rmSync(at('store'), { recursive: true });
    await run('fetch', '2.4.0', '--from', 'first', '--out', 'out');
    const publish = (...more: string[]) => run('publish', 'out/meridian-sp-20-2.4.0.evidence.zip', '--to', 'store', '--yes', ...more);
    expect((await publish()).code).toBe(0);
    expect(stepOf((await verify(ADDRESS)).out, 'store').note).toContain('receipt unsigned');
    const key = receipt().replace(/receipt\.json$/, 'receipt.sigstore.json');
    writeFileSync(key, 'noise');
    const spoiled = await verify(ADDRESS);
    expect([spoiled.code, stepOf(spoiled.out, 'store').note]).toEqual([0, expect.stringContaining('counts for nothing')]);
    rmSync(key);
    expect((await publish('--key', 'quality.pem')).code).toBe(0);
    expect(stepOf((await verify(ADDRESS)).out, 'store').note).toContain('receipt sealed later by an expected signer');
    const both = JSON.parse((await run('fetch', '2.4.0', '--from', 'store', '--out', 'out', '--receipt', '--json')).out);
    expect(both.beside.map(({ file }: { file: string }) => file)).toEqual(['meridian-sp-20-2.4.0.receipt.json', 'meridian-sp-20-2.4.0.receipt.sigstore.json', 'meridian-sp-20-2.4.0.record.json']);
    const stranger = await run('verify', ADDRESS, '--key', 'seal.pub.pem', '--rederive', 'skip', '--json');
    expect([stranger.code, stepOf(stranger.out, 'store').note]).toEqual([0, expect.stringContaining('not by a signer of yours')]);
  });

  it('wants the address of a release, not of a store', async () => {
    for (const given of ['s3://bucket/prefix', 's3://bucket/releases/pump/1.0.0.zip', 's3://bucket/releases/PUMP/1.0.0.json']) expect((await verify(given)).code, given).toBe(2);
    expect((await verify('some.zip', '--endpoint', 'http://127.0.0.1:1')).code).toBe(2);
  });
});

describe('what a directory cannot do', () => {
  it('are links; times and digests that are none are refused by name', async () => {
    for (const [argv, words] of [
      [['--link'], 'a directory has no links'], [['--link', '--expires', '8d'], 'from 1h to 7d'], [['--link', '--expires', '5m'], 'from 1h to 7d'], [['--blocked', 'abc'], '64 lower-case hex digits'],
      [['--link', '--blocked', '0'.repeat(64)], 'not for blocked bundles'],
    ] as const) {
      const ran = await run('fetch', 'meridian-sp-20', '2.4.0', '--from', 'store', ...argv);
      expect([ran.code, ran.err], argv.join(' ')).toEqual([2, expect.stringContaining(words)]);
    }
    expect((await run('fetch', 'meridian-sp-20', '2.4.0', '--from', 'store', '--blocked', '0'.repeat(64))).err).toContain('[NOT_FOUND]');
  });

  it('is kept apart: a blocked bundle is listed as such, and fetched by its digest alone', async () => {
    const blocked = await run('release', '--project', releaseFixture('meridian-2.4.0-bad'), '--key', 'seal.pem', '--to', 'blocked-store', '--record-blocked');
    expect(blocked.code, blocked.err).toBe(1);
    const [one] = JSON.parse((await run('list', '--from', 'blocked-store', '--json')).out).releases;
    expect(one).toMatchObject({ status: 'blocked', verdict: 'NOT READY' });
    expect((await run('fetch', one.product, one.version, '--from', 'blocked-store', '--out', 'out')).err).toContain('[NOT_FOUND]');
    const fetched = await run('fetch', one.product, one.version, '--from', 'blocked-store', '--out', 'out', '--blocked', one.sha256, '--json');
    expect(fetched.code, fetched.err).toBe(0);
    strict('fetch', fetched.out);
    expect(fetched.err).toContain('NOT READY: this is the evidence of a rejection, not a release');
  });
});

describe('a withdrawal', () => {
  it('[SRS-150] [SRS-151] [RELEASE_WITHDRAWN] is said by list and fetch, and refused by verify of the store', async () => {
    const made = await withdraw('2.4.0', undefined, '--json');
    expect(made.code, made.out + made.err).toBe(0);
    strict('status-change', made.out);
    expect(JSON.parse(made.out)).toMatchObject({ outcome: 'recorded', status: 'withdrawn', change: { by: { name: 'R. Duarte', userId: 'rduarte' } }, release: ADDRESS });
    const listed = await run('list', '--from', 'store', '--json');
    expect(listed.code).toBe(0);
    strict('list', listed.out);
    expect(JSON.parse(listed.out).releases).toMatchObject([{ version: '2.3.1', status: 'published' }, { version: '2.4.0', status: 'withdrawn', changes: [{ reason: 'CAPA-113: dose table wrong' }] }]);
    expect((await run('list', '--from', 'store')).out).toContain('meridian-sp-20 2.4.0 WITHDRAWN: CAPA-113: dose table wrong\n  R. Duarte (rduarte), ');
    const fetched = await run('fetch', '2.4.0', '--from', 'store', '--out', 'out', '--json');
    expect(fetched.code).toBe(0);
    strict('fetch', fetched.out);
    expect(JSON.parse(fetched.out).status).toBe('withdrawn');
    expect(fetched.err).toContain('WITHDRAWN');
    expect(fetched.err).toContain('do not use this release');
    const answer = await verify(ADDRESS);
    expect(answer.code).toBe(6);
    expect(stepOf(answer.out, 'status')).toMatchObject({ outcome: 'refused', problems: [{ code: 'RELEASE_WITHDRAWN', message: expect.stringContaining('dose table') }] });
    const text = await run('verify', ADDRESS, '--key', 'seal.pub.pem', '--key', 'quality.pub.pem', '--rederive', 'skip');
    expect(text.out.trimEnd().split('\n').at(-1)).toBe('REFUSED: WITHDRAWN: it must no longer be used');
    expect((await verify('store/releases/meridian-sp-20/2.3.1.json')).code, 'the other release').toBe(0);
  });

  it('with --integrity-only is said, and refuses nothing', async () => {
    await withdraw('2.4.0');
    const answer = await run('verify', ADDRESS, '--key', 'seal.pub.pem', '--rederive', 'skip', '--integrity-only');
    expect(answer.code, answer.out).toBe(0);
    expect(answer.out.trimEnd().split('\n').at(-1)).toMatch(/^VERIFIED: .*integrity only; withdrawn: CAPA-113/);
  });

  it('[STATUS_UNVERIFIED] by a signer whom the auditor does not expect leaves it open', async () => {
    await withdraw('2.4.0');
    const answer = await run('verify', ADDRESS, '--key', 'seal.pub.pem', '--rederive', 'skip', '--json');
    expect(answer.code).toBe(7);
    expect(stepOf(answer.out, 'status')).toMatchObject({ outcome: 'could-not', problems: [{ code: 'STATUS_UNVERIFIED', message: expect.stringContaining('stated, and not verified') }] });
  });

  it('is recorded once by one signer for one reason; another signer or reason is another record', async () => {
    expect((await withdraw('2.4.0')).out).toContain('recorded, read back');
    expect((await withdraw('2.4.0')).out).toContain('recorded before by the same signer');
    expect(objectsIn('status')).toHaveLength(1);
    expect(objectsIn('catalogue').filter((file) => file.includes('2.4.0')), 'one row for queries, put again by the second run').toHaveLength(2);
    rmSync(objectsIn('catalogue').find((file) => file.includes('2.4.0') && file.includes('status'))!);
    await withdraw('2.4.0');
    expect(objectsIn('catalogue').filter((file) => file.includes('2.4.0'))).toHaveLength(2);
    await withdraw('2.4.0', 'another reason');
    await run('withdraw', 'meridian-sp-20', '2.4.0', '--to', 'store', '--reason', 'CAPA-113: dose table wrong', '--name', 'R. Duarte', '--user-id', 'rduarte', '--key', 'stranger.pem', '--yes');
    expect(objectsIn('status')).toHaveLength(3);
  });

  it('wants a signer that exists, a yes, a release, and words that can be shown', async () => {
    const base = ['withdraw', '2.4.0', '--to', 'store', '--name', 'R. Duarte'];
    for (const [code, exit, argv] of [
      ['USAGE', 2, [...base, '--reason', 'x', '--yes']],
      ['KEY_INVALID', 4, [...base, '--reason', 'x', '--yes', '--key', 'new.pem']],
      ['CONFIRMATION_NEEDED', 2, [...base, '--reason', 'x', '--key', 'quality.pem']],
      ['USAGE', 2, [...base, '--reason', 'two\nlines', '--yes', '--key', 'quality.pem']],
      ['USAGE', 2, [...base, '--reason', '', '--yes', '--key', 'quality.pem']],
      ['NOT_FOUND', 5, ['withdraw', '9.9.9', '--to', 'store', '--name', 'R. Duarte', '--reason', 'x', '--yes', '--key', 'quality.pem']],
      ['PROJECT_MISSING', 2, ['withdraw', '2.4.0', '--name', 'R. Duarte', '--reason', 'x', '--yes', '--key', 'quality.pem']],
    ] as const) {
      const ran = await run(...argv);
      expect([ran.code, ran.err], argv.join(' ')).toEqual([exit, expect.stringContaining(`[${code}]`)]);
    }
    expect(existsSync(at('new.pem'))).toBe(false);
    expect(objectsIn('status')).toEqual([]);
  });
});

describe('a successor', () => {
  const supersede = (version: string, by: string, ...more: string[]) => run('supersede', version, '--by', by, '--to', 'store', '--reason', 'maintenance release', ...PERSON, ...more);

  it('[SRS-151] is named by list, fetch and verify, and refuses nothing', async () => {
    const made = await supersede('2.3.1', '2.4.0', '--json');
    expect(made.code, made.err).toBe(0);
    strict('status-change', made.out);
    expect(JSON.parse((await run('list', '--from', 'store', '--json')).out).releases[0]).toMatchObject({ version: '2.3.1', status: 'superseded', changes: [{ supersededBy: '2.4.0' }] });
    expect((await run('fetch', '2.3.1', '--from', 'store', '--out', 'out')).err).toContain('superseded by 2.4.0');
    const answer = await verify('store/releases/meridian-sp-20/2.3.1.json');
    expect(answer.code, answer.out).toBe(0);
    expect(stepOf(answer.out, 'status').note).toContain('superseded by 2.4.0: maintenance release');
  });

  it('must be published here, be another release, and be in use itself', async () => {
    expect((await supersede('2.3.1', '2.5.0')).err).toContain('[NOT_FOUND]');
    expect((await supersede('2.3.1', '2.3.1')).err).toContain('cannot supersede itself');
    await supersede('2.3.1', '2.4.0');
    expect((await supersede('2.4.0', '2.3.1')).err).toContain('superseded by 2.4.0 itself');
    await withdraw('2.4.0');
    expect((await supersede('2.3.1', '2.4.0')).err).toContain('withdrawn itself');
  });

  it('does not bring back what was withdrawn', async () => {
    await withdraw('2.3.1');
    const made = await supersede('2.3.1', '2.4.0');
    expect(made.code).toBe(0);
    expect(made.out).toContain('it still counts as withdrawn');
    expect(JSON.parse((await run('list', '--from', 'store', '--json')).out).releases[0].status).toBe('withdrawn');
  });
});

describe('a bundle beside its status records, offline', () => {
  const BUNDLE = 'out/meridian-sp-20-2.4.0.evidence.zip';
  const given = (): string => readdirSync(at('out')).filter((name) => name.includes('.withdrawn.')).map((name) => `out/${name}`)[0]!;
  beforeEach(async () => {
    await withdraw('2.4.0');
    const fetched = await run('fetch', '2.4.0', '--from', 'store', '--out', 'out', '--receipt');
    expect(fetched.out).toContain(`--withdrawn ${given()}`);
    rmSync(at('store'), { recursive: true });
  });

  it('[SRS-150] [RELEASE_WITHDRAWN] is refused by a record of an expected signer', async () => {
    const answer = await verify(BUNDLE, '--withdrawn', given());
    expect([answer.code, stepOf(answer.out, 'status').problems[0].code]).toEqual([6, 'RELEASE_WITHDRAWN']);
    expect((await verify(BUNDLE, '--withdrawn', given(), '--integrity-only')).code).toBe(0);
  });

  it('[SRS-150] [STATUS_UNVERIFIED] stays open with a damaged record, one by somebody else, or an empty file', async () => {
    const text = readFileSync(at(given()), 'utf8');
    writeFileSync(at('out/cut'), text.slice(0, -20));
    writeFileSync(at('out/empty'), '');
    writeFileSync(at('out/noise'), Buffer.from([0xff, 0xfe, 0]));
    for (const [name, key] of [['cut', 'quality'], ['empty', 'quality'], ['noise', 'quality'], [given().slice(4), 'stranger']]) {
      const answer = await run('verify', BUNDLE, '--key', 'seal.pub.pem', '--key', `${key}.pub.pem`, '--rederive', 'skip', '--json', '--withdrawn', `out/${name}`);
      expect([answer.code, stepOf(answer.out, 'status').problems[0].code], name).toEqual([7, 'STATUS_UNVERIFIED']);
    }
    expect((await verify(BUNDLE, '--withdrawn', 'out/none')).code).toBe(7);
  });

  it('takes several records in one file, finds its own, and names the others', async () => {
    cpSync(at('first'), at('store'), { recursive: true });
    await withdraw('2.3.1', 'something else');
    const foreign = readFileSync(objectsIn('status')[0]!, 'utf8');
    writeFileSync(at('out/all'), foreign + readFileSync(at(given()), 'utf8'));
    writeFileSync(at('out/foreign'), foreign);
    expect((await verify(BUNDLE, '--withdrawn', 'out/all')).code).toBe(6);
    const other = await verify(BUNDLE, '--withdrawn', 'out/foreign');
    expect([other.code, stepOf(other.out, 'status').note]).toEqual([0, expect.stringContaining('out/foreign is about meridian-sp-20 2.3.1')]);
  });
});

const receipt = (): string => objectsIn('bundles/meridian-sp-20/2.4.0').find((file) => file.includes('receipt'))!;

/** Objects of a directory store are read-only: whoever owns it can replace them all the same. */
function replaced(path: string): string {
  rmSync(path);
  return path;
}

function record(change: (value: Record<string, any>) => void): void {
  const value = JSON.parse(readFileSync(at(ADDRESS), 'utf8'));
  change(value);
  writeFileSync(replaced(at(ADDRESS)), `${JSON.stringify(value, null, 2)}\n`);
}
