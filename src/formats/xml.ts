import { SaxesParser } from 'saxes';
import type { Problem, ProblemCode } from '../model/problem.ts';
import type { Source } from '../model/source.ts';
import { Refusal } from './refusal.ts';
import { readText } from './text.ts';

export type XmlAttributes = Readonly<Record<string, string>>;

/** What a reader wants to hear. Names are local names: a prefix is checked against its declaration and taken off. */
export interface XmlHandler {
  /** An element begins at `line`. Attributes keep their names as written. Answer true to hear its text, up to the first child. */
  open(name: string, attributes: XmlAttributes, line: number, depth: number, qualified: string): boolean | void;
  /** An element ends; `text` is its first 4 KiB when `open` asked for it, else ''. */
  close(name: string, text: string, depth: number): void;
}

const MAX_DEPTH = 256;
const MAX_ATTRIBUTES = 1024;
/** An element's text that a reader asked for is kept up to here; the rest is checked and dropped. */
export const MAX_TEXT = 4096;
/** A single attribute, name or declaration is refused above this. */
const MAX_TOKEN = 4 << 20;

/** State of the saxes 6.0.0 parser that it does not publish; needed because it collects CDATA and comments whole. */
interface Inside { state: number; text: string; name: string; entity: string; piTarget: string }
const COMMENT_STATES = [17, 18];
/** Within character data, a comment or a CDATA section. */
const DROPPABLE = [13, ...COMMENT_STATES, 20, 21, 22];

/**
 * The one door to an XML parser: strict, streaming, without namespaces but for the check of prefixes.
 * A bare DOCTYPE is allowed and never fetched; entity declarations, unknown entities, defaults for attributes, 257 levels and
 * control characters are refused. Throws a Refusal with file and line.
 */
export function parseXml(source: Source, handler: XmlHandler): void {
  new XmlReading(source, handler).run();
}

class XmlReading {
  #source: Source;
  #handler: XmlHandler;
  #parser = new SaxesParser({ xmlns: false, position: false });
  #inside = this.#parser as unknown as Inside;
  /** Per open element: does the reader want its text. */
  #wants: boolean[] = [];
  #text = '';
  #depth = 0;
  #line = 1;
  #attributes = 0;
  #prefixed = false;
  /** Prefixes in scope with the depth that declared them. */
  #prefixes: [name: string, depth: number][] = [];
  #ending = false;

