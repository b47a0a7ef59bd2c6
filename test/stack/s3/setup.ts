import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { SERVERS, type ServerName, startServer } from './servers.ts';

/** One of each server for all test files of this folder; each test makes buckets of its own. A test that kills a server starts one. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 's3-stack-'));
  const begin = performance.now();
  const servers = await Promise.all(SERVERS.map((name) => startServer(name, join(folder, name))));
  console.log(`${SERVERS.join(' and ')} are up after ${((performance.now() - begin) / 1000).toFixed(1)} s`);
  project.provide('s3', Object.fromEntries(servers.map((one) => [one.name, one.endpoint])) as Record<ServerName, string>);
  return async () => {
    await Promise.all(servers.map((one) => one.stop()));
    rmSync(folder, { recursive: true, force: true });
  };
}

declare module 'vitest' {
  interface ProvidedContext {
    /** Endpoint of each server. */
    s3: Record<ServerName, string>;
  }
}
