import type { SafetyClass } from './kinds.ts';

/** A released file: a subject of the seal. */
export interface ReleasedArtifact {
  readonly name: string;
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
}

/** What this evidence is about. Values of the project file win over CI variables and git; none is guessed. */
export interface ReleaseIdentity {
  readonly product: {
    readonly id: string; readonly name: string; readonly description?: string; readonly manufacturer?: string;
    readonly udi?: string; readonly safetyClass?: SafetyClass; readonly documentationLevel?: string;
    readonly markets: readonly string[]; readonly lifetimeYears?: number;
  };
  readonly version: string;
  /** 40 hex digits. */
  readonly commit: string;
  readonly tag?: string;
  /** RFC 3339 with offset: the only time that checks, report and re-derivation use. */
  readonly date: string;
  /** Where each value comes from: `project`, `ci:GITLAB`, `git`, `clock`. */
  readonly sources: Readonly<Record<'version' | 'commit' | 'tag' | 'date', string>>;
  readonly previous?: { readonly version: string; readonly tag?: string; readonly bundleSha256?: string };
  readonly artifacts: readonly ReleasedArtifact[];
}
