/** A part of a whole, both counted; `total: 0` means that nothing was measured, never 100 %. */
export interface Ratio {
  readonly covered: number;
  readonly total: number;
}

/** Percent, or null when there was nothing to measure. */
export function percent(r: Ratio): number | null {
  return r.total > 0 ? (100 * r.covered) / r.total : null;
}

/** One decimal; never rounds up to 100.0 unless it is exact, and never down to 0.0 unless it is zero. */
export function showPercent(r: Ratio): string {
  const p = percent(r);
  if (p === null) return 'not measured';
  const rounded = Math.round(p * 10) / 10;
  if (rounded === 100 && r.covered < r.total) return '99.9 %';
  if (rounded === 0 && r.covered > 0) return '0.1 %';
  return `${rounded.toFixed(1)} %`;
}

export function addRatios(a: Ratio, b: Ratio): Ratio {
  return { covered: a.covered + b.covered, total: a.total + b.total };
}
