import { appendFileSync, cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packBundle } from '../../src/bundle/pack.ts';
import { evaluate } from '../../src/pipeline/evaluate.ts';
import { layOut } from '../../src/pipeline/payload.ts';
import { openWorkspace } from '../../src/cli/workspace.ts';
import { releaseFixture, scratch } from '../support/cli.ts';

const io = (cwd: string) => ({ cwd, env: {}, out: () => {}, err: () => {}, outIsTerminal: false, errIsTerminal: false, stdin: async () => '' });
const tool = { name: 't', version: '1', sha256: '0'.repeat(64) };
const sink = { append: () => {}, patch: () => {} };

async function layedOut() {
  const folder = scratch();
  cpSync(releaseFixture('meridian-2.4.0'), folder, { recursive: true });
  const workspace = await openWorkspace(io(folder), folder);
  return { folder, set: () => layOut(workspace.tree, evaluate(workspace.tree, workspace.loaded, workspace.release, workspace.profile), tool) };
}
const pack = (files: Parameters<typeof packBundle>[0]) => packBundle(files, sink, { product: 'p', version: '1', date: '2026-01-01T00:00:00Z', toolVersion: '1' });

describe('the payload', () => {
  it('[SRS-062] holds every evidence file byte for byte, at the place that the map names', async () => {
    const { folder, set } = await layedOut();
    const { files, map } = set();
    expect(map.length).toBeGreaterThan(25);
    for (const { path, bundlePath, sha256 } of map) {
      const file = files.find((one) => one.path === bundlePath)!;
      expect(Buffer.concat([...file.content.chunks()].map((chunk) => Buffer.from(chunk))).equals(readFileSync(join(folder, path))), path).toBe(true);
      expect(file.sha256).toBe(sha256);
    }
  });

  it('is the same whatever the folder, and another when one byte of evidence is', async () => {
    const one = await layedOut();
    const two = await layedOut();
    expect(one.set().digest).toBe(two.set().digest);
    appendFileSync(join(two.folder, 'tracker.csv'), '\n');
    expect(two.set().digest).not.toBe(one.set().digest);
  });

  it('is not packed when a file changed after it was evaluated', async () => {
    const { folder, set } = await layedOut();
    const { files } = set();
    const path = join(folder, 'tracker.csv');
    const bytes = readFileSync(path);
    bytes[bytes.length - 3] = bytes[bytes.length - 3]! ^ 1;
    writeFileSync(path, bytes);
    await expect(pack(files)).rejects.toMatchObject({ code: 'CHANGED_WHILE_READ' });
  });
});
