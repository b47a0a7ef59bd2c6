import { isUtf8 } from 'node:buffer';
import type { Problem } from '../model/problem.ts';
import type { Source } from '../model/source.ts';
import type { Head } from './format.ts';
import { readJson } from './json.ts';
import { Refusal } from './refusal.ts';
import { readText } from './text.ts';
import { parseXml } from './xml.ts';

/** Above this, unknown JSON is attached without a look at its syntax, in bytes. */
const MAX_UNKNOWN_JSON = 16 << 20;

/** The first offence against XML or JSON in a file of unknown format that begins like one; undefined when there is none. */
export function wellFormedness(source: Source, head: Head): Problem | undefined {
  if (head.text === '') return TEXTUAL.test(Buffer.from(head.bytes.subarray(0, 512)).toString('latin1')) ? undecodable(source, head) : undefined;
  const first = head.text.trimStart()[0];
  if (first === '<') {
    try {
      parseXml(source, { open() {}, close() {} });
      return undefined;
    } catch (error) {
      if (error instanceof Refusal) return error.problem;
      throw error;
    }
  }
  return head.json && source.size <= MAX_UNKNOWN_JSON ? readJson(source).problems?.[0] : undefined;
}

/** Meant as text, whatever its bytes turn out to be: no control bytes at its beginning, or markup after blanks, zero bytes of UTF-16 and byte order marks. */
const TEXTUAL = /^[^\0-\x08\x0e-\x1f]+$|^[\s\0\xef\xbb\xbf\xfe\xff]*[<{[]/;

/** Why the bytes are no text, at the first line that is not UTF-8. */
function undecodable(source: Source, head: Head): Problem | undefined {
  try {
    for (const _ of readText(source)) continue;
    return undefined;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    let line = 1;
    let start = 0;
    for (let end = head.bytes.indexOf(10); end !== -1 && isUtf8(head.bytes.subarray(start, end)); end = head.bytes.indexOf(10, start)) {
      start = end + 1;
      line += 1;
    }
    return { line, ...error.problem };
  }
}
