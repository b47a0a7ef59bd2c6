import { byCodeUnit } from '../model/order.ts';

/** Paths of the seal's files inside the bag (docs/bundle-format.md §5.8). */
export const SEAL_FOLDER = 'seal/';
export const TRUSTED_ROOT = 'seal/trusted_root.json';

/** The statements that are sealed: ours, and two that say the same to other tools. */
export const STATEMENT_KINDS = ['statement', 'svr', 'vsa'] as const;
export type StatementKind = (typeof STATEMENT_KINDS)[number];

/** A Sigstore bundle v0.3. */
export const sigstoreFile = (kind: StatementKind): string => `${SEAL_FOLDER}${kind}.sigstore.json`;
/** The DSSE envelope of that bundle alone, for tools that read nothing else. Not with a certificate: it would be left behind. */
export const dsseFile = (kind: StatementKind): string => `${SEAL_FOLDER}${kind}.dsse.json`;

export const STATEMENT_DSSE = dsseFile('statement');
export const STATEMENT_SIGSTORE = sigstoreFile('statement');

/** How a seal is verified: `key` is a key of the sealer's own, also one in a KMS; `certificate` one of an authority. */
export type SealKind = 'key' | 'certificate';

/** Files that carry a signature, in the order in which they lie in the archive: the only ones that no tag manifest covers. */
export const SIGNATURE_FILES: readonly string[] = STATEMENT_KINDS.flatMap((kind) => [dsseFile(kind), sigstoreFile(kind)]);

/**
 * Everything below `seal/`, in code unit order: one of four closed lists. A release that is NOT READY has no SVR, because an SVR has no
 * field that could say no.
 */
export function sealFiles(kind: SealKind, ready: boolean): readonly string[] {
  const kinds = STATEMENT_KINDS.filter((one) => one !== 'svr' || ready);
  return [TRUSTED_ROOT, ...kinds.flatMap((one) => (kind === 'key' ? [dsseFile(one), sigstoreFile(one)] : [sigstoreFile(one)]))].sort(byCodeUnit);
}

/** A file to be put into the bundle by the seal. */
export interface SealFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}
