/** Line ends of a text in blocks, CR LF made LF (XML 1.0 §2.11). A lone CR is not decided here: XML 1.1 pairs it otherwise. */
export class LineEnds {
  /** A carriage return at the end of a block, until the next one comes. */
  held = '';

  /** The text up to what is held; undefined when it has a lone CR, and then `held` is all of it. */
  push(block: string): string | undefined {
    let text = this.held + block;
    this.held = '';
    if (!text.includes('\r')) return text;
    if (/\r[^\n]/.test(text)) {
      this.held = text;
      return undefined;
    }
    if (text.endsWith('\r')) {
      this.held = '\r';
      text = text.slice(0, -1);
    }
    return text.replaceAll('\r\n', '\n');
  }
}
