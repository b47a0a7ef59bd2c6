import { sha256 } from '../model/digest.ts';
import { SEAL_WITHIN_DAYS } from '../model/profile.ts';
import type { SealingMeans } from './sealing-means.ts';
import { refuseFar } from './seal-date.ts';
import { dsseFile, type SealFile, type SealKind, sigstoreFile, type StatementKind } from './seal-files.ts';
import { signPayload } from './sign-payload.ts';
import { type Statement, writeStatement } from './statement.ts';
import { svrStatement, vsaStatement } from './summary-statements.ts';

/** What a means of sealing gives: a KMS holds a key. */
export function sealKind(means: Pick<SealingMeans, 'kind'>): SealKind {
  return means.kind === 'keyless' ? 'certificate' : 'key';
}

/**
 * Seals a statement, and the VSA and SVR that follow from it: each a DSSE envelope with one signature, as a Sigstore bundle v0.3 and, by
 * key or KMS, bare as well. Payloads depend on the statement alone (the VSA's also on the first signature); signatures differ from run
 * to run. A trusted time further than `withinDays` from the release date ends it: the clock of this machine, by which that was judged before, is
 * nobody's proof. Fails with SIGNING_FAILED (exit 4).
 */
export async function sealStatement(statement: Statement, means: SealingMeans, withinDays = SEAL_WITHIN_DAYS): Promise<readonly SealFile[]> {
  const { predicate, subjects } = statement;
  const sign = async (kind: StatementKind, payload: Uint8Array): Promise<readonly SealFile[]> => {
    const { sigstore, dsse, times: [sealedAt] } = await signPayload(payload, means);
    if (sealedAt) {
      refuseFar(new Date(sealedAt.time), { date: predicate.release.date, withinDays }, (days) => `sealed at ${sealedAt.time} (${sealedAt.source}), ${days} days from release.date (${predicate.release.date})`,
        'compare the clock of this machine with the time of the authority: one of them is wrong; nothing was written');
    }
    const files = [{ path: sigstoreFile(kind), bytes: sigstore }];
    return sealKind(means) === 'key' ? [{ path: dsseFile(kind), bytes: dsse }, ...files] : files;
  };
  const own = await sign('statement', writeStatement(statement));
  const svr = svrStatement(predicate, subjects);
  // One after the other: a signer may ask a person, or count.
  const simple = svr ? await sign('svr', svr) : [];
  return [...own, ...simple, ...await sign('vsa', vsaStatement(predicate, subjects, sha256(own.at(-1)!.bytes)))];
}
