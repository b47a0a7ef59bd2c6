import type { Progress } from '../pipeline/ports.ts';
import type { Project } from '../project/schema.ts';
import { policyOf } from '../sealing/own-verification.ts';
import type { SealingMeans } from '../sealing/sealing-means.ts';
import { signPayload } from '../sealing/sign-payload.ts';
import type { ReceiptSealer } from '../store/put-receipt.ts';
import { verifyReceipt } from '../store/verify-receipt.ts';
import type { Io } from './io.ts';
import { sealingMeans, type SealOptions } from './seal-options.ts';

const NO_SEALING: Project['sealing'] = { rekor: [], timestampAuthorities: [] };

/**
 * What `publish` seals a receipt with: only a signer that the command line names. The bundle was sealed before, by whoever made it; that the project
 * file names a signer does not mean that the publisher holds it.
 */
export async function publisherMeans(io: Io, options: SealOptions, project: Project | undefined, folder: string, progress: Progress): Promise<SealingMeans | undefined> {
  const kind = options.signer ?? (options.key === undefined ? options.kmsKey === undefined ? undefined : 'kms' : 'key');
  if (kind === undefined || kind === 'none') {
    // Options of a signer without a signer are a mistake, and said by the same words as elsewhere.
    if (kind === 'none' || [options.idToken, options.oidc, options.kmsEndpoint].some((given) => given !== undefined)) await sealingMeans(io, { ...options, signer: 'none' }, { sealing: NO_SEALING }, folder, { step() {}, note() {} }, undefined);
    return undefined;
  }
  return sealingMeans(io, { ...options, signer: kind }, { sealing: project?.sealing ?? NO_SEALING }, folder, progress, undefined);
}

/** Seals receipts with these means, and knows them again when they verify as an auditor would ask of it. */
export function receiptSealer(means: SealingMeans | undefined): { readonly seal?: ReceiptSealer } {
  if (means === undefined) return {};
  const own = policyOf(means);
  return {
    seal: {
      seal: async (statement) => (await signPayload(statement, means)).sigstore,
      own: async (sealed) => {
        const read = own && verifyReceipt(sealed, own);
        return read && 'receipt' in read && read.signature?.problems.length === 0 ? read.statement : null;
      },
    },
  };
}
