import { describe, expect, it } from 'vitest';
import { approvalTable } from '../../src/report/approval-table.ts';
import type { Cell } from '../../src/report/blocks.ts';
import type { ViewContext } from '../../src/report/context.ts';
import { inspectSource } from '../../src/formats/inspect.ts';
import type { ApprovalList } from '../../src/model/lists.ts';
import { memorySource } from '../../src/model/source.ts';
import { context, given } from '../support/evidence.ts';
import { PEOPLE, signedBy } from '../support/approvals.ts';

const CANDIDATE = 'ab'.repeat(32);
const [developer, , , quality] = PEOPLE as [typeof PEOPLE[number], unknown, unknown, typeof PEOPLE[number]];
const bytes = await signedBy(quality, CANDIDATE, { format: '1', product: 'demo', version: '2.4.0', commit: '7c'.repeat(20), profile: { id: 'p', version: '1', digest: 'cd'.repeat(32) }, rules: '0e'.repeat(32), meaning: 'Approval', at: '2026-11-19T09:00:00Z' });
const signed = inspectSource(memorySource('q.approval.json', bytes)).content as ApprovalList;
const recorded: ApprovalList = { approvals: [{ role: 'Development', name: 'A. Okafor', meaning: 'Responsibility', at: '2026-11-18T09:00:00Z', candidateDigest: CANDIDATE, file: 'approvals.yaml', line: 3 }] };

function rows(room: 'page-one' | 'section', approvers: object[], signedApprovals?: true) {
  const made = context([given('approvals', 'q.approval.json', signed), given('approvals', 'approvals.yaml', recorded)], {
    project: { approvers } as never, profile: { roles: { required: ['development', 'quality', 'risk'], independent: [] }, ...(signedApprovals ? { signedApprovals } : {}) },
  });
  const input = { ...made, results: { candidateDigest: CANDIDATE } };
  return approvalTable({ input } as unknown as ViewContext, 't', room).rows.map((row) => ({ alarm: row.alarm, cells: row.cells.map((cell) => (typeof cell === 'string' ? cell : (cell as Cell).text)) }));
}
const listed = { name: quality.name, roles: ['quality'], key: quality.key.publicKey.fingerprint };

describe('approvals in the report', () => {
  it('shows name, role, meaning, time and whose signature it is, quality last; a missing role has its row', () => {
    expect(rows('section', [listed])).toEqual([
      { alarm: false, cells: ['A. Okafor', 'Development', 'Responsibility', '2026-11-18 09:00:00 UTC', 'this candidate', 'recorded, not signed'] },
      { alarm: true, cells: ['no approval', 'risk', '–', '–', '–', '–'] },
      { alarm: false, cells: ['R. Duarte', 'quality', 'Approval', '2026-11-19 09:00:00 UTC', 'this candidate', `signed by key ${quality.key.publicKey.fingerprint}`] },
    ]);
    expect(rows('page-one', [listed])[2]!.cells[4]).toMatch(/^signed by key SHA256:.{12}…$/);
  });

  it('says when a signature does not count', () => {
    expect(rows('section', [{ ...listed, key: developer.key.publicKey.fingerprint }])[2]).toMatchObject({ alarm: true, cells: expect.arrayContaining(['does not count: the key is not listed for R. Duarte as quality']) });
  });
});
