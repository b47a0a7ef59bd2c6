import { Attributes } from './attributes.ts';
import { BLANK, CLASS, endOfRun, NAME, NAME_START, STOPS_CDATA, STOPS_TEXT, STOPS_VALUE } from './characters.ts';
import { CodeUnits, LITTLE_ENDIAN } from './code-units.ts';
import { endOfComment, endOfDoctype, endOfInstruction } from './declarations.ts';
import type { Ending } from './declarations.ts';
import { MAX_ATTRIBUTES, MAX_DEPTH } from './events.ts';
import type { XmlEvents } from './events.ts';
import { LineEnds } from './line-ends.ts';
import { NameCache } from './names.ts';
import type { KnownName } from './names.ts';
import type { Place } from './place.ts';
import { MAX_REFERENCE, Reference } from './references.ts';

/** A tag or comment that is cut off by the end of a block is kept up to here, in code units; a longer one is in doubt. */
const MAX_CUT_OFF = 1 << 20;
/** One up to here is read again with every block. */
const SHORT = 1024;

/**
 * Reads the ordinary constructs of XML quickly: elements with ASCII names, quoted attributes, text, CDATA, comments, plain
 * processing instructions, a DOCTYPE without a DTD. It refuses nothing: at whatever is not plainly well-formed or not ordinary it
 * stops before the construct, with every event before it told, and a full parser goes on from that place.
 */
export class XmlScanner {
  #events: XmlEvents;
  #names = new NameCache();
  #reference = new Reference();
  #lineEnds = new LineEnds();
  #units = new CodeUnits();
  #text = '';
  #end = 0;
  /** Fed and not read. */
  #rest = '';
  /** Length of the construct that the end of a block cut off. */
  #cutOff = 0;
  #doubt = false;
  #open: KnownName[] = [];
  #line = 1;
  #begun = false;
  #inCdata = false;
  #hadDoctype = false;
  #rootClosed = false;

  constructor(events: XmlEvents) {
    this.#events = events;
  }

  /** Reads a block; false when in doubt, and then nothing more may be fed. */
  feed(block: string): boolean {
    const text = this.#lineEnds.push(block);
    if (text === undefined) return this.#stop('');
    if (!LITTLE_ENDIAN || !text.isWellFormed()) return this.#stop(text);
    this.#rest += text;
    // What was cut off is read again only when there is twice as much: many small blocks cost no more than few large ones.
    return (this.#cutOff > SHORT && this.#rest.length < 2 * this.#cutOff) || this.#read();
  }

  /** After the last block: true when what was fed is one whole document. */
  finish(): boolean {
    return !this.#doubt && this.#read() && this.#rest === '' && this.#lineEnds.held === '' && this.#rootClosed;
  }

  get place(): Place {
    return { open: this.#open.map(({ name }) => name), inCdata: this.#inCdata, begun: this.#begun, hadDoctype: this.#hadDoctype,
      rootClosed: this.#rootClosed, line: this.#line, rest: this.#rest + this.#lineEnds.held };
  }

  #stop(text: string): false {
    this.#doubt = true;
    this.#rest += text;
    return false;
  }

  #read(): boolean {
    this.#text = this.#rest;
    this.#end = this.#text.length;
    this.#units.load(this.#text);
    const done = this.#scan();
    if (done > 0) this.#begun = true;
    this.#rest = this.#text.slice(done);
    this.#text = '';
    this.#cutOff = this.#rest.length;
    return !this.#doubt && this.#cutOff <= MAX_CUT_OFF;
  }

