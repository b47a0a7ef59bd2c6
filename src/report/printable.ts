/**
 * Evidence is shown, never obeyed: what a file says reaches the reader letter by letter. A character that would vanish, reorder
 * its neighbours or stop the PDF is written out as `‹U+202E›`, so that `x‹U+202E›gpj.exe` cannot pass for `xexe.jpg`.
 */

/** Everything ordinary, so that most strings cost one test. */
const PLAIN = /^[\x20-\x7e]*$/;
// Controls, line and paragraph separators, private use, lone surrogates; all that is invisible or reorders; noncharacters. Only properties
// that Unicode keeps stable or that grow inside reserved ranges: the same text must give the same bytes on every Node.
const HIDDEN = /[\p{Cc}\p{Zl}\p{Zp}\p{Co}\p{Cs}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\ufff9-\ufffb]/u;

const escaped = (char: string): string => `‹U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}›`;

/**
 * The text as it may be printed. A line break inside a value becomes ` ¶ `, blanks at its ends go.
 * `covered` says which code points the shipped fonts can draw (PDF and figures); without it (page) the reader's own fonts fill in.
 */
export function printable(text: string, covered?: (code: number) => boolean): string {
  if (PLAIN.test(text)) return text;
  let out = '';
  for (const char of bare(text).replace(/\r\n?|\n/g, ' ¶ ')) {
    const code = char.codePointAt(0) ?? 0;
    const plain = code >= 0x20 && code <= 0x7e;
    out += plain || (!HIDDEN.test(char) && (covered === undefined || covered(code))) ? char : escaped(char);
  }
  return out;
}

/** Without blanks and line breaks at its ends. Not by a regular expression: `[ ]+$` takes the square of the time on a long run of blanks inside. */
function bare(text: string): string {
  const blank = (at: number): boolean => ' \r\n'.includes(text[at]!);
  let [from, to] = [0, text.length];
  while (from < to && blank(from)) from++;
  while (to > from && blank(to - 1)) to--;
  return text.slice(from, to);
}

/** Above this length a word of letters, or one with other signs, is broken inside: columns are narrow. */
const LONG_WORD = 20;
const LONG_CODE = 12;
const PIECE = 6;

/**
 * Pieces between which a line may break, for words that would run out of a table cell. Joined they are the text again: the break is
 * no character, so that search and copying find the whole word. Words up to `whole` letters are left alone.
 */
export function breakable(text: string, whole = 14): readonly string[] {
  if (text.length <= whole) return [text];
  const pieces: string[] = [];
  let rest = '';
  for (const word of text.split(/(?<= )/)) {
    const parts = word.trimEnd().length <= whole ? [word] : word.split(/(?<=[_/@&?,;+=-])/).flatMap(chunks);
    parts.forEach((part, i) => {
      // A blank is a place to break of its own: whole words stay together in one piece.
      if (i > 0) {
        pieces.push(rest);
        rest = '';
      }
      rest += part;
    });
  }
  pieces.push(rest);
  return pieces;
}

function chunks(part: string): readonly string[] {
  if (part.trimEnd().length <= (/^\p{L}*$/u.test(part.trimEnd()) ? LONG_WORD : LONG_CODE)) return [part];
  const atDots = part.split(/(?<=[.:])/);
  if (atDots.length > 1) return atDots.flatMap(chunks);
  const letters = [...part];
  const out: string[] = [];
  for (let i = 0; i < letters.length; i += PIECE) out.push(letters.slice(i, i + PIECE).join(''));
  return out;
}
