// Installs the programs that a stack of the tests is made of into its cache folder, with the time each took. Needs Go >= 1.26, and for
// Python programs Python 3 with venv; any Node >= 20. What is there already is left alone. Run it before entering a network namespace.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';

function run(command, args, options = {}) {
  const result = spawnSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'], ...options });
  if (result.error) throw new Error(`${command}: ${result.error.message}`);
  if (result.status !== 0) throw new Error(`${command} ${args[0]} ended with ${result.status ?? result.signal}`);
}

function timed(name, there, make) {
  if (there) return console.log(`there     ${name}`);
  const begin = Date.now();
  make();
  console.log(`installed ${name} in ${((Date.now() - begin) / 1000).toFixed(1)} s`);
}

const env = { ...process.env, CGO_ENABLED: '0', GOTOOLCHAIN: 'local', GOWORK: 'off' };

/** Into a folder of its own (one program is called `posix`), moved to its name when complete. */
function build(tool, cache) {
  const part = `${tool.folder.slice(0, -1)}.part`;
  rmSync(part, { recursive: true, force: true });
  mkdirSync(part, { recursive: true });
  if (tool.module) run('go', ['install', '-trimpath', `${tool.module}@${tool.version}`], { env: { ...env, GOBIN: part }, cwd: cache });
  else run('go', ['build', '-trimpath', '-mod=readonly', '-buildvcs=false', '-o', `${part}/${tool.binary}`, tool.package], { env, cwd: tool.source });
  if (readdirSync(part).join() !== tool.binary) throw new Error(`${tool.name}: expected one program called ${tool.binary}, found ${readdirSync(part)}`);
  rmSync(tool.folder, { recursive: true, force: true });
  renameSync(part, tool.folder);
}

/** In place: a virtual environment cannot be moved. `done` says that it is complete. */
function buildEnvironment({ folder, packages }) {
  rmSync(folder, { recursive: true, force: true });
  run('python3', ['-m', 'venv', folder]);
  run(`${folder}bin/pip`, ['install', '-q', '--disable-pip-version-check', ...packages]);
  writeFileSync(`${folder}done`, '');
}

/**
 * `tools` are Go programs ({ name, version, folder, binary } with `module`, or `source` and `package`), `python` are environments
 * ({ packages, folder }). The exit code of the process is 1 when one cannot be installed.
 */
export function install({ cache, tools, python }) {
  const begin = Date.now();
  mkdirSync(cache, { recursive: true });
  try {
    for (const tool of tools) timed(`${tool.name} ${tool.version}`, existsSync(`${tool.folder}${tool.binary}`), () => build(tool, cache));
    for (const one of python) timed(one.packages.join(' '), existsSync(`${one.folder}done`), () => buildEnvironment(one));
    console.log(`${((Date.now() - begin) / 1000).toFixed(1)} s`);
  } catch (error) {
    console.error(`install failed: ${error.message}`);
    process.exitCode = 1;
  }
}
