import type { TrustMaterial } from '@sigstore/verify';

/** Nobody is believed. */
export const EMPTY_TRUST: Omit<TrustMaterial, 'publicKey'> = { certificateAuthorities: [], timestampAuthorities: [], tlogs: [], ctlogs: [] };
