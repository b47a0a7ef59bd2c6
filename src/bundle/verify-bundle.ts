import type { ReleaseVerdict } from '../model/row.ts';
import type { Source } from '../model/source.ts';
import type { VerifiedSigner } from '../sealing/verify-signature.ts';
import { TAG_MANIFEST } from './layout.ts';
import { LIMITS } from './limits.ts';
import type { ArchiveFile, BagFolder, UnpackFolder } from './ports.ts';
import { REFUSAL_CODES } from './refusal-codes.ts';
import { type Difference, type JudgedArtifact, type OutsideFinding, type Refusal, type StepName, type StepResult, STEPS, type Verification } from './verification.ts';
import { type Opened, openArchive } from './verify/archive-step.ts';
import { judgeApprovals } from './verify/approvals-step.ts';
import { checkBag, checkManifest, checkTagManifest } from './verify/bag-steps.ts';
import { readContent, type SealedChecks, type SealedRelease } from './verify/content.ts';
import { checkArtifacts, checkExpected, checkReadiness, checkTime, criteriaOf, sealWithinDays } from './verify/expectation-steps.ts';
import { openFolder } from './verify/folder-step.ts';
import type { Inventory } from './verify/inventory.ts';
import { readSeal } from './verify/seal-steps.ts';
import { checkSignatures } from './verify/signature-step.ts';
import { checkStatement, checkSummaries } from './verify/statement-step.ts';
import type { VerifyPolicy } from './verify-policy.ts';

export type { VerifyPolicy } from './verify-policy.ts';

/** What is to be verified. `unpackTo` receives the entries of an archive; whoever made it removes it afterwards. */
export type BundleInput =
  | { readonly kind: 'archive'; readonly file: ArchiveFile; readonly unpackTo: UnpackFolder }
  | { readonly kind: 'folder'; readonly folder: BagFolder };

/** Files of the bundle, as unpacked and checked; paths are those in the bag. */
export interface UnpackedBundle {
  readonly paths: readonly string[];
  open(path: string): Source;
}

export interface Rederivation {
  readonly same: boolean;
  readonly differences: readonly Difference[];
  /** Catalogue of the program that re-derived. */
  readonly catalogue: string;
  readonly verdict?: ReleaseVerdict;
  /** What was left out of the comparison, in words. */
  readonly note?: string;
}

export interface VerifyPorts {
  /** Reads the raw evidence and checks it again. Absent = left out (`--rederive=skip`): seal and digests only, and the answer says so. */
  rederive?(bundle: UnpackedBundle, signer: VerifiedSigner): Promise<Rederivation>;
  /** Asks the store that the bundle was published to. Absent = a file is verified, and nobody is asked. */
  store?(about: AboutBundle): Promise<OutsideFinding>;
  /** Judges status records. Absent = there are none. */
  status?(about: AboutBundle): Promise<OutsideFinding>;
}

/** By what others know a bundle. Null where the bundle does not say it. */
export interface AboutBundle {
  readonly tagManifestSha256: string | null;
  readonly release: { readonly product: string; readonly version: string; readonly verdict: ReleaseVerdict } | null;
}

