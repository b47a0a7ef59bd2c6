import { sign } from 'node:crypto';
import { EvidenceError } from '../model/problem.ts';
import { canonicalFile } from '../model/canonical-json.ts';
import type { SealingKey } from './key.ts';
import { type SealFile, STATEMENT_DSSE, STATEMENT_SIGSTORE } from './seal-files.ts';
import { PAYLOAD_TYPE, type Statement, writeStatement } from './statement.ts';

/**
 * Seals a statement with a local key: DSSE envelope with one ECDSA P-256 signature, as a Sigstore bundle v0.3 and bare.
 * The statement's bytes depend on the statement alone; the signature differs from run to run. Fails with SIGNING_FAILED (exit 4).
 */
export async function sealWithKey(statement: Statement, key: SealingKey): Promise<readonly SealFile[]> {
  try {
    const { DSSEBundleBuilder } = await import('@sigstore/sign');
    const { bundleToJSON } = await import('@sigstore/bundle');
    const signer = {
      sign: async (data: Buffer) => ({
        signature: sign('sha256', data, key.privateKey),
        // The hint becomes the envelope's keyid, which cosign compares with the OpenSSH fingerprint.
        key: { $case: 'publicKey' as const, publicKey: key.publicKey.pem, hint: key.publicKey.fingerprint },
      }),
    };
    const builder = new DSSEBundleBuilder({ signer, witnesses: [] });
    const bundle = bundleToJSON(await builder.create({ data: Buffer.from(writeStatement(statement)), type: PAYLOAD_TYPE }));
    return [
      { path: STATEMENT_DSSE, bytes: canonicalFile(bundle.dsseEnvelope) },
      { path: STATEMENT_SIGSTORE, bytes: canonicalFile(bundle) },
    ];
  } catch (cause) {
    throw new EvidenceError('SIGNING_FAILED', 'sealing', 'the signature could not be made', { cause });
  }
}
