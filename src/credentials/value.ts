/** Whether a value that stands beside a telling name can be a secret at all. */

/** Blanked out by a CI system, or never filled in. */
const MASKED = /^(?:[*•●·#xX.?_-]+|[[(<{]+\s*[\w \-./:$@]*\s*[\])>}]+|\[?(?:masked|redacted|hidden|removed|filtered|secret|omitted)\]?)$/iu;
/** Somebody else's place holder: `${TOKEN}`, `$TOKEN`, `%TOKEN%`, `{{ token }}`, `&lt;token&gt;`, `@TOKEN@`. */
const REFERENCE = /^(?:\$\$?\{?\{?\s*[A-Za-z_][\w.:\- ]*\s*\}?\}?|\$\([\w .\-/]*\)?|%[A-Za-z_]\w*%|\{\{.*|#\{.*|&lt;.*&gt;|<.*>|@[A-Za-z_.]+@|!(?:Ref|secret|vault|env)\b.*|\$ANSIBLE_VAULT.*|ref\+.*|vault:.*|(?:secrets|env|process\.env|os\.environ|System\.getenv|vars?|local|data|module|config|settings|this|self)[.[(].*)$/u;
/** Words that name a kind of value, stand for none, or are known to everybody (`changeit` is the default of every Java trust store). */
const WORDS: ReadonlySet<string> = new Set([
  'true', 'false', 'yes', 'no', 'on', 'off', 'null', 'nil', 'none', 'undefined', 'void', 'empty', 'default', 'unset', 'set', 'string', 'text', 'number', 'integer', 'object', 'array', 'boolean', 'any', 'bytes', 'char',
  'password', 'passwd', 'passphrase', 'secret', 'token', 'key', 'value', 'apikey', 'credential', 'credentials', 'username', 'user', 'changeit', 'changeme', 'change-me', 'change_me', 'example', 'sample', 'dummy', 'test', 'testing',
  'placeholder', 'todo', 'tbd', 'fixme', 'n/a', 'foo', 'bar', 'baz', 'foobar', 'required', 'optional', 'expected', 'invalid', 'missing', 'valid', 'wrong', 'unknown', 'present', 'absent', 'provided', 'bearer', 'basic', 'digest',
  'header', 'cookie', 'query', 'body', 'form', 'file', 'env', 'environment', 'keychain', 'vault', 'prompt', 'stdin', 'input', 'output', 'public', 'private', 'opaque', 'jwt', 'oauth', 'oauth2', 'saml', 'ldap', 'pass', 'fail',
  'passed', 'failed', 'skipped', 'error', 'ok', 'notasecret', 'your-token', 'your_token', 'yourtoken', 'yourpassword', 'your-password', 'your_password', 'mypassword', 'mytoken', 'mysecret', 'testpassword', 'testtoken',
]);
const PLACEHOLDER = /^(?:(?:your|my|the|an?|some|insert|enter|put|replace|fake|dummy|example|sample|mock)[-_ ](?:[\w]+[-_ ]?)*|.*(?:example|placeholder|changeme|dummy|redacted).*|(?:abc|123|test|foo|bar|1234)+\d*)$/iu;
const NUMBER_OR_TIME = /^[-+]?\d+(?:[.,]\d+)?(?:\s?(?:ms|s|m|h|d|bytes|kb|mb|%))?$|^\d{4}-\d\d-\d\d(?:[T ].*)?$/iu;
const VERSION = /^[\^~<>=v\s]*\d+(?:\.[\dx*]+)+(?:[-+.][\w.+-]*)?(?:\s*\|\|.*)?$|^(?:npm|workspace|file|link|git\+?\w*):/u;
const DIGEST = /^(?:sha(?:1|224|256|384|512)|md5|blake2b?)[-:=]|^SHA256:/iu;
const ADDRESS = /^[a-z][a-z0-9+.-]*:\/\/|^(?:arn|pkg|urn|mailto|data|spiffe|projects?)[:/]/iu;
/** Source code: a call, an index, a member, a type. */
const CODE = /^(?:new\s|function|lambda|async\s|await\s|return\s|typeof\s|const\s|let\s|f["']|b["']|r["'])|[([{]|^[A-Za-z_$][\w$]*(?:(?:\.|->|::)[A-Za-z_$][\w$]*)+;?$|^[&*!][A-Za-z_]|;$/u;

/** A path to where the secret lies, not the secret. */
function isPath(value: string): boolean {
  if (!/^(?:~|\.{1,2})?[/\\]|^[A-Za-z]:[/\\]/u.test(value)) return false;
  const parts = value.split(/[/\\]/u);
  return parts.every((part) => !(part.length >= 16 && isMixed(part))) && (parts.length > 2 || /\.\w+$|^\/\w+$/u.test(value));
}

function isMixed(value: string): boolean {
  return /[a-z]/u.test(value) && /[A-Z]/u.test(value) && /\d/u.test(value);
}

/** Never a secret, whatever it stands beside. */
export function isHarmless(value: string): boolean {
  const plain = value.trim();
  return plain.length < 4 || MASKED.test(plain) || REFERENCE.test(plain) || WORDS.has(plain.toLowerCase()) || PLACEHOLDER.test(plain) || VERSION.test(plain) || DIGEST.test(plain)
    || ADDRESS.test(plain) || isPath(plain) || /^\d{4}-\d\d-\d\d(?:[T ]|$)/u.test(plain);
}

/** As source code writes an expression: what a name in a program is set to. */
export function isCode(value: string): boolean {
  return CODE.test(value.trim());
}

/** Looks as if a machine had made it: long enough, no blank, letters and digits or letters in both cases, not one thing over and over. */
export function isRandom(value: string): boolean {
  if (value.length < 8 || /\s/u.test(value) || NUMBER_OR_TIME.test(value)) return false;
  const different = new Set(value).size;
  if (different < 6) return false;
  if (/\d/u.test(value) && /[A-Za-z]/u.test(value)) return true;
  return value.length >= 16 && /[a-z]/u.test(value) && /[A-Z]/u.test(value) && different >= 10 && !/^(?:[A-Z]?[a-z]+)+$/u.test(value);
}

export function isNumber(value: string): boolean {
  return NUMBER_OR_TIME.test(value.trim());
}
