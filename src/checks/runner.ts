import type { EvidenceKind } from '../model/kinds.ts';
import { byCodeUnit } from '../model/order.ts';
import { VERDICTS, countRows } from '../model/row.ts';
import type { Reading } from '../model/location.ts';
import type { CheckResults, ReleaseVerdict, Row, Severity } from '../model/row.ts';
import { candidateDigest } from '../profile/candidate-digest.ts';
import { CATALOGUE, TOOL } from './catalogue.ts';
import type { Check, CheckContext, Finding } from './check.ts';
import { notApplicable, notEvaluated } from './findings.ts';
import { waiverFor } from './waiving.ts';

const RANK: Readonly<Record<Severity, number>> = { off: 0, warning: 1, error: 2 };

/**
 * Runs every check of the list under the profile of the context. Pure and deterministic: same context, same rows in the same order.
 * A check that throws, or that fails without saying what it read, is a bug of ours and is thrown on, never turned into a row.
 */
export function runChecks(checks: readonly Check[], context: CheckContext): CheckResults {
  const rows = checks.flatMap((check) => rowsOf(check, checks, context)).sort(compareRows);
  const { profile, release } = context;
  return {
    tool: TOOL,
    catalogue: CATALOGUE,
    product: release.product.id,
    version: release.version,
    commit: release.commit,
    candidateDigest: candidateDigest(context.evidence, release, profile),
    profile: { id: profile.id, version: profile.version, digest: profile.digest },
    verdict: verdictOf(rows),
    counts: countRows(rows),
    rows,
  };
}

/**
 * READY needs that every check of severity error was evaluated and holds: "not evaluated" is not "passed" (design §2.2), so it blocks
 * exactly as a failure does. A run in which nothing passed shows nothing and blocks as well.
 */
export function verdictOf(rows: readonly Row[]): ReleaseVerdict {
  const blocked = rows.some((row) => row.severity === 'error' && (row.verdict === 'fail' || row.verdict === 'not-evaluated'));
  if (blocked || !rows.some((row) => row.verdict === 'pass')) return 'NOT READY';
  return rows.some((row) => row.verdict === 'waived') ? 'READY WITH WAIVERS' : 'READY';
}

function rowsOf(check: Check, checks: readonly Check[], context: CheckContext): readonly Row[] {
  const severity = context.profile.severities[check.id] ?? check.severity[context.profile.safetyClass];
  return findingsOf(check, severity, context).map((finding) => rowOf(check, severity, finding, checks, context));
}

function findingsOf(check: Check, severity: Severity, context: CheckContext): readonly Finding[] {
  if (severity === 'off') return [notApplicable([], `off for class ${context.profile.safetyClass} in profile ${context.profile.id}`)];
  const absent = check.needs.filter((kind) => context.evidence.contents[kind].length === 0);
  if (absent.length > 0) return absent.map((kind) => absentInput(kind, context));
  const findings = check.run(context);
  if (findings.length > 0) return findings;
  // Vacuity guard: a check that selected nothing has shown nothing, whatever the reason.
  const read = readOf(check.needs, context);
  return [notEvaluated([], 'found nothing to check in the evidence', read, 'see that the evidence names the items this check is about, or the profile declares the check off')];
}

/** An input that was declared and could not be read is never "not applicable": somebody meant it to be there. */
function absentInput(kind: EvidenceKind, context: CheckContext): Finding {
  const read = readOf([kind], context);
  const declared = context.evidence.files.some((f) => f.declared.kind === kind) || context.evidence.missing.some((m) => m.declared.kind === kind);
  if (context.profile.requiredEvidence.includes(kind)) {
    return notEvaluated([], `cannot be evaluated without readable evidence of kind ${kind}, which profile ${context.profile.id} requires`, read, `give the ${kind} evidence in the project file, see CHK-101 and CHK-102`);
  }
  if (declared) return notEvaluated([], `cannot be evaluated: evidence of kind ${kind} is declared and none of it could be read`, read, 'see CHK-101 and CHK-102 for the file');
  return notApplicable([], `profile ${context.profile.id} does not require evidence of kind ${kind}, and none is declared`, read);
}

function readOf(kinds: readonly EvidenceKind[], context: CheckContext): readonly Reading[] {
  const read: Reading[] = [];
  for (const file of context.evidence.files) if (kinds.includes(file.declared.kind)) read.push({ file: file.path, value: `status: ${file.status}` });
  for (const missing of context.evidence.missing) {
    if (kinds.includes(missing.declared.kind)) read.push({ file: context.projectFile, ...(missing.line === undefined ? {} : { line: missing.line }), value: missing.pattern });
  }
  return read.length > 0 ? read : [{ file: context.projectFile, value: null }];
}

function rowOf(check: Check, severity: Severity, finding: Finding, checks: readonly Check[], context: CheckContext): Row {
  if (finding.verdict === 'fail' && finding.read.length === 0) throw new Error(`${check.id} fails without a reading: ${finding.message}`);
  if ((finding.verdict === 'fail' || finding.verdict === 'not-evaluated') && !finding.fix) throw new Error(`${check.id} does not say what to do: ${finding.message}`);
  // A finding may be milder than its check, never more severe: min() of both.
  const lowered = finding.severity !== undefined && RANK[finding.severity] < RANK[severity] ? finding.severity : severity;
  const waiver = finding.verdict === 'fail' ? waiverFor(check, finding, checks, context) : undefined;
  return {
    check: check.id,
    verdict: waiver === undefined ? finding.verdict : 'waived',
    severity: lowered,
    subjects: [...new Set(finding.subjects)],
    message: finding.message,
    read: finding.read,
    clause: check.clause,
    fix: finding.fix ?? '',
    ...(finding.derivedFrom === undefined ? {} : { derivedFrom: finding.derivedFrom }),
    ...(waiver === undefined ? {} : { waiver: waiver.id }),
  };
}

/** By check, then verdict (worst first), then subject: the order of the report and of the JSON. */
function compareRows(a: Row, b: Row): number {
  return Number(a.check.slice(4)) - Number(b.check.slice(4))
    || VERDICTS.indexOf(a.verdict) - VERDICTS.indexOf(b.verdict)
    || byCodeUnit(a.subjects.join('\n'), b.subjects.join('\n'))
    || byCodeUnit(a.message, b.message);
}
