// npm run demo: sets everything up, then takes the demo release Meridian SP-20 2.4.0 from raw evidence to a verified, published bundle.
// Writes below out/ only; a second run finds what is there and says so.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { node, root, run, setUp } from './setup.mjs';

setUp();
const started = performance.now();
const out = join(root, 'out');
const project = join('fixtures', 'releases', 'meridian-2.4.0');
const bundle = join('out', 'meridian-sp-20-2.4.0.evidence.zip');
const key = join('out', 'demo-seal.pem');
mkdirSync(out, { recursive: true });

// A store never takes other content for a published version. After a change of the program or of the fixture the demo starts afresh.
const made = createHash('sha256');
for (const folder of ['dist', 'templates', project]) {
  for (const name of readdirSync(join(root, folder), { recursive: true }).sort()) if (statSync(join(root, folder, name)).isFile()) made.update(name).update(readFileSync(join(root, folder, name)));
}
const stamp = join(out, '.demo-of');
const digest = made.digest('hex');
if (existsSync(stamp) && readFileSync(stamp, 'utf8') !== digest) {
  console.log('the program or the demo release changed since the last run: the old bundle, report and store below out/ are removed');
  for (const old of [join(root, bundle), join(out, 'store'), join(out, 'report')]) rmSync(old, { recursive: true, force: true });
}
writeFileSync(stamp, digest);
if (existsSync(join(root, bundle))) console.log(`there already from an earlier run: ${bundle}`);

const tool = (...args) => {
  console.log(`\n$ release-evidence ${args.join(' ')}`);
  const status = run(node, [join(root, 'bin', 'release-evidence.js'), ...args]);
  if (status !== 0) process.exit(status);
};
tool('release', '--project', project, '--key', key, '--to', join('out', 'store'), '--out', bundle, '--report', join('out', 'report'));
tool('list', '--from', join('out', 'store'));
tool('verify', bundle, '--key', join('out', 'demo-seal.pub.pem'),
  '--artifact', join(project, 'dist', 'sp20-controller-2.4.0.bin'), '--expect-product', 'meridian-sp-20', '--expect-version', '2.4.0');

console.log(`
Bundle  ${bundle}
HTML    ${join('out', 'report', 'report.html')}
PDF     ${join('out', 'report', 'report.pdf')}
Store   ${join('out', 'store')}
Release ${join('out', 'store', 'releases', 'meridian-sp-20', '2.4.0.json')}
${((performance.now() - started) / 1000).toFixed(1)} s`);