/** The verification procedure of docs/bundle-format.md §8. Never throws for anything that is in the bundle. Opens no socket. */
export async function verifyBundle(input: BundleInput, policy: VerifyPolicy, ports: VerifyPorts = {}): Promise<Verification> {
  const run = new Run();
  const opened: Opened = input.kind === 'archive' ? await openArchive(input.file, input.unpackTo) : openFolder(input.folder);
  run.step('archive', opened.problems);
  const inventory = opened.inventory;
  if (!inventory) return run.result({ ...NOTHING, trustedRoot: comparedRoots(policy, null) });

  run.step('bag', checkBag(inventory));
  run.step('tag-manifest', checkTagManifest(inventory));
  run.step('manifest', checkManifest(inventory));
  const sealed = readSeal(inventory);
  run.step('seal', sealed.problems);
  const signed = checkSignatures(sealed, policy.trust);
  const signer = signed && run.step('signature', signed.problems, signed.answer.notes.join('; ') || undefined) ? signed.answer.signer : null;
  const content = readContent(inventory, run.intact);
  const { release, checks } = content;
  const { statement } = sealed;
  run.step('statement', statement ? [...checkStatement(statement, content, inventory), ...checkSummaries(sealed, statement, inventory)] : content.problems);
  const days = sealWithinDays(inventory, policy);
  let sealedAt: Verification['sealedAt'] = null;
  let artifacts: readonly JudgedArtifact[] = [];
  if (statement) {
    const judged = checkArtifacts(statement, policy);
    artifacts = judged.artifacts;
    run.step('artifacts', judged.problems, artifacts.length === 0 ? 'no artifact was given' : undefined, artifacts.length > 0);
    const stated = policy.product ?? policy.version ?? policy.commit;
    run.step('expected', checkExpected(statement, policy), stated === undefined ? 'none was stated' : undefined, stated !== undefined);
    if (signed && signer) {
      const time = checkTime(signed.answer, statement, days);
      sealedAt = time.sealedAt;
      run.step('time', time.problems, time.note, sealedAt !== null);
    }
  }
  // Nothing to judge is not "ready": without a verdict the step is left out, and what is left out proves nothing.
  const verdict = statement?.predicate.verdict ?? checks?.verdict;
  if (verdict !== undefined) run.step('readiness', checkReadiness(verdict, policy), policy.integrityOnly ? 'not judged: integrity only' : undefined, !policy.integrityOnly);
  const rederived = await rederivation(run, inventory, checks, signer, policy, ports);
  // Names and roles of content that is not the sealed one would be shown as facts.
  const persons = statement && run.intact ? judgeApprovals(inventory, statement, policy) : null;
  if (persons) run.step('approvals', persons.problems, persons.note, policy.persons !== undefined);
  const tagManifestSha256 = inventory.files.get(TAG_MANIFEST)?.sha256 ?? null;
  const about: AboutBundle = { tagManifestSha256, release: release && checks ? { product: release.product.id, version: release.version, verdict: checks.verdict } : null };
  await run.outside('store', ports.store?.(about), 'a file was given, not the address of a release');
  await run.outside('status', ports.status?.(about), 'nothing here says whether it was withdrawn since (--withdrawn, or the address of the release)');
  return run.result({
    approvals: persons?.approvals ?? [], countersignatures: persons?.countersignatures ?? [],
    content: release && checks ? { release, checks } : null, signer, sealedAt, artifacts, rederived,
    criteria: [...(signed?.answer.criteria ?? []), ...criteriaOf(policy, days), ...(ports.store ? ['store: record, pinned version, lock and receipt, as the store says now'] : []), ...(ports.status ? ['status: by the records of the store, or those that were given'] : [])], trustedRoot: comparedRoots(policy, sealed.trustedRootSha256),
    tagManifestSha256,
  });
}

/** What the answer says beside its steps. */
interface Findings extends Pick<Verification, 'sealedAt' | 'criteria' | 'tagManifestSha256' | 'trustedRoot' | 'artifacts' | 'approvals' | 'countersignatures'> {
  readonly content: { readonly release: SealedRelease; readonly checks: SealedChecks } | null;
  readonly signer: VerifiedSigner | null;
  readonly rederived: Rederivation | null;
}

const NOTHING: Findings = { content: null, signer: null, sealedAt: null, criteria: [], tagManifestSha256: null, trustedRoot: null, artifacts: [], approvals: [], countersignatures: [], rederived: null };

/** The one in the bundle is never trusted; that it is the same one is worth knowing. */
function comparedRoots(policy: VerifyPolicy, inBundle: string | null): Verification['trustedRoot'] {
  const sha256 = policy.trust.trustedRoot?.sha256;
  return sha256 === undefined ? null : { sha256, inBundle, same: sha256 === inBundle };
}

