// Which programs the S3 stack is made of, at which versions, and where they lie. Nothing is installed here: install.mjs does.
// MinIO and mc have no version tags that Go takes: each is pinned by its commit. Neither server is recommended to users (docs/store.md).
import { fileURLToPath } from 'node:url';

/** Git-ignored; one folder for each program and version, so that CI can keep it between runs. */
export const cache = fileURLToPath(new URL('../../../.cache/s3-stack/', import.meta.url));

const modules = {
  minio: { module: 'github.com/minio/minio', version: 'v0.0.0-20260212201848-7aac2a2c5b7c' },
  versitygw: { module: 'github.com/versity/versitygw/cmd/versitygw', version: 'v1.7.0' },
  mc: { module: 'github.com/minio/mc', version: 'v0.0.0-20250313080218-cf909e1063a9' },
};

/** Programs of others: `go install MODULE@VERSION` leaves one called `name`. */
export const tools = Object.entries(modules).map(([name, one]) => ({ name, ...one, binary: name, folder: `${cache}${name}-${one.version}/` }));
/** Python programs, each in a virtual environment of its own. */
export const python = [{ name: 'aws', packages: ['awscli==1.46.3'], folder: `${cache}awscli-1.46.3/`, binary: 'aws' }];

/** Path of each program by its name here, whether it is there or not. */
export const paths = Object.fromEntries([
  ...tools.map((one) => [one.name, `${one.folder}${one.binary}`]),
  ...python.map((one) => [one.name, `${one.folder}bin/${one.binary}`]),
]);
