import { EvidenceError } from '../../model/problem.ts';
import { isLoopback } from '../loopback.ts';

/** The public-good instance; the only one whose first root is shipped (inside @sigstore/tuf). */
export const PUBLIC_MIRROR = 'https://tuf-repo-cdn.sigstore.dev';

/**
 * The address of a TUF repository as an option gives it, without a slash at the end. Refused with USAGE: anything but https (http on
 * this machine only), and an address with a user name or password, which would stand in outputs and in the name of the cache.
 */
export function mirrorAddress(text: string): string {
  const url = URL.parse(text);
  const refuse = (why: string, hint: string): never => {
    throw new EvidenceError('USAGE', 'usage', `--mirror ${why}`, { hint });
  };
  if (!url) return refuse('is not a URL', 'for example https://tuf.example.com');
  if (url.username !== '' || url.password !== '') return refuse('holds a user name or password', 'the metadata is signed and no secret: serve it without');
  if (!mayBeAsked(url)) return refuse(`is neither https nor on this machine: ${url.protocol}//${url.host}`, 'signatures protect the content, but not against somebody who holds back what is new: use https');
  if (url.search !== '' || url.hash !== '') return refuse('has a query or a fragment', 'name the folder that holds N.root.json and timestamp.json');
  return url.href.replace(/\/+$/, '');
}

/** https anywhere, http to this machine only. */
export function mayBeAsked(url: URL): boolean {
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
}
