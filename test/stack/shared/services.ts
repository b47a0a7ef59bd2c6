import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

export interface Service {
  readonly name: string;
  readonly process: ChildProcess;
}

/** Starts a program in the run folder, its output in `NAME.log` there. It is in our process group: what ends us ends it. */
export function launch(folder: string, name: string, command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Service {
  const log = openSync(join(folder, `${name}.log`), 'w');
  const child = spawn(command, args, { cwd: folder, env: { PATH: process.env.PATH, HOME: folder, ...env }, stdio: ['ignore', log, log] });
  closeSync(log);
  child.on('error', () => undefined); // told by `ready`
  return { name, process: child };
}

const lastLines = (folder: string, name: string) => readFileSync(join(folder, `${name}.log`), 'utf8').split('\n').slice(-6).join('\n');

/** Waits until `url` answers 200; fails with the end of the log when the service ended first or did not come up within 30 s. */
export async function ready(folder: string, service: Service, url: string): Promise<void> {
  for (const until = Date.now() + 30_000; Date.now() < until; await wait(25)) {
    if (service.process.pid === undefined || service.process.exitCode !== null || service.process.signalCode !== null) break;
    const answer = await fetch(url, { signal: AbortSignal.timeout(2000) }).catch(() => null);
    await answer?.arrayBuffer().catch(() => null);
    if (answer?.status === 200) return;
  }
  if (service.process.pid === undefined) throw new Error(`${service.name} could not be started: is it installed? see install.mjs of its stack`);
  throw new Error(`${service.name} did not come up at ${url}\n${lastLines(folder, service.name)}`);
}

/** The first line that matches in a service's log, waited for up to 10 s. */
export async function said(folder: string, service: Service, pattern: RegExp): Promise<string> {
  for (const until = Date.now() + 10_000; Date.now() < until; await wait(25)) {
    const line = readFileSync(join(folder, `${service.name}.log`), 'utf8').split('\n').find((one) => pattern.test(one));
    if (line !== undefined) return line;
    if (service.process.exitCode !== null) break;
  }
  throw new Error(`${service.name} did not say ${pattern}\n${lastLines(folder, service.name)}`);
}

/** Ends services by their own ids, politely and then not; only while they still run in this folder or below, because ids are used again. */
export async function stop(folder: string, services: readonly Service[]): Promise<void> {
  await Promise.all(services.map(async ({ process: child }) => {
    const gone = () => child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      if (gone()) return;
      if (runsIn(child.pid ?? 0, folder)) child.kill(signal);
      for (const until = Date.now() + 5000; !gone() && Date.now() < until; await wait(10));
    }
  }));
}

function runsIn(pid: number, folder: string): boolean {
  try {
    return `${readlinkSync(`/proc/${pid}/cwd`)}/`.startsWith(`${folder}/`);
  } catch {
    return false;
  }
}
