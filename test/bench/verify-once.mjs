// Verifies (or, with `seal`, first makes) a sealed bundle in a process of its own. Usage: seal FOLDER OUT KEYOUT | verify BUNDLE KEY
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [verb, ...args] = process.argv.slice(2);
const begin = process.hrtime.bigint();
const done = (more) => {
  const usage = process.resourceUsage();
  process.stdout.write(`${JSON.stringify({ ...more, seconds: Number(process.hrtime.bigint() - begin) / 1e9, cpu: (usage.userCPUTime + usage.systemCPUTime) / 1e6, peakMiB: Math.round(usage.maxRSS / 1024) })}\n`);
};

if (verb === 'seal') {
  const [folder, out, keyOut] = args;
  const { packBundle } = await import('../../src/bundle/pack.ts');
  const { bundleSealer } = await import('../../src/bundle/seal-bundle.ts');
  const { generateKey, readSealingKey } = await import('../../src/sealing/key.ts');
  const { keyMeans } = await import('../../src/sealing/key-means.ts');
  const { memorySource } = await import('../../src/model/source.ts');
  const { fileSource } = await import('../../src/adapters/file-source.ts');
  const { writeFileWhole } = await import('../../src/adapters/output-file.ts');
  const { workerDeflater } = await import('../../src/adapters/worker-deflater.ts');
  const { sampleChecks, sampleRelease } = await import('../../fixtures/build/bundles.ts');
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((e) => e.isFile() && !e.name.startsWith('.')).map((e) => {
    const path = join(e.parentPath, e.name);
    const name = `data/evidence/attachments/${path.slice(folder.length + 1)}`;
    return { path: name, content: fileSource(path, name) };
  });
  const text = (path, value) => ({ path, content: memorySource(path, Buffer.from(`${JSON.stringify(value)}\n`)) });
  files.push(text('data/release.json', sampleRelease), text('data/results/checks.json', sampleChecks()));
  const pair = generateKey(undefined);
  writeFileSync(keyOut, pair.publicPem);
  const deflater = workerDeflater();
  const key = readSealingKey(pair.privatePem, undefined);
  await writeFileWhole(out, { replace: true }, (sink) => packBundle(files, sink, { product: 'sample-pump', version: '1.0.0', date: sampleRelease.date, toolVersion: sampleChecks().tool.version, deflater, sealer: bundleSealer(sampleRelease, sampleChecks(), keyMeans(key)) }));
  await deflater.close();
  done({ sealed: createHash('sha256').update(pair.publicPem).digest('hex').slice(0, 8) });
} else {
  const [bundle, key] = args;
  const { verifyBundle } = await import('../../src/bundle/verify-bundle.ts');
  const { readPublicKey } = await import('../../src/sealing/key.ts');
  const { openArchiveFile } = await import('../../src/adapters/archive-file.ts');
  const { tempFolder } = await import('../../src/adapters/temp-folder.ts');
  const unpackTo = tempFolder();
  const answer = await verifyBundle({ kind: 'archive', file: openArchiveFile(bundle), unpackTo }, { trust: { signers: [{ kind: 'key', key: readPublicKey(readFileSync(key, 'utf8')) }] } });
  unpackTo.remove();
  done({ verdict: answer.verdict, problems: answer.steps.flatMap((step) => step.problems).slice(0, 5) });
}
