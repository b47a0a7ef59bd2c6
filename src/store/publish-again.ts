import { EvidenceError, type Problem } from '../model/problem.ts';
import { answer, type Publication, putFacts, rowOf, type Run, type StoredObject } from './publication.ts';
import { lockedAsAsked, proved } from './put-proved.ts';
import { putSealed } from './put-receipt.ts';
import { receiptKey } from './keys.ts';
import type { ReleaseRecord } from './record.ts';

/**
 * A release that has its record already: the same content is proved again, object by object, brought to the lock that is asked for, and completed
 * (a sealed receipt beside an unsigned one, the facts of the catalogue). Fails with STORE_CONFLICT for other content, STORE_LOST, STORE_UNUSABLE, LOCK_SHORTFALL.
 */
export async function againSame(run: Run, record: ReleaseRecord, key: string, outcome: 'already-published' | 'already-blocked', warnings: readonly Problem[] = []): Promise<Publication> {
  const { store, request, tools, lock, ask } = run;
  if (record.tagManifestSha256 !== request.tagManifestSha256) {
    throw new EvidenceError('STORE_CONFLICT', 'publishing', `${request.product} ${request.version} is published already, with other content`, {
      hint: 'a published version is frozen: give the release a new version',
      problems: [{ file: key, code: 'STORE_CONFLICT', message: 'another tag manifest', expected: record.tagManifestSha256, found: request.tagManifestSha256 }],
    });
  }
  tools.step?.('published already with the same content: proving it again');
  const bundle = await proved(store, record.bundle, lock, ask);
  const row = rowOf(run, bundle);
  const objects: StoredObject[] = [{ what: 'bundle', stored: bundle }];
  let sealed = record.receipt?.sealed ?? false;
  const more: Problem[] = [...warnings];
  if (record.receipt !== null) {
    objects.push({ what: 'receipt', stored: await proved(store, record.receipt, lock, ask) });
    if (!sealed && tools.seal) {
      const added = await putSealed(store, {
        release: { product: record.product, version: record.version, verdict: record.verdict as 'READY' }, store, bundle, tagManifestSha256: record.tagManifestSha256,
        bundleRetainUntil: request.retainUntil, settings: run.preflight.settings, row,
      }, { product: record.product, version: record.version }, lock, tools.seal);
      if (added) objects.push({ what: 'receipt', stored: added });
      else more.push({ file: receiptKey(record, record.bundle.sha256, true), code: 'STORE_CONFLICT', message: 'a sealed receipt is there, and not with this seal, or not about this version: the unsigned one counts', hint: 'find out who put it' });
      sealed = added !== null;
    }
  }
  const stored = await store.prove(key);
  if (stored === null) throw new EvidenceError('STORE_LOST', 'publishing', `${key} was there and is gone`);
  objects.push({ what: 'record', stored: await lockedAsAsked(store, stored, lock, ask) });
  if (record.catalogue !== null) objects.push(...await completeFacts(run, record, record.catalogue, more));
  return answer(run, outcome, record, key, objects, record.receipt === null ? [] : [row], { sealed, warnings: more });
}

/** The facts that the record names: those in the store, or the same ones put now. They are derived: what cannot be completed is said, and no failure. */
async function completeFacts(run: Run, record: ReleaseRecord, named: NonNullable<ReleaseRecord['catalogue']>, warnings: Problem[]): Promise<readonly StoredObject[]> {
  const { store, request, lock, ask } = run;
  const there = await store.prove(named.key);
  if (there?.sha256 === named.sha256) return [{ what: 'catalogue', stored: await lockedAsAsked(store, there, lock, ask) }];
  if (there === null) {
    const facts = request.catalogue?.({ bundleSha256: record.bundle.sha256, tagManifestSha256: record.tagManifestSha256, retainUntil: record.retainUntil });
    if (facts?.sha256 === named.sha256) return putFacts(run, facts);
  }
  warnings.push({
    file: named.key, code: there === null ? 'STORE_LOST' : 'STORE_UNUSABLE', message: there === null ? 'the facts of this release are not in the catalogue' : 'the facts in the catalogue are not those that the record names',
    expected: named.sha256, found: there?.sha256 ?? 'absent', hint: 'publish again with the version of release-evidence that published it: the facts depend on it',
  });
  return [];
}
