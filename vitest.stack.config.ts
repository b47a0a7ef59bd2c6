import { defineConfig } from 'vitest/config';

/**
 * Tests that need more than Node and npm. `.ci/run` runs them; `npm test` does not.
 * `machine`: a browser, or other programs of the machine.
 * `s3`: real S3 servers on 127.0.0.1; after `node test/stack/s3/install.mjs minio versitygw mc`, by `test/stack/in-namespace.sh vitest run --config vitest.stack.config.ts --project s3`.
 * `catalogue`: queries by DuckDB and by Spark, also on a real S3 server; after `node test/stack/s3/install.mjs minio` and `node test/stack/catalogue/install.mjs`, by `test/stack/in-namespace.sh vitest run --config vitest.stack.config.ts --project catalogue`.
 * `sigstore`: the real Sigstore on loopback; after `node test/stack/sigstore/install.mjs`, by `test/stack/in-namespace.sh vitest run --config vitest.stack.config.ts --project sigstore`.
 */
export default defineConfig({
  test: {
    fileParallelism: false,
    reporters: ['default'],
    projects: [
      { test: { name: 'machine', include: ['test/browser/**/*.test.ts', 'test/stack/**/*.test.ts'], exclude: ['test/stack/sigstore/**', 'test/stack/s3/**', 'test/stack/catalogue/**'], testTimeout: 60_000 } },
      { test: { name: 's3', include: ['test/stack/s3/**/*.test.ts'], globalSetup: ['test/stack/s3/setup.ts'], testTimeout: 120_000, hookTimeout: 60_000 } },
      { test: { name: 'catalogue', include: ['test/stack/catalogue/**/*.test.ts'], testTimeout: 120_000, hookTimeout: 240_000 } },
      { test: { name: 'sigstore', include: ['test/stack/sigstore/**/*.test.ts'], globalSetup: ['test/stack/sigstore/setup.ts'], testTimeout: 60_000, hookTimeout: 60_000 } },
    ],
  },
});
