// Which programs the stack is made of, at which versions, and where they lie. Nothing is installed here: install.mjs does.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
/** Git-ignored; one folder for each program and version, so that CI can keep it between runs. */
export const cache = fileURLToPath(new URL('../../../.cache/sigstore-stack/', import.meta.url));

/** Programs of others: `go install MODULE@VERSION` leaves `binary`. The fields of `from` are for install.mjs. */
const modules = {
  fulcio: { module: 'github.com/sigstore/fulcio', version: 'v1.8.8', binary: 'fulcio' },
  rekorV2: { module: 'github.com/sigstore/rekor-tiles/v2/cmd/rekor-server/posix', version: 'v2.3.0', binary: 'posix' },
  tsa: { module: 'github.com/sigstore/timestamp-authority/v2/cmd/timestamp-server', version: 'v2.1.3', binary: 'timestamp-server' },
  rekorV1: { module: 'github.com/sigstore/rekor/cmd/rekor-server', version: 'v1.5.4', binary: 'rekor-server' },
  cosign: { module: 'github.com/sigstore/cosign/v3/cmd/cosign', version: 'v3.1.2', binary: 'cosign' },
};
/** Modules of ours: programs on others' libraries, and one that only pins a program; the version is the digest of their sources. */
const own = {
  ctlog: { source: `${here}ctlog/`, files: ['go.mod', 'go.sum', 'main.go'], package: '.', binary: 'ctlog' },
  trillian: { source: `${here}trillian/`, files: ['go.mod', 'go.sum', 'main.go'], package: '.', binary: 'trillian' },
  slsaVerifier: {
    source: fileURLToPath(new URL('../judges/slsa-verifier/', import.meta.url)), files: ['go.mod', 'go.sum'],
    package: 'github.com/slsa-framework/slsa-verifier/v2/cli/slsa-verifier', binary: 'slsa-verifier',
  },
};

const digest = ({ source, files }) => {
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(`${source}${file}`));
  return hash.digest('hex').slice(0, 12);
};

export const tools = [
  ...Object.entries(modules).map(([name, one]) => ({ name, ...one, folder: `${cache}${one.binary}-${one.version}/` })),
  ...Object.entries(own).map(([name, one]) => ({ name, ...one, version: digest(one), folder: `${cache}${one.binary}-${digest(one)}/` })),
];
/** Python programs, each in a virtual environment of its own. */
export const python = [
  // A KMS on loopback; signing with it needs `cryptography`, which it does not ask for.
  { name: 'kms', packages: ['ministack==1.5.33', 'cryptography==50.0.2'], folder: `${cache}ministack-1.5.33/`, binary: 'ministack' },
  // A KMS that signs wrong: it hashes the digest again.
  { name: 'moto', packages: ['moto[server,kms]==5.2.5'], folder: `${cache}moto-5.2.5/`, binary: 'moto_server' },
];

/** Path of each program by its name here, whether it is there or not. */
export const paths = Object.fromEntries([
  ...tools.map((one) => [one.name, `${one.folder}${one.binary}`]),
  ...python.map((one) => [one.name, `${one.folder}bin/${one.binary}`]),
]);
