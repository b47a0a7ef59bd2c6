import type { Location } from './location.ts';

export interface SbomComponent extends Location {
  readonly ref?: string;
  readonly type?: string;
  readonly name: string;
  readonly version?: string;
  readonly supplier?: string;
  readonly purl?: string;
  readonly cpe?: string;
  readonly licenses: readonly string[];
  readonly hashes: readonly { readonly alg: string; readonly value: string }[];
}

export interface Vulnerability extends Location {
  readonly id: string;
  readonly severity?: string;
  /** Component refs, purls or names that it affects, as written. */
  readonly affects: readonly string[];
  /** CycloneDX analysis state or undefined when undecided. */
  readonly state?: string;
  readonly justification?: string;
  readonly detail?: string;
}

export interface Sbom {
  readonly specVersion: string;
  readonly serialNumber?: string;
  readonly timestamp?: string;
  readonly author?: string;
  readonly tools: readonly string[];
  /** The product itself; not one of `components`. */
  readonly root?: SbomComponent;
  /** All levels, without the root. */
  readonly components: readonly SbomComponent[];
  readonly dependencies: readonly (Location & { readonly ref: string; readonly dependsOn: readonly string[] })[];
  /** Compositions or the like that say the list is not complete. */
  readonly incomplete: readonly (Location & { readonly aggregate: string })[];
  readonly vulnerabilities: readonly Vulnerability[];
  /** The list is there, even if it is empty: a scanner looked. An SBOM without the list was not searched. */
  readonly scanned?: boolean;
}
