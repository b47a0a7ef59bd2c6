import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/browser/**', 'test/stack/**'], // these need more than Node and npm: vitest.stack.config.ts
    testTimeout: 30_000,
    reporters: ['default'],
  },
});
