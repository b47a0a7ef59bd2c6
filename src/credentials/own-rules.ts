import type { Match } from './match.ts';
import { isHarmless } from './value.ts';

/** Formats that the library does not know, or knows only in part. */
const FORMATS: readonly (readonly [title: string, pattern: RegExp])[] = [
  ['AWS access key id', /(?<![A-Za-z0-9+/=_])(?:AKIA|ASIA)[A-Z2-7]{16}(?![A-Za-z0-9+/=_])/uy],
  ['Google API key', /(?<![A-Za-z0-9_-])AIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])/uy],
  ['PyPI token', /pypi-AgE[A-Za-z0-9_-]{40,}/uy],
  ['Atlassian token', /(?<![A-Za-z0-9])ATATT3x[A-Za-z0-9_=-]{40,}/uy],
  ['Sonar token', /(?<![A-Za-z0-9])sq[pua]_[0-9a-f]{40}(?![A-Za-z0-9])/uy],
  ['GitLab token', /(?<![A-Za-z0-9])gl(?:ptt|dt|rt|rtr|cbt|imt|agent|ft|ffct|soat|oas)-[A-Za-z0-9_.-]{20,}/uy],
  ['GitLab runner token', /(?<![A-Za-z0-9])GR1348941[A-Za-z0-9_-]{20}(?![A-Za-z0-9_-])/uy],
  ['JSON web token', /(?<![A-Za-z0-9_+/=-])eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{16,}/uy],
];

/** Commands and files of which the form alone says that a secret stands there, whatever it looks like. */
const PLACES: readonly (readonly [title: string, pattern: RegExp])[] = [
  ['password of docker login', /docker login [^\n]{0,300}?(?<![\w-])(?:-p|--password)[ =]["']?(?<secret>[^\s"'<>]{4,})/uyd],
  ['password for curl', /curl [^\n]{0,300}?(?<![\w-])(?:-u|--user)[ =]?["']?[^\s:"']{1,80}:(?<secret>[^\s"'<>]{4,})/uyd],
  ['password of .netrc', /machine\s{1,8}\S{1,200}\s{1,8}login\s{1,8}\S{1,200}\s{1,8}password\s{1,8}(?<secret>\S{4,})/uyd],
  ['pass phrase of openssl', /-pass(?:in|out)? pass:(?<secret>[^\s"'<>]{4,})/uyd],
  ['password of ssh', /SSHPASS=["']?(?<secret>[^\s"'<>]{4,})/uyd],
  ['password of Oracle', /(?:sqlplus (?:-\w{1,9} ){0,4}|oracle:thin:)[^\s/@"']{1,80}\/(?<secret>[^\s/@"']{4,})@/uyd],
  ['private key of a kubeconfig', /client-key-data["']?:\s{1,4}["']?(?<secret>[A-Za-z0-9+/=]{40,})/uyd],
  ['signature of an Azure address', /sig=(?<secret>[A-Za-z0-9%+/]{40,70}(?:%3D|=))/uyd],
];

/** RFC 7468 and its older kin; in a string of JSON or an attribute the line breaks are escaped. Short keys (Ed25519) count as well. */
const PRIVATE_KEY = /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----(?<body>(?:\s|\\[rn]|&#1[03];|&#x[AD];|[\w-]+: [^\r\n]*|[A-Za-z0-9+/=]){40,10000})/uy;

export function ownMatch(text: string, at: number): Match | undefined {
  for (const [rule, pattern] of FORMATS) {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found !== null && !/EXAMPLE$/u.test(found[0])) return { start: at, end: at + found[0].length, secret: found[0], rule, prefix: true };
  }
  for (const [rule, pattern] of PLACES) {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    const secret = found?.groups?.secret;
    if (secret === undefined || isHarmless(secret) || /^(?:&lt;|\$)/u.test(secret)) continue;
    const start = found!.indices!.groups!.secret![0];
    return { start, end: start + secret.length, secret, rule, prefix: false };
  }
  const begin = text.startsWith('PRIVATE KEY', at) ? text.lastIndexOf('-----BEGIN', at) : -1;
  if (begin < 0) return undefined;
  PRIVATE_KEY.lastIndex = begin;
  const key = PRIVATE_KEY.exec(text);
  if (key === null) return undefined;
  const body = key.groups!.body!.replace(/\\[rn]|&#\w+;|^[\w-]+: .*$/gmu, '').replace(/\s/gu, '');
  return body.length < 40 || new Set(body).size < 16 ? undefined : { start: begin, end: begin + key[0].length, secret: key[0], rule: 'private key', prefix: false };
}

const USER_PART = /[a-z0-9+.-]:\/\/(?<user>[^\s"'<>/?#\\@:]{0,256}):(?<password>[^\s"'<>/?#\\@]{1,512})@[A-Za-z0-9[\]%._~-]+/iuyd;

/** `scheme://user:password@host` of any scheme; `at` is one character before `://`. */
export function passwordInAddress(text: string, at: number): Match | undefined {
  USER_PART.lastIndex = at;
  const found = USER_PART.exec(text);
  const password = found?.groups?.password;
  if (password === undefined || isHarmless(password) || /^[*xX]+$|^\$|^%[A-Z_]+%$|^&lt;/u.test(password)) return undefined;
  const start = found!.indices!.groups!.password![0];
  return { start, end: start + password.length, secret: password, rule: 'password in an address', prefix: false };
}
