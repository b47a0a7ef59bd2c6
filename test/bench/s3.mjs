// What the benchmarks on a real S3 server share: a fresh server with its data in memory, a bundle of a size, and the clients to measure.
// Each server of a round begins empty, and its data goes with it: a lock cannot be lifted, a folder can be removed.
import { execFileSync } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { freemem, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startServer } from '../stack/s3/servers.ts';
import { paths } from '../stack/s3/tools.mjs';

export const BUCKET = 'evidence';
const MIB = 1 << 20;
const SHM = '/dev/shm';

/** A work folder in memory when it has room for `mebibytes`, else where temporary files go; a benchmark without room ends with an error. */
export function workFolder(mebibytes) {
  const room = (folder) => { const { bavail, bsize } = statfsSync(folder); return (bavail * bsize) / MIB; };
  if (existsSync(SHM) && room(SHM) > mebibytes && freemem() / MIB > mebibytes * 1.25) return mkdtempSync(join(SHM, 'release-evidence-bench-'));
  if (room(tmpdir()) < mebibytes) throw new Error(`no room for ${mebibytes} MiB in ${SHM} or ${tmpdir()}`);
  process.stderr.write(`not in memory: ${tmpdir()}\n`);
  return mkdtempSync(join(tmpdir(), 'release-evidence-bench-'));
}

export function awsCli() {
  if (!existsSync(paths.aws)) throw new Error('awscli is not installed: node test/stack/s3/install.mjs aws');
  return paths.aws;
}

/** Runs `work` with an empty bucket on a server of its own; data and server are gone afterwards. */
export async function withServer(folder, work, name = 'minio') {
  const own = mkdtempSync(join(folder, `${name}-`));
  const server = await startServer(name, own);
  try {
    await server.makeBucket(BUCKET);
    return await work(server);
  } finally {
    await server.stop();
    rmSync(own, { recursive: true, force: true });
  }
}

/** What any client of the server has in its environment. The state of earlier runs is nobody's. */
export const clientEnv = (server, folder) => ({ ...server.env, XDG_STATE_HOME: join(folder, 'state'), HOME: folder, NO_COLOR: '1' });

export const PROGRAM = fileURLToPath(new URL('../../bin/release-evidence.js', import.meta.url));

/** What s3-once.mjs imports, joined as the program is when it is shipped; `done` removes it. */
export function joinedStore() {
  const folder = fileURLToPath(new URL(`../../.cache/bench-${process.pid}`, import.meta.url));
  execFileSync(process.execPath, [fileURLToPath(new URL('../../scripts/join.mjs', import.meta.url)), folder, 'adapters/s3/s3-store.ts', 'adapters/file-source.ts'], { stdio: 'inherit' });
  return { once: [fileURLToPath(new URL('./s3-once.mjs', import.meta.url)), '--code', folder], done: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Random bytes: nothing in between can make them smaller. */
export function randomFile(path, mebibytes) {
  const block = Buffer.alloc(MIB);
  const file = openSync(path, 'w');
  for (let i = 0; i < mebibytes; i += 1) writeSync(file, randomFillSync(block));
  closeSync(file);
}

/** A sealed bundle with `mebibytes` of evidence that does not compress; `note` makes its content another one. Returns size and digest. */
export async function bundleOf(folder, mebibytes, { version = '1.0.0', out = join(folder, `bundle-${version}.evidence.zip`) } = {}) {
  const [{ packBundle }, { bundleSealer }, { generateKey, readSealingKey }, { keyMeans }, { memorySource }, { fileSource }, { writeFileWhole }, samples, { createHash }] = await Promise.all([
    import('../../src/bundle/pack.ts'), import('../../src/bundle/seal-bundle.ts'), import('../../src/sealing/key.ts'), import('../../src/sealing/key-means.ts'),
    import('../../src/model/source.ts'), import('../../src/adapters/file-source.ts'), import('../../src/adapters/output-file.ts'), import('../../fixtures/build/bundles.ts'), import('node:crypto'),
  ]);
  mkdirSync(folder, { recursive: true });
  const retention = Buffer.from('schema: release-evidence/retention/v1\nretainUntil: 2041-11-20\ndeviceLifetimeYears: 10\n');
  const at = 'data/evidence/retention/retention.yaml';
  const release = { ...samples.sampleRelease, version };
  const checks = { ...samples.sampleChecks(), version };
  const digest = createHash('sha256').update(retention).digest('hex');
  const document = {
    ...release, tool: { ...checks.tool, sha256: '0'.repeat(64) }, catalogue: checks.catalogue, projectFile: 'release-evidence.yaml',
    files: [{ path: 'retention.yaml', bundlePath: at, kinds: ['retention'], sha256: digest, size: retention.length }], unusable: [],
  };
  const ballast = join(folder, 'ballast.bin');
  if (mebibytes > 0) randomFile(ballast, mebibytes);
  const text = (path, value) => ({ path, content: memorySource(path, Buffer.from(`${JSON.stringify(value)}\n`)) });
  const files = [
    text('data/release.json', document), text('data/results/checks.json', checks), { path: at, content: memorySource(at, retention) },
    ...(mebibytes > 0 ? [{ path: 'data/evidence/attachments/ballast.bin', content: fileSource(ballast, 'ballast.bin') }] : []),
  ];
  const key = readSealingKey(generateKey(undefined).privatePem, undefined);
  await writeFileWhole(out, { replace: true }, (sink) => packBundle(files, sink, { product: release.product.id, version, date: release.date, toolVersion: '0.1.0', sealer: bundleSealer(release, checks, keyMeans(key)) }));
  rmSync(ballast, { force: true });
  return out;
}

export const writeJson = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);
