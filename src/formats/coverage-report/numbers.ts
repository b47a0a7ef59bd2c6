import type { Source } from '../../model/source.ts';
import { Refusal } from '../refusal.ts';
import { MAX_LINE_NUMBER } from './line-bits.ts';

/** A line number of a report; anything but a whole number is refused, as the denominator depends on it. */
export function toLineNumber(text: string | undefined, source: Source, at: number): number {
  const digits = text?.trim() ?? '';
  if (!/^\d+$/.test(digits)) throw new Refusal({ code: 'SCHEMA', message: 'a line number is missing or no whole number', file: source.name, line: at, expected: 'a whole number', found: digits.slice(0, 80) });
  const number = Number(digits);
  if (number > MAX_LINE_NUMBER) throw new Refusal({ code: 'TOO_LARGE', message: 'a line number is too large to be true', file: source.name, line: at, expected: `at most ${MAX_LINE_NUMBER}`, found: digits.slice(0, 80) });
  return number;
}

/** True when a hit count is above zero. Counts may pass 2^53, be negative (a gcov overflow: not executed for sure) or have an exponent. */
export function isHit(text: string | undefined, source: Source, at: number): boolean {
  const count = text === undefined || text.trim() === '' ? NaN : Number(text);
  if (Number.isNaN(count)) throw new Refusal({ code: 'SCHEMA', message: 'a hit count is missing or no number', file: source.name, line: at, expected: 'a number', found: (text ?? '').slice(0, 80) });
  return count > 0;
}

/** `(1/2)` in `50% (1/2)`; undefined when there is none. */
export function partOf(text: string | undefined): { readonly covered: number; readonly total: number } | undefined {
  const match = text === undefined ? null : /\(\s*(\d{1,9})\s*\/\s*(\d{1,9})\s*\)/.exec(text);
  return match ? { covered: Number(match[1]), total: Number(match[2]) } : undefined;
}
