import type { Match } from './match.ts';
import { telling } from './telling-names.ts';
import { isCode, isHarmless, isNumber, isRandom } from './value.ts';

/** How much the form says: a field of a record is what it says; the same letters in a sentence or a program mostly are not. */
type Form = 'field' | 'text';

interface Found { readonly value: string; readonly at: number; readonly form: Form; readonly quoted: boolean }

const NAME_CHARACTER = /[\w.-]/u;
const LONGEST_NAME = 80;

/** Beginning and end of the name around `at`. */
function nameAround(text: string, at: number): readonly [number, number] {
  let [start, end] = [at, at];
  while (start > 0 && at - start < LONGEST_NAME && NAME_CHARACTER.test(text[start - 1]!)) start -= 1;
  while (end < text.length && end - at < LONGEST_NAME && NAME_CHARACTER.test(text[end]!)) end += 1;
  while (start < end && /[-.]/u.test(text[start]!)) start += 1; // --password, -Dname is dealt with below
  return [start, end];
}

/**
 * The secret that stands beside the name around `at`, if the name tells of one and the value can be one: attributes and elements of XML,
 * members of JSON, YAML and property files, variables of an environment, options of a command line, headers.
 */
export function namedValue(text: string, at: number): Match | undefined {
  const [start, end] = nameAround(text, at);
  const whole = text.slice(start, end);
  const name = whole.replace(/^D(?=[a-z]\w*[.\w]*)/u, (d) => (text[start - 1] === '-' ? '' : d));
  const says = telling(name);
  if (says === undefined) return undefined;
  const found = besideName(text, start, end);
  if (found === undefined) return undefined;
  const { value, at: place, form, quoted } = found;
  if (value.length === 0 || isHarmless(decoded(value)) || isCodeLike(found, form)) return undefined;
  const strong = says === 'strong' && (form === 'field' || quoted);
  if (strong ? isProse(name, value) : !isRandom(value) || isNumber(value)) return undefined;
  return { start: place, end: place + value.length, secret: value, rule: `value of ${name.slice(0, 60)}`, prefix: false };
}

/** A member that is quoted is data; what is bare may be a program. */
function isCodeLike({ value, quoted }: Found, form: Form): boolean {
  if (quoted) return /^[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)+$/u.test(value) && !/\d/u.test(value);
  return form === 'text' ? isCode(value) : /^[A-Za-z_$][\w$.]*\($/u.test(value) || /^[A-Za-z_$][\w$.]*\(.*\);?$/u.test(value);
}

/** A sentence about passwords. A pass phrase has blanks too. */
function isProse(name: string, value: string): boolean {
  return !/phrase$/iu.test(name) && /\s\S+\s/u.test(value.trim());
}

function besideName(text: string, start: number, end: number): Found | undefined {
  return headerBeside(text, start, end) ?? attributeBeside(text, start, end) ?? elementBeside(text, start, end) ?? memberBeside(text, start, end) ?? assignmentBeside(text, start, end) ?? optionBeside(text, start, end);
}

/** `Authorization: Bearer …`, in a log, in JSON or as an argument. */
function headerBeside(text: string, start: number, end: number): Found | undefined {
  if (!/^authorization$/iu.test(text.slice(start, end))) return undefined;
  return matched(text, end, /\\?["']?\s*[:=,]\s*\\?["']?(?:Bearer|Basic|Token|Digest|ApiKey|AWS4-HMAC-SHA256)\s+(?<value>[^\s"'<>\\,;]+)/iuyd, 'field');
}

