import type { Source } from '../model/source.ts';
import { Refusal } from './refusal.ts';
import { readText } from './text.ts';
import { XmlEvents } from './xml/events.ts';
import type { XmlHandler } from './xml/events.ts';
import { StrictParser } from './xml/saxes-parser.ts';
import { XmlScanner } from './xml/scanner.ts';

export { MAX_TEXT } from './xml/events.ts';
export type { XmlAttributes, XmlHandler } from './xml/events.ts';

/**
 * The one door to an XML parser: strict, streaming, without namespaces but for the check of prefixes.
 * A bare DOCTYPE is allowed and never fetched; entity declarations, unknown entities, defaults for attributes, 257 levels and
 * control characters are refused. Throws a Refusal with file and line.
 *
 * A scanner reads what is ordinary; from the first place that is not, saxes reads on. Every refusal is saxes's.
 */
export function parseXml(source: Source, handler: XmlHandler): void {
  const events = new XmlEvents(source.name, handler);
  const scanner = new XmlScanner(events);
  let parser: StrictParser | undefined;
  let blank = true;
  const blocks = readText(source);
  for (let block = next(); block !== undefined; block = next()) {
    if (blank && block.trim() !== '') blank = false;
    if (parser) parser.write(block);
    else if (!scanner.feed(block)) parser = new StrictParser(events, scanner.place);
  }
  if (blank) throw new Refusal({ line: parser?.line ?? scanner.place.line, code: 'EMPTY', message: 'the file is empty or blank', file: source.name });
  if (!parser && !scanner.finish()) parser = new StrictParser(events, scanner.place);
  parser?.close();

  function next(): string | undefined {
    try {
      const { value, done } = blocks.next();
      return done === true ? undefined : value as string;
    } catch (error) {
      // What stands before bytes that are no text is judged first.
      if (!parser) new StrictParser(events, scanner.place);
      throw error;
    }
  }
}
