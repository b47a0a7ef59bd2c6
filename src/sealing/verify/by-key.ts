import { createHash, type KeyObject } from 'node:crypto';
import type { Bundle } from '@sigstore/bundle';
import { toSignedEntity, type TrustMaterial, Verifier } from '@sigstore/verify';
import type { PublicKey } from '../key.ts';
import { plainText } from '../plain-text.ts';
import type { SignatureRefusal } from '../signature-refusals.ts';
import type { Thresholds, TrustPolicy } from '../trust-policy.ts';
import type { SignatureAnswer } from './answer.ts';
import { EMPTY_TRUST } from './empty-trust.ts';
import { alteredSignature } from './form.ts';
import { oneLine } from './probe.ts';
import { showSigners } from './signer-match.ts';
import { thresholdsFor } from './thresholds.ts';
import { trustOf } from './trust-material.ts';
import { criteriaOf, judgeWitnesses, timesOf, withoutWitnesses } from './witnesses.ts';

/** A signature by a key that the auditor brought. Without a trusted root its witnesses are not judged, and the answer says so. */
export function verifyByKey(bundle: Bundle, policy: TrustPolicy, artifact: Uint8Array | undefined): SignatureAnswer {
  const thresholds = thresholdsFor('key', policy.thresholds);
  const refused = (problems: readonly SignatureRefusal[]): SignatureAnswer => ({ problems, signer: null, times: [], criteria: criteriaOf(policy, thresholds), notes: [] });
  const hint = bundle.verificationMaterial.content.$case === 'publicKey' ? bundle.verificationMaterial.content.publicKey.hint : '';
  const key = keyOf(policy, hint);
  if (!key) return refused([{ code: 'KEY_UNKNOWN', message: 'sealed with another key', expected: showSigners(policy.signers), found: plainText(hint, 100) || 'a key without a name' }]);
  const bare = toSignedEntity(withoutWitnesses(bundle), artifact && Buffer.from(artifact));
  if (!bare.signature.verifySignature(key.key)) return refused([alteredSignature(bundle, `key ${key.fingerprint}`)]);
  const found = bundle.verificationMaterial.tlogEntries.length + (bundle.verificationMaterial.timestampVerificationData?.rfc3161Timestamps.length ?? 0);
  if (!policy.trustedRoot) {
    if (thresholds.log > 0 || thresholds.timestamps > 0) {
      return refused([{ code: 'TRUST_ROOT_MISSING', message: 'log entries or timestamps are asked for, and no trusted root was given to judge them', expected: 'a trusted root', found: 'none' }]);
    }
    new Verifier({ ...EMPTY_TRUST, publicKey: finder(key.key) }, NO_THRESHOLDS).verify(bare);
    const notes = found > 0 ? [found === 1 ? '1 log entry or timestamp is there; without a trusted root it was not checked' : `${found} log entries or timestamps are there; without a trusted root they were not checked`] : [];
    return { problems: [], signer: { kind: 'key', fingerprint: key.fingerprint }, times: [], criteria: [`signer: key ${key.fingerprint}`], notes };
  }
  const { authorities, material } = trustOf(policy.trustedRoot);
  const trust = { ...material, publicKey: finder(key.key) };
  const fault = fullRun(bundle, artifact, trust, thresholds);
  const witnesses = judgeWitnesses(bundle, { signature: bare.signature, key: key.key, trust, passed: fault === null }, authorities, key.key.export({ type: 'spki', format: 'der' }), thresholds);
  if (witnesses.problems.length > 0 || fault) return refused(witnesses.problems.length > 0 ? witnesses.problems : [fault!]);
  return {
    problems: [], signer: { kind: 'key', fingerprint: key.fingerprint }, times: timesOf(witnesses.times),
    criteria: [`signer: key ${key.fingerprint}`, ...criteriaOf(policy, thresholds, { log: witnesses.logs, timestamps: witnesses.authorities }).slice(1)], notes: witnesses.notes,
  };
}

/** Null = the library says yes to the whole. */
function fullRun(bundle: Bundle, artifact: Uint8Array | undefined, trust: TrustMaterial, thresholds: Thresholds): SignatureRefusal | null {
  try {
    new Verifier(trust, { tlogThreshold: thresholds.log, ctlogThreshold: 0, timestampThreshold: thresholds.timestamps }).verify(toSignedEntity(bundle, artifact && Buffer.from(artifact)));
    return null;
  } catch (cause) {
    return { code: 'SIGNATURE_INVALID', message: 'the signature was refused by the library that has the last word', found: oneLine(cause) };
  }
}

const NO_THRESHOLDS = { tlogThreshold: 0, ctlogThreshold: 0, timestampThreshold: 0 };

/** A hint is not signed: it only chooses among the keys that the auditor expects. */
function finder(key: KeyObject): () => { publicKey: KeyObject; validFor: () => boolean } {
  return () => ({ publicKey: key, validFor: () => true });
}

/** Both spellings of a hint: the OpenSSH fingerprint, and cosign's base64(SHA-256(SPKI)). */
function keyOf(policy: TrustPolicy, hint: string): PublicKey | undefined {
  const keys = policy.signers.flatMap((signer) => (signer.kind === 'key' ? [signer.key] : []));
  return keys.find((one) => one.fingerprint === hint || createHash('sha256').update(one.key.export({ type: 'spki', format: 'der' })).digest('base64') === hint);
}
