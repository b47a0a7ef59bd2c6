import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { requireNamespace } from '../shared/namespace.ts';
import { stack } from './signing.ts';

const SCRIPT = fileURLToPath(new URL('../in-namespace.sh', import.meta.url));
const RUN = fileURLToPath(new URL('run.mjs', import.meta.url));

/** Processes that work in a folder, by their ids in this namespace. */
const workingIn = (folder: string): number[] => readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number).filter((pid) => {
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === folder;
  } catch {
    return false; // ended meanwhile
  }
});
const until = async (condition: () => boolean) => {
  for (let i = 0; i < 1500 && !condition(); i += 1) await wait(20);
  expect(condition()).toBe(true);
};
const parentOf = (pid: number) => Number(/^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);

/** A second stack, in a namespace inside this one, with a command that would go on for long. */
async function startAnother(name: string): Promise<{ folder: string; pid: number }> {
  const folder = join(stack.folder, name);
  mkdirSync(folder, { recursive: true });
  const child = spawn(SCRIPT, ['node', RUN, '--folder', folder, '--', 'sh', '-c', `touch ${folder}/up; exec sleep 300`], { stdio: 'ignore' });
  await until(() => existsSync(join(folder, 'up')));
  expect(workingIn(folder).length).toBeGreaterThanOrEqual(5);
  return { folder, pid: child.pid! };
}

describe('the stack', () => {
  it('refuses to start where it would listen on other interfaces', () => {
    const head = 'Inter-|   Receive\n face |bytes\n';
    expect(() => requireNamespace(`${head}    lo: 1 2\n  eth0: 1 2\n`)).toThrow('lo, eth0');
    expect(() => requireNamespace(`${head}    lo: 1 2\n`)).not.toThrow();
    expect(() => requireNamespace()).not.toThrow();
  });

  it('passes on the exit code of the command, and leaves neither processes nor files', () => {
    const { status, stdout, stderr } = spawnSync(SCRIPT, ['node', RUN, '--', 'sh', '-c', 'echo "$STACK_DIR"; test -s "$STACK_TRUSTED_ROOT" && exit 42'], { encoding: 'utf8', timeout: 60_000 });
    expect({ status, stderr }).toEqual({ status: 42, stderr: '' });
    expect(existsSync(stdout.trim())).toBe(false);
    expect(workingIn(stdout.trim())).toEqual([]);
  });

  it('says why when a part does not come up, and ends the others', () => {
    const folder = join(stack.folder, 'broken');
    mkdirSync(join(folder, 'keys', 'done'), { recursive: true }); // keys that are not there
    const { status, stderr } = spawnSync(SCRIPT, ['node', RUN, '--folder', folder, '--', 'true'], { encoding: 'utf8', timeout: 60_000 });
    expect(status).not.toBe(0);
    expect(stderr).toContain('ENOENT');
    expect(workingIn(folder)).toEqual([]);
  });

  it('is gone when the script that holds the namespace is killed', async () => {
    const { folder, pid } = await startAnother('killed-outside');
    process.kill(pid, 'SIGKILL');
    await until(() => workingIn(folder).length === 0);
    rmSync(folder, { recursive: true, force: true });
  });

  it('is gone when the process that started it is killed', async () => {
    const { folder } = await startAnother('killed-inside');
    const [service] = workingIn(folder);
    process.kill(parentOf(service!), 'SIGKILL');
    await until(() => workingIn(folder).length === 0);
    rmSync(folder, { recursive: true, force: true });
  });
});
