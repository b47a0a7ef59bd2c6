import type { EvidenceSet } from '../model/evidence.ts';
import type { TraceGraph } from '../model/graph.ts';
import type { EffectiveProfile } from '../model/profile.ts';
import type { ReleaseIdentity } from '../model/release.ts';
import type { CheckResults } from '../model/row.ts';
import type { Project } from '../project/schema.ts';
import type { BundledFile } from '../results/release-document.ts';

/** Who is expected to seal: printed so that a reader can compare; the seal itself is made after the report. */
export interface ExpectedSeal {
  readonly kind: 'key' | 'kms' | 'keyless' | 'none';
  readonly identity?: string;
  readonly issuer?: string;
  /** SHA-256 of the public key (SPKI, DER), hex. */
  readonly keySha256?: string;
}

/** All that the report is made from: no file, clock or network beside it. */
export interface ReportInput {
  readonly results: CheckResults;
  readonly release: ReleaseIdentity;
  readonly profile: EffectiveProfile;
  readonly evidence: EvidenceSet;
  readonly graph: TraceGraph;
  readonly project: Project;
  /** The evidence set: what the digest below is over, sorted by bundle path. */
  readonly files: readonly BundledFile[];
  /** SHA-256, lower-case hex. */
  readonly evidenceSetDigest: string;
  readonly tool: { readonly name: string; readonly version: string; readonly sha256?: string };
  /** Titles of the checks, by id. */
  readonly checkTitles?: Readonly<Record<string, string>>;
  readonly seal?: ExpectedSeal;
  /** Name of the bundle file, without folder; `‹product›-‹version›.evidence.zip` when absent. */
  readonly bundleName?: string;
  /** Takes what looks like a credential out of every text of the report, wherever it came from. */
  readonly hide?: <T>(value: T) => T;
}
