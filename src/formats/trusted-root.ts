import type { ApprovalList } from '../model/lists.ts';
import type { Format, ReadResult } from './format.ts';
import { decodeText, parseJson } from './json.ts';
import { isObject } from './json-values.ts';

/** Declared beside approvals that were signed by identity: the authorities by which their certificates are judged, here and whenever they are judged again. */
export const trustedRoot: Format = {
  id: 'sigstore-trusted-root', title: 'Sigstore trusted root', contentKind: 'trusted-root', kinds: ['approvals'],
  reads: 'The authorities by which approvals signed by identity are judged (CHK-801, CHK-803).',
  ignores: 'Nothing: a trusted root that cannot be used makes those approvals fail.',
  looksLike: ({ json, text }) => json?.shape === 'object' && json.keys.includes('mediaType') && /"mediaType"\s*:\s*"application\/vnd\.dev\.sigstore\.trustedroot/.test(text),
  read(source): ReadResult {
    const decoded = decodeText(source);
    if ('problems' in decoded) return { status: 'refused', problems: decoded.problems };
    const document = parseJson(decoded.text, source.name);
    if (document.problems) return { status: 'refused', problems: document.problems };
    const { value } = document;
    const authorities = ['tlogs', 'certificateAuthorities', 'ctlogs', 'timestampAuthorities'].map((key) => (isObject(value) && Array.isArray(value[key]) ? value[key].length : 0)).reduce((a, b) => a + b, 0);
    const content: ApprovalList = { approvals: [], trustedRoot: { file: source.name, pointer: '', text: decoded.text } };
    return { status: 'read', content, facts: { authorities }, problems: [] };
  },
};
