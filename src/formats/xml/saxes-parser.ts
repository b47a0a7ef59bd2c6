import { SaxesParser } from 'saxes';
import type { XmlEvents } from './events.ts';
import type { Place } from './place.ts';

/** A single attribute, name or declaration is refused above this, in code units. */
const MAX_TOKEN = 4 << 20;

/** State of the saxes 6.0.0 parser that it does not publish; needed because it collects CDATA and comments whole. */
interface Inside { state: number; text: string; name: string; entity: string; piTarget: string }
const COMMENT_STATES = [17, 18];
/** Within character data, a comment or a CDATA section. */
const DROPPABLE = [13, ...COMMENT_STATES, 20, 21, 22];

/** The full parser: strict, and the only one that says what is wrong with a file. It may begin in the middle of one. */
export class StrictParser {
  #events: XmlEvents;
  #parser = new SaxesParser({ xmlns: false, position: false });
  #inside = this.#parser as unknown as Inside;
  #ending = false;

  constructor(events: XmlEvents, place: Place) {
    this.#events = events;
    const parser = this.#parser;
    parser.write(prologue(place));
    parser.line = place.line;
    parser.on('error', (error) => this.#failed(error.message));
    parser.on('doctype', (text) => this.#doctype(text));
    parser.on('opentagstart', (tag) => {
      // A line break straight after the name was already consumed when this event comes.
      this.#events.start(tag.name.includes(':'), parser.column === 0 ? parser.line - 1 : parser.line);
      this.#attend();
    });
    parser.on('attribute', (attribute) => this.#events.attribute(attribute.name));
    parser.on('opentag', (tag) => {
      this.#events.open(tag.name, tag.attributes);
      this.#attend();
    });
    parser.on('closetag', (tag) => {
      this.#events.close(tag.name, tag.name.includes(':'));
      this.#attend();
    });
    parser.on('cdata', this.#hear);
    this.#attend();
    this.write(place.rest);
  }

  get line(): number { return this.#parser.line; }

  /** Reads a block of the file. */
  write(text: string): void {
    this.#parser.write(text);
    this.#bound();
  }

  /** The file is at its end. */
  close(): void {
    this.#ending = true;
    this.#parser.close();
  }

  #hear = (text: string): void => this.#events.hear(text);
  #attending = false;

  /** saxes makes texts only for one who listens. */
  #attend(): void {
    const { listening } = this.#events;
    if (listening === this.#attending) return;
    this.#attending = listening;
    if (listening) this.#parser.on('text', this.#hear);
    else this.#parser.off('text');
  }

  #doctype(text: string): void {
    const { line } = this.#parser;
    if (/<!\s*ENTITY/i.test(text)) {
      throw this.#events.refuse('ENTITY_DECLARED', 'an entity is declared; entities are never expanded', line, { hint: 'write the file without a DTD' });
    }
    if (/<!ATTLIST[^>]*["']/.test(text)) {
      throw this.#events.refuse('UNSUPPORTED_FORMAT', 'the DTD inside the file gives attributes default values', line, { hint: 'write the file without a DTD' });
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
    if (token > MAX_TOKEN) {
      throw this.#events.refuse('TOO_LARGE', 'an attribute, name or declaration is too long', this.#parser.line, { expected: `at most ${MAX_TOKEN} characters` });
    }
  }

  #failed(message: string): never {
    const { line } = this.#parser;
    const said = message.replace(/\.$/, '');
    if (this.#ending) {
      throw this.#events.refuse('TRUNCATED', 'the file ends before its last element is closed', line, { found: said, hint: 'the writer was interrupted or the disk was full: run it again' });
    }
    if (/^(disallowed character|malformed character entity)$/.test(said)) {
      throw this.#events.refuse('BAD_CHARACTER', 'a character that XML forbids', line, { found: said, hint: 'the tool must escape or drop control characters in its output' });
    }
    if (said === 'undefined entity') {
      throw this.#events.refuse('ENTITY_DECLARED', 'an entity that XML does not define is used', line, { hint: 'only &lt; &gt; &amp; &quot; &apos; and character references are read' });
    }
    throw this.#events.refuse('NOT_WELL_FORMED', 'the file is not well-formed XML', line, { found: said.slice(0, 200) });
  }
}

/** The shortest text that brings a parser to such a place. Names are those of the file; nobody hears of it. */
function prologue({ begun, hadDoctype, rootClosed, open, inCdata }: Place): string {
  if (!begun) return '';
  // The comment ends the only place where an XML declaration may stand.
  return `<!---->${hadDoctype ? '<!DOCTYPE a>' : ''}${rootClosed ? '<a/>' : ''}${open.map((name) => `<${name}>`).join('')}${inCdata ? '<![CDATA[' : ''}`;
}
