import { instant } from './instants.ts';

const DAY = 86_400_000;
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;

/** Instant of a date-time with offset in milliseconds, or undefined: a time without zone names no instant, and 30 February is no day. */
export function instantOf(text: string | undefined): number | undefined {
  return text !== undefined && calendarDay(text.trim().slice(0, 10)) !== undefined ? instant(text) : undefined;
}

/** True for an RFC 3339 date-time that has its offset. */
export function hasOffset(text: string | undefined): boolean {
  return instantOf(text) !== undefined;
}

/** Number of the calendar day as written in the text's own zone (a date or a date-time); undefined for anything else or a day that does not exist. */
export function dayOf(text: string | undefined): number | undefined {
  const t = text?.trim() ?? '';
  return DATE.test(t) || instant(t) !== undefined ? calendarDay(t.slice(0, 10)) : undefined;
}

function calendarDay(date: string): number | undefined {
  const m = DATE.exec(date);
  if (m === null) return undefined;
  const at = Date.UTC(Number(m[1]), Number(m[2]) - 1, Number(m[3]));
  return new Date(at).toISOString().slice(0, 10) === date ? at / DAY : undefined;
}

/** Whole calendar days from `from` to `to`, negative when `from` is later; undefined when one of them is no date. */
export function daysBetween(from: string | undefined, to: string): number | undefined {
  const a = dayOf(from);
  const b = dayOf(to);
  return a === undefined || b === undefined ? undefined : b - a;
}

/** The date so many years after the day of `text`, as `YYYY-MM-DD`; 29 February becomes 1 March. Part years count as 365.25 days, rounded up. */
export function addYears(text: string, years: number): string {
  const day = dayOf(text);
  if (day === undefined) throw new RangeError(`not a date: ${text}`);
  const d = new Date(day * DAY);
  const whole = Math.trunc(years);
  const at = Date.UTC(d.getUTCFullYear() + whole, d.getUTCMonth(), d.getUTCDate()) + Math.ceil((years - whole) * 365.25) * DAY;
  return new Date(at).toISOString().slice(0, 10);
}

/**
 * Whether `a` is before `b`: by instant when both have one, else by calendar day, where the same day is not before.
 * Undefined when one of them cannot be understood.
 */
export function isBefore(a: string | undefined, b: string | undefined): boolean | undefined {
  const x = instantOf(a);
  const y = instantOf(b);
  if (x !== undefined && y !== undefined) return x < y;
  const dx = dayOf(a);
  const dy = dayOf(b);
  return dx === undefined || dy === undefined ? undefined : dx < dy;
}
