/** Something that looks like a credential in a piece of text. Never leaves this folder as it is: `secret` is what must not be shown. */
export interface Match {
  /** Of the secret itself, in the text. */
  readonly start: number;
  readonly end: number;
  readonly secret: string;
  /** What it looks like, for people. */
  readonly rule: string;
  /** It begins with a prefix that everybody knows (`ghp_`), which may be shown. */
  readonly prefix: boolean;
}

/** `glpa…, 26 characters`: at most four characters of a well-known prefix. The text was decoded byte by byte; what is counted are characters. */
export function masked({ secret, prefix }: Match): string {
  const length = [...Buffer.from(secret, 'latin1').toString('utf8')].length;
  const shown = prefix && length >= 16 ? `${secret.slice(0, 4)}…, ` : '';
  return `${shown}${length} character${length === 1 ? '' : 's'}`;
}
