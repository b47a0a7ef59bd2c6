import { canonicalJson } from '../model/canonical-json.ts';
import type { Predicate } from './predicate.ts';
import { STATEMENT_SIGSTORE } from './seal-files.ts';
import { STATEMENT_TYPE, type Subject } from './statement.ts';

/** Verification Summary Attestation, slsa.dev/spec/v1.0/verification_summary. */
const VSA_TYPE = 'https://slsa.dev/verification_summary/v1';
/** Simple Verification Result, in-toto attestation framework. */
const SVR_TYPE = 'https://in-toto.io/attestation/svr/v0.1';
/** Who says so. Tools that compare it ignore what follows the `@`. */
const VERIFIER_ID = 'https://release-evidence.dev/release-evidence@v1';

/** The release may go on: READY, with waivers too. */
const LEVEL_READY = 'RELEASE_EVIDENCE_READY';
/** Nothing was waived: what a consumer asks for who does not accept waivers. */
const LEVEL_WITHOUT_WAIVERS = 'RELEASE_EVIDENCE_READY_WITHOUT_WAIVERS';

/** Names are compared as whole strings. Never a level of SLSA: SLSA is not what was verified. Empty = NOT READY. */
export function levelsOf(verdict: Predicate['verdict']): readonly string[] {
  return { 'READY': [LEVEL_READY, LEVEL_WITHOUT_WAIVERS], 'READY WITH WAIVERS': [LEVEL_READY], 'NOT READY': [] }[verdict];
}

/**
 * The verdict for tools that read a VSA, as in-toto Statement v1 in canonical JSON. Nothing in it is free: it follows from the sealed
 * predicate, its subjects, and the SHA-256 of the Sigstore bundle of our own statement.
 */
export function vsaStatement(predicate: Predicate, subjects: readonly Subject[], statementSigstoreSha256: string): Uint8Array {
  const levels = levelsOf(predicate.verdict);
  return written(VSA_TYPE, subjects, {
    verifier: { id: VERIFIER_ID },
    timeVerified: predicate.release.date,
    resourceUri: resourceUri(predicate.release),
    policy: { uri: `profile:${predicate.profile.id}`, digest: predicate.profile.digest },
    inputAttestations: [{ uri: STATEMENT_SIGSTORE, digest: { sha256: statementSigstoreSha256 } }],
    verificationResult: levels.length > 0 ? 'PASSED' : 'FAILED',
    verifiedLevels: levels,
    slsaVersion: '1.0',
  });
}

/** The same for tools that read an SVR; null when NOT READY: every property that an SVR lists is a claim. */
export function svrStatement(predicate: Predicate, subjects: readonly Subject[]): Uint8Array | null {
  const properties = levelsOf(predicate.verdict);
  return properties.length === 0 ? null : written(SVR_TYPE, subjects, { verifier: { id: VERIFIER_ID }, timeCreated: predicate.release.date, properties });
}

/** What was verified, as a package URL: `pkg:generic/sample-pump@1.0.0`. */
export function resourceUri(release: { readonly product: string; readonly version: string }): string {
  return `pkg:generic/${escaped(release.product)}@${escaped(release.version)}`;
}

/** purl-spec: everything but letters, digits, `.-_~` and the colon. */
function escaped(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`).replaceAll('%3A', ':');
}

function written(predicateType: string, subjects: readonly Subject[], predicate: object): Uint8Array {
  return new TextEncoder().encode(canonicalJson({
    _type: STATEMENT_TYPE, subject: subjects.map(({ name, sha256 }) => ({ name, digest: { sha256 } })), predicateType, predicate,
  }));
}
