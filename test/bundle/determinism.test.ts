import { execFileSync } from 'node:child_process';
import { hash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { workerDeflater } from '../../src/adapters/worker-deflater.ts';
import { memorySink, sampleBundle, sampleFiles } from '../../fixtures/build/bundles.ts';
import { packBundle } from '../../src/bundle/pack.ts';
import { dosStamp } from '../../src/bundle/zip/records.ts';
import { takeApart } from '../../fixtures/build/zip-editor.ts';
import { memorySource } from '../../src/model/source.ts';

const recipe = JSON.stringify(new URL('../../fixtures/build/bundles.ts', import.meta.url).href);
const sha256 = (bytes: Uint8Array): string => hash('sha256', bytes, 'hex');

function inProcess(env: Record<string, string>, before: string): string {
  const script = `const { sampleBundle } = await import(${recipe}); const { createHash } = await import('node:crypto'); console.log(createHash('sha256').update(await sampleBundle({ stamp: 1795000000 })).digest('hex'));`;
  return execFileSync('sh', ['-c', `${before}; exec "$0" --input-type=module -e "$SCRIPT"`, process.execPath], { encoding: 'utf8', env: { PATH: process.env.PATH!, SCRIPT: script, ...env } }).trim();
}

describe('[SRS-061] the bytes of an archive', () => {
  it('do not depend on time zone, locale, umask or folder', async () => {
    const here = sha256(await sampleBundle({ stamp: 1_795_000_000 }));
    expect(inProcess({ TZ: 'Pacific/Kiritimati', LC_ALL: 'tr_TR.UTF-8', LANG: 'tr_TR.UTF-8' }, 'umask 077; cd /')).toBe(here);
    expect(inProcess({ TZ: 'America/St_Johns', LC_ALL: 'C' }, 'umask 000; cd /tmp')).toBe(here);
  });

  it('do not depend on the order in which files are given', async () => {
    expect(sha256(await sampleBundle({ files: new Map([...sampleFiles()].reverse()) }))).toBe(sha256(await sampleBundle()));
  });

  it('do not depend on the number of threads', async () => {
    const noise = new Uint8Array(1_200_000).map((_, i) => Number.parseInt(hash('md5', String(i >> 4), 'hex').slice((i & 15) * 2, (i & 15) * 2 + 2), 16));
    const large = new Uint8Array(3_300_000).map((_, i) => 32 + ((i * 2654435761) >>> 24) % 60);
    const mixed = new Uint8Array([...large.subarray(0, 1 << 20), ...noise]);
    const files = [['noise.png', noise], ['large.txt', large], ['mixed.bin', mixed], ...Array.from({ length: 300 }, (_, i) => [`s${i}.txt`, large.subarray(i, i * 17)] as const)] as const;
    const pack = async (deflater?: ReturnType<typeof workerDeflater>): Promise<string> => {
      const sink = memorySink();
      await packBundle(files.map(([name, bytes]) => ({ path: `data/evidence/attachments/${name}`, content: memorySource(name, bytes) })), sink, { product: 'p', version: '1', date: '2026-01-01T00:00:00Z', toolVersion: '0', ...(deflater && { deflater }) });
      await deflater?.close();
      return sha256(sink.bytes());
    };
    const alone = await pack();
    expect(await pack(workerDeflater(1))).toBe(alone);
    expect(await pack(workerDeflater(3))).toBe(alone);
  });

  it('carry one stamp: 1980 without SOURCE_DATE_EPOCH, else that time in UTC, kept within what ZIP can say', async () => {
    expect(new Set(takeApart(await sampleBundle()).map((entry) => entry.stamp))).toEqual(new Set([0x00210000]));
    expect(dosStamp(Date.UTC(2026, 10, 20, 8, 30, 59) / 1000)).toBe((((2026 - 1980) << 25) | (11 << 21) | (20 << 16) | (8 << 11) | (30 << 5) | 29) >>> 0);
    expect(dosStamp(0)).toBe(0x00210000);
    expect(dosStamp(1e11)).toBe((((2107 - 1980) << 25) | (12 << 21) | (31 << 16) | (23 << 11) | (59 << 5) | 29) >>> 0);
  });

  it('are refused to be packed when a source has not the size it names', async () => {
    for (const [stated, given] of [[5, 4], [5, 6], [2_000_000, 1_999_999], [2_000_000, 2_000_001]] as const) {
      const source = { ...memorySource('x', new Uint8Array(given)), size: stated };
      await expect(packBundle([{ path: 'data/x', content: source }], memorySink(), { product: 'p', version: '1', date: '2026-01-01T00:00:00Z', toolVersion: '0' })).rejects.toMatchObject({ code: 'CHANGED_WHILE_READ' });
    }
  });

  it('are refused to be packed with names that cannot stand in a bundle: all of them named', async () => {
    const files = ['data/../x', 'evidence/x', 'data/a?', 'data/Same', 'data/same', `data/${'x'.repeat(200)}`].map((path) => ({ path, content: memorySource(path, new Uint8Array(1)) }));
    const failure = await packBundle(files, memorySink(), { product: 'p', version: '1', date: '2026-01-01T00:00:00Z', toolVersion: '0' }).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'BAD_NAME' });
    expect((failure as { problems: unknown[] }).problems).toHaveLength(5);
  });

  it('are not written when the verifier would have to refuse them as a bomb', async () => {
    const block = new Uint8Array(1 << 20);
    const zeros = { name: 'zeros', size: 257 << 20, *chunks() { for (let i = 0; i < 257; i += 1) yield block; } };
    await expect(packBundle([{ path: 'data/zeros.bin', content: zeros }], memorySink(), { product: 'p', version: '1', date: '2026-01-01T00:00:00Z', toolVersion: '0' })).rejects.toMatchObject({ code: 'TOO_LARGE' });
  });
});