  /** Reads constructs until the block ends or one is cut off or in doubt; answers where that one begins. */
  #scan(): number {
    const codes = this.#units.array;
    const end = this.#end;
    let at = 0;
    while (at < end) {
      const from = at;
      if (this.#inCdata) at = this.#cdata(from);
      else if (codes[from] !== 60) at = this.#open.length === 0 ? this.#blanks(from) : this.#characters(from);
      else if ((CLASS[codes[from + 1] as number] as number) & NAME_START) at = this.#startTag(from);
      else at = codes[from + 1] === 47 ? this.#endTag(from) : this.#markup(from, codes[from + 1] as number);
      if (at === from || this.#doubt) return at;
    }
    return at;
  }

  /** Outside of the root. */
  #blanks(from: number): number {
    const codes = this.#units.array;
    let i = from;
    for (let code = codes[i] as number; (CLASS[code] as number) & BLANK; code = codes[i] as number) {
      if (code === 10) this.#line += 1;
      i += 1;
    }
    if (i < this.#end && codes[i] !== 60) this.#doubt = true;
    return i;
  }

  #characters(from: number): number {
    const codes = this.#units.array;
    let start = from;
    let i = from;
    for (;;) {
      i = endOfRun(codes, i, STOPS_TEXT);
      const code = codes[i] as number;
      if (code === 10) this.#line += 1;
      else if (code === 60) return this.#hear(start, i);
      else if (code === 62) {
        if (i - from >= 2 && codes[i - 1] === 93 && codes[i - 2] === 93) return this.#doubtful(this.#hear(start, i - 2));
      } else if (code === 38) {
        this.#hear(start, i);
        if (!this.#reference.read(codes, i)) return this.#end - i < MAX_REFERENCE ? i : this.#doubtful(i);
        if (this.#events.listening) this.#events.hear(this.#reference.text);
        start = i = this.#reference.end;
        continue;
      } else if (i === this.#end) break;
      else return this.#doubtful(this.#hear(start, i));
      i += 1;
    }
    // Brackets at the end of the block may be the beginning of what must not stand in text.
    for (let k = 0; k < 2 && i > start && codes[i - 1] === 93; k += 1) i -= 1;
    return this.#hear(start, i);
  }

  #cdata(from: number): number {
    const codes = this.#units.array;
    let i = from;
    for (;;) {
      i = endOfRun(codes, i, STOPS_CDATA);
      const code = codes[i] as number;
      if (code === 10) this.#line += 1;
      else if (code === 93) {
        if (codes[i + 1] === 93 && codes[i + 2] === 62) {
          this.#hear(from, i);
          this.#inCdata = false;
          return i + 3;
        }
        if (i + 2 >= this.#end) return this.#hear(from, i);
      } else if (i === this.#end) return this.#hear(from, i);
      else return this.#doubtful(this.#hear(from, i));
      i += 1;
    }
  }

  #startTag(from: number): number {
    const codes = this.#units.array;
    const text = this.#text;
    let hash = 0;
    let i = from + 1;
    let code = codes[i] as number;
    for (; (CLASS[code] as number) & NAME; code = codes[i] as number) {
      hash = (Math.imul(hash, 31) + code) | 0;
      i += 1;
    }
    const element = this.#names.get(text, from + 1, i, hash);
    const attributes: Record<string, string> = new Attributes();
    let count = 0;
    let hasPrefix = element.hasColon;
    let lines = 0;
    for (;;) {
      if (code === 62 || code === 47) break;
      if (((CLASS[code] as number) & BLANK) === 0) return this.#cutOffAt(i, from);
      do {
        if (code === 10) lines += 1;
        i += 1;
        code = codes[i] as number;
      } while ((CLASS[code] as number) & BLANK);
      if (code === 62 || code === 47) break;
      if (((CLASS[code] as number) & NAME_START) === 0) return this.#cutOffAt(i, from);
      const nameAt = i;
      for (hash = 0; (CLASS[code] as number) & NAME; code = codes[i] as number) {
        hash = (Math.imul(hash, 31) + code) | 0;
        i += 1;
      }
      if (code !== 61) return this.#cutOffAt(i, from);
      const known = this.#names.get(text, nameAt, i, hash);
      const quote = codes[i + 1] as number;
      if (quote !== 34 && quote !== 39) return this.#cutOffAt(i + 1, from);
      i += 2;
      const valueAt = i;
      let plain = true;
      for (;;) {
        i = endOfRun(codes, i, STOPS_VALUE);
        code = codes[i] as number;
        if (code === quote) break;
        if (code === 38 || code === 9) plain = false;
        else if (code === 10) {
          plain = false;
          lines += 1;
        } else if (code !== 34 && code !== 39) return this.#cutOffAt(i, from);
        i += 1;
      }
      const value = plain ? text.slice(valueAt, i) : this.#reference.valueOf(text, codes, valueAt, i);
      count += 1;
      if (value === undefined || count > MAX_ATTRIBUTES || attributes[known.name] !== undefined) return this.#doubtful(from);
      attributes[known.name] = value;
      if (known.hasColon) hasPrefix = true;
      i += 1;
      code = codes[i] as number;
    }
    const empty = code === 47;
    if (empty && codes[i + 1] !== 62) return this.#cutOffAt(i + 1, from);
    if (this.#rootClosed || this.#open.length >= MAX_DEPTH) return this.#doubtful(from);
    this.#tell(element, attributes, hasPrefix, empty);
    this.#line += lines;
    return empty ? i + 2 : i + 1;
  }

  #tell(element: KnownName, attributes: Record<string, string>, hasPrefix: boolean, empty: boolean): void {
    const events = this.#events;
    events.start(element.hasColon, this.#line);
    if (hasPrefix) for (const name of Object.keys(attributes)) events.attribute(name);
    events.open(element.name, attributes);
    if (!empty) this.#open.push(element);
    else {
      events.close(element.name, element.hasColon);
      if (this.#open.length === 0) this.#rootClosed = true;
    }
  }

  #endTag(from: number): number {
    const codes = this.#units.array;
    const element = this.#open[this.#open.length - 1];
    if (element === undefined) return this.#doubtful(from);
    const { name } = element;
    let i = from + 2 + name.length;
    if (i >= this.#end) return from;
    if (!this.#text.startsWith(name, from + 2)) return this.#doubtful(from);
    let lines = 0;
    for (; (CLASS[codes[i] as number] as number) & BLANK; i += 1) if (codes[i] === 10) lines += 1;
    if (codes[i] !== 62) return this.#cutOffAt(i, from);
    this.#open.pop();
    this.#events.close(name, element.hasColon);
    if (this.#open.length === 0) this.#rootClosed = true;
    this.#line += lines;
    return i + 1;
  }

  /** What begins with `<!` or `<?`, or with something else that is none of XML's. */
  #markup(from: number, next: number): number {
    const text = this.#text;
    if (next === 63) return this.#skip(from, endOfInstruction(text, from, !this.#begun && from === 0));
    if (next === 33) {
      if (text.startsWith('<!--', from)) return this.#skip(from, endOfComment(text, from));
      if (text.startsWith('<![CDATA[', from)) {
        if (this.#open.length === 0) return this.#doubtful(from);
        this.#inCdata = true;
        return from + 9;
      }
      if (text.startsWith('<!DOCTYPE', from)) {
        if (this.#hadDoctype || this.#open.length > 0 || this.#rootClosed) return this.#doubtful(from);
        const at = this.#skip(from, endOfDoctype(text, from));
        this.#hadDoctype = at > from;
        return at;
      }
    }
    return this.#end - from < 9 && (next === 33 || from + 1 === this.#end) ? from : this.#doubtful(from);
  }

  #skip(from: number, ending: Ending): number {
    if (ending === 'cut off') return from;
    if (ending === 'in doubt') return this.#doubtful(from);
    for (let i = from; i < ending; i += 1) if (this.#units.array[i] === 10) this.#line += 1;
    return ending;
  }

  #hear(start: number, end: number): number {
    if (end > start && this.#events.listening) this.#events.hear(this.#text.slice(start, end));
    return end;
  }

  /** The construct at `from` goes wrong at `at`, unless the block just ends there. */
  #cutOffAt(at: number, from: number): number {
    return at >= this.#end ? from : this.#doubtful(from);
  }

  #doubtful(at: number): number {
    this.#doubt = true;
    return at;
  }
}
