import { canonicalJson } from '../model/canonical-json.ts';

/**
 * `seal/trusted_root.json` of a bundle sealed with a key (docs/bundle-format.md §5.8): a Sigstore trusted root that names no
 * authority. It is there so that every sealed bundle has the same files; the key to trust is brought by the auditor.
 */
export const EMPTY_TRUSTED_ROOT = `${canonicalJson({
  mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
  tlogs: [], certificateAuthorities: [], ctlogs: [], timestampAuthorities: [],
})}\n`;
