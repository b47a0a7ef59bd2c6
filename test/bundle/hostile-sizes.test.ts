import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openArchiveFile } from '../../src/adapters/archive-file.ts';
import { bagFolder } from '../../src/adapters/bag-folder.ts';
import { collisions, nameFault, storedName } from '../../src/bundle/entry-name.ts';
import { LIMITS } from '../../src/bundle/limits.ts';
import { verifyBundle } from '../../src/bundle/verify-bundle.ts';
import { readReleaseDocument } from '../../src/results/read-release-document.ts';
import { readPublicKey } from '../../src/sealing/key.ts';
import { parseStatement } from '../../src/sealing/statement.ts';
import { memoryArchive, memoryFolder } from '../../fixtures/build/bundles.ts';
import { encode, type LooseEntry, nameOf, putTogether, takeApart } from '../../fixtures/build/zip-editor.ts';

const fixtures = new URL('../../fixtures/bundles/', import.meta.url);
const key = readPublicKey(readFileSync(new URL('key.pub.pem', fixtures), 'utf8'));
const good = new Uint8Array(readFileSync(new URL('good/sealed-with-key/bundle.evidence.zip', fixtures)));
const TOP = 'sample-pump-1.0.0/';

function packed(name: string, content: Uint8Array, method: 0 | 8 = 8): LooseEntry {
  const data = method === 0 ? content : new Uint8Array(deflateRawSync(content, { level: 1 }));
  return { name: encode(name), method, stamp: 0x00210000, crc32: crc32(content), packedSize: data.length, size: content.length, offset: 0, data };
}

async function answerTo(bytes: Uint8Array) {
  const answer = await verifyBundle({ kind: 'archive', file: memoryArchive(bytes), unpackTo: memoryFolder() }, { trust: { signers: [{ kind: 'key', key }] } }, { rederive: async () => ({ same: true, differences: [], catalogue: '0.1.0' }) });
  return { answer, problems: answer.steps.flatMap((step) => step.problems) };
}

/** The sample with one file replaced, everything else as it was. */
const withFile = (path: string, content: Uint8Array, method: 0 | 8 = 8) =>
  answerTo(putTogether(takeApart(good).map((entry) => (nameOf(entry) === TOP + path ? packed(TOP + path, content, method) : entry))));

describe('what no digest covers', () => {
  it('a signature file above the limit is refused, not passed over', async () => {
    for (const path of ['seal/statement.dsse.json', 'seal/statement.sigstore.json']) {
      const { answer, problems } = await withFile(path, new Uint8Array(LIMITS.signature + 1).fill(32), 0);
      expect(answer.verdict).toBe('refused');
      expect(problems).toContainEqual(expect.objectContaining({ code: 'EXCESSIVE', subject: path }));
    }
  });
});

describe('small archives that would be large in memory', () => {
  it('a manifest of nothing but line ends', async () => {
    const { answer, problems } = await withFile('manifest-sha256.txt', new Uint8Array(LIMITS.text).fill(10));
    expect(answer.verdict).toBe('refused');
    expect(problems.filter((problem) => problem.code === 'MANIFEST_FORM').length).toBeLessThan(3);
  });

  it.each(['data/release.json', 'data/results/checks.json'])('%s of an unsealed size in a bundle that is refused anyway', async (path) => {
    const { answer, problems } = await withFile(path, new Uint8Array(LIMITS.unproven + 1).fill(32));
    expect(answer.verdict).toBe('refused');
    expect(problems).toContainEqual(expect.objectContaining({ code: 'RESULT_FORM', subject: path, message: expect.stringContaining('not read') as string }));
  });

  it('a list of millions of elements that do not fit is left at the first', async () => {
    const { release } = { release: { product: { id: 'x' }, version: '1', commit: '0'.repeat(40), date: '2026-01-01T00:00:00Z', artifacts: [] as number[] } };
    const text = JSON.stringify(release).replace('[]', `[${'0,'.repeat(4_000_000)}0]`);
    const { problems } = await withFile('data/release.json', encode(text));
    expect(problems.filter((problem) => problem.subject === 'data/release.json' && problem.code === 'RESULT_FORM')).toHaveLength(1);
  });

  it('a map of millions of files that are none is left at the first', () => {
    const begin = performance.now();
    expect(readReleaseDocument(`{"files":[${'0,'.repeat(2_000_000)}0]}`)).toEqual({ fault: expect.stringContaining('files.0') as string });
    expect(performance.now() - begin).toBeLessThan(2000);
  });

  it('a statement with millions of subjects or seal files that do not fit is left at the first', () => {
    const many = `[${'0,'.repeat(1_000_000)}0]`;
    const predicate = JSON.stringify({ seal: [] }).replace('[]', many);
    for (const text of [`{"subject":${many}}`, `{"predicate":${predicate}}`]) {
      const parsed = parseStatement(encode(text));
      expect('faults' in parsed && parsed.faults.length < 10).toBe(true);
    }
  });
});

