import { readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { verificationSchema } from '../../src/bundle/verification-schema.ts';
import { countersignatureAnswerSchema } from '../../src/results/approval-document.ts';
import { generateKey } from '../../src/sealing/key.ts';
import { approveAll, PEOPLE, person, type SignedProject, type TestPerson, unapprovedProject } from '../support/approvals.ts';

const seal = generateKey(undefined);
let project: SignedProject;
const bundle = () => project.path('out.evidence.zip');

beforeAll(async () => {
  project = unapprovedProject();
  await approveAll(project);
  writeFileSync(project.path('..', `${project.folder.split('/').at(-1)!}-keys`, 'seal.pem'), seal.privatePem);
  writeFileSync(project.path('seal.pub.pem'), seal.publicPem);
  const made = await project.run(['bundle', '--key', `${project.folder}-keys/seal.pem`, '--out', bundle(), '--quiet']);
  if (made.code !== 0) throw new Error(made.err + made.out);
}, 60_000);

/** What an auditor keeps: who may seal, and which persons may approve. */
function policy(name: string, roles: readonly string[], people: readonly TestPerson[] = PEOPLE): string {
  writeFileSync(project.path(name), JSON.stringify({
    schema: 'release-evidence/verification-policy/v1', signers: [{ key: seal.publicPem }],
    approvals: { roles, signers: people.map((one) => ({ name: one.name, roles: [one.role], key: one.publicPem })) },
  }));
  return name;
}

const verify = (...argv: string[]) => project.run(['verify', bundle(), '--quiet', ...argv]);
const json = async (...argv: string[]) => {
  const answer = await verify('--json', ...argv);
  return { code: answer.code, answer: verificationSchema.parse(JSON.parse(answer.out)) };
};
const refusals = (answer: { steps: readonly { step: string; problems: readonly { code: string; message: string; subject?: string | undefined }[] }[] }) =>
  answer.steps.flatMap((step) => step.problems.map((problem) => `${step.step} ${problem.code} ${problem.subject}: ${problem.message}`));

describe('verify: approvals by persons', () => {
  it('judges them by the list of the auditor, and shows them apart from the seal', async () => {
    const { code, answer } = await json('--policy', policy('all.json', PEOPLE.map((one) => one.role)));
    expect(refusals(answer)).toEqual([]);
    expect(code).toBe(0);
    expect(answer.approvals.map(({ name, role, meaning, signer }) => ({ name, role, meaning, signer }))).toEqual(
      PEOPLE.map(({ name, role, key }) => ({ name, role, meaning: `Approval as ${role}`, signer: { kind: 'key', fingerprint: key.publicKey.fingerprint } })));
    const words = (await verify('--policy', 'all.json')).out;
    expect(words).toMatch(/approvals by persons \(not the seal\), before the release:\n {2}A\. Okafor \(aokafor\) as development, 2026-11-19T08:15:00Z by the own clock: "Approval as development", by key SHA256:/);
    expect(words).toContain('a seal of a workload, not an approval by a person');
  });

  it('says when nobody asked', async () => {
    const { code, answer } = await json('--key', 'seal.pub.pem');
    expect(code).toBe(0);
    expect(answer.approvals).toEqual([]);
    expect(answer.steps.find(({ step }: { step: string }) => step === 'approvals')).toMatchObject({ step: 'approvals', outcome: 'ok', note: 'none was asked for', asked: false });
    const words = (await verify('--key', 'seal.pub.pem')).out;
    for (const step of ['approved by the persons who were asked for', 'the given artifacts are subjects of the seal', 'the expected product, version and commit', 'time of the seal']) {
      expect(words).toContain(`– not asked ${step}`);
    }
    expect(words).toContain('approvals by persons were not judged by a list of yours (--policy): they are in the report');
    expect(words).toContain('no released artifact was compared');
  });

  it('says what was looked at, and by whom; and that persons were not judged when something before them is refused', async () => {
    const { answer } = await json('--key', 'seal.pub.pem');
    expect((await verify('--key', 'seal.pub.pem')).out).toMatch(new RegExp(`^content ${answer.tagManifestSha256} \\(SHA-256 of tagmanifest-sha256\\.txt\\), looked at by release-evidence \\d`, 'm'));
    const refused = (await verify('--policy', policy('all.json', ['quality']), '--expect-version', '9.9.9')).out;
    expect(refused).toContain('approvals by persons were not judged: what comes before them does not hold');
    expect(refused).toContain('– not done approved by the persons who were asked for');
    expect(refused).not.toContain('no released artifact was compared');
  });

  it('refuses a role in which nobody signed (APPROVAL_MISSING)', async () => {
    const regulatory = person('regulatory', 'N. Bauer', 'nbauer');
    const { code, answer } = await json('--policy', policy('more.json', ['quality', 'regulatory'], [...PEOPLE, regulatory]));
    expect(code).toBe(6);
    expect(refusals(answer)).toEqual(['approvals APPROVAL_MISSING regulatory: no signed approval in this role']);
  });

  it('refuses a role signed by somebody whom the auditor does not list, though the project file does (APPROVAL_INVALID)', async () => {
    const other = person('quality', 'R. Duarte', 'rduarte');
    const { code, answer } = await json('--policy', policy('other.json', ['quality'], [other]));
    expect(code).toBe(6);
    expect(answer.verdict).toBe('refused');
    expect(refusals(answer)).toEqual(['approvals APPROVAL_INVALID data/evidence/approvals/approvals/quality-r-duarte.approval.json: the key is not listed for R. Duarte as quality']);
    expect((await verify('--policy', 'other.json')).out).toContain('REFUSED: an approval by a person does not count');
  });

  it('asks by name with --require-approval, and only for roles that somebody of the list holds', async () => {
    policy('none.json', ['risk']);
    expect((await verify('--policy', 'none.json', '--require-approval', 'quality', '--require-approval', 'verification')).code).toBe(0);
    expect(await verify('--policy', 'none.json', '--require-approval', 'regulatory')).toMatchObject({ code: 2, err: expect.stringContaining('nobody is listed') });
    expect(await verify('--key', 'seal.pub.pem', '--require-approval', 'quality')).toMatchObject({ code: 2, err: expect.stringContaining('--policy') });
  });
});

describe('counter-signature', () => {
  const auditor = person('auditor', 'K. Weiss', 'kweiss');
  const args = (...more: string[]) => ['approve', '--bundle', bundle(), '--role', 'auditor', '--name', 'K. Weiss', '--user-id', 'kweiss', '--meaning', 'Review: bundle received and verified', '--key', `${project.folder}-keys/auditor.pem`, ...more];
  const file = () => `${bundle()}.auditor-k-weiss.countersignature.json`;
  beforeAll(() => writeFileSync(`${project.folder}-keys/auditor.pem`, auditor.privatePem));

  it('signs the sealed bundle into a file beside it, once, and changes no byte of the bundle', async () => {
    const before = readFileSync(bundle());
    expect(await project.run(args(), { now: '2026-11-23T10:00:00Z', answer: 'no' })).toMatchObject({ code: 2, out: 'nothing was signed\n', err: expect.stringContaining('sealed verdict  READY WITH WAIVERS') });
    const made = await project.run(args('--yes', '--json'), { now: '2026-11-23T10:00:00Z' });
    expect(made.code).toBe(0);
    expect(countersignatureAnswerSchema.parse(JSON.parse(made.out))).toMatchObject({ outcome: 'signed', at: '2026-11-23T10:00:00Z', verdict: 'READY WITH WAIVERS' });
    const again = await project.run(args('--yes', '--json'), { now: '2026-11-24T10:00:00Z' });
    expect(JSON.parse(again.out)).toMatchObject({ outcome: 'already', at: '2026-11-23T10:00:00Z' });
    expect(readFileSync(bundle())).toEqual(before);
    expect((await project.run(args('--yes', '--key', `${project.folder}-keys/seal.pem`))).code).toBe(2);
  });

  it('is judged by the list of the auditor', async () => {
    const known = policy('auditor.json', [], [auditor]);
    const good = await json('--policy', known, '--countersignature', file());
    expect(refusals(good.answer)).toEqual([]);
    expect(good.answer.countersignatures).toMatchObject([{ name: 'K. Weiss', role: 'auditor', meaning: 'Review: bundle received and verified' }]);
    expect((await verify('--policy', 'auditor.json', '--countersignature', file())).out).toContain('counter-signatures by persons, over the sealed bundle:\n  K. Weiss (kweiss) as auditor');
    const stranger = await json('--policy', policy('all.json', []), '--countersignature', file());
    expect(stranger.code).toBe(6);
    expect(refusals(stranger.answer)).toEqual([`approvals APPROVAL_INVALID ${file()}: the key is not listed for K. Weiss as auditor`]);
    expect((await verify('--key', 'seal.pub.pem', '--countersignature', file())).code).toBe(2);
    expect((await verify('--policy', 'auditor.json', '--countersignature', 'absent.json')).code).toBe(7);
  });

  it('is refused when altered, and when it is about something else', async () => {
    const known = policy('auditor.json', [], [auditor]);
    const text = readFileSync(file(), 'utf8');
    const envelope = JSON.parse(text) as { dsseEnvelope: { payload: string } };
    const changed = (from: string, to: string) => text.replace(envelope.dsseEnvelope.payload, Buffer.from(Buffer.from(envelope.dsseEnvelope.payload, 'base64').toString().replace(from, to)).toString('base64'));
    for (const [content, message] of [
      [changed('received and verified', 'received and rejected'), 'the signature does not belong'],
      [changed('"version":"2.4.0"', '"version":"2.4.1"'), 'signed for another version'],
      [changed('READY WITH WAIVERS', 'READY'), 'signed for another verdict'],
      [text.replace('{', '{ '), 'not the canonical form'],
      [readFileSync(project.path('approvals/quality-r-duarte.approval.json'), 'utf8'), 'about something else'],
      ['', 'not a JSON object'],
    ] as const) {
      writeFileSync(project.path('c.json'), content);
      const { code, answer } = await json('--policy', known, '--countersignature', 'c.json');
      expect(code).toBe(6);
      expect(refusals(answer)[0]).toContain('APPROVAL_INVALID c.json: ');
      expect(refusals(answer)[0]).toContain(message);
    }
  });

  it('is given to no bundle that is not whole', async () => {
    const bytes = readFileSync(bundle());
    writeFileSync(project.path('cut.evidence.zip'), bytes.subarray(0, bytes.length - 10));
    expect((await project.run(['approve', '--bundle', 'cut.evidence.zip', ...args('--yes').slice(3)])).code).toBe(6);
  });
});
