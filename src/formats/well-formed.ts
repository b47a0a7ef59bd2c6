import type { Problem } from '../model/problem.ts';
import type { Source } from '../model/source.ts';
import type { Head } from './format.ts';
import { readJson } from './json.ts';
import { Refusal } from './refusal.ts';
import { parseXml } from './xml.ts';

/** Above this, unknown JSON is attached without a look at its syntax, in bytes. */
const MAX_UNKNOWN_JSON = 16 << 20;

/** The first offence against XML or JSON in a file of unknown format that begins like one; undefined when there is none. */
export function wellFormedness(source: Source, head: Head): Problem | undefined {
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
