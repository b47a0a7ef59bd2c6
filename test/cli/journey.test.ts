import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { cli, releaseFixture, scratch } from '../support/cli.ts';

const here = scratch();
const good = releaseFixture('meridian-2.4.0');
const bad = releaseFixture('meridian-2.4.0-bad');
const NAME = 'meridian-sp-20-2.4.0.evidence.zip';
const release = (...more: string[]) => cli(here, ['release', '--project', good, '--key', 'seal.pem', '--to', 'store', '--out', NAME, ...more]);
const verify = (...more: string[]) => cli(here, ['verify', NAME, '--key', 'seal.pub.pem', ...more]);

describe('a release from raw evidence to an auditor', () => {
  beforeAll(async () => {
    const first = await release();
    expect(first.err).toContain('made a new key');
    expect(first.code, first.out + first.err).toBe(0);
  });

  it('says the verdict, the bundle and the permanent address', async () => {
    const again = await release();
    expect(again.code).toBe(0);
    expect(again.out).toContain('READY WITH 1 WAIVER');
    expect(again.out).toContain('published already with the same content');
    expect(again.out).toContain('not WORM');
    expect(again.out.trimEnd().split('\n').at(-1)).toBe('store/releases/meridian-sp-20/2.4.0.json');
  });

  it('keeps the first seal when it runs again', async () => {
    const before = readFileSync(join(here, NAME));
    await release();
    expect(readFileSync(join(here, NAME)).equals(before)).toBe(true);
    expect(readdirSync(here).filter((name) => name.includes('.new') || name.includes('.partial'))).toEqual([]);
  });

  it('keeps the first of two seals that were made at once', async () => {
    const bundle = () => cli(here, ['bundle', '--project', good, '--key', 'seal.pem', '--out', 'at-once.zip', '--json']);
    const both = (await Promise.all([bundle(), bundle()])).toSorted((a, b) => a.code - b.code);
    expect(both.map(({ code }) => code)).toEqual([0, 2]);
    expect(JSON.parse(both[1]!.out).error).toMatchObject({ code: 'OUTPUT_EXISTS', message: 'at-once.zip is there already' });
    expect(JSON.parse(both[0]!.out).bundle.sha256).toBe(createHash('sha256').update(readFileSync(join(here, 'at-once.zip'))).digest('hex'));
    const release = () => cli(here, ['release', '--project', good, '--key', 'seal.pem', '--to', 'store-at-once', '--out', 'released-at-once.zip', '--json']);
    const releases = (await Promise.all([release(), release()])).map(({ code }) => code).toSorted();
    expect(releases[0]).toBe(0);
    expect([0, 2, 5]).toContain(releases[1]);
    expect((await release()).code).toBe(0);
  });

  it('makes a key that only its owner can read', () => {
    expect(statSync(join(here, 'seal.pem')).mode & 0o777).toBe(0o600);
  });

  it('is verified offline, the verdict derived again', async () => {
    const answer = await verify('--artifact', join(good, 'dist/sp20-controller-2.4.0.bin'), '--expect-product', 'meridian-sp-20', '--expect-version', '2.4.0', '--json', '--quiet');
    const result = JSON.parse(answer.out);
    expect(answer.code).toBe(0);
    expect(result.verdict).toBe('verified');
    expect(result.rederived).toEqual({ same: true, differences: [] });
    expect(result.release).toMatchObject({ product: 'meridian-sp-20', version: '2.4.0', verdict: 'READY WITH WAIVERS' });
    expect(result.steps.every((step: { outcome: string }) => step.outcome === 'ok')).toBe(true);
  });

  it('says so when the verdict was not derived again', async () => {
    const answer = await verify('--rederive', 'skip');
    expect(answer.out).toContain('seal and digests only');
  });

  it.each([
    ['another version', ['--expect-version', '2.5.0'], 'VERSION_UNEXPECTED'],
    ['another product', ['--expect-product', 'other'], 'PRODUCT_UNEXPECTED'],
    ['a foreign artifact', ['--artifact', `sha256:${'0'.repeat(64)}`], 'ARTIFACT_UNKNOWN'],
  ])('refuses %s with 6', async (_, more, code) => {
    const answer = await verify('--rederive', 'skip', ...more);
    expect(answer.code).toBe(6);
    expect(answer.out).toContain(code);
    expect(answer.out).toContain('REFUSED');
  });

  it('wants an expected signer (2), an existing bundle and key (7), and refuses another key (6)', async () => {
    expect((await cli(here, ['verify', NAME])).code).toBe(2);
    expect((await cli(here, ['verify', 'absent.zip', '--key', 'seal.pub.pem'])).code).toBe(7);
    const absent = await cli(here, ['verify', 'absent.zip', '--key', 'seal.pub.pem', '--json']);
    expect(absent.code).toBe(7);
    expect(JSON.parse(absent.out)).toMatchObject({ verdict: 'incomplete', sealedBy: null, steps: [{ step: 'archive', outcome: 'could-not', problems: [{ code: 'BUNDLE_UNREADABLE' }] }] });
    expect((await cli(here, ['verify', NAME, '--key', 'absent.pem'])).code).toBe(7);
    expect((await cli(here, ['verify', NAME, '--key', 'seal.pem'])).err).toContain('private key');
    await cli(here, ['bundle', '--project', good, '--key', 'other.pem', '--out', 'other.zip', '--quiet']);
    const foreign = await cli(here, ['verify', NAME, '--key', 'other.pub.pem', '--rederive', 'skip']);
    expect(foreign.code).toBe(6);
    expect(foreign.out).toContain('KEY_UNKNOWN');
  });

  it('is listed and fetched, by version alone too', async () => {
    const { releases } = JSON.parse((await cli(here, ['list', '--from', 'store', '--json'])).out);
    expect(releases).toEqual([expect.objectContaining({ product: 'meridian-sp-20', version: '2.4.0', verdict: 'READY WITH WAIVERS', status: 'published', retainUntil: expect.stringMatching(/^2041-/) })]);
    const fetched = await cli(here, ['fetch', '2.4.0', '--from', 'store', '--out', 'fetched.zip', '--quiet']);
    expect(fetched.code, fetched.err).toBe(0);
    expect(readFileSync(join(here, 'fetched.zip')).equals(readFileSync(join(here, NAME)))).toBe(true);
    expect((await cli(here, ['fetch', '9.9.9', '--from', 'store'])).code).toBe(5);
    expect((await cli(here, ['fetch', '2.4.0', '--from', 'store', '--out', 'fetched.zip'])).out, 'the same file again').toContain('was there already');
    writeFileSync(join(here, 'mine.zip'), 'mine');
    expect((await cli(here, ['fetch', '2.4.0', '--from', 'store', '--out', 'mine.zip'])).err).toContain('[OUTPUT_EXISTS]');
    expect(readFileSync(join(here, 'mine.zip'), 'utf8')).toBe('mine');
  });

  it('answers trace and show from the bundle as from the project', async () => {
    for (const command of [['trace', 'RC-012'], ['show', '--clause', '5.8.2']]) {
      const fromBundle = await cli(here, [...command, '--bundle', NAME, '--json']);
      expect(fromBundle.code, fromBundle.err).toBe(0);
      expect(fromBundle.out).toBe((await cli(here, [...command, '--project', good, '--json'])).out);
    }
    expect((await cli(here, ['trace', 'SRS-999', '--project', good])).code).toBe(3);
    expect((await cli(here, ['show', '--clause', '99', '--project', good])).code).toBe(2);
  });

  it('refuses a bundle with one byte changed, and does not answer from it', async () => {
    const bytes = readFileSync(join(here, NAME));
    const at = bytes.length >> 1;
    bytes[at] = bytes[at]! ^ 1;
    writeFileSync(join(here, 'changed.zip'), bytes);
    expect((await cli(here, ['verify', 'changed.zip', '--key', 'seal.pub.pem'])).code).toBe(6);
    expect((await cli(here, ['trace', 'RC-012', '--bundle', 'changed.zip'])).code).toBe(6);
    expect((await cli(here, ['publish', 'changed.zip', '--to', 'store2'])).code).toBe(5);
    expect(existsSync(join(here, 'store2', 'meridian-sp-20'))).toBe(false);
  });

  it('publishes a bundle once and refuses other content for the same version', async () => {
    expect((await cli(here, ['publish', NAME, '--to', 'store3'])).code).toBe(0);
    expect((await cli(here, ['publish', NAME, '--to', 'store3'])).out).toContain('published already with the same content');
    const conflict = await cli(here, ['publish', 'other.zip', '--to', 'store3']);
    expect(conflict.code).toBe(5);
    expect(conflict.err).toContain('STORE_CONFLICT');
  });

  it('does not publish what is not sealed, nor to an address that is none', async () => {
    await cli(here, ['bundle', '--project', good, '--signer', 'none', '--out', 'unsealed.zip', '--quiet']);
    expect((await cli(here, ['publish', 'unsealed.zip', '--to', 'store4'])).code).toBe(5);
    expect((await cli(here, ['verify', 'unsealed.zip', '--key', 'seal.pub.pem'])).out).toContain('NOT_SEALED');
    expect((await cli(here, ['publish', NAME, '--to', 's3://B/x'])).code).toBe(2);
    expect((await cli(here, ['publish', NAME, '--to', 'store4', '--lock', 'compliance'])).code, 'a lock that a directory cannot keep').toBe(2);
  });

  it('does not overwrite another file at --out', async () => {
    copyFileSync(join(here, 'other.zip'), join(here, 'taken.zip'));
    const answer = await cli(here, ['bundle', '--project', good, '--key', 'seal.pem', '--out', 'taken.zip', '--quiet']);
    expect(answer.code).toBe(2);
    expect(answer.err).toContain('OUTPUT_EXISTS');
    expect(readFileSync(join(here, 'taken.zip')).equals(readFileSync(join(here, 'other.zip')))).toBe(true);
    expect((await cli(here, ['bundle', '--project', good, '--key', 'seal.pem', '--out', 'taken.zip', '--quiet', '--yes'])).code).toBe(0);
  });

  it('--strict does not let a waiver through', async () => {
    expect((await cli(here, ['check', '--project', good, '--quiet', '--strict'])).code).toBe(1);
    expect((await cli(here, ['check', '--project', good, '--quiet'])).code).toBe(0);
  });
});

