import type { ReleaseVerdict } from '../model/row.ts';
import type { Source } from '../model/source.ts';
import type { Statement } from '../sealing/statement.ts';
import type { TrustPolicy } from '../sealing/trust-policy.ts';
import type { VerifiedSigner } from '../sealing/verify-signature.ts';
import { LIMITS } from './limits.ts';
import type { ArchiveFile, BagFolder, UnpackFolder } from './ports.ts';
import { type Difference, type Refusal, type StepName, type StepResult, STEPS, type Verification } from './verification.ts';
import { type Opened, openArchive } from './verify/archive-step.ts';
import { checkBag, checkManifest, checkTagManifest } from './verify/bag-steps.ts';
import { readContent, type SealedChecks, type SealedRelease } from './verify/content.ts';
import { openFolder } from './verify/folder-step.ts';
import type { Inventory } from './verify/inventory.ts';
import { checkSignature, readSeal } from './verify/seal-steps.ts';
import { checkStatement } from './verify/statement-step.ts';

/** What is to be verified. `unpackTo` receives the entries of an archive; whoever made it removes it afterwards. */
export type BundleInput =
  | { readonly kind: 'archive'; readonly file: ArchiveFile; readonly unpackTo: UnpackFolder }
  | { readonly kind: 'folder'; readonly folder: BagFolder };

/** What the auditor expects. There is no verification without an expected signer. */
export interface VerifyPolicy {
  readonly trust: TrustPolicy;
  /** Each must be a subject of the seal. `name` is what the auditor calls it. */
  readonly artifacts?: readonly { readonly name: string; readonly sha256: string }[];
  readonly product?: string;
  readonly version?: string;
  /** A NOT READY verdict is no refusal. */
  readonly integrityOnly?: boolean;
}

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
  rederive?(bundle: UnpackedBundle): Promise<Rederivation>;
}

/** The verification procedure of docs/bundle-format.md §8. Never throws for anything that is in the bundle. Opens no socket. */
export async function verifyBundle(input: BundleInput, policy: VerifyPolicy, ports: VerifyPorts = {}): Promise<Verification> {
  const run = new Run();
  const opened: Opened = input.kind === 'archive' ? await openArchive(input.file, input.unpackTo) : openFolder(input.folder);
  run.step('archive', opened.problems);
  const inventory = opened.inventory;
  if (!inventory) return run.result(null, null, null);

  run.step('bag', checkBag(inventory));
  run.step('tag-manifest', checkTagManifest(inventory));
  run.step('manifest', checkManifest(inventory));
  const sealed = readSeal(inventory);
  run.step('seal', sealed.problems);
  const signature = sealed.seal && checkSignature(sealed.seal, policy.trust);
  const signer = signature && run.step('signature', signature.problems) ? signature.answer.signer : null;
  const content = readContent(inventory, run.intact);
  const release = content.release;
  const checks = content.checks;
  const statement = sealed.statement;
  run.step('statement', statement ? checkStatement(statement, content, inventory) : content.problems);
  if (statement) {
    run.step('artifacts', checkArtifacts(statement, policy), policy.artifacts?.length ? undefined : 'no artifact was given');
    run.step('expected', checkExpected(statement, policy));
    run.step('time', [], 'no trusted time: a bare key does not show when the bundle was sealed');
  }
  // Nothing to judge is not "ready": without a verdict the step is left out, and what is left out proves nothing.
  const verdict = statement?.predicate.verdict ?? checks?.verdict;
  if (verdict !== undefined) run.step('readiness', readiness(verdict, policy), policy.integrityOnly ? 'not judged: integrity only' : undefined);
  const rederived = await rederivation(run, inventory, checks, policy, ports);
  return run.result(release && checks ? { release, checks } : null, signer, rederived);
}

