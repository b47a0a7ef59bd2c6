import { createHash } from 'node:crypto';
import { appendFileSync, cpSync, copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { needLock } from '../../src/cli/confirm-lock.ts';
import { hashedArchive } from '../../src/cli/hashed-archive.ts';
import type { Io } from '../../src/cli/io.ts';
import { readPublicKey } from '../../src/sealing/key.ts';
import { parseReleaseAddress } from '../../src/store/release-address.ts';
import { verifyReceipt } from '../../src/store/verify-receipt.ts';
import { cli, releaseFixture, scratch } from '../support/cli.ts';

const here = scratch();
const good = releaseFixture('meridian-2.4.0');
const NAME = 'meridian-sp-20-2.4.0.evidence.zip';
const publish = (...more: string[]) => cli(here, ['publish', NAME, ...more]);
const filesOf = (store: string): string[] => (existsSync(join(here, store)) ? readdirSync(join(here, store), { recursive: true, encoding: 'utf8' }).filter((name) => /\.\w+$/.test(name) && !/\.\d+$/.test(name)) : []);

beforeAll(async () => {
  const made = await cli(here, ['bundle', '--project', good, '--key', 'seal.pem', '--quiet']);
  expect(made.code, made.err).toBe(0);
}, 60_000);

describe('publish to a directory', () => {
  it('[SRS-070] says each object, CHK-808, that the receipt is unsigned, and the permanent address last', async () => {
    const { code, out, err } = await publish('--to', 'store');
    expect(code, err).toBe(0);
    expect(out).toMatch(/^OBJECT +PROVED BY +LOCK$/m);
    for (const what of ['bundle', 'receipt', 'record', 'catalogue']) expect(out).toMatch(new RegExp(`^${what} +read-back +no lock\\n    \\S+$`, 'm'));
    expect(out).toMatch(/^    bundles\/meridian-sp-20\/2\.4\.0\/[0-9a-f]{12}…\/meridian-sp-20-2\.4\.0\.evidence\.zip$/m);
    for (const line of out.slice(0, out.indexOf('CHK-808')).split('\n')) expect(line.length, `readable in a terminal of 100 columns: ${line}`).toBeLessThanOrEqual(100);
    expect(out).toContain('CHK-808 not-evaluated: stored in a directory, which is not WORM');
    expect(out).toContain('receipt: unsigned');
    const last = out.trimEnd().split('\n').at(-1)!;
    expect(parseReleaseAddress(last, 'verify')).toEqual({ location: { kind: 'directory', path: 'store' }, name: { product: 'meridian-sp-20', version: '2.4.0' } });
    expect(existsSync(join(here, last))).toBe(true);
  });

  it('[SRS-073] seals the receipt with the signer that is named; later, too', async () => {
    const { code, out, err } = await publish('--to', 'store', '--key', 'seal.pem', '--json');
    expect(code, err).toBe(0);
    const answer = JSON.parse(out) as { outcome: string; receiptSealed: boolean; objects: { what: string; key: string }[] };
    expect(answer).toMatchObject({ outcome: 'already-published', receiptSealed: true });
    const sealed = answer.objects.find(({ key }) => key.endsWith('receipt.sigstore.json'))!;
    const read = verifyReceipt(readFileSync(join(here, 'store', sealed.key)), { signers: [{ kind: 'key', key: readPublicKey(readFileSync(join(here, 'seal.pub.pem'), 'utf8')) }] });
    expect('receipt' in read && [read.signature?.problems, read.receipt.sha256]).toEqual([[], createHash('sha256').update(readFileSync(join(here, NAME))).digest('hex')]);
  });

  it('[SRS-073] by release has a sealed receipt, and CHK-808 is not applicable where the project file declares the directory', async () => {
    cpSync(good, join(here, 'declared'), { recursive: true });
    cpSync(releaseFixture('meridian-2.3.1'), join(here, 'meridian-2.3.1'), { recursive: true });
    expect(readFileSync(join(here, 'declared/release-evidence.yaml'), 'utf8')).toContain('store: {kind: directory, path: archive}');
    const { code, out, err } = await cli(here, ['release', '--project', 'declared', '--key', 'seal.pem', '--json']);
    expect(code, out + err).toBe(0);
    expect(JSON.parse(out).receipt).toMatchObject({ outcome: 'published', receiptSealed: true, address: 'declared/archive/releases/meridian-sp-20/2.4.0.json', rows: [{ check: 'CHK-808', verdict: 'not-applicable' }] });
  });

  it('[CREDENTIAL_FOUND] keeps no blocked bundle with what looks like a credential, and says where it is', async () => {
    cpSync(good, join(here, 'leaking'), { recursive: true });
    appendFileSync(join(here, 'leaking/reports/unit.xml'), `<!-- CI_JOB_TOKEN=${['glpat', '-', 'x1Yz7Qw9Rt3Uv5Kp8Lm2'].join('')} -->\n`);
    const { code, err } = await cli(here, ['release', '--project', 'leaking', '--key', 'seal.pem', '--to', 'leaked', '--record-blocked', '--quiet']);
    expect([code, filesOf('leaked')]).toEqual([5, []]);
    expect(err).toMatch(/reports\/unit\.xml:\d+ CREDENTIAL_FOUND/);
    expect(err).not.toContain('x1Yz7Qw9Rt3Uv5Kp8Lm2');
    expect((await cli(here, ['release', '--project', 'leaking', '--key', 'seal.pem', '--to', 'leaked', '--quiet'])).code, 'without it nothing is stored in any case').toBe(1);
  });

  it.each([
    [['--lock', 'governance']], [['--retain-until', '2050-01-01']], [['--legal-hold']], [['--sse-kms-key', 'k']], [['--part-size', '64']], [['--endpoint', 'https://s3.example.com']],
  ])('refuses %j: a directory could not honour it', async (option) => {
    const { code, err } = await publish('--to', 'not-made', ...option);
    expect([code, existsSync(join(here, 'not-made'))]).toEqual([2, false]);
    expect(err).toContain('s3:// only');
  });

  it.each([
    [['--part-size', '4']], [['--part-size', '1e3']], [['--lock', 'forever']], [['--retain-until', '2041-02-30']], [['--retain-until', 'soon']], [['--retain-until', '2041-01-01T00:00:00']], [['--oidc', 'gitlab']], [['--signer', 'none', '--key', 'seal.pem']],
  ])('refuses %j as no such value', async (option) => {
    expect((await publish('--to', 's3://bucket/x', ...option)).code).toBe(2);
  });

  it('[SRS-065] publishes nothing that is changed, cut, or followed by something', async () => {
    const bytes = readFileSync(join(here, NAME));
    const changed = Buffer.from(bytes);
    changed[bytes.length >> 1]! ^= 1;
    for (const [name, content] of [['changed.zip', changed], ['cut.zip', bytes.subarray(0, bytes.length - 100)], ['more.zip', Buffer.concat([bytes, Buffer.from('x')])], ['empty.zip', Buffer.alloc(0)]] as const) {
      writeFileSync(join(here, name), content);
      const { code, err } = await cli(here, ['publish', name, '--to', 'nothing']);
      expect([code, err.includes('NOT_PUBLISHABLE'), filesOf('nothing')], name).toEqual([5, true, []]);
    }
    mkdirSync(join(here, 'folder'));
    expect((await cli(here, ['publish', 'folder', '--to', 'nothing'])).code).toBe(5);
    expect((await cli(here, ['publish', 'absent.zip', '--to', 'nothing'])).code).toBe(5);
  });

  it('[SRS-070] publishes the file that was examined, or nothing: one that grew meanwhile is refused', async () => {
    copyFileSync(join(here, NAME), join(here, 'growing.zip'));
    const running = cli(here, ['publish', 'growing.zip', '--to', 'grown']);
    appendFileSync(join(here, 'growing.zip'), 'more');
    const { code } = await running;
    // Opened before or after: either way nothing but the examined bytes may be published.
    expect([code, filesOf('grown').filter((name) => name.startsWith('releases'))]).toEqual([5, []]);
    writeFileSync(join(here, 'other.zip'), 'another file');
    const swapped = cli(here, ['publish', NAME, '--to', 'swapped']);
    copyFileSync(join(here, NAME), join(here, 'kept.zip'));
    renameSync(join(here, 'other.zip'), join(here, NAME));
    const answer = await swapped;
    renameSync(join(here, 'kept.zip'), join(here, NAME));
    expect([answer.code, filesOf('swapped').filter((name) => name.startsWith('releases'))]).toEqual([5, []]);
  });
});

describe('[SRS-072] a yes to a lock of years', () => {
  const NOW = '2026-11-20T00:00:00Z';
  const lock = { mode: 'COMPLIANCE', retainUntil: '2041-11-20T00:00:00Z', legalHold: false } as const;
  function terminal(answer?: string): { io: Io; said: () => string; asked: () => number } {
    let [said, asked] = ['', 0];
    const io: Io = {
      cwd: '', env: {}, out: () => {}, err: (text) => { said += text; }, outIsTerminal: false, errIsTerminal: false, stdin: async () => '',
      ...(answer !== undefined && { ask: async () => { asked += 1; return answer; } }),
    };
    return { io, said: () => said, asked: () => asked };
  }

  it('is needed: without one exit 2, until when, and that nobody can undo it', async () => {
    await expect(needLock(terminal().io, lock, NOW, { beyondDays: 366 })).rejects.toMatchObject({ code: 'CONFIRMATION_NEEDED', exit: 'usage', message: expect.stringMatching(/2041-11-20T00:00:00Z \(5479 days\).*not even the root user/) });
    for (const answer of ['', 'y', 'no', 'yess']) await expect(needLock(terminal(answer).io, lock, NOW, { beyondDays: 366 })).rejects.toMatchObject({ code: 'CONFIRMATION_NEEDED', message: expect.stringContaining('nothing was sent') });
  });

  it('is typed as a whole word, or given by --yes, which says what it accepts', async () => {
    const typed = terminal(' Yes \n');
    await needLock(typed.io, lock, NOW, { beyondDays: 366 });
    expect([typed.asked(), typed.said()]).toEqual([1, expect.stringContaining('not even the root user')]);
    const given = terminal('no');
    await needLock(given.io, lock, NOW, { yes: true, beyondDays: 366 });
    expect([given.asked(), given.said()]).toEqual([0, expect.stringContaining('accepted with --yes')]);
  });

  it('is not asked for GOVERNANCE, nor for as many days as the project file agrees to', async () => {
    await needLock(terminal().io, { ...lock, mode: 'GOVERNANCE' }, NOW, { beyondDays: 0 });
    await needLock(terminal().io, lock, NOW, { beyondDays: 5479 });
    await expect(needLock(terminal().io, lock, NOW, { beyondDays: 5478 })).rejects.toMatchObject({ code: 'CONFIRMATION_NEEDED' });
  });
});

describe('the digest of an archive that is being examined', () => {
  const bytes = Uint8Array.from({ length: 300_000 }, (_, i) => (i * 31) % 251);
  const expected = createHash('sha256').update(bytes).digest('hex');
  const file = { size: bytes.length, read: (offset: number, length: number) => bytes.slice(offset, offset + length) };

  it.each([
    ['nothing read', []],
    ['in order', [[0, 100_000], [100_000, 100_000], [200_000, 100_000]]],
    ['the end first, as a ZIP is', [[299_000, 1000], [0, 30], [30, 200_000], [200_040, 90_000], [290_000, 9000]]],
    ['twice, overlapping, with holes near and far', [[0, 1000], [0, 1000], [500, 2000], [10_000, 10], [200_000, 10], [9000, 50_000]]],
    ['beyond its end', [[299_990, 1000], [0, 400_000]]],
  ] as const)('is that of the whole file: %s', (_what, reads) => {
    const hashed = hashedArchive(file);
    for (const [offset, length] of reads) expect(hashed.file.read(offset, length)).toEqual(bytes.slice(offset, offset + length));
    expect(hashed.digest()).toBe(expected);
  });
});