describe('archives of very many entries', () => {
  const COUNT = 200_000;

  it('outside the top folder: refused, with a bounded list', async () => {
    const entries = [packed('a/x', new Uint8Array(0), 0), ...Array.from({ length: COUNT }, (_, i) => packed(`b/${i}`, new Uint8Array(0), 0))];
    const { answer, problems } = await answerTo(putTogether(entries));
    expect(answer.verdict).toBe('refused');
    expect(problems.length).toBeLessThan(12 * (LIMITS.problems + 1));
    expect(answer.steps[0]!.problems).toHaveLength(LIMITS.problems + 1);
    expect(answer.steps[0]!.problems.at(-1)!.message).toMatch(/^and \d+ problems more$/);
  });

  it('with deep names: the search for collisions does not grow with the depth', () => {
    const names = Array.from({ length: COUNT }, (_, i) => `${i.toString(36)}/${'a/'.repeat(80)}x`);
    const begin = performance.now();
    expect(collisions(names)).toEqual([]);
    expect(performance.now() - begin).toBeLessThan(4000);
  });

  it('that share their data are not unpacked', async () => {
    const one = putTogether([packed('t/a', new Uint8Array(1), 0)]);
    const directory = one.subarray(34, one.length - 22);
    const many = new Uint8Array([...one.subarray(0, 34), ...directory, ...directory.map((byte, i) => (i === directory.length - 1 ? 98 : byte)), ...one.subarray(one.length - 22)]);
    const view = new DataView(many.buffer);
    view.setUint16(many.length - 14, 2, true);
    view.setUint16(many.length - 12, 2, true);
    view.setUint32(many.length - 10, directory.length * 2, true);
    const folder = memoryFolder();
    const answer = await verifyBundle({ kind: 'archive', file: memoryArchive(many), unpackTo: folder }, { trust: { signers: [{ kind: 'key', key }] } });
    expect(answer.steps[0]!.problems).toContainEqual(expect.objectContaining({ code: 'MALFORMED', message: 'entries overlap' }));
    expect(folder.files.size).toBe(0);
  });
});

describe('names', () => {
  it('that are one file for NTFS or APFS collide', () => {
    for (const [a, b] of [['data/ΟΔΟΣ.txt', 'data/οδος.txt'], ['data/οδοσ', 'data/οδος'], ['data/ſ', 'data/S'], ['data/É', 'data/é'], ['data/K', 'data/k']] as const) {
      expect(collisions([a, b]), `${a} ${b}`).toHaveLength(1);
    }
    expect(collisions(['data/straße', 'data/strasse'])).toEqual([]);
  });

  it('find a file that is also a folder, whatever stands between the two in order', () => {
    expect(collisions(['a', 'a!', 'a/b', 'A/c'])).toEqual([{ name: 'a', other: 'a/b', why: 'is a folder of the other' }]);
    expect(collisions(['Data/x', 'data'])).toEqual([{ name: 'data', other: 'Data/x', why: 'is a folder of the other' }]);
  });

  it('of more bytes than a Linux file system takes are refused, and evidence of such a name is stored under another', () => {
    const long = `reports/${'試'.repeat(90)}.xml`;
    expect(nameFault(long)).toContain('255 bytes');
    const name = storedName(long, 120);
    expect(nameFault(name)).toBeNull();
    expect(nameFault(`reports/${'試'.repeat(80)}.xml`)).toBeNull();
  });
});

describe('what the system does not let us see', () => {
  let folder: string;
  beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'hostile-')); });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('a named pipe is no archive, and nobody waits for its writer', () => {
    const path = join(folder, 'pipe');
    if (spawnSync('mkfifo', [path]).status !== 0) return expect(process.platform).toBe('win32');
    const guard = spawn('sh', ['-c', `sleep 3; : > "${path}"`], { stdio: 'ignore' }); // a writer, should somebody wait after all
    const begin = performance.now();
    expect(openArchiveFile(path)).toBeNull();
    expect(performance.now() - begin).toBeLessThan(2000);
    guard.kill();
  });

  it('an archive that becomes shorter while it is read is "could not"', () => {
    const path = join(folder, 'b.zip');
    writeFileSync(path, good);
    const file = openArchiveFile(path)!;
    truncateSync(path, 100);
    expect(() => file.read(0, good.length)).toThrow(expect.objectContaining({ code: 'CHANGED_WHILE_READ', exit: 'incomplete' }));
    file.close();
  });

  it('a file of a folder that goes away is "could not"', () => {
    mkdirSync(join(folder, 'bag'));
    writeFileSync(join(folder, 'bag/x'), 'x');
    const bag = bagFolder(join(folder, 'bag'));
    const source = bag.open('x');
    rmSync(join(folder, 'bag/x'));
    expect(() => [...source.chunks()]).toThrow(expect.objectContaining({ exit: 'incomplete' }));
    rmSync(join(folder, 'bag'), { recursive: true });
    expect(() => bag.entries()).toThrow(expect.objectContaining({ exit: 'incomplete' }));
  });
});
