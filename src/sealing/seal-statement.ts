import type { SealingMeans } from './sealing-means.ts';
import { type SealFile, STATEMENT_DSSE, STATEMENT_SIGSTORE } from './seal-files.ts';
import { signPayload } from './sign-payload.ts';
import { type Statement, writeStatement } from './statement.ts';

/**
 * Seals a statement: DSSE envelope with one signature, as a Sigstore bundle v0.3 and, by key or KMS, bare as well. The statement's
 * bytes depend on the statement alone; the signature differs from run to run. Fails with SIGNING_FAILED (exit 4).
 */
export async function sealStatement(statement: Statement, means: Pick<SealingMeans, 'signer' | 'witnesses'>): Promise<readonly SealFile[]> {
  const { sigstore, dsse } = await signPayload(writeStatement(statement), means);
  return [{ path: STATEMENT_DSSE, bytes: dsse }, { path: STATEMENT_SIGSTORE, bytes: sigstore }];
}