/** `<property name="X" value="Y"/>` with its attributes in any order, `<property name="X">Y</property>`, `<entry key="X">Y</entry>`. */
function attributeBeside(text: string, start: number, end: number): Found | undefined {
  const quote = text[start - 1];
  if ((quote !== '"' && quote !== "'") || text[end] !== quote || !/\b(?:name|key|id|property|n|k)\s*=\s*$/iu.test(text.slice(Math.max(0, start - 24), start - 1))) return undefined;
  const open = text.lastIndexOf('<', start);
  if (open < 0) return undefined;
  const attributes = /\s+([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/guy;
  attributes.lastIndex = open + (/^<[\w:.-]+/u.exec(text.slice(open, open + 100))?.[0].length ?? 1);
  let after = attributes.lastIndex;
  for (let one = attributes.exec(text); one !== null; one = attributes.exec(text)) {
    after = attributes.lastIndex;
    if (!/^(?:value|val|v|data)$/iu.test(one[1]!)) continue;
    const value = one[2] ?? one[3] ?? '';
    return { value, at: after - 1 - value.length, form: 'field', quoted: true };
  }
  return matched(text, after, /\s*>\s*(?:<!\[CDATA\[)?(?:<(?:value|string)>)?(?<value>[^<\]]+)/uyd, 'field', true);
}

/** `<password>Y</password>`. */
function elementBeside(text: string, start: number, end: number): Found | undefined {
  if (text[start - 1] !== '<' && text[start - 1] !== ':') return undefined;
  return matched(text, end, /(?:\s[^<>]*)?>\s*(?:<!\[CDATA\[)?(?<value>[^<>\]]+?)\s*(?:\]\]>)?<\//uyd, 'field', true);
}

/** `"X": "Y"`, in JSON, in JSON inside a string, in Python, Ruby and JavaScript; `("X", "Y")` of a list of pairs. */
function memberBeside(text: string, start: number, end: number): Found | undefined {
  const quote = text[start - 1];
  if (quote !== '"' && quote !== "'") return undefined;
  return matched(text, end, /\\*["']\s*(?::|=>|=)\s*(?:\\*&quot;|\\*["'])(?<value>(?:[^"'\\\n]|\\+[^"'\\\n])+)/uyd, 'field', true)
    ?? matched(text, end, /\\*["']\s*(?::|=>)\s*(?<value>[^\s"',}\]{]+)/uyd, 'field')
    // What `terraform output -json` prints.
    ?? matched(text, end, /["']\s*:\s*\{[^{}]{0,200}?"value"\s*:\s*"(?<value>[^"\\\n]+)"/uyd, 'field', true)
    ?? (/[([]\s*["']$/u.test(text.slice(Math.max(0, start - 8), start)) ? matched(text, end, /["']\s*,\s*["'](?<value>[^"'\\\n]+)["']\s*[)\]]/uyd, 'text') : undefined);
}

/** `X=Y` of an environment, a property file, a query or a connection string; `X: Y` of YAML or a header. */
function assignmentBeside(text: string, start: number, end: number): Found | undefined {
  const before = text.slice(Math.max(0, start - 40), start);
  const own = /(?:^|[\n\r>]|&#1[03];|&#xA;|\\n|\\r|\[CDATA\[|\d\dZ |\][: ]|\| )[ \t]*(?:[-+] )?(?:export |set |setx |SET |declare -x |ENV |ARG |env |\$env:)?$/u.test(before) || /(?:^|[\s"'=,])(?:-D|--|-P|-e |\/p:)$/u.test(before) || /[;&?]$|&amp;$/u.test(before);
  const quoted = matched(text, end, /(?:\s{0,3}(?::=|=>|=)\s{0,3}|:\s{0,3})(?:\\*["']|&quot;)(?<value>(?:[^"'\\\n&]|\\[^"'\n])+)(?:\\*["']|&quot;)/uyd, own ? 'field' : 'text', true);
  if (quoted !== undefined) return quoted;
  const tight = matched(text, end, /=(?<value>[^\s"'<>;&,\\]+)/uyd, own ? 'field' : 'text');
  if (tight !== undefined) return tight;
  const line = matched(text, end, /(?:[ \t]*=[ \t]*|:[ \t]+)(?<value>[^\s"'<>]+)(?=[ \t]*(?:[\r\n]|$|<|&#1[03];|\\n))/uyd, own ? 'field' : 'text');
  return line ?? matched(text, end, /(?:[ \t]*=[ \t]*|:[ \t]*)(?<value>[^\s"'<>,;)}\]]+)/uyd, 'text');
}

/** `--password Y`. */
function optionBeside(text: string, start: number, end: number): Found | undefined {
  return text.slice(start - 2, start) === '--' ? matched(text, end, /[ \t]+["']?(?<value>[^\s"'<>-][^\s"'<>]*)/uyd, 'text') : undefined;
}

function matched(text: string, at: number, pattern: RegExp, form: Form, quoted = false): Found | undefined {
  pattern.lastIndex = at;
  const found = pattern.exec(text);
  const value = found?.groups?.value;
  if (value === undefined) return undefined;
  return { value: value.trimEnd(), at: found!.indices!.groups!.value![0], form, quoted };
}

/** As the reader of the format would see it; only to recognise what is harmless. */
function decoded(value: string): string {
  return value.replace(/&lt;/gu, '<').replace(/&gt;/gu, '>').replace(/&quot;/gu, '"').replace(/&apos;/gu, "'").replace(/&amp;/gu, '&');
}
