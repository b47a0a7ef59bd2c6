/**
 * The short strings without which no rule can match: the only thing that is looked for in every byte. `name`: a word of a name whose value may
 * be secret. `url`: the user part of an address. `own`: a format of own-rules.ts. Anything else names the rules of the library to run there.
 */
export interface Anchor {
  /** Lower case, at least SHORTEST bytes of ASCII; found in any case. */
  readonly text: string;
  /** Where in `text` that begins which the rules are about. */
  readonly skip: number;
  /** The bytes must be written like this; absent = any case counts. */
  readonly exact?: string;
  readonly kind: 'name' | 'url' | 'own' | 'library';
  /** Ids of library rules, without their common prefix. */
  readonly rules?: readonly string[];
}

export const SHORTEST = 4;

const names = [
  'passw', 'passp', 'passcode', 'secret', 'token', 'apikey', 'api_key', 'api-key', 'api.key', 'accesskey', 'access_key', 'access-key', 'access.key', 'private_key', 'privatekey', 'private-key', 'private.key',
  'accountkey', 'account_key', 'account-key', 'encryptionkey', 'encryption_key', 'encryption-key', 'signingkey', 'signing_key', 'signing-key', 'sharedkey', 'shared_key', 'storepass', 'keypass', 'credential', 'authoriz', '_auth',
  '_pass', '.pass', '-pass', ...[...'rbnedmtp'].map((last) => `${last}pass`), // dbPass, userPass, adminPass, ftpPass …
];

/** Fixed beginnings of tokens, with the library rule that knows the whole. */
const library: readonly (readonly [rule: string, prefixes: readonly string[]])[] = [
  ['npm', ['npm_', ':x-oauth-basic@']], ['slack', ['xoxb-', 'xoxp-', 'xapp-', 'xoxa-', 'xoxo-', 'xoxr-']],
  ['openai', ['T3BlbkFJ']], ['anthropic', ['sk-ant-api']], ['groq', ['gsk_']], ['linear', ['lin_api_']], ['notion', ['ntn_']],
  ['shopify', ['shppa_', 'shpca_', 'shpat_', 'shpss_']], ['stripe', ['sk_live_', 'sk_test_', 'rk_live_', 'rk_test_']],
  ['github', ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_', 'github_pat_']], ['gitlab', ['glpat-']], ['grafana', ['glc_', 'glsa_']], ['1password', ['ops_ey']],
  ['hashicorp-vault', ['hvs.', 'hvb.', 'hvr.']], ['vercel', ['vcp_', 'vci_', 'vca_', 'vcr_', 'vck_']], ['databricks', ['dapi']], ['docker', ['dckr_pat_']], ['figma', ['figd_']],
  ['cloudflare', ['cfk_', 'cfut_', 'cfat_']], ['tailscale', ['tskey-']],
];

const own = ['AKIA', 'ASIA', 'AIza', 'pypi-AgE', 'ATATT3x', 'sqp_', 'squ_', 'sqa_', 'glptt-', 'gldt-', 'glrt-', 'glrtr-', 'glcbt-', 'glimt-', 'glagent-', 'glft-', 'glffct-', 'glsoat-', 'gloas-', 'GR1348941', 'PRIVATE KEY',
  'docker login ', 'curl ', 'machine ', '-pass pass:', '-passin pass:', '-passout pass:', 'SSHPASS=', 'sqlplus ', 'oracle:thin:', 'client-key-data'];

/** What can stand before a word that is too short to be looked for by itself. */
const MARKS = '\t\n\r !"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

function after(marks: string, word: string): readonly Pick<Anchor, 'text' | 'skip'>[] {
  return [...marks].map((mark) => ({ text: `${mark}${word.toLowerCase()}`, skip: 1 }));
}

const exactly = (exact: string) => ({ text: exact.toLowerCase(), exact, skip: 0 });
const exactlyAfter = (marks: string, word: string) => [...marks].map((mark) => ({ text: `${mark}${word.toLowerCase()}`, exact: `${mark}${word}`, skip: 1 }));

/** Every anchor. A test holds that each rule of the library is reached by one. */
export const ANCHORS: readonly Anchor[] = [
  ...names.map((text): Anchor => ({ text, skip: 0, kind: 'name' })),
  ...[...after(`${MARKS}${LETTERS}`, 'pwd'), ...after(`${MARKS}${LETTERS}`, 'jwt'), { text: '"auth"', skip: 1 }].map((one): Anchor => ({ ...one, kind: 'name' })),
  ...[...`${LETTERS}0123456789+.-`].map((last): Anchor => ({ text: `${last}://`, skip: 0, kind: 'url' })),
  ...own.map((one): Anchor => ({ ...exactly(one), kind: 'own' })),
  ...exactlyAfter('&?;', 'sig=').map((one): Anchor => ({ ...one, kind: 'own' })),
  ...exactlyAfter(MARKS, 'eyJ').map((one): Anchor => ({ ...one, kind: 'own' })),
  ...library.flatMap(([rule, prefixes]) => prefixes.map((one): Anchor => ({ ...exactly(one), kind: 'library', rules: [rule] }))),
  ...['hooks.slack.com'].map((text): Anchor => ({ text, skip: 0, kind: 'library', rules: ['slack'] })),
  ...exactlyAfter(`${MARKS}0123456789`, 'SG.').map((one): Anchor => ({ ...one, kind: 'library', rules: ['sendgrid'] })),
  ...exactlyAfter(`${MARKS}0123456789`, 'hf_').map((one): Anchor => ({ ...one, kind: 'library', rules: ['huggingface'] })),
];
