import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import { run } from '../../src/cli/main.ts';
import type { ApprovalPredicate } from '../../src/model/approval-statement.ts';
import { signPersonal } from '../../src/sealing/approval-signing.ts';
import { generateKey, readSealingKey, type SealingKey } from '../../src/sealing/key.ts';
import { keyMeans } from '../../src/sealing/key-means.ts';
import { releaseFixture, type Answer } from './cli.ts';

export interface TestPerson { readonly role: string; readonly name: string; readonly userId: string; readonly key: SealingKey; readonly privatePem: string; readonly publicPem: string }

/** The four who approve the demo release, in their order, each with a key made for this run. */
export const PEOPLE: readonly TestPerson[] = [
  ['development', 'A. Okafor', 'aokafor'], ['verification', 'J. Lindqvist', 'jlindqvist'], ['risk', 'M. Sato', 'msato'], ['quality', 'R. Duarte', 'rduarte'],
].map(([role, name, userId]) => person(role!, name!, userId!));

export function person(role: string, name: string, userId: string): TestPerson {
  const { privatePem, publicPem } = generateKey(undefined);
  return { role, name, userId, key: readSealingKey(privatePem, undefined), privatePem, publicPem };
}

export const approversYaml = (people: readonly TestPerson[] = PEOPLE): string =>
  `approvers:\n${people.map(({ role, name, userId, key }) => `  - {name: "${name}", userId: ${userId}, roles: [${role}], key: "${key.publicKey.fingerprint}"}\n`).join('')}`;

export interface SignedProject {
  readonly folder: string;
  path(...parts: string[]): string;
  edit(path: string, change: (text: string) => string): void;
  run(argv: readonly string[], more?: { now?: string; answer?: string; secret?: string }): Promise<Answer>;
  /** `approve` as this person, at this time; `more` are further arguments or replace `--role` and its kin. */
  approve(who: TestPerson, now: string, ...more: string[]): Promise<Answer>;
}

/** The demo release with listed approvers and no approval yet. */
export function unapprovedProject(people: readonly TestPerson[] = PEOPLE): SignedProject {
  const folder = mkdtempSync(join(tmpdir(), 're-approve-'));
  folders.push(folder);
  cpSync(releaseFixture('meridian-2.4.0'), folder, { recursive: true });
  rmSync(join(folder, 'approvals.yaml'), { force: true });
  rmSync(join(folder, 'approvals'), { recursive: true, force: true });
  const path = (...parts: string[]) => join(folder, ...parts);
  const project = readFileSync(path('release-evidence.yaml'), 'utf8').replace(/approvers:\n(?: {2}.*\n)+/, '').replace(/^ {2}approvals: .*$/m, '  approvals: [approvals/*.approval.json]').replace('\nsealing:', `\n${approversYaml(people)}\nsealing:`);
  writeFileSync(path('release-evidence.yaml'), project);
  mkdirSync(`${folder}-keys`, { recursive: true });
  folders.push(`${folder}-keys`);
  for (const one of people) writeFileSync(keyFile(one), one.privatePem, { mode: 0o600 });
  function keyFile(one: TestPerson): string { return join(`${folder}-keys`, `${one.userId}-${one.role}.pem`); }
  const made: SignedProject = {
    folder, path,
    edit(name, change) { mkdirSync(dirname(path(name)), { recursive: true }); writeFileSync(path(name), change(readFileSync(path(name), 'utf8'))); },
    async run(argv, { now, answer, secret } = {}) {
      let out = '';
      let err = '';
      const code = await run(argv, {
        cwd: folder, env: {}, out: (text) => { out += text; }, err: (text) => { err += text; }, outIsTerminal: false, errIsTerminal: false, stdin: async () => '',
        ...(now === undefined ? {} : { now: () => new Date(now) }), ...(answer === undefined ? {} : { ask: async (question: string) => { err += question; return answer; } }), ...(secret === undefined ? {} : { askSecret: async () => secret }),
      });
      return { code, out, err };
    },
    approve: (who, now, ...more) => {
      const has = (flag: string) => more.includes(flag);
      const defaults = { '--role': who.role, '--name': who.name, '--user-id': who.userId, '--meaning': `Approval as ${who.role}`, '--key': keyFile(who) };
      return made.run(['approve', ...Object.entries(defaults).flatMap(([flag, value]) => (has(flag) ? [] : [flag, value])), '--yes', ...more], { now });
    },
  };
  return made;
}

/** Times of the four approvals of the demo release. */
export const TIMES = ['2026-11-19T08:15:00Z', '2026-11-19T09:05:00Z', '2026-11-19T09:40:00Z', '2026-11-19T13:20:00Z'] as const;

/** All four approve. */
export async function approveAll(project: SignedProject): Promise<void> {
  for (const [i, one] of PEOPLE.entries()) {
    const answer = await project.approve(one, TIMES[i]!);
    if (answer.code !== 0) throw new Error(answer.out + answer.err);
  }
}

/** A signed approval as bytes. */
export function signedBy(who: TestPerson, candidate: string, predicate: Omit<ApprovalPredicate, 'name' | 'userId' | 'role' | 'signer'> & Partial<ApprovalPredicate>): Promise<Uint8Array> {
  const { role, name, userId, key } = who;
  return signPersonal('approval', candidate, { name, userId, role, signer: { publicKey: key.publicKey.pem }, ...predicate }, keyMeans(key));
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});
