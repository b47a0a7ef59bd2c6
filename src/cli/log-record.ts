import type { Signer, Witness } from '@sigstore/sign';
import { EvidenceError } from '../model/problem.ts';
import type { SealingMeans } from '../sealing/sealing-means.ts';

/** What this run has put into logs, which nobody can take out again. */
export interface LogRecord {
  /** The same witness; what it answers, and what is still asked when signing is given up, is remembered. */
  log(host: string, witness: Witness, givenUp: AbortSignal): Witness;
  /** The same signer; its certificate stands in the transparency log of the authority. */
  authority(host: string, signer: Signer): Signer;
  /** Undefined while nothing was logged. */
  words(): string | undefined;
}

export function logRecord(): LogRecord {
  const entries = new Map<string, number>();
  const unknown = new Set<string>();
  const certifiedAt = new Set<string>();
  return {
    log: (host, witness, givenUp) => ({
      async testify(content, verifier) {
        unknown.add(host);
        try {
          const answer = await witness.testify(content, verifier);
          entries.set(host, (entries.get(host) ?? 0) + 1);
          unknown.delete(host);
          return answer;
        } catch (cause) {
          if (!givenUp.aborted) unknown.delete(host); // what it says itself is the failure
          throw cause;
        }
      },
    }),
    authority: (host, signer) => ({
      async sign(data) {
        const signature = await signer.sign(data);
        certifiedAt.add(host);
        return signature;
      },
    }),
    words() {
      const said = [
        ...[...certifiedAt].map((host) => `the certificate, with the identity in it, in the certificate transparency log of ${host}`),
        ...[...entries].map(([host, count]) => `${count} ${count === 1 ? 'entry' : 'entries'} in ${host}`),
        ...[...unknown].map((host) => `perhaps one more entry in ${host}, which had not answered`),
      ];
      return said.length === 0 ? undefined : `what was logged stays there: ${said.join('; ')}`;
    },
  };
}

/** Runs what signs with these means. When it fails, the failure says as well what cannot be taken back. */
export async function tellingWhatStays<T>(means: SealingMeans | undefined, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (cause) {
    const stays = means?.logged?.();
    if (stays === undefined || !(cause instanceof EvidenceError)) throw cause;
    throw new EvidenceError(cause.code, cause.exit, cause.message, { cause, problems: cause.problems, hint: cause.hint === undefined ? stays : `${cause.hint}; ${stays}` });
  }
}
