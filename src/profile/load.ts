import { readYaml } from '../formats/yaml.ts';
import type { Located } from '../formats/yaml.ts';
import { COVERAGE_METRICS } from '../model/coverage.ts';
import type { EffectiveProfile } from '../model/profile.ts';
import { EvidenceError } from '../model/problem.ts';
import type { Problem } from '../model/problem.ts';
import { byCodeUnit } from '../model/order.ts';
import type { Severity } from '../model/row.ts';
import { canonicalJson } from '../model/canonical-json.ts';
import { sha256 } from '../model/digest.ts';
import { OVERLAYS, PROFILES } from './data.ts';
import { ownProfileSchema } from './schema.ts';
import type { OwnProfile, ProfileData } from './schema.ts';
import { tightenDays, tightenLevel, tightenSeverities, tightenSigned, tightenThresholds, tightenYears, union } from './tighten.ts';
import type { Loosening } from './tighten.ts';

/** What the project file chooses (`profile:`). */
export interface ProfileSelection { readonly id?: string | undefined; readonly file?: string | undefined; readonly overlays: readonly string[] }

/** What a profile must know of a check; `Check` of checks/ fits. */
export interface CatalogueEntry {
  readonly id: string;
  readonly severity: Readonly<Record<'A' | 'B' | 'C', Severity>>;
  readonly waivable: boolean;
}

/** The own profile file that the selection names: its name relative to the project file, and its text. */
export interface OwnProfileFile { readonly file: string; readonly text: string }

/**
 * The profile in force: a shipped one, tightened by overlays in their order, then by an own file.
 * @throws EvidenceError PROFILE_INVALID (exit 2) for an unknown id, an invalid file, and for everything that would be loosened, all at once.
 */
export function effectiveProfile(selection: ProfileSelection, catalogue: readonly CatalogueEntry[], ownFile?: OwnProfileFile): EffectiveProfile {
  if (selection.file !== undefined && ownFile === undefined) throw new TypeError(`the text of ${selection.file} was not given`);
  const own = ownFile === undefined ? undefined : parseOwn(ownFile, catalogue);
  const base = shipped(own?.profile.extends ?? selection.id, selection);
  const loosened: Loosening[] = [];
  let severities: Readonly<Record<string, Severity>> = Object.fromEntries(catalogue.map((c) => [c.id, c.severity[base.safetyClass]]));
  severities = tightenSeverities(severities, base.checks, []);
  let requiredEvidence: ProfileData['requiredEvidence'] = base.requiredEvidence;
  for (const name of selection.overlays) {
    const overlay = Object.hasOwn(OVERLAYS, name) ? OVERLAYS[name] : undefined;
    if (overlay === undefined) throw invalid(`unknown overlay "${name}"`, `one of ${Object.keys(OVERLAYS).join(', ')}`);
    severities = raise(severities, overlay.checks);
    requiredEvidence = [...union(requiredEvidence, overlay.requiredEvidence)];
  }
  const stated = own?.profile;
  const overlaid = base.signedApprovals === true || selection.overlays.some((name) => OVERLAYS[name]!.signedApprovals === true);
  const sealWithinDays = tightenDays(base.sealWithinDays, stated?.sealWithinDays, loosened);
  const profile: Omit<EffectiveProfile, 'digest'> = {
    id: stated?.id ?? base.id,
    version: stated?.version ?? base.version,
    standard: base.standard,
    safetyClass: base.safetyClass,
    overlays: selection.overlays,
    requiredEvidence: union(requiredEvidence, stated?.requiredEvidence ?? []),
    requiredLevels: union(base.requiredLevels, stated?.requiredLevels ?? []),
    thresholds: tightenThresholds(base.thresholds, stated?.thresholds ?? {}, loosened),
    roles: { required: union(base.roles.required, stated?.roles.required ?? []), independent: union(base.roles.independent, stated?.roles.independent ?? []) },
    ...(tightenSigned(overlaid, stated?.signedApprovals, loosened) ? { signedApprovals: true } : {}),
    retention: { minYears: tightenYears(base.retention.minYears, stated?.retention?.minYears, loosened) },
    stated: {
      checks: Object.assign({}, base.checks, ...selection.overlays.map((name) => OVERLAYS[name]!.checks), stated?.checks),
      nonWaivable: union(base.nonWaivable, stated?.nonWaivable ?? []),
    },
    severities: tightenSeverities(severities, stated?.checks ?? {}, loosened),
    nonWaivable: [...new Set([...catalogue.filter((c) => !c.waivable).map((c) => c.id), ...base.nonWaivable, ...(stated?.nonWaivable ?? [])])].sort(byCodeUnit),
    analysisLevel: tightenLevel(base.analysisLevel, stated?.analysisLevel, loosened),
    ...(sealWithinDays === undefined ? {} : { sealWithinDays }),
  };
  const idle = profile.roles.independent.flat().filter((role) => !profile.roles.required.includes(role));
  if (own !== undefined && idle.length > 0) {
    throw invalid(`${own.file} keeps roles apart that nobody must hold: ${[...new Set(idle)].join(', ')}`, 'name the role under roles.required too, or correct its spelling', [{ code: 'PROFILE_INVALID', message: 'roles.independent names a role that is not required', ...own.source.at(['roles', 'independent']) }]);
  }
  if (own !== undefined && loosened.length > 0) throw looser(own, base, loosened);
  return { ...profile, digest: profileDigest(profile) };
}

