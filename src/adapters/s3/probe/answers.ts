/** What a server answered to one request. A refusal is an answer; no answer is neither yes nor no. */
export type Answer<T> =
  | { readonly kind: 'accepted'; readonly value: T }
  | { readonly kind: 'refused'; readonly status: number; readonly code: string }
  | { readonly kind: 'none'; readonly why: string };

/** A behaviour that could not be tried, with the reason in words for the row. */
export class Untried extends Error {}

/** 5xx, 408, 429 and lost connections prove nothing; every other error with a status is the server's no. Nothing of the server's text is kept. */
export async function ask<T>(request: Promise<T>): Promise<Answer<T>> {
  try {
    return { kind: 'accepted', value: await request };
  } catch (error) {
    const { name = 'error', $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
    const status = $metadata?.httpStatusCode;
    const code = /^[\w.-]{1,60}$/.test(name) ? name : 'error';
    if (status === undefined) return { kind: 'none', why: `no answer (${code})` };
    return status >= 500 || status === 408 || status === 429 ? { kind: 'none', why: `${status} ${code}` } : { kind: 'refused', status, code };
  }
}

/** The value, or the reason why the row ends here. */
export function must<T>(answer: Answer<T>, what: string): T {
  if (answer.kind === 'accepted') return answer.value;
  throw new Untried(`${what}: ${words(answer)}`);
}

export function words(answer: Answer<unknown>): string {
  if (answer.kind === 'accepted') return 'accepted';
  if (answer.kind === 'none') return answer.why;
  return `refused (${answer.status}${answer.code === 'error' || answer.code === String(answer.status) ? '' : ` ${answer.code}`})`;
}

/** The same answer for want of permission and for a lock: only comparison tells them apart. */
export function isDenied(answer: Answer<unknown>): boolean {
  return answer.kind === 'refused' && (answer.status === 401 || answer.status === 403);
}
