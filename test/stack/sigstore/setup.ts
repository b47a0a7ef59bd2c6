import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startStack } from './stack.ts';

/** One stack, with all its parts, for all test files of this folder. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'sigstore-stack-'));
  const begin = performance.now();
  const stack = await startStack(folder, { rekorV1: true, tsa2: true, kms: true });
  console.log(`the stack is up after ${((performance.now() - begin) / 1000).toFixed(1)} s, keys included`);
  project.provide('stack', stack.folder);
  return async () => {
    await stack.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}

declare module 'vitest' {
  interface ProvidedContext {
    stack: string;
  }
}