/** SHA-256 over the canonical JSON of what the profile states (model/profile.ts, `digest`); printed on page 1 and part of the candidate digest. */
export function profileDigest(profile: Omit<EffectiveProfile, 'digest'>): string {
  const { severities: _severities, nonWaivable: _nonWaivable, ...stated } = profile;
  return sha256(canonicalJson(stated));
}

/** An overlay raises; where a stricter severity is in force already it changes nothing. */
function raise(base: Readonly<Record<string, Severity>>, more: Readonly<Record<string, Severity>>): Readonly<Record<string, Severity>> {
  return { ...tightenSeverities(base, more, []) };
}

function shipped(id: string | undefined, selection: ProfileSelection): ProfileData {
  const known = PROFILES.map((p) => p.id).join(', ');
  if (id === undefined) throw invalid('no profile is chosen', `profile: one of ${known}, or a file that extends one`);
  const base = PROFILES.find((p) => p.id === id);
  if (base === undefined) throw invalid(`unknown profile "${id}"`, `one of ${known}`);
  if (selection.id !== undefined && selection.id !== id) throw invalid(`the project file chooses ${selection.id}, and ${selection.file ?? 'its profile file'} extends ${id}`, 'name one of them');
  return base;
}

interface Own { readonly profile: OwnProfile; readonly source: Located; readonly file: string }

function parseOwn({ file, text }: OwnProfileFile, catalogue: readonly CatalogueEntry[]): Own {
  const source = readYaml(text, file);
  if ('problems' in source) throw invalid(`${file} cannot be read`, 'correct the file', source.problems);
  const parsed = ownProfileSchema.safeParse(source.value);
  const problem = (path: readonly PropertyKey[], message: string): Problem => {
    const plain = path.map((p) => (typeof p === 'number' ? p : String(p)));
    return { code: 'PROFILE_INVALID', message: `${plain.join('.') || 'the file'}: ${message}`, ...source.at(plain) };
  };
  if (!parsed.success) throw invalid(`${file} is no profile`, 'see docs/profile.md', parsed.error.issues.map((i) => problem(i.path, i.message)));
  const ids = new Set(catalogue.map((c) => c.id));
  const unknown = [
    ...Object.keys(parsed.data.checks).filter((id) => !ids.has(id)).map((id) => problem(['checks', id], 'no such check in the catalogue')),
    ...parsed.data.nonWaivable.flatMap((id, i) => (ids.has(id) ? [] : [problem(['nonWaivable', i], `${id}: no such check in the catalogue`)])),
  ];
  if (unknown.length > 0) throw invalid(`${file} names checks that do not exist`, 'see docs/checks.md', unknown);
  const idle = Object.entries(parsed.data.thresholds).flatMap(([name, threshold]) => idleParts(name, threshold).map((part) => problem(['thresholds', name], part)));
  if (idle.length > 0) throw invalid(`${file} sets thresholds that nothing is held against`, 'see docs/profile.md', idle);
  return { profile: parsed.data, source, file };
}

/** What a threshold states without effect: it would look enforced. */
function idleParts(name: string, threshold: OwnProfile['thresholds'][string]): readonly string[] {
  const metric = COVERAGE_METRICS.some((one) => name === `coverage.${one}`);
  if (!metric && !AGES.has(name)) return [`no such threshold; there are ${[...COVERAGE_METRICS.map((one) => `coverage.${one}`), ...AGES].join(', ')}`];
  const parts = metric ? (['max'] as const) : (['min', 'safetyItems'] as const);
  const without = parts.filter((part) => threshold[part] !== undefined).map((part) => `${part} has no meaning for ${name}`);
  const beyond = metric ? (['min', 'safetyItems'] as const).filter((part) => (threshold[part] ?? 0) > 100).map((part) => `${part} is above 100 %`) : [];
  return [...without, ...beyond];
}

/** Thresholds in days. */
const AGES: ReadonlySet<string> = new Set(['soup.anomalyEvaluationMaxAgeDays', 'vuln.dataMaxAgeDays', 'waiver.maxDays']);

function looser(own: Own, base: ProfileData, loosened: readonly Loosening[]): EvidenceError {
  const problems = loosened.map((l): Problem => ({
    code: 'PROFILE_INVALID', message: `${l.path.join('.')} is loosened from ${l.from} to ${l.to}`, expected: `${l.from} or stricter`, found: l.to, ...own.source.at(l.path),
    hint: 'an own profile may only tighten; a deviation is a waiver',
  }));
  return invalid(`${own.file} loosens ${base.id}`, 'an own profile may only tighten; a deviation is a waiver', problems);
}

function invalid(message: string, hint: string, problems: readonly Problem[] = []): EvidenceError {
  return new EvidenceError('PROFILE_INVALID', 'usage', message, { hint, problems });
}
