import { EvidenceError } from '../../model/problem.ts';

/** What the library threw while it refreshed or fetched, as one of our answers. */
export interface FailureContext {
  /** What the network said last, when it is what failed. */
  readonly network: string | undefined;
  readonly offline: boolean;
  /** The first root was handed over (--root). */
  readonly ownRoot: boolean;
}

/**
 * The library tells its causes in classes that it wraps into text for half of the roles; so the text decides. What is not known here is
 * "not as signed metadata describes it": never success.
 */
export function tufFailure(error: unknown, { network, offline, ownRoot }: FailureContext): EvidenceError {
  if (error instanceof EvidenceError) return error;
  const text = flatten(error);
  if (offline && network !== undefined) {
    return new EvidenceError('TUF_UNREACHABLE', 'incomplete', 'the cache holds nothing that is complete and still valid', { cause: error, hint: 'run it without --offline' });
  }
  if (network !== undefined) {
    return new EvidenceError('TUF_UNREACHABLE', 'incomplete', `the trust repository could not be reached: ${network}`, {
      cause: error, hint: 'nothing was changed: the trusted root that is there stays good; try again later, or name a mirror with --mirror URL --root ROOT.json',
    });
  }
  const expired = /(?:Final )?([\w.-]+\.json) is expired/.exec(text);
  if (expired) {
    return new EvidenceError('TUF_EXPIRED', 'incomplete', `${expired[1]} of the trust repository has expired`, {
      cause: error, hint: 'either somebody holds back what is new, or the repository is no longer kept, or the clock of this machine is wrong; nothing was changed',
    });
  }
  const signed = /([\w.-]+) was signed by (\d+)\/(\d+) keys/.exec(text);
  if (signed) {
    return new EvidenceError('TUF_UNSIGNED', 'refused', `${signed[1]}.json of the trust repository is not signed by those whom the root names`, {
      cause: error, problems: [{ code: 'TUF_UNSIGNED', file: `${signed[1]}.json`, message: 'too few valid signatures', expected: `${signed[3]}`, found: `${signed[2]}` }],
      hint: `${ownRoot ? 'compare --root with the one that the operator of the instance gives; ' : ''}either this is another repository, or somebody altered it; nothing was changed`,
    });
  }
  if (/less than current version|doesn't match timestamp|does not match snapshot version|Expected version \d+, got|Missing file \S+ in new snapshot/.test(text)) {
    return new EvidenceError('TUF_ROLLBACK', 'refused', `the trust repository serves something older than, or other than, what belongs together: ${oneLine(text)}`, {
      cause: error, hint: 'somebody may be holding back a revocation; nothing was changed. A mirror that is copied at this moment mends itself: try again',
    });
  }
  return new EvidenceError('TUF_ALTERED', 'refused', `a file of the trust repository is not what its signed metadata describes: ${oneLine(text)}`, { cause: error, hint: 'it was altered, cut off or is no TUF metadata; nothing was changed' });
}

function flatten(error: unknown): string {
  const parts: string[] = [];
  for (let one = error, depth = 0; one instanceof Error && depth < 5; one = one.cause, depth += 1) parts.push(one.message);
  return parts.join(': ') || String(error);
}

/** The library's words hold file names, versions and digests; a parser's may hold content of the file. */
function oneLine(text: string): string {
  if (/in JSON|JSON input|Unexpected token/.test(text)) return 'it is not JSON';
  return text.replace(/\s+/g, ' ').replace(/^Unable to load (\w+) (?:metadata )?error (?:Error|\w+Error): /, '$1: ').slice(0, 200);
}
