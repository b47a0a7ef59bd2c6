import { describe, expect, it } from 'vitest';
import { approvalsAreComplete, approvalsAreOfThisCandidate, requiredRolesApprove } from '../../src/checks/approvals.ts';
import { rolesAreIndependent } from '../../src/checks/independence.ts';
import { inspectSource } from '../../src/formats/inspect.ts';
import type { ApprovalPredicate } from '../../src/model/approval-statement.ts';
import type { Approval, ApprovalList, TestRun } from '../../src/model/lists.ts';
import { memorySource } from '../../src/model/source.ts';
import { candidateDigest } from '../../src/profile/candidate-digest.ts';
import { rulesDigest } from '../../src/profile/rules-digest.ts';
import { PEOPLE, signedBy, type TestPerson } from '../support/approvals.ts';
import { context, findings, given, profile, PROJECT_FILE, PROJECT_TEXT, RELEASE, said, type Given, type Setting } from '../support/evidence.ts';

const [developer, , , quality] = PEOPLE as [TestPerson, TestPerson, TestPerson, TestPerson];
const run = given('test-runs', 'system.json', { id: 'RUN', end: '2026-11-18T15:40:00Z', tools: [], at: { end: { file: 'system.json', pointer: '/end' } }, file: 'system.json' } as unknown as TestRun);
const theProfile = profile({ roles: { required: ['development', 'quality'], independent: [['development', 'quality']] } });
const listed = [developer, quality].map((one) => ({ name: one.name, roles: [one.role], key: one.key.publicKey.fingerprint }));
const setting = (over: { approvers?: object[]; signedApprovals?: true } = {}): Setting => ({
  project: { approvers: over.approvers ?? listed } as never, profile: { ...theProfile, ...(over.signedApprovals ? { signedApprovals: true } : {}) },
});
const CANDIDATE = candidateDigest(context([run, given('approvals', 'q', { approvals: [] })], setting()).evidence, RELEASE, theProfile);
const facts = { format: '1' as const, product: RELEASE.product.id, version: RELEASE.version, commit: RELEASE.commit, profile: { id: theProfile.id, version: theProfile.version, digest: theProfile.digest }, rules: rulesDigest({ file: PROJECT_FILE, text: PROJECT_TEXT }, { files: [] }), meaning: 'Approval' };

async function signed(who: TestPerson, at: string, over: Partial<ApprovalPredicate> = {}, candidate = CANDIDATE): Promise<Given> {
  const path = `${who.role}.approval.json`;
  const read = inspectSource(memorySource(path, await signedBy(who, candidate, { ...facts, at, ...over })), { kind: 'approvals', index: 0 });
  return given('approvals', path, read.content as ApprovalList);
}
const recorded = (role: string, name: string): Given => given('approvals', 'approvals.yaml', { approvals: [{ role, name, meaning: 'Approval', at: '2026-11-19T09:00:00Z', candidateDigest: CANDIDATE, file: 'approvals.yaml', line: 3 } as Approval] });
const dev = await signed(developer, '2026-11-19T08:00:00Z');
const qa = await signed(quality, '2026-11-19T09:00:00Z');

