/** Paths of the seal's files inside the bag (docs/bundle-format.md §5.8). */
export const SEAL_FOLDER = 'seal/';
export const TRUSTED_ROOT = 'seal/trusted_root.json';
export const STATEMENT_DSSE = 'seal/statement.dsse.json';
export const STATEMENT_SIGSTORE = 'seal/statement.sigstore.json';

/** Files that carry the signature: the only ones that no tag manifest covers. */
export const SIGNATURE_FILES: readonly string[] = [STATEMENT_DSSE, STATEMENT_SIGSTORE];

/** Everything below `seal/` of a bundle that is sealed with a key, in code unit order. */
export const KEY_SEAL_FILES: readonly string[] = [STATEMENT_DSSE, STATEMENT_SIGSTORE, TRUSTED_ROOT];

/** A file to be put into the bundle by the seal. */
export interface SealFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}
