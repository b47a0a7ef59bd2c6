// The product's evidence about itself, made by real tools in this run: tests with coverage, static analysis, SBOM, package, build record.
// Everything goes to out/own/, where the product then bundles it with a throw-away key and verifies the bundle. The verdict is whatever
// it is: exit 0 when a bundle was written and its verification agrees with it, also when the release is NOT READY.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, platform, release as osRelease, arch, totalmem } from 'node:os';
import { join } from 'node:path';
import { levels } from '../own/levels.mjs';
import { node, root, run, setUp } from './setup.mjs';

const out = join(root, 'out', 'own');
const tools = join(root, 'out', 'own-tools');
const started = new Date();
const version = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version;
const say = (text) => console.log(`\n== ${text} (${((Date.now() - started.getTime()) / 1000).toFixed(1)} s)`);
const fail = (text) => { console.error(`own evidence: ${text}`); process.exit(1); };
const text = (command, args, options = {}) => {
  const result = spawnSync(command, args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28, ...options });
  if (result.error || result.status !== 0) fail(`${command} ${args.join(' ')}: ${result.error?.message ?? `exit ${result.status}\n${result.stderr}`}`);
  return result.stdout.trim();
};
const sha256 = (path) => createHash('sha256').update(readFileSync(path)).digest('hex');
const json = (path, value) => writeFileSync(join(out, path), `${JSON.stringify(value, null, 2)}\n`);
const time = (date) => `${date.toISOString().slice(0, 19)}Z`;

setUp();
say('set up');
rmSync(out, { recursive: true, force: true });
for (const folder of ['tests', 'coverage', 'analysis', 'sbom', 'dist']) mkdirSync(join(out, folder), { recursive: true });
cpSync(join(root, 'own'), out, { recursive: true, filter: (path) => !/own[\\/]tools|\.mjs$/.test(path) });
cpSync(join(root, 'docs', 'requirements'), join(out, 'requirements'), { recursive: true, filter: (path) => !path.endsWith('.md') });
cpSync(join(root, 'package-lock.json'), join(out, 'package-lock.json'));
if (!readFileSync(join(out, 'release-evidence.yaml'), 'utf8').includes(`\n  version: ${version} `)) fail(`own/release-evidence.yaml does not name version ${version}`);

