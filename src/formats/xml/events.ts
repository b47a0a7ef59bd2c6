import type { Problem, ProblemCode } from '../../model/problem.ts';
import { Refusal } from '../refusal.ts';

export type XmlAttributes = Readonly<Record<string, string>>;

/** What a reader wants to hear. Names are local names: a prefix is checked against its declaration and taken off. */
export interface XmlHandler {
  /** An element begins at `line`. Attributes keep their names as written. Answer true to hear its text, up to the first child. */
  open(name: string, attributes: XmlAttributes, line: number, depth: number, qualified: string): boolean | void;
  /** An element ends; `text` is its first 4 KiB when `open` asked for it, else ''. */
  close(name: string, text: string, depth: number): void;
}

export const MAX_DEPTH = 256;
export const MAX_ATTRIBUTES = 1024;
/** An element's text that a reader asked for is kept up to here; the rest is checked and dropped. */
export const MAX_TEXT = 4096;

/** Turns what a parser finds into what a reader hears: limits, prefixes, text. It is fed by one parser, or by two in turn. */
export class XmlEvents {
  /** Open elements. */
  depth = 0;
  /** The reader wants the text at this place. */
  listening = false;
  #file: string;
  #handler: XmlHandler;
  /** Per open element: does the reader want its text. */
  #wants: boolean[] = [];
  #text = '';
  #line = 1;
  #attributes = 0;
  #prefixed = false;
  /** Prefixes in scope with the depth that declared them. */
  #prefixes: (readonly [prefix: string, depth: number])[] = [];

  constructor(file: string, handler: XmlHandler) {
    this.#file = file;
    this.#handler = handler;
  }

  /** A start tag up to its name; `hasColon`: the name has one. */
  start(hasColon: boolean, line: number): void {
    this.#line = line;
    this.#attributes = 0;
    this.#prefixed = hasColon;
    if (this.depth >= MAX_DEPTH) throw this.refuse('TOO_DEEP', `elements are nested deeper than ${MAX_DEPTH} levels`, line);
    // Text after the first child is not part of what was asked for.
    if (this.listening) this.#stopListening();
  }

  /** An attribute of the tag that was started. Whoever counts them itself need not tell them when no name has a colon. */
  attribute(name: string): void {
    this.#attributes += 1;
    if (this.#attributes > MAX_ATTRIBUTES) throw this.refuse('TOO_LARGE', `an element has more than ${MAX_ATTRIBUTES} attributes`, this.#line);
    if (name.charCodeAt(0) === 120 && name.startsWith('xmlns:')) this.#prefixes.push([name.slice(6), this.depth + 1]);
    else if (name.includes(':')) this.#prefixed = true;
  }

  /** The end of a start tag. */
  open(qualified: string, attributes: XmlAttributes): void {
    this.depth += 1;
    let name = qualified;
    if (this.#prefixed) {
      name = this.#local(qualified);
      for (const attribute of Object.keys(attributes)) this.#local(attribute);
    }
    const wants = this.#handler.open(name, attributes, this.#line, this.depth, qualified) === true;
    this.#wants[this.depth] = wants;
    this.listening = wants;
    if (wants) this.#text = '';
  }

  /** An end tag, or the end of an empty element. */
  close(qualified: string, hasColon: boolean): void {
    const text = this.listening ? this.#text : '';
    this.#handler.close(hasColon ? qualified.slice(qualified.indexOf(':') + 1) : qualified, text, this.depth);
    if (this.#prefixes.length > 0) this.#undeclare();
    this.depth -= 1;
    this.listening = this.#wants[this.depth] === true;
  }

  /** Character data of the innermost element. */
  hear(text: string): void {
    if (this.listening && this.#text.length < MAX_TEXT) this.#text += text.slice(0, MAX_TEXT - this.#text.length);
  }

  refuse(code: ProblemCode, message: string, line: number, more: Partial<Problem> = {}): Refusal {
    return new Refusal({ line, ...more, code, message, file: this.#file });
  }

  #stopListening(): void {
    this.#wants[this.depth] = false;
    this.listening = false;
  }

  #undeclare(): void {
    while (this.#prefixes.at(-1)?.[1] === this.depth) this.#prefixes.pop();
  }

  /** The part after the prefix; the prefix must be declared (Namespaces in XML 1.0 §5). */
  #local(name: string): string {
    const colon = name.indexOf(':');
    if (colon === -1) return name;
    const prefix = name.slice(0, colon);
    const known = prefix === 'xml' || prefix === 'xmlns' || this.#prefixes.some(([declared]) => declared === prefix);
    if (!known) throw this.refuse('NOT_WELL_FORMED', 'a namespace prefix is not declared', this.#line, { found: prefix.slice(0, 80) });
    return name.slice(colon + 1);
  }
}
