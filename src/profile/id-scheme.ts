import { ID_TYPES } from '../model/id-scheme.ts';
import type { IdScheme, IdType } from '../model/id-scheme.ts';
import { EvidenceError } from '../model/problem.ts';

const DEFAULTS: Readonly<Record<IdType, string>> = {
  HAZ: '^HAZ-\\d{3,}$', HS: '^HS-\\d{3,}$', RC: '^RC-\\d{3,}$', SRS: '^SRS-\\d{3,}$', SDS: '^SDS-\\d{3,}$', TST: '^TST-\\d{3,}$',
  INS: '^INS-\\d{3,}$', ANOM: '^ANOM-\\d{3,}$', CR: '^CR-\\d{2,}$', SI: '^SI-[A-Z][A-Z0-9]*$', SYS: '^SYS-\\d{3,}$', WVR: '^WVR-\\d{3,}$',
};

/**
 * The id scheme of a project (IEC 62304 8.1.1): the defaults, replaced by `ids` of the project file.
 * @throws EvidenceError PROFILE_INVALID when a pattern is no regular expression or is not anchored: an open one would bind ids by accident.
 */
export function idScheme(ids: Readonly<Partial<Record<IdType, string>>> = {}): IdScheme {
  const scheme: Partial<Record<IdType, RegExp>> = {};
  for (const type of ID_TYPES) scheme[type] = compile(type, ids[type] ?? DEFAULTS[type]);
  return scheme as IdScheme;
}

function compile(type: IdType, pattern: string): RegExp {
  if (!pattern.startsWith('^') || !pattern.endsWith('$')) {
    throw new EvidenceError('PROFILE_INVALID', 'usage', `ids.${type}: the pattern "${pattern}" is not anchored`, { hint: 'begin it with ^ and end it with $' });
  }
  try {
    return new RegExp(pattern, 'u');
  } catch (cause) {
    throw new EvidenceError('PROFILE_INVALID', 'usage', `ids.${type}: "${pattern}" is not a regular expression`, { cause });
  }
}
