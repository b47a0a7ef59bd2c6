import type { EvidenceSet } from '../model/evidence.ts';
import type { TraceGraph } from '../model/graph.ts';
import type { EvidenceKind } from '../model/kinds.ts';
import type { Reading } from '../model/location.ts';
import type { EffectiveProfile } from '../model/profile.ts';
import type { ReleaseIdentity } from '../model/release.ts';
import type { Severity, Verdict } from '../model/row.ts';
import type { Project } from '../project/schema.ts';

export type CheckId = `CHK-${number}`;

/** All that a check may see: files and facts, never the world. */
export interface CheckContext {
  readonly project: Project;
  /** Path of the project file itself, for readings that point into it. */
  readonly projectFile: string;
  /** Its text: signed approvals name its digest. */
  readonly projectText: string;
  /** 1-based line of the value at a path in the project file, or of the nearest part around it. */
  readonly projectLine?: (path: readonly (string | number)[]) => number | undefined;
  readonly release: ReleaseIdentity;
  readonly profile: EffectiveProfile;
  readonly evidence: EvidenceSet;
  readonly graph: TraceGraph;
}

/** What a check says of one subject; the runner adds id, clause and severity, and applies waivers. */
export interface Finding {
  readonly verdict: Exclude<Verdict, 'waived'>;
  readonly subjects: readonly string[];
  readonly message: string;
  readonly read: readonly Reading[];
  /** What to do; required for fail and not-evaluated. */
  readonly fix?: string;
  /** Only lower than the profile's severity of the check, e.g. CHK-305 for a skipped test that is not safety-linked. */
  readonly severity?: Severity;
  readonly derivedFrom?: string;
  /** This finding cannot be waived although the check can, e.g. CHK-303 for a test that verifies a risk control. */
  readonly waivable?: false;
}

export interface Check {
  readonly id: CheckId;
  readonly title: string;
  readonly clause: string;
  /** Severity for class A, B and C (domain §4). */
  readonly severity: { readonly A: Severity; readonly B: Severity; readonly C: Severity };
  /** ★ in the catalogue: false. */
  readonly waivable: boolean;
  /** Kinds without which it cannot be evaluated: a missing one gives not-evaluated when the profile requires it, not-applicable when not. */
  readonly needs: readonly EvidenceKind[];
  /** The sentence of docs/checks.md: when it fails. */
  readonly fails: string;
  /** No finding for any subject and no `pass` = the runner reports a vacuous check as not-evaluated. */
  run(context: CheckContext): readonly Finding[];
}
