import type { CredentialScan } from '../model/credentials.ts';
import { MOST_FINDINGS } from '../model/credentials.ts';
import { reading, type Reading } from '../model/location.ts';
import type { ProblemCode } from '../model/problem.ts';
import type { Check, CheckContext, Finding } from './check.ts';
import { fail, failuresOrPass, inProject, notEvaluated } from './findings.ts';
import { count } from './tally.ts';

/** Files of which nothing goes into the bundle: there are no bytes to look at (CHK-102 reports them). */
const UNOPENED: ReadonlySet<ProblemCode> = new Set<ProblemCode>(['MISSING', 'NO_PERMISSION', 'NOT_A_FILE', 'SYMLINK_OUTSIDE']);

const FIX = 'revoke it first: it is in this file and in every copy and log of it; then keep the step that writes the file from printing it. If it is no secret, say so for this file under credentials.allow in the project file';

/** Places that one row shows; the message says how many there are. */
const SHOWN = 20;

const noCredentials: Check = {
  id: 'CHK-111', title: 'No credential is in the evidence', clause: 'IEC 81001-5-1 5.8.4', severity: { A: 'error', B: 'error', C: 'error' }, waivable: false, needs: [],
  fails: 'A file that goes into the bundle holds what looks like a credential. A file that the project file allows by its digest is a warning, and so is such an allowance without a file. This check is ours, not of the research.',
  run(context) {
    const { evidence: { scans, files }, project: { credentials: { allow } } } = context;
    const bySha = new Map(allow.map((one, i) => [one.sha256, { ...one, i }] as const));
    const found = scans.filter((scan) => scan.findings.length > 0);
    const known = new Set(scans.map(({ path }) => path));
    const failures = found.map((scan): Finding => {
      const allowance = bySha.get(scan.sha256);
      if (allowance === undefined) return fail(scan.path, `${scan.path} holds what looks like ${places(scan)}`, shown(scan), `${FIX} (sha256 ${scan.sha256})`);
      return fail(scan.path, `${scan.path} holds what looks like ${places(scan)}, allowed by ${allowance.by}: ${allowance.reason}`,
        [...shown(scan), reading(inProject(context, ['credentials', 'allow', allowance.i]), `allowed: ${allowance.sha256}`)], 'see that the reason still holds', { severity: 'warning' });
    });
    return failuresOrPass([...failures, ...unscanned(context, known), ...idle(context, found)], scans.map(({ path }) => path), message(scans), [{ file: context.projectFile, value: `evidence files: ${files.length}` }]);
  },
};

function places({ findings }: CredentialScan): string {
  return `${findings.length < MOST_FINDINGS ? '' : 'at least '}${count(findings.length, 'credential')}`;
}

function shown({ path, findings }: CredentialScan): readonly Reading[] {
  return findings.slice(0, SHOWN).map(({ line, rule, shown: form }) => ({ file: path, line, value: `${rule}: ${form}` }));
}

/** What was never looked at has not passed. */
function unscanned({ evidence: { files } }: CheckContext, known: ReadonlySet<string>): readonly Finding[] {
  const left = files.filter((file) => !known.has(file.path) && !UNOPENED.has(file.problems[0]?.code as ProblemCode));
  return left.map((file) => notEvaluated(file.path, `${file.path} was not looked through for credentials`, [{ file: file.path, value: null }], 'this is a defect of the program: report it'));
}

function idle(context: CheckContext, found: readonly CredentialScan[]): readonly Finding[] {
  const { project: { credentials: { allow } }, evidence: { scans } } = context;
  return allow.flatMap(({ sha256 }, i) => {
    if (found.some((scan) => scan.sha256 === sha256)) return [];
    const clean = scans.find((scan) => scan.sha256 === sha256);
    const why = clean === undefined ? 'no file has this digest' : `nothing was found in ${clean.path}`;
    return [fail(`allowance ${sha256.slice(0, 12)}`, `the project file allows credentials in a file by its digest, and ${why}`, [reading(inProject(context, ['credentials', 'allow', i]), `sha256: ${sha256}`)], 'remove the allowance, or give the digest of the file that is meant', { severity: 'warning' })];
  });
}

function message(scans: readonly CredentialScan[]): string {
  const binary = scans.filter(({ content }) => content === 'binary');
  return binary.length === 0 ? 'nothing that looks like a credential was found' : `nothing that looks like a credential was found; ${count(binary.length, 'file')} of no text ${binary.length === 1 ? 'was' : 'were'} not looked into`;
}

export const credentialChecks: readonly Check[] = [noCredentials];
