/** One place that looks like a credential. Nothing of the secret is kept: what is shown is the kind, and at most a well-known prefix and the length. */
export interface CredentialFinding {
  /** 1-based. */
  readonly line: number;
  /** What it looks like: `GitLab token`, `value of CI_JOB_TOKEN`. */
  readonly rule: string;
  /** `glpa…, 26 characters`. */
  readonly shown: string;
}

/** What the scan for credentials says of one file that goes into the bundle. */
export interface CredentialScan {
  /** Relative to the project file, with `/`; of an entry of a bundle, its path in the bag. */
  readonly path: string;
  /** Of the raw bytes, lower-case hex: what an allowance names. */
  readonly sha256: string;
  /** `binary`: by its content not text, and not looked into. */
  readonly content: 'text' | 'binary';
  /** By line. At most MOST_FINDINGS; the scan of a file ends there, for it must not be published in any case. */
  readonly findings: readonly CredentialFinding[];
}

export const MOST_FINDINGS = 200;
