// What the benchmarks on a real S3 server share: a fresh server with its data in memory, a bundle of a size, and the clients to measure.
// Each server of a round begins empty, and its data goes with it: a lock cannot be lifted, a folder can be removed.
import { execFileSync, spawnSync } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import { closeSync, cpSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, statfsSync, writeFileSync, writeSync } from 'node:fs';
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

/** A sealed bundle of the demo release, READY, with `mebibytes` of evidence that does not compress beside its own. Answers its path. */
export async function bundleOf(folder, mebibytes) {
  const work = mkdtempSync(join(folder, 'release-'));
  const project = join(work, 'meridian-2.4.0');
  const fixtures = fileURLToPath(new URL('../../fixtures/releases/', import.meta.url));
  for (const name of ['meridian-2.3.1', 'meridian-2.4.0']) cpSync(join(fixtures, name), join(work, name), { recursive: true });
  if (mebibytes > 0) {
    randomFile(join(project, 'ballast.bin'), mebibytes);
    edit(join(project, 'release-evidence.yaml'), (text) => text.replace('\n  waivers: waivers.yaml\n', (line) => `${line}  attachments: ballast.bin\n`));
  }
  // The approvals of the fixture are for the candidate without that file: without this the release is NOT READY, and nothing publishes it.
  const program = (...args) => spawnSync(process.execPath, [PROGRAM, ...args, '--project', project], { encoding: 'utf8', maxBuffer: 64 << 20 });
  const { candidateDigest } = JSON.parse(program('check', '--json').stdout);
  edit(join(project, 'approvals.yaml'), (text) => text.replace(/candidateDigest: [0-9a-f]{64}/g, `candidateDigest: ${candidateDigest}`));
  const out = join(folder, 'bundle.evidence.zip');
  const { status, stdout, stderr } = program('bundle', '--key', join(work, 'seal.pem'), '--out', out, '--quiet');
  if (status !== 0) throw new Error(`the bundle was not made: ${stderr}${stdout}`);
  rmSync(work, { recursive: true });
  return out;
}

function edit(path, change) {
  writeFileSync(path, change(readFileSync(path, 'utf8')));
}

export const writeJson = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);
