/** Capitals only inside a text, so that a "todo list" stays a feature; any case when it is the whole text. */
const INSIDE = /\b(TBD|TBC|TODO|FIXME|XXX)\b/u;
/** Words that stand where an answer should: an answer of only these says nothing. Between them and the ends of the text there are no letters. */
const WORDS = /^(?:t\.?b\.?[dac]\.?|t\.?b\.?d\.? later|to ?do|fix ?me|xxx+|n\/?a|not applicable|unknown|pending|placeholder|to be (?:defined|determined|done|confirmed|written))$|^lorem ipsum\b/iu;
const LETTER = /\w/iu;

/**
 * True for a text that says "to be written": it is nothing but a placeholder, or has one in capitals inside. Blank is absent, not a placeholder.
 * Each step takes the time of the text's length: one regular expression for all of it took its cube on a long run of dashes.
 */
export function isPlaceholder(text: string): boolean {
  const bare = text.trim();
  if (bare === '') return false;
  const first = bare.search(LETTER);
  if (first < 0) return ['?', '-', '..', '…'].some((mark) => bare.includes(mark)) || ['<>', '[]'].some(([open, close]) => bare.includes(close!, bare.includes(open!) ? bare.indexOf(open!) : Infinity));
  let last = bare.length - 1;
  while (!LETTER.test(bare[last]!)) last--;
  return WORDS.test(bare.slice(first, last + 1)) || inBrackets(bare, first, last, '<', '>') || inBrackets(bare, first, last, '[', ']') || INSIDE.test(text);
}

/** `<who>`, `[date]`: every letter, from the first to the last, stands inside one pair. */
function inBrackets(text: string, first: number, last: number, open: string, close: string): boolean {
  const from = text.lastIndexOf(open, first);
  return from >= 0 && text.indexOf(close, from) > last;
}

/** True when there is text that is not a placeholder such as `TBD` or a bare `n/a` (an `n/a` with a reason is an answer). */
export function isAnswered(value: string | undefined): value is string {
  const text = value?.trim() ?? '';
  return text !== '' && !isPlaceholder(text);
}

/** True for an answer that can be a reason: one or two short words are none, where words are written with blanks. */
export function isRationale(value: string | undefined): value is string {
  const text = value?.trim() ?? '';
  return isAnswered(text) && !(text.length < 12 && text.split(/\s+/u).length < 3 && /^[\p{ASCII}]*$/u.test(text));
}

/**
 * A designator that does not name one version (8.1.2 c): a moving tag, a branch or a range.
 * `1.2.0-SNAPSHOT` moves as well: the same name is built again and again.
 */
export function isFloating(version: string): boolean {
  const v = version.trim().toLowerCase();
  return v === '' || v === '*' || v === 'x'
    || /^(?:latest|stable|current|newest|nightly|edge|next|rolling|head|main|master|develop|dev|trunk|snapshot|unknown|any|noassertion)$/u.test(v)
    || /^(?:refs\/heads\/|branch[:=/]|dev-)/u.test(v)
    || /[-.]snapshot$/u.test(v)
    || /^[\^~<>=!]/u.test(v) || /\|\||\s-\s|,\s*[<>=!~]/u.test(v)
    || /^[[(].*[,:].*[\])]$/u.test(v)
    || /(?:^|\.)[x*](?:$|\.)/u.test(v) || /\.\+$/u.test(v)
    || (/^(?:git\+|git:|https?:|ssh:|file:|link:)/u.test(v) && !/[#@][0-9a-f]{40,64}$/u.test(v));
}
