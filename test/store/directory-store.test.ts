import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { directoryStore } from '../../src/adapters/directory-store.ts';
import { memorySource } from '../../src/model/source.ts';
import { evidenceStoreContract } from '../contract/evidence-store.ts';

const made: string[] = [];
const folder = (): string => {
  const path = mkdtempSync(join(tmpdir(), 'store-'));
  made.push(path);
  return path;
};
afterAll(() => made.forEach((path) => rmSync(path, { recursive: true, force: true })));

evidenceStoreContract('the directory store', async () => {
  const root = join(folder(), 'not', 'there', 'yet');
  return { store: directoryStore(root), reopen: () => directoryStore(root) };
});

describe('the directory store', () => {
  const bytes = memorySource('x', new TextEncoder().encode('content'));

  it('says that it is not WORM', () => {
    expect(directoryStore('/nowhere').immutability).toBe('none (local directory, not WORM)');
  });

  it('makes files read-only', async () => {
    const root = folder();
    await directoryStore(root).putNew('a/1/x', bytes);
    expect(statSync(join(root, 'a/1/x')).mode & 0o222).toBe(0);
  });

  it('answers STORE_UNUSABLE where a file stands in the way of a folder', async () => {
    const root = folder();
    writeFileSync(join(root, 'a'), '');
    await expect(directoryStore(root).putNew('a/1/x', bytes)).rejects.toMatchObject({ code: 'STORE_UNUSABLE', exit: 'publishing' });
  });

  it.skipIf(process.getuid?.() === 0)('answers STORE_UNUSABLE without permission', async () => {
    const root = folder();
    chmodSync(root, 0o500);
    await expect(directoryStore(root).putNew('a/1/x', bytes)).rejects.toMatchObject({ code: 'STORE_UNUSABLE' });
  });

  it('is whole after a writer was killed, and the next writer wins', async () => {
    const root = folder();
    const script = `
      import { directoryStore } from ${JSON.stringify(new URL('../../src/adapters/directory-store.ts', import.meta.url).href)};
      const source = { name: 'slow', size: 1 << 30, *chunks() { for (;;) { process.stdout.write('.'); yield new Uint8Array(1 << 16); } } };
      await directoryStore(${JSON.stringify(root)}).putNew('a/1/x', source);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'ignore'] });
    await new Promise((go) => child.stdout.once('data', go));
    child.kill('SIGKILL');
    await new Promise((go) => child.once('exit', go));
    const store = directoryStore(root);
    expect(readdirSync(join(root, 'a/1')).length).toBe(1); // what the killed writer left, under a name that is never listed
    expect(await store.list('')).toEqual([]);
    expect(await store.putNew('a/1/x', bytes)).toBe('created');
    expect(readFileSync(join(root, 'a/1/x'), 'utf8')).toBe('content');
  });

  it('lets one of several processes win', () => {
    const root = folder();
    const script = `
      import { directoryStore } from ${JSON.stringify(new URL('../../src/adapters/directory-store.ts', import.meta.url).href)};
      const bytes = new Uint8Array(1000).fill(process.pid % 250);
      console.log(await directoryStore(${JSON.stringify(root)}).putNew('a/1/x', { name: 'x', size: 1000, *chunks() { yield bytes; } }));`;
    const run = spawnSync('sh', ['-c', `for i in 1 2 3 4; do "${process.execPath}" --input-type=module -e "$SCRIPT" & done; wait`], { encoding: 'utf8', env: { ...process.env, SCRIPT: script } });
    expect(run.stdout.trim().split('\n').sort()).toEqual(['created', 'exists', 'exists', 'exists']);
    expect(existsSync(join(root, 'a/1/x'))).toBe(true);
  });
});
