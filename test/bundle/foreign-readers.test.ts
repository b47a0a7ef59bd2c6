import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import yauzl from 'yauzl';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleBundle, sampleFiles } from '../../fixtures/build/bundles.ts';
import { generateKey, readSealingKey } from '../../src/sealing/key.ts';

const runs = (command: string, ...args: string[]): boolean => spawnSync(command, args).status === 0;
const python = ['python3', process.env.BAGIT_PYTHON ?? ''].filter((name) => name !== '' && runs(name, '-c', 'import zipfile'));
const bagit = [...python].reverse().find((name) => runs(name, '-c', 'import bagit'));
if (!bagit) console.error('left out: bagit.py --validate (no Python with bagit; BAGIT_PYTHON names one)');
if (!runs('unzip', '-v')) console.error('left out: unzip -t');
if (python.length === 0) console.error('left out: Python zipfile');

let folder: string;
let bundle: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'foreign-'));
  bundle = join(folder, 'bundle.zip');
  const files = sampleFiles();
  files.set('data/evidence/attachments/two-blocks.txt', new Uint8Array(1_500_000).map((_, i) => 65 + (i * i) % 23));
  files.set('data/evidence/attachments/日本語 name.txt', new Uint8Array([1, 2, 3]));
  writeFileSync(bundle, await sampleBundle({ files, key: readSealingKey(generateKey(undefined).privatePem, undefined) }));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('[SRS-060] other programs read the bundle', () => {
  it.skipIf(!runs('unzip', '-v'))('unzip -t finds no fault', () => {
    expect(execFileSync('unzip', ['-t', bundle], { encoding: 'utf8' })).toContain('No errors detected');
  });

  it('yauzl reads the same names, sizes and CRCs in strict mode', async () => {
    const zip = await yauzl.openPromise(bundle, { strictFileNames: true, validateEntrySizes: true });
    let entries = 0;
    for await (const entry of zip.eachEntry()) {
      let crc = 0;
      for await (const chunk of await zip.openReadStreamPromise(entry)) crc = crc32(chunk as Uint8Array, crc);
      expect(crc, entry.fileName).toBe(entry.crc32);
      entries += 1;
    }
    expect(entries).toBe(21);
  });

  it.skipIf(python.length === 0)('Python zipfile finds no fault and the same names', () => {
    const script = 'import sys,zipfile; z=zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; sys.stdout.buffer.write("\\n".join(z.namelist()).encode())';
    const names = execFileSync(python[0]!, ['-c', script, bundle], { encoding: 'utf8' }).split('\n');
    expect(names).toContain('sample-pump-1.0.0/data/evidence/attachments/日本語 name.txt');
    expect(new Set(names).size).toBe(names.length);
  });

  it.skipIf(!runs('unzip', '-v') || !bagit)('bagit.py validates the unpacked bag', () => {
    execFileSync('unzip', ['-qq', '-o', bundle, '-d', folder], { env: { ...process.env, LC_ALL: 'C.UTF-8' } });
    const run = spawnSync(bagit!, ['-m', 'bagit', '--validate', join(folder, 'sample-pump-1.0.0')], { encoding: 'utf8' });
    expect(run.stderr).toContain('is valid');
    expect(run.status).toBe(0);
  });

  it('README.txt names the tools of the way by hand', () => {
    const readme = readFileSync(new URL('../../src/bundle/readme.ts', import.meta.url), 'utf8');
    for (const word of ['unzip', 'sha256sum -c', 'openssl dgst', 'cosign verify-blob-attestation', 'Expand-Archive', 'Get-FileHash']) expect(readme).toContain(word);
  });
});
