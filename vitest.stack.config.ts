import { defineConfig } from 'vitest/config';

/** Tests that need more than Node and npm: a browser, or other programs of the machine. `.ci/run` runs them; `npm test` does not. */
export default defineConfig({
  test: {
    include: ['test/browser/**/*.test.ts', 'test/stack/**/*.test.ts'],
    testTimeout: 60_000,
    fileParallelism: false,
    reporters: ['default'],
  },
});
