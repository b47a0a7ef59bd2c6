import { showLocation } from '../model/location.ts';
import { by } from '../model/order.ts';
import type { Table, TableRow } from './blocks.ts';
import type { ViewContext } from './context.ts';
import { orDash, showTime } from './words.ts';

/** Approvals by persons, in the order of the required roles; a required role without approval has its row (5.8.1, 21 CFR 11.50). */
export function approvalTable(context: ViewContext, id: string): Table {
  const { evidence, profile, results } = context.input;
  const all = evidence.contents.approvals.flatMap((read) => read.content.approvals);
  const order = (role: string): string => {
    const at = profile.roles.required.indexOf(role);
    return `${at < 0 ? 99 : String(at).padStart(2, '0')} ${role}`;
  };
  const given: [string, TableRow][] = all.map((a) => {
    const bound = a.candidateDigest === undefined ? 'names no candidate' : a.candidateDigest === results.candidateDigest ? 'this candidate' : 'another candidate';
    return [order(a.role), {
      alarm: bound !== 'this candidate',
      cells: [{ text: orDash(a.name), style: 'strong' }, a.role, orDash(a.meaning), showTime(a.at), { text: bound, ...(bound === 'this candidate' ? {} : { style: 'alarm' as const }) }, a.record ?? showLocation(a)],
    }];
  });
  const missing: [string, TableRow][] = profile.roles.required.filter((role) => !all.some((a) => a.role === role))
    .map((role) => [order(role), { alarm: true, cells: [{ text: 'no approval', style: 'alarm' }, role, '–', '–', '–', '–'] }]);
  return {
    kind: 'table', id, caption: 'Approvals by named persons', empty: 'No approval is in the evidence, and the profile requires none.',
    columns: [{ label: 'Name', width: 20 }, { label: 'Role', width: 23 }, { label: 'Meaning of the signature', width: 47 }, { label: 'Date and time', width: 36 }, { label: 'Signed for', width: 22 }, { label: 'Record', width: 21 }],
    rows: [...given, ...missing].sort(by(([key]) => key)).map(([, row]) => row),
  };
}
