import { showLocation } from '../../model/location.ts';
import { judgedApproval } from '../../checks/approval-signatures.ts';
import type { Approval } from '../../model/lists.ts';
import { approvalTable } from '../approval-table.ts';
import type { Block } from '../blocks.ts';
import type { ViewContext } from '../context.ts';
import { orDash, showTime } from '../words.ts';

/** Approvals of persons with what each was given for, and the release checklist (5.8.1, 5.8.6). */
export function approvals(context: ViewContext): readonly Block[] {
  const { evidence, profile, project, results } = context.input;
  const given = evidence.contents.approvals.flatMap((read) => read.content.approvals);
  const items = evidence.contents.checklist.flatMap((read) => read.content.items);
  return [
    { kind: 'text', text: `An approval is the act of a named person and counts for one release candidate: the one whose digest it names. The digest of this candidate is ${results.candidateDigest}. A signed approval carries the person\u2019s own signature over that digest, with name, role, meaning and time; a recorded one is what a quality system states, without a signature that could be checked here. The seal of the bundle is made by a workload, shows integrity and origin, and approves nothing.` },
    approvalTable(context, 'approval-table', 'section'),
    { kind: 'facts', rows: [
      ['Required roles', profile.roles.required.join(', ') || 'none'],
      ['Approvals that count', profile.signedApprovals === true ? 'signed ones only' : 'signed and recorded ones'],
      ['Persons who may sign', project.approvers.map((one) => `${one.name} as ${one.roles.join(', ')}`).join('; ') || 'none listed in the project file'],
      ['Independent of each other', profile.roles.independent.map(([a, b]) => `${a} and ${b}`).join('; ') || 'none required'],
    ] },
    { kind: 'heading', id: 'approval-records', text: 'Where the approvals were read' },
    { kind: 'table', id: 'approval-record-table', caption: 'Records of the approvals', empty: 'No approval is in the evidence.',
      columns: [{ label: 'Name', width: 20 }, { label: 'User id', width: 20 }, { label: 'Candidate SHA-256', width: 60, style: 'mono' }, { label: 'Trusted time', width: 22 }, { label: 'Record', width: 18 }, { label: 'Read at', width: 36, style: 'mono' }],
      rows: given.map((a) => ({ cells: [orDash(a.name), orDash(a.userId), orDash(a.candidateDigest), trustedTime(context, a), orDash(a.record), a.signed ? a.file : showLocation(a)] })) },
    { kind: 'heading', id: 'checklist', text: 'Release checklist' },
    { kind: 'table', id: 'checklist-table', caption: 'Release checklist (5.8.6)', empty: 'No release checklist is in the evidence.',
      columns: [{ label: 'Item', width: 14, style: 'id' }, { label: 'Question', width: 60 }, { label: 'Answer', width: 16 }, { label: 'By', width: 22 }, { label: 'When', width: 36 }, { label: 'Note', width: 24 }],
      rows: items.map((item) => ({ anchor: item.id, alarm: !item.done, cells: [item.id, orDash(item.text), item.done ? 'done' : { text: 'open', style: 'alarm' }, orDash(item.by), showTime(item.at), orDash(item.note)] })) },
  ];
}

/** When others than the signer say that it was signed. */
function trustedTime({ input: { project, evidence } }: ViewContext, approval: Approval): string {
  const [first] = judgedApproval({ project, evidence }, approval)?.times ?? [];
  return first === undefined ? '–' : `${showTime(first.time)}, ${first.source}`;
}
