// Verifies bundles in a process of its own (another clock, no network): judge.ts CASES.json. Prints one JSON line for each case, and the year.
import { readFileSync } from 'node:fs';
import { bundleFromJSON } from '@sigstore/bundle';
import { readPublicKey } from '../../../src/sealing/key.ts';
import { readTrustedRoot } from '../../../src/sealing/read-trusted-root.ts';
import type { Thresholds } from '../../../src/sealing/trust-policy.ts';
import { verifySignature } from '../../../src/sealing/verify-signature.ts';

export interface Case {
  readonly name: string;
  /** Paths. */
  readonly bundle: string;
  readonly root?: string;
  readonly key?: string;
  readonly identity?: string;
  readonly issuer?: string;
  readonly thresholds: Partial<Thresholds>;
}

const cases = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Case[];
for (const { name, bundle, root, key, identity = '', issuer = '', thresholds } of cases) {
  const answer = verifySignature(bundleFromJSON(JSON.parse(readFileSync(bundle, 'utf8'))), {
    signers: [key === undefined ? { kind: 'identity', identity: { exact: identity }, issuer: { exact: issuer } } : { kind: 'key', key: readPublicKey(readFileSync(key, 'utf8')) }],
    thresholds, ...(root !== undefined && { trustedRoot: readTrustedRoot(readFileSync(root, 'utf8')) }),
  });
  console.log(JSON.stringify({ name, codes: answer.problems.map((one) => one.code), times: answer.times.map((one) => one.time), year: new Date().getUTCFullYear() }));
}