  constructor(source: Source, handler: XmlHandler) {
    this.#source = source;
    this.#handler = handler;
    const parser = this.#parser;
    parser.on('error', (error) => this.#failed(error.message));
    parser.on('doctype', (text) => this.#doctype(text));
    parser.on('opentagstart', (tag) => this.#start(tag.name));
    parser.on('attribute', (attribute) => this.#attribute(attribute.name));
    parser.on('opentag', (tag) => this.#open(tag.name, tag.attributes));
    parser.on('closetag', (tag) => this.#close(tag.name));
    parser.on('cdata', (text) => this.#hear(text));
  }

  run(): void {
    let blank = true;
    for (const text of readText(this.#source)) {
      if (blank && text.trim() !== '') blank = false;
      this.#parser.write(text);
      this.#bound();
    }
    if (blank) throw this.#refuse('EMPTY', 'the file is empty or blank');
    this.#ending = true;
    this.#parser.close();
  }

  #start(name: string): void {
    const parser = this.#parser;
    // A line break straight after the name was already consumed when this event comes.
    this.#line = parser.column === 0 ? parser.line - 1 : parser.line;
    this.#attributes = 0;
    this.#prefixed = name.includes(':');
    if (this.#depth >= MAX_DEPTH) throw this.#refuse('TOO_DEEP', `elements are nested deeper than ${MAX_DEPTH} levels`, { line: this.#line });
    // Text after the first child is not part of what was asked for.
    if (this.#wants[this.#depth]) this.#stopListening();
  }

  #attribute(name: string): void {
    this.#attributes += 1;
    if (this.#attributes > MAX_ATTRIBUTES) throw this.#refuse('TOO_LARGE', `an element has more than ${MAX_ATTRIBUTES} attributes`, { line: this.#line });
    if (name.charCodeAt(0) === 120 && name.startsWith('xmlns:')) this.#prefixes.push([name.slice(6), this.#depth + 1]);
    else if (name.includes(':')) this.#prefixed = true;
  }

  #open(qualified: string, attributes: XmlAttributes): void {
    this.#depth += 1;
    let name = qualified;
    if (this.#prefixed) {
      name = this.#local(qualified);
      for (const attribute of Object.keys(attributes)) this.#local(attribute);
    }
    const wants = this.#handler.open(name, attributes, this.#line, this.#depth, qualified) === true;
    this.#wants[this.#depth] = wants;
    if (wants) {
      this.#text = '';
      this.#parser.on('text', this.#hear);
    }
  }

  #close(qualified: string): void {
    const wanted = this.#wants[this.#depth];
    const text = wanted ? this.#text : '';
    if (wanted) this.#stopListening();
    this.#handler.close(qualified.includes(':') ? qualified.slice(qualified.indexOf(':') + 1) : qualified, text, this.#depth);
    while (this.#prefixes.length > 0 && (this.#prefixes.at(-1) as [string, number])[1] === this.#depth) this.#prefixes.pop();
    this.#depth -= 1;
  }

  #stopListening(): void {
    this.#parser.off('text');
    this.#wants[this.#depth] = false;
  }

  #hear = (text: string): void => {
    if (this.#wants[this.#depth] && this.#text.length < MAX_TEXT) this.#text += text.slice(0, MAX_TEXT - this.#text.length);
  };

  /** The part after the prefix; the prefix must be declared (Namespaces in XML 1.0 §5). */
  #local(name: string): string {
    const colon = name.indexOf(':');
    if (colon === -1) return name;
    const prefix = name.slice(0, colon);
    const known = prefix === 'xml' || prefix === 'xmlns' || this.#prefixes.some(([declared]) => declared === prefix);
    if (!known) throw this.#refuse('NOT_WELL_FORMED', 'a namespace prefix is not declared', { line: this.#line, found: prefix.slice(0, 80) });
    return name.slice(colon + 1);
  }

  #doctype(text: string): void {
    if (/<!\s*ENTITY/i.test(text)) {
      throw this.#refuse('ENTITY_DECLARED', 'an entity is declared; entities are never expanded', { hint: 'write the file without a DTD' });
    }
    if (/<!ATTLIST[^>]*["']/.test(text)) {
      throw this.#refuse('UNSUPPORTED_FORMAT', 'the DTD inside the file gives attributes default values', { hint: 'write the file without a DTD' });
    }
  }

  /** saxes collects the text of a CDATA section, a comment or a token until it ends: none may grow without limit. */
  #bound(): void {
    const inside = this.#inside;
    if (inside.text.length > 0 && DROPPABLE.includes(inside.state)) {
      if (!COMMENT_STATES.includes(inside.state)) this.#hear(inside.text);
      inside.text = '';
    }
    const token = Math.max(inside.text.length, inside.name.length, inside.entity.length, inside.piTarget.length);
    if (token > MAX_TOKEN) throw this.#refuse('TOO_LARGE', 'an attribute, name or declaration is too long', { line: this.#parser.line, expected: `at most ${MAX_TOKEN} characters` });
  }

  #failed(message: string): never {
    const line = this.#parser.line;
    const said = message.replace(/\.$/, '');
    if (this.#ending) throw this.#refuse('TRUNCATED', 'the file ends before its last element is closed', { line, found: said, hint: 'the writer was interrupted or the disk was full: run it again' });
    if (/^(disallowed character|malformed character entity)$/.test(said)) {
      throw this.#refuse('BAD_CHARACTER', 'a character that XML forbids', { line, found: said, hint: 'the tool must escape or drop control characters in its output' });
    }
    if (said === 'undefined entity') throw this.#refuse('ENTITY_DECLARED', 'an entity that XML does not define is used', { line, hint: 'only &lt; &gt; &amp; &quot; &apos; and character references are read' });
    throw this.#refuse('NOT_WELL_FORMED', 'the file is not well-formed XML', { line, found: said.slice(0, 200) });
  }

  #refuse(code: ProblemCode, message: string, more: Partial<Problem> = {}): Refusal {
    return new Refusal({ line: this.#parser.line, ...more, code, message, file: this.#source.name });
  }
}
