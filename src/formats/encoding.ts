/** Text encodings that are read. Names as IANA writes them, in lower case. */
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'us-ascii' | 'iso-8859-1' | 'iso-8859-15' | 'windows-1252';

const DECLARED: Readonly<Record<string, Encoding>> = {
  'utf-8': 'utf-8', 'utf8': 'utf-8',
  'us-ascii': 'us-ascii', 'ascii': 'us-ascii',
  'iso-8859-1': 'iso-8859-1', 'iso8859-1': 'iso-8859-1', 'iso_8859-1': 'iso-8859-1', 'latin1': 'iso-8859-1', 'latin-1': 'iso-8859-1',
  'iso-8859-15': 'iso-8859-15', 'iso8859-15': 'iso-8859-15', 'latin-9': 'iso-8859-15', 'latin9': 'iso-8859-15',
  'windows-1252': 'windows-1252', 'cp1252': 'windows-1252', 'cp-1252': 'windows-1252',
};

export interface Sniffed {
  readonly encoding: Encoding;
  /** Bytes of the byte order mark, to be skipped. */
  readonly bom: number;
}

/**
 * Encoding of a file by its first bytes: a byte order mark wins (RFC 7303 §3.2), then the XML declaration, then UTF-8.
 * `unsupported` holds a declared name that is not read, or a declaration that its own bytes contradict.
 */
export function sniffEncoding(head: Uint8Array): Sniffed | { readonly unsupported: string } {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { encoding: 'utf-8', bom: 3 };
  if (head[0] === 0xff && head[1] === 0xfe) {
    return head[2] === 0 && head[3] === 0 ? { unsupported: 'utf-32' } : { encoding: 'utf-16le', bom: 2 };
  }
  if (head[0] === 0xfe && head[1] === 0xff) return { encoding: 'utf-16be', bom: 2 };
  const start = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, 256)).toString('latin1');
  const name = /^<\?xml\s[^>]*?\sencoding\s*=\s*["']([^"'>]*)["']/.exec(start)?.[1];
  if (name === undefined) return { encoding: 'utf-8', bom: 0 };
  const encoding = Object.hasOwn(DECLARED, name.toLowerCase()) ? DECLARED[name.toLowerCase()] : undefined;
  return encoding === undefined ? { unsupported: name } : { encoding, bom: 0 };
}

/** Bytes 0x80–0x9F of windows-1252; '' where the code page has no character. */
const WINDOWS_1252 = '€\0‚ƒ„…†‡ˆ‰Š‹Œ\0Ž\0\0‘’“”•–—˜™š›œ\0žŸ';
const LATIN_9: Readonly<Record<string, string>> = {
  '\xa4': '€', '\xa6': 'Š', '\xa8': 'š', '\xb4': 'Ž', '\xb8': 'ž', '\xbc': 'Œ', '\xbd': 'œ', '\xbe': 'Ÿ',
};

/** Decodes a block of a one-byte encoding; a number is the index of the first byte that has no character. */
export function decodeOneByte(bytes: Buffer, encoding: Encoding): string | number {
  const text = bytes.toString('latin1');
  if (encoding === 'iso-8859-1') return text;
  if (encoding === 'iso-8859-15') return text.replace(/[\xa4\xa6\xa8\xb4\xb8\xbc-\xbe]/g, (c) => LATIN_9[c] as string);
  if (encoding === 'us-ascii') {
    const bad = text.search(/[\x80-\xff]/);
    return bad === -1 ? text : bad;
  }
  const bad = text.search(/[\x81\x8d\x8f\x90\x9d]/);
  return bad === -1 ? text.replace(/[\x80-\x9f]/g, (c) => WINDOWS_1252[c.charCodeAt(0) - 0x80] as string) : bad;
}