describe('[SRS-108] signed approvals in the checks', () => {
  it('hold when all is right', () => {
    for (const check of [requiredRolesApprove, rolesAreIndependent, approvalsAreOfThisCandidate, approvalsAreComplete]) {
      expect(findings(check, [run, dev, qa], setting()).map((one) => one.verdict), check.id).toEqual(['pass']);
    }
  });

  it('leave the role open, and say why, when the signer is not listed', () => {
    const only = setting({ approvers: [listed[0]!] });
    expect(said(findings(requiredRolesApprove, [run, dev, qa], only))).toEqual(['fail quality', 'pass development']);
    expect(findings(approvalsAreOfThisCandidate, [run, dev, qa], only)[0]).toMatchObject({ verdict: 'fail', subjects: ['quality'], message: expect.stringContaining('the key is not listed for R. Duarte as quality') });
  });

  it('fail for another product, version, commit or profile than this release', async () => {
    for (const over of [{ product: 'other' }, { version: '2.4.1' }, { commit: 'aa'.repeat(20) }, { profile: { ...facts.profile, digest: 'ee'.repeat(32) } }]) {
      const list = findings(approvalsAreOfThisCandidate, [run, dev, await signed(quality, '2026-11-19T09:00:00Z', over)], setting());
      expect(list[0]).toMatchObject({ verdict: 'fail', subjects: ['quality'], message: expect.stringContaining(`is signed for ${Object.keys(over)[0]}`) });
      expect(list[0]!.read.length).toBeGreaterThan(0);
    }
  });

  it('fail when the project file or a waiver is not what it was', async () => {
    const list = findings(approvalsAreOfThisCandidate, [run, dev, await signed(quality, '2026-11-19T09:00:00Z', { rules: '1'.repeat(64) })], setting());
    expect(list[0]).toMatchObject({ verdict: 'fail', subjects: ['quality'], message: expect.stringContaining('the project file or a waiver is not what it was when the quality approval was signed') });
  });

  it('fail for another candidate, and outside of their time', async () => {
    expect(said(findings(approvalsAreOfThisCandidate, [run, dev, await signed(quality, '2026-11-19T09:00:00Z', {}, 'ff'.repeat(32))], setting()))).toContain('fail quality');
    for (const at of ['2026-11-18T09:00:00Z', '2026-11-21T09:00:00Z']) expect(said(findings(approvalsAreOfThisCandidate, [run, dev, await signed(quality, at)], setting()))).toContain('fail quality');
  });

  it('fail out of order, beyond what clocks may differ', async () => {
    const early = (at: string) => signed(quality, at).then((one) => findings(approvalsAreOfThisCandidate, [run, dev, one], setting()));
    expect((await early('2026-11-19T07:54:00Z'))[0]).toMatchObject({ verdict: 'fail', subjects: ['quality'], message: expect.stringContaining('before the development approval') });
    expect(said(await early('2026-11-19T07:56:00Z'))).toEqual(['pass development quality']);
  });

  it('are two people only with two keys', async () => {
    const twin = { ...developer, role: 'quality', name: 'B. Other', userId: 'bother' };
    const list = findings(rolesAreIndependent, [run, dev, await signed(twin, '2026-11-19T09:00:00Z')], setting({ approvers: [{ ...listed[0]!, roles: ['development', 'quality'] }] }));
    expect(list[0]).toMatchObject({ verdict: 'fail', subjects: ['quality'], message: expect.stringContaining('one and the same key') });
  });
});

describe('recorded approvals', () => {
  it('count where the profile takes them, beside signed ones', () => {
    expect(said(findings(requiredRolesApprove, [run, dev, recorded('quality', 'R. Duarte')], setting()))).toEqual(['pass development quality']);
    expect(said(findings(approvalsAreOfThisCandidate, [run, dev, recorded('quality', 'R. Duarte')], setting()))).toEqual(['pass development quality']);
  });

  it('do not count where it requires signed ones, with what to do', () => {
    const strict = setting({ signedApprovals: true });
    for (const check of [requiredRolesApprove, approvalsAreOfThisCandidate]) {
      const [one] = findings(check, [run, dev, recorded('quality', 'R. Duarte')], strict);
      expect(one).toMatchObject({ verdict: 'fail', subjects: ['quality'], message: expect.stringContaining('recorded, not signed'), fix: expect.stringContaining('release-evidence approve') });
    }
    expect(said(findings(requiredRolesApprove, [run, dev, qa], strict))).toEqual(['pass development quality']);
  });

  it('cannot bring a signature along: the list refuses the key', () => {
    const text = 'schema: release-evidence/approvals/v1\napprovals:\n  - {role: quality, name: R. Duarte, signed: {kind: approval}}\n';
    expect(inspectSource(memorySource('a.yaml', new TextEncoder().encode(text)))).toMatchObject({ status: 'refused', problems: [{ code: 'SCHEMA' }] });
  });
});

describe('the trusted root beside approvals', () => {
  const root = (path: string, text: string): Given => given('approvals', path, { approvals: [], trustedRoot: { file: path, pointer: '', text } });
  it('that cannot be used fails, though the approvals are signed by key', () => {
    expect(said(findings(approvalsAreOfThisCandidate, [run, dev, qa, root('a.json', '{}')], setting()))).toEqual(['fail trusted root', 'pass development quality']);
  });
  const certificate = (): Given => {
    const content = structuredClone((qa.content as ApprovalList).approvals[0]!);
    return given('approvals', 'q.approval.json', { approvals: [{ ...content, signed: { ...content.signed!, signedBy: 'certificate' } }] });
  };
  it.each<[string, Given[], string]>([
    ['two of them', [root('a.json', '{}'), root('b.json', '{"mediaType":""}')], 'more than one trusted root is declared'],
    ['one that cannot be used', [root('a.json', '{}')], 'the trusted root cannot be used'],
    ['none listed by identity', [], 'no identity is listed'],
  ])('%s: the approval does not count', (_why, roots, message) => {
    const list = findings(requiredRolesApprove, [run, dev, certificate(), ...roots], setting());
    expect(list[0]).toMatchObject({ verdict: 'fail', subjects: ['quality'], message: expect.stringContaining(message) });
  });
});