// Installed beside, never into the product: docs/decisions/0004. `npm install`, because the lists of optional platform packages differ by registry.
mkdirSync(tools, { recursive: true });
cpSync(join(root, 'own', 'tools'), tools, { recursive: true });
if (run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'], { cwd: tools }) !== 0) fail('the tools could not be installed');
const tool = (name) => join(tools, 'node_modules', '.bin', name);
const versionOf = (folder, name) => JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8')).version;
const nodeVersion = text(node, ['--version']);
const commit = text('git', ['rev-parse', 'HEAD']);
const testTools = ['vitest', '@vitest/coverage-v8'].map((name) => ({ name, version: versionOf(root, name) }));
// Who answers for a run is a person: the CI knows who started it. Nobody is named when it does not.
const ciUser = process.env.GITLAB_USER_NAME ?? process.env.GITHUB_TRIGGERING_ACTOR;
const executor = process.env.CI ? `CI job ${process.env.CI_JOB_ID ?? process.env.GITHUB_RUN_ID ?? ''}`.trim() : 'scripts/own-evidence.mjs, started by hand';
const machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${arch()}`;
const system = `${platform()} ${osRelease()}, Node.js ${nodeVersion}`;

const blobs = join(out, 'blobs');
for (const level of levels) {
  say(`${level.name} tests`);
  const start = new Date();
  const status = run(node, [join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', ...level.only, ...level.exclude.flatMap((pattern) => ['--exclude', pattern]),
    '--coverage.enabled', '--coverage.provider=v8', '--coverage.include=src/**', '--coverage.reporter=json-summary', `--coverage.reportsDirectory=${join(out, 'coverage-parts', level.name)}`,
    '--reporter=junit', `--outputFile.junit=${join(out, 'tests', `${level.name}.xml`)}`,
    '--reporter=blob', `--outputFile.blob=${join(blobs, `${level.name}.json`)}`]);
  if (!existsSync(join(out, 'tests', `${level.name}.xml`))) fail(`the ${level.name} tests wrote no report`);
  if (status !== 0) console.error(`the ${level.name} tests ended with ${status}: the report says which failed`);
  json(`tests/${level.name}.run.json`, {
    schema: 'release-evidence/test-run/v1', id: `OWN-${level.name.toUpperCase()}`, level: level.name, version, commit,
    start: time(start), end: time(new Date()), hardware: machine, software: system,
    tools: [{ name: 'Node.js', version: nodeVersion.slice(1) }, ...testTools], executor, ...(ciUser ? { responsible: ciUser } : {}),
    procedure: `scripts/own-evidence.mjs@${commit.slice(0, 12)}`,
  });
}

say('coverage of all levels together');
if (run(node, [join(root, 'node_modules', 'vitest', 'vitest.mjs'), `--merge-reports=${blobs}`, '--reporter=agent', '--coverage.enabled', '--coverage.provider=v8',
  '--coverage.include=src/**', '--coverage.reporter=lcovonly', '--coverage.reporter=text-summary', `--coverage.reportsDirectory=${join(out, 'coverage')}`]) !== 0) {
  console.error('merging ended with an error: failed tests are in it');
}
if (!existsSync(join(out, 'coverage', 'lcov.info'))) fail('no coverage was written');
for (const folder of ['blobs', 'coverage-parts']) rmSync(join(out, folder), { recursive: true, force: true });

say('static analysis');
writeFileSync(join(out, 'analysis', 'oxlint.sarif'), `${text(node, [tool('oxlint'), '--config', join(root, 'own', 'oxlint.json'), '--format=sarif', 'src', 'scripts', 'bin', 'own'])}\n`);

say('software bill of materials');
// From the lockfile: what an install script put into node_modules (`node` does) is not part of the product. What the build joined into the
// program is part of it, although npm need not install it any more: listed as the dependency that it is.
const shipped = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
for (const [, name] of readFileSync(join(root, 'dist', 'THIRD-PARTY-LICENSES.txt'), 'utf8').matchAll(/^={80}\n(\S+) \S+ \(/gm)) {
  if (shipped.devDependencies[name]) shipped.dependencies[name] = shipped.devDependencies[name];
  delete shipped.devDependencies[name];
}
const listed = join(out, 'shipped');
mkdirSync(listed);
writeFileSync(join(listed, 'package.json'), JSON.stringify(shipped));
cpSync(join(root, 'package-lock.json'), join(listed, 'package-lock.json'));
if (run('npm', ['install', '--package-lock-only', '--ignore-scripts', '--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'], { cwd: listed }) !== 0) fail('no lockfile of what is shipped');
if (run(node, [tool('cyclonedx-npm'), '--package-lock-only', '--omit', 'dev', '--spec-version', '1.6', '--output-file', join(out, 'sbom', 'release-evidence.cdx.json')], { cwd: listed }) !== 0) fail('no SBOM');
rmSync(listed, { recursive: true });

say('the released package');
const buildStart = new Date();
text('npm', ['pack', '--silent', '--pack-destination', join(out, 'dist')], { env: { ...process.env, RELEASE_EVIDENCE_NO_PREPARE: '1' } });
const [packed] = readdirSync(join(out, 'dist'));
const digest = sha256(join(out, 'dist', packed));
const lock = sha256(join(root, 'package-lock.json'));
json('build.json', {
  schema: 'release-evidence/build/v1', commit, version, builder: executor, ...(process.env.CI_PIPELINE_ID ? { runId: process.env.CI_PIPELINE_ID } : {}),
  start: time(started), end: time(new Date()), os: system,
  tools: [{ name: 'Node.js', version: nodeVersion.slice(1) }, { name: 'npm', version: text('npm', ['--version']) }, { name: 'typescript', version: versionOf(root, 'typescript') }],
  flags: 'tsconfig.json', lockfiles: [{ path: 'package-lock.json', sha256: lock }], procedure: `scripts/build.mjs@${commit.slice(0, 12)}`,
  outputs: [{ name: packed, sha256: digest }],
});
json('config-items.json', {
  schema: 'release-evidence/config-items/v1',
  items: [
    { name: packed, kind: 'binary', version, sha256: digest, safetyClass: 'B' },
    { name: 'source tree', kind: 'source', version: commit, reference: `git tree ${text('git', ['rev-parse', 'HEAD^{tree}'])}`, safetyClass: 'B' },
    { name: 'package-lock.json', kind: 'configuration', version, sha256: lock },
    { name: 'Node.js', kind: 'tool', version: nodeVersion.slice(1) },
  ],
});
console.log(`${packed}  sha256 ${digest}  (${time(buildStart)})`);

say('bundle, sealed with a throw-away key');
const product = (...args) => {
  console.log(`$ release-evidence ${args.join(' ')}`);
  return spawnSync(node, [join(root, 'bin', 'release-evidence.js'), ...args], { cwd: out, stdio: 'inherit' }).status;
};
const bundle = `release-evidence-${version}.evidence.zip`;
const bundled = product('bundle', '--key', 'throw-away.pem', '--out', bundle, '--report', 'report', '--yes');
rmSync(join(out, 'throw-away.pem'), { force: true });
if (bundled !== 0 && bundled !== 1) fail(`bundle ended with exit ${bundled}`);
if (!existsSync(join(out, bundle))) fail('no bundle was written');

say('verify');
const expected = bundled === 0 ? [] : ['--integrity-only'];
const verified = product('verify', bundle, '--key', 'throw-away.pub.pem', '--artifact', join('dist', packed), '--expect-product', 'release-evidence', '--expect-version', version, ...expected);
if (verified !== 0) fail(`verify ended with exit ${verified}`);
if (bundled === 1) {
  const strict = product('verify', bundle, '--key', 'throw-away.pub.pem', '--quiet');
  if (strict !== 6) fail(`a NOT READY release must be refused with exit 6, not ${strict}`);
}
say(`done: out/own/${bundle}, out/own/report/report.html`);
