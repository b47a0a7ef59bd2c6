/** What a name says of the value beside it: `strong` (a password: any value counts), `weak` (a token: what looks random counts). */
export type Telling = 'strong' | 'weak';

const STRONG = /(?:password|passwd|passphrase|pwd|secret|secretkey|privatekey|accesskey|apikey|accountkey|encryptionkey|signingkey|sharedkey|storepass|keypass|secretvalue|passcode)$/u;
const WEAK = /(?:token|jwt|credentials?|auth|authorization|tokenvalue|jwtv\d)$/u;
const PASS = /(?:[_.-]pass|[a-z]Pass|_PASS)$/u;
/** In the middle of a variable: `TOKEN_PROD`, unless its end says that it is about the secret and not the secret. */
const WITHIN = /(?:PASSWORD|PASSWD|SECRET|TOKEN|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|CREDENTIAL|_JWT)_/u;
const ABOUT = /(?:_|^)(?:URL|URI|NAME|USER(?:NAME)?|ID|KID|FILE|PATH|DIR|TYPE|LENGTH|LEN|SIZE|TTL|EXPIR\w*|HASH|DIGEST|SHA\d*|MD5|FINGERPRINT|ALG\w*|COUNT|ENDPOINT|PUBLIC|HEADER|PREFIX|REF|ARN|SCOPES?|POLICY|VERSION|ISSUER|AUDIENCE|HOST|PORT|ENABLED|REQUIRED|MODE|DATE|AT|TIME|TIMEOUT|MAX|MIN|LIMIT|STORE|MANAGER|PROVIDER|HELPER|SOURCE)$/u;
/** Names that end like those of secrets and are of something else. */
const OTHER = /(?:^(?:old)?pwd|public_?(?:api|access)?_?key|(?<![a-z])(?:page|continuation|next|sync|resume|cursor|cancellation|delimiter|separator|lexer|parser|end|start|csrf|xsrf|syntax|id_?type|current|last|first|unexpected)[_.-]?token|(?<![a-z])(?:no|has|is|use|with|without|need|needs|require|requires|forgot|reset|change|show|hide|invalid|wrong|bad|missing|empty|expired|enter|confirm|check|verify|valid|validate|get|set|find|with)[_.-]?(?:password|passwd|passphrase|secret|token|credentials?|auth|authorization|api_?key|pwd))$/iu;

/** Undefined for a name that says nothing. */
export function telling(name: string): Telling | undefined {
  const stem = name.replace(/(?<=[A-Za-z])[_.-]?(?:\d{1,2}|prod|production|staging|stage|dev|plain|ci)$/iu, '');
  if (OTHER.test(stem.replace(/(?<=[a-z0-9])(?=[A-Z])/gu, '_'))) return undefined;
  const plain = stem.toLowerCase().replace(/[^a-z0-9]/gu, '');
  if (STRONG.test(plain)) return 'strong';
  if (WEAK.test(plain) || PASS.test(stem)) return 'weak';
  return /^[A-Z][A-Z0-9_]*$/u.test(name) && WITHIN.test(name) && !ABOUT.test(name) ? 'weak' : undefined;
}
