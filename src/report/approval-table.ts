import { judgedApproval } from '../checks/approval-signatures.ts';
import { approvalOrder } from '../model/approval-order.ts';
import type { Approval } from '../model/lists.ts';
import { by } from '../model/order.ts';
import { sameRole, showSigner } from '../sealing/approval-signature.ts';
import type { Cell, CellLike, Table, TableRow } from './blocks.ts';
import type { ViewContext } from './context.ts';
import { orDash, showTime } from './words.ts';

/** Page 1 has room for less: whose signature and which candidate share a cell, and a key is named by its beginning. */
type Room = 'page-one' | 'section';

const COLUMNS: Readonly<Record<Room, Table['columns']>> = {
  'page-one': [{ label: 'Name', width: 19 }, { label: 'Role', width: 19 }, { label: 'Meaning of the approval', width: 61 }, { label: 'Date and time', width: 34 }, { label: 'Signature of the person', width: 36 }],
  'section': [{ label: 'Name', width: 20 }, { label: 'Role', width: 23 }, { label: 'Meaning of the approval', width: 36 }, { label: 'Date and time', width: 33 }, { label: 'Given for', width: 23 }, { label: 'Signature of the person', width: 37 }],
};

/** Approvals by persons, in the order in which the roles approve; a required role without approval has its row (5.8.1, 21 CFR 11.50). */
export function approvalTable(context: ViewContext, id: string, room: Room): Table {
  const { evidence, profile, results } = context.input;
  const all = evidence.contents.approvals.flatMap((read) => read.content.approvals);
  const roles = approvalOrder(profile.roles.required);
  const order = (role: string): string => {
    const at = roles.findIndex((one) => sameRole(one, role));
    return `${at < 0 ? 99 : String(at).padStart(2, '0')} ${role}`;
  };
  const row = (alarm: boolean, cells: readonly CellLike[], bound: Cell, signature: Cell): TableRow => ({
    alarm, cells: [...cells, ...(room === 'section' ? [bound, signature] : [bound.style === 'alarm' ? { ...bound, text: `${bound.text}; ${signature.text}` } : signature])],
  });
  const given: [string, TableRow][] = all.map((a) => {
    const signature = signatureCell(context, a, room);
    const bound: Cell = a.candidateDigest === results.candidateDigest ? { text: 'this candidate' } : { text: a.candidateDigest === undefined ? 'names no candidate' : 'another candidate', style: 'alarm' };
    return [order(a.role), row(bound.style === 'alarm' || signature.style === 'alarm', [{ text: orDash(a.name), style: 'strong' }, a.role, orDash(a.meaning), showTime(a.at)], bound, signature)];
  });
  const missing: [string, TableRow][] = profile.roles.required.filter((role) => !all.some((a) => sameRole(a.role, role)))
    .map((role) => [order(role), row(true, [{ text: 'no approval', style: 'alarm' }, role, '–', '–'], { text: '–' }, { text: '–' })]);
  return {
    kind: 'table', id, caption: 'Approvals by named persons', empty: 'No approval is in the evidence, and the profile requires none.', columns: COLUMNS[room],
    rows: [...given, ...missing].sort(by(([key]) => key)).map(([, made]) => made),
  };
}

const FINGERPRINT_ON_PAGE_ONE = 'SHA256:'.length + 12;

/** Signed by whom, or not signed: never the seal, which no person gives (21 CFR 11.50 (b)). */
function signatureCell({ input: { project, evidence, profile } }: ViewContext, approval: Approval, room: Room): Cell {
  const judged = judgedApproval({ project, evidence }, approval);
  if (judged === null) return { text: 'recorded, not signed', ...(profile.signedApprovals === true ? { style: 'alarm' } : { style: 'quiet' }) };
  if (judged.state === 'valid' && judged.signer !== null) {
    const short = room === 'page-one' && judged.signer.kind === 'key';
    return { text: `signed by ${short ? `key ${judged.signer.fingerprint.slice(0, FINGERPRINT_ON_PAGE_ONE)}…` : showSigner(judged.signer)}` };
  }
  return { text: `does not count: ${judged.problems[0]!.message}`, style: 'alarm' };
}
