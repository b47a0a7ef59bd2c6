import type { TrustedRoot } from '@sigstore/protobuf-specs';
import { canonicalJson } from '../model/canonical-json.ts';

/** A Sigstore trusted root as it was read and judged. */
export interface TrustedRootFile {
  readonly root: TrustedRoot;
  /** Its one form: canonical JSON on one line with a newline at the end (a stock tool ignores it in silence without). */
  readonly text: string;
  /** SHA-256 of `text`, lower-case hex: what a policy pins and what two parties compare. */
  readonly sha256: string;
}

/**
 * `seal/trusted_root.json` of a bundle whose seal refers to no authority (docs/bundle-format.md §5.8): a Sigstore trusted root that names
 * none. It is there so that every sealed bundle has the same files; the key to trust is brought by the auditor.
 */
export const EMPTY_TRUSTED_ROOT = `${canonicalJson({
  mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
  tlogs: [], certificateAuthorities: [], ctlogs: [], timestampAuthorities: [],
})}\n`;