function checkArtifacts(statement: Statement, policy: VerifyPolicy): Refusal[] {
  const released = statement.subjects.slice(0, -1); // the last subject is the tag manifest, which nobody deploys
  const sealed = new Set(released.map((subject) => subject.sha256));
  return (policy.artifacts ?? []).filter((artifact) => !sealed.has(artifact.sha256.toLowerCase())).map((artifact) => ({
    code: 'ARTIFACT_UNKNOWN', message: 'not an artifact of this release', subject: artifact.name, found: artifact.sha256,
    expected: released.map((subject) => `${subject.name} ${subject.sha256}`).join(', '),
  }));
}

function checkExpected(statement: Statement, policy: VerifyPolicy): Refusal[] {
  const { product, version } = statement.predicate.release;
  const problems: Refusal[] = [];
  if (policy.product !== undefined && policy.product !== product) problems.push({ code: 'PRODUCT_UNEXPECTED', message: 'another product', expected: policy.product, found: product });
  if (policy.version !== undefined && policy.version !== version) problems.push({ code: 'VERSION_UNEXPECTED', message: 'another version', expected: policy.version, found: version });
  return problems;
}

function readiness(verdict: ReleaseVerdict | undefined, policy: VerifyPolicy): Refusal[] {
  return verdict === 'NOT READY' && !policy.integrityOnly ? [{ code: 'RELEASE_NOT_READY', message: 'the sealed verdict is NOT READY' }] : [];
}

async function rederivation(run: Run, inventory: Inventory, checks: SealedChecks | null, policy: VerifyPolicy, ports: VerifyPorts): Promise<Rederivation | null> {
  if (!ports.rederive) {
    run.step('re-derivation', [], 'left out: seal and digests only');
    return null;
  }
  // Content that is not the sealed one is not read again: its rows would say nothing about the release.
  if (!run.intact || !checks) return null;
  let answer: Rederivation;
  try {
    answer = await ports.rederive({ paths: inventory.order, open: (path) => inventory.open(path) });
  } catch (error) {
    run.couldNot('re-derivation', { code: 'REDERIVATION_FAILED', message: error instanceof Error ? error.message : 'unknown cause' });
    return null;
  }
  if (answer.same && answer.differences.length === 0) run.step('re-derivation', readiness(answer.verdict, policy), answer.note);
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

  /** Nothing was refused so far but the verdict's own readiness. */
  get intact(): boolean {
    return this.steps.every((step) => step.outcome !== 'refused' || step.step === 'readiness');
  }

  /** True when the step found nothing. */
  step(step: StepName, problems: readonly Refusal[], note?: string): boolean {
    const ok = problems.length === 0;
    this.steps.push({ step, outcome: ok ? 'ok' : 'refused', problems: bounded(problems), ...(note !== undefined && ok && { note }) });
    return ok;
  }

  couldNot(step: StepName, problem: Refusal): void {
    this.steps.push({ step, outcome: 'could-not', problems: [problem] });
  }

  result(content: { release: SealedRelease; checks: SealedChecks } | null, signer: VerifiedSigner | null, rederived: Rederivation | null): Verification {
    const refused = this.steps.some((step) => step.outcome === 'refused');
    const open = this.steps.some((step) => step.outcome === 'could-not');
    // A step that did not run proves nothing, whatever the reason.
    const proven = STEPS.every((name) => this.steps.some((step) => step.step === name && step.outcome === 'ok'));
    return {
      verdict: refused ? 'refused' : open || !proven ? 'incomplete' : 'verified',
      release: content && {
        product: content.release.product.id, version: content.release.version, commit: content.release.commit,
        verdict: content.checks.verdict, counts: content.checks.counts, catalogue: content.checks.catalogue,
      },
      sealedBy: signer && (signer.kind === 'key' ? { kind: 'key', key: signer.fingerprint } : { kind: 'keyless', identity: signer.identity, issuer: signer.issuer }),
      sealedAt: null,
      steps: this.steps,
      rederived: rederived && { same: rederived.same && rederived.differences.length === 0, differences: rederived.differences },
    };
  }
}
