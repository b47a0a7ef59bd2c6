/** A version as it can be ordered: dotted numbers and, after `-`, a pre-release. */
const SHAPE = /^[vV]?(\d+(?:\.\d+)*)(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$/;

/**
 * Negative when `a` comes before `b`, 0 when they are the same, undefined when one of them is no dotted number: then nothing can be said.
 * A pre-release comes before its release (`2.4.0-rc1` before `2.4.0`); missing numbers are 0; build metadata does not count (SemVer 2.0.0 §11).
 */
export function compareVersions(a: string, b: string): number | undefined {
  const x = SHAPE.exec(a.trim());
  const y = SHAPE.exec(b.trim());
  if (x === null || y === null) return undefined;
  const byNumbers = compareLists(x[1]!.split('.'), y[1]!.split('.'), '0');
  if (byNumbers !== 0) return byNumbers;
  if (x[2] === y[2]) return 0;
  if (x[2] === undefined) return 1;
  if (y[2] === undefined) return -1;
  return compareLists(x[2].split('.'), y[2].split('.'), undefined);
}

function compareLists(a: readonly string[], b: readonly string[], filler: string | undefined): number {
  for (let i = 0; i < Math.max(a.length, b.length); i += 1) {
    const p = a[i] ?? filler;
    const q = b[i] ?? filler;
    if (p === undefined) return -1;
    if (q === undefined) return 1;
    const order = comparePart(p, q);
    if (order !== 0) return order;
  }
  return 0;
}

/** Numbers by value, whatever their length; numbers before words; words by code unit, their trailing number by value (`rc2` before `rc10`). */
function comparePart(p: string, q: string): number {
  const [pn, qn] = [/^\d+$/.test(p), /^\d+$/.test(q)];
  if (pn && qn) return sign(BigInt(p), BigInt(q));
  if (pn !== qn) return pn ? -1 : 1;
  const x = /^(.*?)(\d*)$/.exec(p)!;
  const y = /^(.*?)(\d*)$/.exec(q)!;
  if (x[1] !== y[1]) return x[1]! < y[1]! ? -1 : 1;
  return sign(BigInt(x[2] || '0'), BigInt(y[2] || '0'));
}

function sign(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
