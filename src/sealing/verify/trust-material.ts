import { toTrustMaterial, type TrustMaterial } from '@sigstore/verify';
import { type Authorities, authoritiesOf } from '../authorities.ts';
import type { TrustedRootFile } from '../trusted-root.ts';

/** A trusted root in both readings: the library's, and ours with names and periods. The same indexes in both. */
export interface Trust {
  readonly authorities: Authorities;
  readonly material: TrustMaterial;
}

/** Reading a dozen certificates takes as long as verifying a signature, and a bundle has three. */
const read = new WeakMap<TrustedRootFile, Trust>();

export function trustOf(file: TrustedRootFile): Trust {
  let trust = read.get(file);
  if (!trust) {
    trust = { authorities: authoritiesOf(file), material: toTrustMaterial(file.root) };
    read.set(file, trust);
  }
  return trust;
}