async function rederivation(run: Run, inventory: Inventory, checks: SealedChecks | null, signer: VerifiedSigner | null, policy: VerifyPolicy, ports: VerifyPorts): Promise<Rederivation | null> {
  if (!ports.rederive) {
    run.step('re-derivation', [], 'left out: seal and digests only', false);
    return null;
  }
  // Content that is not the sealed one is not read again: its rows would say nothing about the release.
  if (!run.intact || !checks || !signer) return null;
  let answer: Rederivation;
  try {
    answer = await ports.rederive({ paths: inventory.order, open: (path) => inventory.open(path) }, signer);
  } catch (error) {
    run.couldNot('re-derivation', { code: 'REDERIVATION_FAILED', message: error instanceof Error ? error.message : 'unknown cause' });
    return null;
  }
  if (answer.same && answer.differences.length === 0) run.step('re-derivation', checkReadiness(answer.verdict, policy), answer.note);
  else if (answer.catalogue === checks.catalogue) {
    run.step('re-derivation', [
      ...answer.differences.map((d): Refusal => ({ code: 'RESULT_DIFFERS', message: 'the evidence gives another row than the sealed one', subject: d.row, expected: d.sealed ?? 'no such row', found: d.derived ?? 'no such row' })),
      ...(answer.differences.length === 0 ? [{ code: 'RESULT_DIFFERS' as const, message: 'the evidence gives another verdict than the sealed one' }] : []),
    ]);
  } else {
    run.couldNot('re-derivation', {
      code: 'CATALOGUE_OTHER', message: `this program has catalogue ${answer.catalogue}; run npx release-evidence@${checks.catalogue} verify`,
      expected: checks.catalogue, found: answer.catalogue,
    });
  }
  return answer;
}

/** A hostile archive has a quarter of a million names to complain of. */
function bounded(problems: readonly Refusal[]): readonly Refusal[] {
  if (problems.length <= LIMITS.problems) return problems;
  return [...problems.slice(0, LIMITS.problems), { code: problems[LIMITS.problems]!.code, message: `and ${problems.length - LIMITS.problems} problems more` }];
}

/** Collects the steps; the verdict follows from them alone. */
class Run {
  private readonly steps: StepResult[] = [];

  /** Nothing was refused or left open so far but the verdict's own readiness. */
  get intact(): boolean {
    return this.steps.every((step) => step.outcome === 'ok' || step.step === 'readiness');
  }

  /** True when the step found nothing. What only could not be judged is no refusal. */
  step(step: StepName, problems: readonly Refusal[], note?: string, asked = true): boolean {
    const ok = problems.length === 0;
    this.steps.push({ step, outcome: ok ? 'ok' : problems.some(({ code }) => REFUSAL_CODES[code].exit === 6) ? 'refused' : 'could-not', problems: bounded(problems), ...(note !== undefined && ok && { note }), ...(!asked && ok && { asked: false }) });
    return ok;
  }

  /** What others say of the bundle; `unasked` when nobody was asked. */
  async outside(step: StepName, finding: Promise<OutsideFinding> | undefined, unasked: string): Promise<void> {
    const found = await finding;
    this.step(step, found?.problems ?? [], found === undefined ? unasked : found.note, found !== undefined && found.asked !== false);
  }

  couldNot(step: StepName, problem: Refusal): void {
    this.steps.push({ step, outcome: 'could-not', problems: [problem] });
  }

  result({ content, signer, rederived, sealedAt, criteria, tagManifestSha256, trustedRoot, artifacts, approvals, countersignatures }: Findings): Verification {
    const refused = this.steps.some((step) => step.outcome === 'refused');
    const open = this.steps.some((step) => step.outcome === 'could-not');
    // A step that did not run proves nothing, whatever the reason.
    const proven = STEPS.every((name) => this.steps.some((step) => step.step === name && step.outcome === 'ok'));
    return {
      verdict: refused ? 'refused' : open || !proven ? 'incomplete' : 'verified',
      tagManifestSha256,
      release: content && {
        product: content.release.product.id, version: content.release.version, commit: content.release.commit,
        verdict: content.checks.verdict, counts: content.checks.counts, catalogue: content.checks.catalogue,
      },
      sealedBy: signer && (signer.kind === 'key' ? { kind: 'key', key: signer.fingerprint } : { kind: 'keyless', identity: signer.identity, issuer: signer.issuer, ...(Object.keys(signer.extensions).length > 0 && { certificate: signer.extensions }) }),
      sealedAt, criteria, trustedRoot, artifacts, approvals, countersignatures,
      steps: this.steps,
      rederived: rederived && { same: rederived.same && rederived.differences.length === 0, differences: rederived.differences },
    };
  }
}
