import { Refusal } from '../../../src/formats/refusal.ts';
import { readText } from '../../../src/formats/text.ts';
import { parseXml } from '../../../src/formats/xml.ts';
import { XmlEvents } from '../../../src/formats/xml/events.ts';
import type { XmlHandler } from '../../../src/formats/xml/events.ts';
import { BEGINNING } from '../../../src/formats/xml/place.ts';
import { StrictParser } from '../../../src/formats/xml/saxes-parser.ts';
import { XmlScanner } from '../../../src/formats/xml/scanner.ts';
import type { Problem } from '../../../src/model/problem.ts';
import type { Source } from '../../../src/model/source.ts';

export interface Heard {
  /** Every event with all that belongs to it, in order. */
  readonly events: readonly unknown[];
  readonly problem?: Problem;
}

/** Bytes that come in blocks of a given size. */
export function inBlocks(bytes: Uint8Array, block: number): Source {
  return { name: 'a.xml', size: bytes.length, *chunks() { for (let i = 0; i < bytes.length; i += block) yield bytes.subarray(i, i + block); } };
}

/** Through the door: the scanner as far as it goes, then saxes. */
export const throughTheDoor = (source: Source): Heard => heard((handler) => parseXml(source, handler));

/** saxes alone, from the first character to the last. */
export const bySaxes = (source: Source): Heard => heard((handler) => {
  const parser = new StrictParser(new XmlEvents(source.name, handler), BEGINNING);
  let blank = true;
  for (const block of readText(source)) {
    if (block.trim() !== '') blank = false;
    parser.write(block);
  }
  if (blank) throw new Refusal({ line: parser.line, code: 'EMPTY', message: 'the file is empty or blank', file: source.name });
  parser.close();
});

/** The scanner alone: does it take the whole document without a doubt. */
export function takenByScanner(source: Source): boolean {
  const scanner = new XmlScanner(new XmlEvents(source.name, { open() {}, close() {} }));
  try {
    for (const block of readText(source)) if (!scanner.feed(block)) return false;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
  return scanner.finish();
}

function heard(parse: (handler: XmlHandler) => void): Heard {
  const events: unknown[] = [];
  const handler: XmlHandler = {
    open(name, attributes, line, depth, qualified) {
      events.push(['open', name, Object.entries(attributes), line, depth, qualified]);
      // Half of the elements are asked for their text.
      return name.length % 2 === 0;
    },
    close(name, text, depth) { events.push(['close', name, text, depth]); },
  };
  try {
    parse(handler);
    return { events };
  } catch (error) {
    if (error instanceof Refusal) return { events, problem: error.problem };
    throw error;
  }
}
