import { defineConfig } from 'vitest/config';

/**
 * Tests that need more than Node and npm. `.ci/run` runs them; `npm test` does not.
 * `machine`: a browser, or other programs of the machine.
 * `sigstore`: the real Sigstore on loopback; after `node test/stack/sigstore/install.mjs`, by `test/stack/in-namespace.sh vitest run --config vitest.stack.config.ts --project sigstore`.
 */
export default defineConfig({
  test: {
    fileParallelism: false,
    reporters: ['default'],
    projects: [
      { test: { name: 'machine', include: ['test/browser/**/*.test.ts', 'test/stack/**/*.test.ts'], exclude: ['test/stack/sigstore/**'], testTimeout: 60_000 } },
      { test: { name: 'sigstore', include: ['test/stack/sigstore/**/*.test.ts'], globalSetup: ['test/stack/sigstore/setup.ts'], testTimeout: 60_000, hookTimeout: 60_000 } },
    ],
  },
});
