// One packing in a process of its own: prints size, seconds and peak memory as JSON.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { packBundle } from '../../src/bundle/pack.ts';
import { fileSource } from '../../src/adapters/file-source.ts';
import { writeFileWhole } from '../../src/adapters/output-file.ts';
import { workerDeflater } from '../../src/adapters/worker-deflater.ts';

const [folder, out] = process.argv.slice(2);
const begin = process.hrtime.bigint();
const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((e) => e.isFile() && !e.name.startsWith('.')).map((e) => join(e.parentPath, e.name));
const files = names.map((path) => {
  const name = `data/evidence/attachments/${path.slice(folder.length + 1)}`;
  return { path: name, content: fileSource(path, name) };
});
const deflater = workerDeflater();
const packed = await writeFileWhole(out, { replace: true }, (sink) => packBundle(files, sink, { product: 'bench', version: '1.0.0', date: '2026-01-01T00:00:00Z', toolVersion: '0', deflater }));
await deflater.close();
const usage = process.resourceUsage();
process.stdout.write(`${JSON.stringify({ size: packed.size, seconds: Number(process.hrtime.bigint() - begin) / 1e9, cpu: (usage.userCPUTime + usage.systemCPUTime) / 1e6, peakMiB: Math.round(usage.maxRSS / 1024) })}\n`);