describe('a release that is not ready', () => {
  it('is bundled and sealed with exit 1, refused by verify with 6, intact with --integrity-only', async () => {
    expect((await cli(here, ['bundle', '--project', bad, '--key', 'seal.pem', '--out', 'bad.zip', '--quiet'])).code).toBe(1);
    const refused = await cli(here, ['verify', 'bad.zip', '--key', 'seal.pub.pem']);
    expect(refused.code).toBe(6);
    expect(refused.out).toContain('RELEASE_NOT_READY');
    const intact = await cli(here, ['verify', 'bad.zip', '--key', 'seal.pub.pem', '--integrity-only']);
    expect(intact.code, intact.out).toBe(0);
    expect(intact.out).toContain('VERIFIED: integrity only; the sealed verdict is NOT READY');
  });

  it('publishes nothing; --record-blocked keeps the evidence where no release is', async () => {
    expect((await cli(here, ['release', '--project', bad, '--key', 'seal.pem', '--to', 'blocked', '--quiet'])).code).toBe(1);
    expect(JSON.parse((await cli(here, ['list', '--from', 'blocked', '--json'])).out).releases).toEqual([]);
    expect((await cli(here, ['release', '--project', bad, '--key', 'seal.pem', '--to', 'blocked', '--quiet', '--record-blocked'])).code).toBe(1);
    expect(JSON.parse((await cli(here, ['list', '--from', 'blocked', '--json'])).out).releases.map((one: { status: string }) => one.status)).toEqual(['blocked']);
    expect((await cli(here, ['fetch', '2.4.0', '--from', 'blocked'])).code).toBe(5);
    expect((await cli(here, ['publish', 'bad.zip', '--to', 'blocked'])).code).toBe(5);
  });
});
