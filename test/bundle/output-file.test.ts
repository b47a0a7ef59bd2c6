import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeFileWhole } from '../../src/adapters/output-file.ts';

let folder: string;
let out: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'output-'));
  out = join(folder, 'x.evidence.zip');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const module_ = JSON.stringify(new URL('../../src/adapters/output-file.ts', import.meta.url).href);

describe('[SRS-064] writing a file whole', () => {
  it('writes appended bytes and patches, small and large', async () => {
    const size = await writeFileWhole(out, { replace: false }, async (sink) => {
      sink.append(new Uint8Array(10));
      sink.append(new Uint8Array(3 << 20).fill(1));
      sink.append(new Uint8Array(5).fill(2));
      sink.patch(3, new Uint8Array([9, 9]));
      sink.patch(10 + (3 << 20) + 1, new Uint8Array([7]));
      return 15 + (3 << 20);
    });
    const bytes = readFileSync(out);
    expect(bytes.length).toBe(size);
    expect([...bytes.subarray(0, 11)]).toEqual([0, 0, 0, 9, 9, 0, 0, 0, 0, 0, 1]);
    expect([...bytes.subarray(-5)]).toEqual([2, 7, 2, 2, 2]);
    expect(readdirSync(folder)).toEqual(['x.evidence.zip']);
  });

  it('leaves nothing when the writer fails', async () => {
    await expect(writeFileWhole(out, { replace: false }, async (sink) => { sink.append(new Uint8Array(2 << 20)); throw new Error('no'); })).rejects.toThrow('no');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('refuses to replace a file unless asked, and keeps the old one', async () => {
    writeFileSync(out, 'old');
    const write = (replace: boolean) => writeFileWhole(out, { replace }, async (sink) => sink.append(new TextEncoder().encode('new')));
    await expect(write(false)).rejects.toMatchObject({ code: 'OUTPUT_EXISTS' });
    expect(readFileSync(out, 'utf8')).toBe('old');
    await write(true);
    expect(readFileSync(out, 'utf8')).toBe('new');
    expect(readdirSync(folder)).toEqual(['x.evidence.zip']);
  });

  it('answers DISK when the folder is not there', async () => {
    await expect(writeFileWhole(join(folder, 'no', 'x'), { replace: false }, async () => undefined)).rejects.toMatchObject({ code: 'DISK' });
  });

  it('answers DISK when the disk takes no more, and leaves nothing', () => {
    // A limit on the size of files stands for a full disk; the signal is ignored so that the write fails instead.
    const script = `
      import { writeFileWhole } from ${module_};
      process.on('SIGXFSZ', () => {});
      try { await writeFileWhole(${JSON.stringify(out)}, { replace: false }, async (sink) => { for (let i = 0; i < 8; i += 1) sink.append(new Uint8Array(1 << 20)); }); console.log('written'); }
      catch (error) { console.log(error.code, error.exit); }`;
    const run = spawnSync('sh', ['-c', 'ulimit -f 2048; exec "$0" --input-type=module -e "$SCRIPT"', process.execPath], { encoding: 'utf8', env: { ...process.env, SCRIPT: script } });
    expect(run.stdout.trim()).toBe('DISK input');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('can say at the end that what stands there stays', async () => {
    await writeFileWhole(out, () => 'new', async (sink) => sink.append(new Uint8Array([1])));
    await writeFileWhole(out, () => 'discard', async (sink) => sink.append(new Uint8Array([2, 2])));
    expect([readdirSync(folder), statSync(out).size]).toEqual([['x.evidence.zip'], 1]);
  });

  it('leaves nothing under the name when it is killed, and the next run clears what lies beside it', async () => {
    const script = `
      import { writeFileWhole } from ${module_};
      await writeFileWhole(${JSON.stringify(out)}, { replace: false }, async (sink) => { sink.append(new Uint8Array(2 << 20)); process.stdout.write('.'); await new Promise((go) => setTimeout(go, 60_000)); });`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'ignore'] });
    await new Promise((go) => child.stdout.once('data', go));
    child.kill('SIGKILL');
    await new Promise((go) => child.once('exit', go));
    expect(readdirSync(folder)).toEqual([`.x.evidence.zip.${child.pid}.1.partial`]);
    await writeFileWhole(out, { replace: false }, async (sink) => sink.append(new Uint8Array([1])));
    expect(readdirSync(folder)).toEqual(['x.evidence.zip']);
    expect(statSync(out).size).toBe(1);
  });
});
