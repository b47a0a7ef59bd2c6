import { createHash } from 'node:crypto';
import { byCodeUnit } from '../model/order.ts';
import { authoritiesOf, describeTrustedRoot, type Authority, type AuthorityLine, type Log } from './authorities.ts';
import type { TrustedRootFile } from './trusted-root.ts';

/** An authority that two trusted roots hold with different windows. */
export interface WindowChange {
  readonly before: AuthorityLine;
  readonly after: AuthorityLine;
}

/**
 * How a trusted root differs from another, by authority. Authorities are the same when role and key are, or role and all certificates of
 * the chain: another intermediate under the same top is another authority.
 */
export interface RootChanges {
  /** The canonical texts are equal. False with three empty lists: something differs that no line shows, such as an address or operator. */
  readonly same: boolean;
  readonly added: readonly AuthorityLine[];
  /** Bundles that they witnessed cannot be verified with the newer root. */
  readonly removed: readonly AuthorityLine[];
  /** In both, with another start or end. An end that was set is how a key is retired: what it signed before stays good. */
  readonly changed: readonly WindowChange[];
}

/** What is in `after` and was not in `before`, and the other way round. One authority may have several windows: each is paired with its equal first. */
export function compareTrustedRoots(before: TrustedRootFile, after: TrustedRootFile): RootChanges {
  const left = grouped(before);
  const right = grouped(after);
  const added: AuthorityLine[] = [];
  const removed: AuthorityLine[] = [];
  const changed: WindowChange[] = [];
  for (const key of [...new Set([...left.keys(), ...right.keys()])].sort(byCodeUnit)) {
    const old = left.get(key) ?? [];
    const now = right.get(key) ?? [];
    const gone = old.filter((one) => !now.some((other) => sameLine(one, other)));
    const come = now.filter((one) => !old.some((other) => sameLine(one, other)));
    const pairs = Math.min(gone.length, come.length);
    for (let i = 0; i < pairs; i += 1) changed.push({ before: gone[i]!, after: come[i]! });
    removed.push(...gone.slice(pairs));
    added.push(...come.slice(pairs));
  }
  return { same: before.sha256 === after.sha256, added, removed, changed };
}

function grouped(file: TrustedRootFile): Map<string, AuthorityLine[]> {
  const groups = new Map<string, AuthorityLine[]>();
  const { certificateAuthorities, certificateLogs, logs, timestampAuthorities } = authoritiesOf(file);
  // In the order of describeTrustedRoot.
  const proofs = [...certificateAuthorities.map(chainDigest), ...certificateLogs.map(logKey), ...logs.map(logKey), ...timestampAuthorities.map(chainDigest)];
  for (const [i, line] of describeTrustedRoot(file).entries()) {
    const key = `${line.role}\0${proofs[i]}`;
    groups.set(key, [...(groups.get(key) ?? []), line]);
  }
  return groups;
}

function logKey({ id, key }: Log): string {
  return `${id} ${key}`;
}

function chainDigest({ chain }: Authority): string {
  const hash = createHash('sha256');
  for (const certificate of chain) hash.update(createHash('sha256').update(certificate.raw).digest());
  return hash.digest('hex');
}

function sameLine(a: AuthorityLine, b: AuthorityLine): boolean {
  return a.start === b.start && a.end === b.end && a.name === b.name;
}
