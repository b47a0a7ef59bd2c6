import type { Refusal } from '../bundle/verification.ts';
import type { VerifyPorts } from '../bundle/verify-bundle.ts';
import type { TrustPolicy } from '../sealing/trust-policy.ts';
import { judgeStated, statedIn } from '../store/status-step.ts';
import { checkStore } from '../store/store-step.ts';
import { statusFiles } from './status-files.ts';
import type { Published } from './verify-published.ts';

/**
 * What is asked of others than the bundle: of its store, when it was fetched from one, and of the status records of the store and of the files that the
 * auditor names. The files are read at once: one that cannot be had leaves the verification open (exit 7).
 */
export function outsidePorts(cwd: string, names: readonly string[], trust: TrustPolicy, integrityOnly?: boolean): (published?: Published) => Pick<VerifyPorts, 'store' | 'status'> {
  const texts = statusFiles(cwd, names);
  return (published) => ({
    ...(published && { store: (about) => checkStore(published.store, published.found, about, trust) }),
    async status(about) {
      const given = statedIn(texts, about);
      const stored = published?.found.status;
      const damaged = (stored?.problems ?? []).filter(({ code }) => code !== 'STORE_HIDDEN')
        .map(({ file, message }): Refusal => ({ code: 'STATUS_UNVERIFIED', message, ...(file === undefined ? {} : { subject: file }) }));
      const files = new Map([...(stored?.records ?? []), ...given.files].map((file) => [file.sha256, file]));
      const none = files.size === 0 ? [published ? 'the store has no record of a withdrawal' : 'none of the records is about this bundle'] : [];
      return judgeStated({ files: [...files.values()], open: [...damaged, ...given.open], notes: [...none, ...given.notes] }, trust, integrityOnly);
    },
  });
}
