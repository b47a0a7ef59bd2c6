import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { directoryStore } from '../../src/adapters/directory-store.ts';
import { memorySource } from '../../src/model/source.ts';
import type { NewObject } from '../../src/store/evidence-store.ts';
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
  const content = memorySource('x', new TextEncoder().encode('content'));
  const object: NewObject = { key: 'a/1/x', content, sha256: createHash('sha256').update('content').digest('hex'), mediaType: 'text/plain', lock: null };

  it('says that it is not WORM', () => {
    expect(directoryStore('/nowhere').immutability).toBe('none (local directory, not WORM)');
  });

  it('makes files read-only', async () => {
    const root = folder();
    await directoryStore(root).putNew(object);
    expect(statSync(join(root, 'a/1/x')).mode & 0o222).toBe(0);
  });

  it('answers STORE_UNUSABLE where a file stands in the way of a folder', async () => {
    const root = folder();
    writeFileSync(join(root, 'a'), '');
    await expect(directoryStore(root).putNew(object)).rejects.toMatchObject({ code: 'STORE_UNUSABLE', exit: 'publishing' });
  });

  it.skipIf(process.getuid?.() === 0)('answers STORE_UNUSABLE without permission', async () => {
    const root = folder();
    chmodSync(root, 0o500);
    await expect(directoryStore(root).putNew(object)).rejects.toMatchObject({ code: 'STORE_UNUSABLE' });
  });

  it('is whole after a writer was killed, and the next writer wins', async () => {
    const root = folder();
    const script = `
      import { directoryStore } from ${JSON.stringify(new URL('../../src/adapters/directory-store.ts', import.meta.url).href)};
      const source = { name: 'slow', size: 1 << 30, *chunks() { for (;;) { process.stdout.write('.'); yield new Uint8Array(1 << 16); } } };
      await directoryStore(${JSON.stringify(root)}).putNew({ key: 'a/1/x', content: source, sha256: 'x', mediaType: 'x', lock: null });`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'ignore'] });
    await new Promise((go) => child.stdout.once('data', go));
    child.kill('SIGKILL');
    await new Promise((go) => child.once('exit', go));
    const store = directoryStore(root);
    expect(readdirSync(join(root, 'a/1')).length).toBe(1); // what the killed writer left, under a name that is never listed
    expect(await store.list('')).toEqual([]);
    expect((await store.putNew(object)).outcome).toBe('created');
    expect(readFileSync(join(root, 'a/1/x'), 'utf8')).toBe('content');
    expect(readdirSync(join(root, 'a/1')), 'and cleans up after the dead one').toEqual(['x']);
  });

  it('leaves alone what another machine may be writing, names it, and removes it when it has not grown for a day', async () => {
    const root = folder();
    mkdirSync(join(root, 'a/1'), { recursive: true });
    const partial = join(root, 'a/1', `.x.${'0'.repeat(8)}.1.${'0'.repeat(16)}.partial`);
    writeFileSync(partial, 'some');
    const { stored } = await directoryStore(root).putNew(object);
    expect(stored.warnings).toMatchObject([{ code: 'UPLOAD_UNFINISHED', file: 'a/1/x' }]);
    expect(existsSync(partial)).toBe(true);
    utimesSync(partial, new Date(0), new Date(0));
    await directoryStore(root).putNew(object);
    expect(existsSync(partial)).toBe(false);
  });

  it('refuses to lock: what is asked for and cannot be kept is not ignored', async () => {
    await expect(directoryStore(folder()).preflight({ mode: 'COMPLIANCE', retainUntil: '2041-01-01T00:00:00Z', legalHold: false })).rejects.toMatchObject({ code: 'STORE_UNFIT', exit: 'publishing' });
  });

  it('lets one of several processes win', () => {
    const root = folder();
    const script = `
      import { directoryStore } from ${JSON.stringify(new URL('../../src/adapters/directory-store.ts', import.meta.url).href)};
      const bytes = new Uint8Array(1000).fill(process.pid % 250);
      const { createHash } = await import('node:crypto');
      console.log((await directoryStore(${JSON.stringify(root)}).putNew({ key: 'a/1/x', content: { name: 'x', size: 1000, *chunks() { yield bytes; } }, sha256: createHash('sha256').update(bytes).digest('hex'), mediaType: 'x', lock: null })).outcome);`;
    const run = spawnSync('sh', ['-c', `for i in 1 2 3 4; do "${process.execPath}" --input-type=module -e "$SCRIPT" & done; wait`], { encoding: 'utf8', env: { ...process.env, SCRIPT: script } });
    expect(run.stdout.trim().split('\n').sort()).toEqual(['created', 'exists', 'exists', 'exists']);
    expect(existsSync(join(root, 'a/1/x'))).toBe(true);
  });
});
