import { existsSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { generateKey, readPublicKey } from '../../src/sealing/key.ts';
import { approvalAnswerSchema } from '../../src/results/approval-document.ts';
import { approveAll, approversYaml, PEOPLE, person, TIMES, unapprovedProject } from '../support/approvals.ts';

const [developer, verifier, risk, quality] = PEOPLE as [typeof PEOPLE[number], typeof PEOPLE[number], typeof PEOPLE[number], typeof PEOPLE[number]];
const CANDIDATE = '9c86c622bdcb7050110aa862516f3710f1e210bac411a1f43f09419f304e1d2b';

describe('[SRS-108] approve', () => {
  it('takes a release from its evidence to READY, one named person after the other', async () => {
    const project = unapprovedProject();
    const first = await project.approve(developer, TIMES[0]);
    expect(first).toMatchObject({ code: 0, out: expect.stringContaining('still to approve: verification, risk, quality') });
    expect(first.err).toContain(CANDIDATE);
    expect(first.err).toContain('You, A. Okafor (aokafor), sign this candidate as development');
    expect((await project.approve(verifier, TIMES[1])).code).toBe(0);
    expect((await project.approve(risk, TIMES[2])).code).toBe(0);
    const last = await project.approve(quality, TIMES[3], '--json');
    expect(last.err).not.toContain('You, ');
    expect(approvalAnswerSchema.parse(JSON.parse(last.out))).toMatchObject({
      outcome: 'signed', candidateDigest: CANDIDATE, verdict: 'READY WITH WAIVERS', open: [], at: TIMES[3], file: 'approvals/quality-r-duarte.approval.json',
      signer: { kind: 'key', fingerprint: quality.key.publicKey.fingerprint },
    });
    const checked = await project.run(['check', '--json']);
    expect(checked.code).toBe(0);
    expect(JSON.parse(checked.out)).toMatchObject({ verdict: 'READY WITH WAIVERS', candidateDigest: CANDIDATE });

    const again = await project.approve(quality, '2026-11-19T14:00:00Z', '--json');
    expect(again.code).toBe(0);
    expect(JSON.parse(again.out)).toMatchObject({ outcome: 'already', at: TIMES[3] });
  });

  it('holds the order of the roles, quality last', async () => {
    const project = unapprovedProject();
    const early = await project.approve(quality, TIMES[0]);
    expect(early).toMatchObject({ code: 1, out: expect.stringContaining('development, verification, risk must approve before quality') });
    expect(existsSync(project.path('approvals'))).toBe(false);
  });

  it('signs nothing while anything but approvals is missing, and says what', async () => {
    const project = unapprovedProject();
    project.edit('retention.yaml', (text) => text.replace(/retainUntil: .*/, 'retainUntil: 2027-01-01'));
    const answer = await project.approve(developer, TIMES[0], '--json');
    expect(answer.code).toBe(1);
    expect(JSON.parse(answer.out)).toMatchObject({ outcome: 'refused', reasons: [expect.stringContaining('CHK-807')] });
    expect((await project.approve(developer, TIMES[0])).out).toMatch(/not signed[^]*CHK-807/);
    expect(existsSync(project.path('approvals'))).toBe(false);
  });

  it('refuses a person who may not approve in this role', async () => {
    const both = person('verification', 'A. Okafor', 'aokafor');
    const project = unapprovedProject([developer, both]);
    expect((await project.approve(developer, TIMES[0])).code).toBe(0);
    const answer = await project.approve(both, TIMES[1]);
    expect(answer).toMatchObject({ code: 1, out: expect.stringMatching(/CHK-802[^]*A\. Okafor approves as development and as verification/) });

    const oneKey = { ...developer, role: 'verification' };
    const shared = unapprovedProject([developer, { ...developer, role: 'verification' }]);
    expect((await shared.approve(developer, TIMES[0])).code).toBe(0);
    expect(await shared.approve(oneKey, TIMES[1])).toMatchObject({ code: 1, out: expect.stringContaining('which must be another person than verification') });
  });

  it('refuses who tested what is to be approved', async () => {
    const tester = person('development', 'T. Brandt', 'tbrandt');
    const project = unapprovedProject([{ ...tester, role: 'risk' }, developer, verifier]);
    await project.approve(developer, TIMES[0]);
    await project.approve(verifier, TIMES[1]);
    expect(await project.approve({ ...tester, role: 'risk' }, TIMES[2])).toMatchObject({ code: 1, out: expect.stringContaining('CHK-802') });
  });

  it('signs by nothing that is not listed for name and role (APPROVER_UNKNOWN)', async () => {
    const project = unapprovedProject([developer]);
    for (const [argv, message] of [
      [['--name', 'A. Nother'], 'is not listed for A. Nother (aokafor) as development; it is listed for A. Okafor (aokafor) as development'],
      [['--user-id', 'other'], 'is not listed for A. Okafor (other) as development'],
      [['--role', 'verification'], 'is not listed for A. Okafor (aokafor) as verification'],
    ] as const) {
      const answer = await project.approve(developer, TIMES[0], '--json', ...argv);
      expect(answer.code).toBe(2);
      expect(JSON.parse(answer.out).error).toMatchObject({ code: 'APPROVER_UNKNOWN', message: expect.stringContaining(message), hint: expect.stringContaining('approvers') });
    }
  });

  it('knows the roles of the profile, and texts that can be shown', async () => {
    const project = unapprovedProject();
    expect(await project.approve(developer, TIMES[0], '--role', 'marketing')).toMatchObject({ code: 2, err: expect.stringContaining('requires no approval in the role marketing') });
    expect((await project.approve(developer, TIMES[0], '--meaning', 'a\u202eb')).code).toBe(2);
    expect((await project.approve(developer, TIMES[0], '--meaning', ' ')).code).toBe(2);
    expect(await project.run(['approve', '--role', 'development', '--name', 'A. Okafor', '--meaning', 'm'])).toMatchObject({ code: 2, err: expect.stringContaining('--key') });
  });

  it('refuses a meaning that is no answer, and a time after the date of the release', async () => {
    const project = unapprovedProject();
    expect(await project.approve(developer, TIMES[0], '--meaning', 'TBD')).toMatchObject({ code: 1, out: expect.stringContaining('CHK-804') });
    expect(await project.approve(developer, '2026-11-21T08:00:00Z')).toMatchObject({ code: 1, out: expect.stringMatching(/CHK-803[^]*after the release date/) });
    expect(await project.approve(developer, '2026-11-17T08:00:00Z')).toMatchObject({ code: 1, out: expect.stringMatching(/CHK-803[^]*before/) });
  });

  it('asks at the terminal; only the word is a yes', async () => {
    const project = unapprovedProject();
    const args = ['approve', '--role', 'development', '--name', 'A. Okafor', '--user-id', 'aokafor', '--meaning', 'Responsibility', '--key', `${project.folder}-keys/aokafor-development.pem`];
    expect(await project.run(args, { now: TIMES[0] })).toMatchObject({ code: 2, out: 'nothing was signed\n', err: expect.stringContaining('nobody is at the terminal') });
    expect(await project.run(args, { now: TIMES[0], answer: 'y' })).toMatchObject({ code: 2, out: 'nothing was signed\n' });
    expect(existsSync(project.path('approvals'))).toBe(false);
    expect(await project.run(args, { now: TIMES[0], answer: 'yes' })).toMatchObject({ code: 0, err: expect.stringContaining('Sign? Type yes: ') });
  });

  it('overwrites nothing: an approval of another candidate stands where it was (APPROVAL_OTHER)', async () => {
    const project = unapprovedProject();
    expect((await project.approve(developer, TIMES[0])).code).toBe(0);
    project.edit('changes.yaml', (text) => `${text}# one more line\n`);
    const answer = await project.approve(developer, TIMES[1], '--json');
    expect(answer.code).toBe(2);
    expect(JSON.parse(answer.out).error).toMatchObject({ code: 'APPROVAL_OTHER', message: expect.stringContaining(CANDIDATE) });
    renameSync(project.path('approvals', 'development-a-okafor.approval.json'), project.path('lapsed.json'));
    expect((await project.approve(developer, TIMES[1])).code).toBe(0);
    writeFileSync(project.path('approvals', 'verification-j-lindqvist.approval.json'), '{}');
    expect((await project.approve(verifier, TIMES[1])).code).toBe(2);
  });

  it('lapses when the project file or a waiver changes after it (CHK-803, APPROVAL_OTHER)', async () => {
    for (const [file, change] of [['release-evidence.yaml', (text: string) => text.replace('safetyClass: C', 'safetyClass: A')], ['waivers.yaml', (text: string) => `${text}# looked at again\n`]] as const) {
      const project = unapprovedProject();
      await approveAll(project);
      expect((await project.run(['check', '--quiet'])).code, file).toBe(0);
      project.edit(file, (text) => { expect(change(text)).not.toBe(text); return change(text); });
      const after = await project.run(['check', '--quiet']);
      expect(after, file).toMatchObject({ code: 1, out: expect.stringContaining('a waiver is not what it was when the quality approval was signed') });
      const again = await project.approve(PEOPLE[0]!, TIMES[0]);
      expect(again.code, file).not.toBe(0);
      expect(again.out + again.err, file).toMatch(/is an approval under another project file or other waivers|not what it was/);
    }
  });

  it('writes only where the project file finds approvals', async () => {
    const project = unapprovedProject();
    expect(await project.approve(developer, TIMES[0], '--out', 'elsewhere.json')).toMatchObject({ code: 2, err: expect.stringContaining('evidence.approvals') });
    const unwritable = await project.approve(developer, TIMES[0], '--out', `approvals/${'x'.repeat(240)}.approval.json`);
    expect(unwritable).toMatchObject({ code: 3, err: expect.stringContaining('could not be written: ENAMETOOLONG [DISK]') });
    expect(readdirSync(project.path('approvals'))).toEqual([]);
    expect((await project.approve(developer, TIMES[0], '--out', 'approvals/dev.approval.json')).code).toBe(0);
    expect(existsSync(project.path('approvals', 'dev.approval.json'))).toBe(true);
  });

  it('takes an encrypted key by its passphrase, asked for at the terminal; a public or absent one never', async () => {
    const project = unapprovedProject();
    writeFileSync(`${project.folder}-keys/pub.pem`, developer.publicPem);
    expect(await project.approve(developer, TIMES[0], '--key', `${project.folder}-keys/pub.pem`)).toMatchObject({ code: 4, err: expect.stringContaining('public key') });
    expect((await project.approve(developer, TIMES[0], '--key', 'absent.pem')).code).toBe(4);
    expect(existsSync(project.path('absent.pem'))).toBe(false);
    const locked = generateKey('passphrase of A. Okafor');
    writeFileSync(`${project.folder}-keys/locked.pem`, locked.privatePem);
    project.edit('release-evidence.yaml', (text) => text.replace(developer.key.publicKey.fingerprint, readPublicKey(locked.publicPem).fingerprint));
    const args = ['approve', '--role', 'development', '--name', 'A. Okafor', '--user-id', 'aokafor', '--meaning', 'Responsibility', '--key', `${project.folder}-keys/locked.pem`, '--yes'];
    expect(await project.run(args, { now: TIMES[0] })).toMatchObject({ code: 4, err: expect.stringContaining('RELEASE_EVIDENCE_KEY_PASSWORD') });
    expect((await project.run(args, { now: TIMES[0], secret: 'wrong' })).code).toBe(4);
    const asked = await project.run(args, { now: TIMES[0], secret: 'passphrase of A. Okafor' });
    expect(asked).toMatchObject({ code: 0, err: expect.stringContaining('waived       CHK-306 TST-208 (WVR-004)') });
    expect(asked.out + asked.err).not.toContain('passphrase of A');
  });

  it('warns of a key in the clear and prints no part of it', async () => {
    const project = unapprovedProject();
    const answer = await project.approve(developer, TIMES[0]);
    const secret = readFileSync(`${project.folder}-keys/aokafor-development.pem`, 'utf8').split('\n')[1]!;
    expect(answer.out + answer.err).not.toContain(secret.slice(10, 40));
    expect(answer.err).toContain('is not encrypted');
  });

  it('makes no key of two people: the project file is refused', async () => {
    const project = unapprovedProject([developer]);
    project.edit('release-evidence.yaml', (text) => text.replace(approversYaml([developer]), `${approversYaml([developer])}  - {name: "B. Other", roles: [risk], key: "${developer.key.publicKey.fingerprint}"}\n`));
    expect(await project.run(['check'])).toMatchObject({ code: 2, err: expect.stringContaining('a signature must be of one person') });
  });

  it('does not let a signature stand that was altered afterwards', async () => {
    const project = unapprovedProject();
    await approveAll(project);
    project.edit('approvals/quality-r-duarte.approval.json', (text) => {
      const json = JSON.parse(text) as { dsseEnvelope: { payload: string } };
      const payload = Buffer.from(json.dsseEnvelope.payload, 'base64').toString('utf8').replace('Approval as quality', 'Approval as Quality');
      return text.replace(json.dsseEnvelope.payload, Buffer.from(payload).toString('base64'));
    });
    const checked = await project.run(['check', '--json']);
    expect(checked.code).toBe(1);
    const failed = (JSON.parse(checked.out) as { rows: { check: string; verdict: string; subjects: string[] }[] }).rows.filter((row) => row.verdict === 'fail').map((row) => `${row.check} ${row.subjects.join()}`);
    expect(failed).toEqual(expect.arrayContaining(['CHK-801 quality', 'CHK-803 quality']));
  });
});

describe('approve --signer keyless', () => {
  const keyless = (project: ReturnType<typeof unapprovedProject>, ...more: string[]) => project.run(['approve', '--role', 'development', '--name', 'A. Okafor', '--meaning', 'm', '--signer', 'keyless', '--yes', ...more], { now: TIMES[0] });

  it('needs a listed identity, a trusted root among the evidence, and the own token', async () => {
    const project = unapprovedProject([]);
    project.edit('release-evidence.yaml', (text) => text.replace('approvers:\n', 'approvers:\n  - {name: A. Okafor, roles: [development], identity: a.okafor@example.com, issuer: "https://login.example.com"}\n'));
    expect(await keyless(project, '--key', 'k.pem')).toMatchObject({ code: 2, err: expect.stringContaining('--key is for --signer key') });
    expect(await project.run(['approve', '--role', 'development', '--name', 'A. Okafor', '--meaning', 'm', '--key', 'k', '--id-token', 't'])).toMatchObject({ code: 2, err: expect.stringContaining('--id-token is for') });
    expect(await keyless(project)).toMatchObject({ code: 2, err: expect.stringContaining('no trusted root is among the evidence') });
    expect(await keyless(project, '--name', 'N. Obody')).toMatchObject({ code: 2 });
    writeFileSync(project.path('approvals.root.json'), '{"mediaType":"application/vnd.dev.sigstore.trustedroot+json;version=0.1","tlogs":[],"certificateAuthorities":[],"ctlogs":[],"timestampAuthorities":[]}\n');
    project.edit('release-evidence.yaml', (text) => text.replace('approvals: [approvals/*.approval.json]', 'approvals: [approvals/*.approval.json, approvals.root.json]'));
    expect(await keyless(project)).toMatchObject({ code: 2, err: expect.stringContaining('--id-token FILE') });
    writeFileSync(project.path('token'), 'x');
    expect((await keyless(project, '--id-token', 'token')).code).toBe(2);
    expect(existsSync(project.path('approvals'))).toBe(false);
  });

  it('knows nobody who is listed with a key only', async () => {
    const project = unapprovedProject();
    expect(await keyless(project, '--user-id', 'aokafor')).toMatchObject({ code: 2, err: expect.stringContaining('no identity is listed for A. Okafor (aokafor) as development') });
  });
});
