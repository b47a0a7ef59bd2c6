import { memorySource } from '../model/source.ts';
import type { Source } from '../model/source.ts';
import type { Head } from './format.ts';
import { scanKeys } from './head-json.ts';
import { Refusal } from './refusal.ts';
import { readText } from './text.ts';
import { parseXml } from './xml.ts';

/** How many bytes detection looks at. */
const HEAD_BYTES = 64 * 1024;
const MAX_CHILDREN = 32;

/** The beginning of a file, decoded and looked at, for detection by content. Never throws: what cannot be decoded has an empty text. */
export function readHead(source: Source): Head {
  const bytes = firstBytes(source);
  const text = decodeHead(bytes);
  const begin = text.trimStart();
  const root = begin.startsWith('<') ? readRoot(bytes) : undefined;
  const json = begin.startsWith('{') || begin.startsWith('[') ? scanKeys(begin) : undefined;
  return { bytes, text, ...(root && { root }), ...(json && { json }) };
}

function firstBytes(source: Source): Uint8Array {
  const out = new Uint8Array(Math.min(HEAD_BYTES, source.size));
  let at = 0;
  for (const chunk of source.chunks()) {
    const part = chunk.subarray(0, out.length - at);
    out.set(part, at);
    at += part.length;
    if (at >= out.length) break;
  }
  return out.subarray(0, at);
}

/** A character that the cut at 64 KiB splits is left out; other bytes that are no text give ''. */
function decodeHead(bytes: Uint8Array): string {
  let text = '';
  try {
    for (const block of readText(memorySource('', bytes))) text += block;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (error.problem.code !== 'TRUNCATED') return '';
  }
  return text.includes('\0') ? '' : text;
}

function readRoot(bytes: Uint8Array): Head['root'] {
  let root: { name: string; namespace?: string; attributes: Readonly<Record<string, string>> } | undefined;
  const children: string[] = [];
  try {
    parseXml(memorySource('', bytes), {
      open(name, attributes, _line, depth, qualified) {
        if (depth === 1) root = { name, attributes, ...namespaceOf(qualified, attributes) };
        else if (depth === 2 && children.length < MAX_CHILDREN) children.push(name);
      },
      close() {},
    });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
  }
  return root ? { ...root, children } : undefined;
}

function namespaceOf(qualified: string, attributes: Readonly<Record<string, string>>): { namespace?: string } {
  const colon = qualified.indexOf(':');
  const uri = attributes[colon === -1 ? 'xmlns' : `xmlns:${qualified.slice(0, colon)}`];
  return uri === undefined ? {} : { namespace: uri };
}
