import { SEAL_WITHIN_DAYS, type Threshold } from '../model/profile.ts';
import type { Severity } from '../model/row.ts';

/** What a profile, an overlay or an own file would make milder: each is refused (domain: overlays may only tighten). */
export interface Loosening { readonly path: readonly (string | number)[]; readonly from: string; readonly to: string }

const SEVERITY: readonly Severity[] = ['off', 'warning', 'error'];
const LEVEL = ['error', 'warning', 'note'] as const;
type AnalysisLevel = (typeof LEVEL)[number];

/** The union, in the order of first mention. */
export function union<T>(base: readonly T[], more: readonly T[]): readonly T[] {
  const known = new Set(base.map((v) => JSON.stringify(v)));
  return [...base, ...more.filter((v) => !known.has(JSON.stringify(v)) && known.add(JSON.stringify(v)))];
}

export function tightenSeverities(base: Readonly<Record<string, Severity>>, more: Readonly<Record<string, Severity>>, loosened: Loosening[]): Readonly<Record<string, Severity>> {
  const out: Record<string, Severity> = { ...base };
  for (const [check, to] of Object.entries(more)) {
    const from = base[check];
    if (from === undefined) continue;
    if (SEVERITY.indexOf(to) < SEVERITY.indexOf(from)) loosened.push({ path: ['checks', check], from, to });
    else out[check] = to;
  }
  return out;
}

export function tightenThresholds(base: Readonly<Record<string, Threshold>>, more: Readonly<Record<string, Threshold>>, loosened: Loosening[]): Readonly<Record<string, Threshold>> {
  const out: Record<string, Threshold> = { ...base };
  for (const [name, to] of Object.entries(more)) {
    const from = base[name];
    for (const key of ['min', 'safetyItems', 'max'] as const) {
      const was = from?.[key];
      const is = to[key];
      if (was !== undefined && is !== undefined && (key === 'max' ? is > was : is < was)) loosened.push({ path: ['thresholds', name, key], from: String(was), to: String(is) });
    }
    out[name] = { ...from, ...to };
  }
  return out;
}

export function tightenYears(base: number, more: number | undefined, loosened: Loosening[]): number {
  if (more !== undefined && more < base) loosened.push({ path: ['retention', 'minYears'], from: String(base), to: String(more) });
  return Math.max(base, more ?? base);
}

/** Undefined where nothing is stated: a profile without this field keeps the digest that it had. */
export function tightenDays(base: number | undefined, more: number | undefined, loosened: Loosening[]): number | undefined {
  const was = base ?? SEAL_WITHIN_DAYS;
  if (more !== undefined && more > was) loosened.push({ path: ['sealWithinDays'], from: String(was), to: String(more) });
  return more === undefined ? base : Math.min(was, more);
}

/** A lower level asks more: with `note` every open note needs a disposition too. */
export function tightenLevel(base: AnalysisLevel, more: AnalysisLevel | undefined, loosened: Loosening[]): AnalysisLevel {
  if (more === undefined) return base;
  if (LEVEL.indexOf(more) < LEVEL.indexOf(base)) loosened.push({ path: ['analysisLevel'], from: base, to: more });
  return more;
}

/** Approvals that had to be signed stay so; what is not said changes nothing. */
export function tightenSigned(base: boolean, more: boolean | undefined, loosened: Loosening[]): boolean {
  if (base && more === false) loosened.push({ path: ['signedApprovals'], from: 'true', to: 'false' });
  return base || more === true;
}
