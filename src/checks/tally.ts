import type { Reading } from '../model/location.ts';
import type { Severity } from '../model/row.ts';
import type { Finding } from './check.ts';
import { fail, notEvaluated, pass } from './findings.ts';

interface Entry {
  verdict: 'fail' | 'not-evaluated' | 'pass';
  messages: string[];
  read: Reading[];
  fixes: string[];
  /** True when at least one failure of this subject has the check's full severity. */
  full: boolean;
  lower: Severity | undefined;
}

const RANK = { 'pass': 0, 'not-evaluated': 1, 'fail': 2 } as const;

/**
 * Gathers what one check finds, so that each subject ends in one row: the worst verdict wins, and everything that was found
 * at that verdict stays in the row. Subjects that pass share one row.
 */
export class Tally {
  readonly #entries = new Map<string, Entry>();

  fail(subject: string, message: string, read: readonly Reading[], fix: string, severity?: Severity): void {
    const entry = this.#add(subject, 'fail', message, read, fix);
    if (entry === undefined) return;
    if (severity === undefined) entry.full = true;
    else entry.lower = severity;
  }

  /** Not evaluated: something that the rule needs is not there. Never a pass. */
  unknown(subject: string, message: string, read: readonly Reading[], fix: string): void {
    this.#add(subject, 'not-evaluated', message, read, fix);
  }

  pass(subject: string, ...read: readonly Reading[]): void {
    this.#add(subject, 'pass', undefined, read, undefined);
  }

  get size(): number {
    return this.#entries.size;
  }

  /** One finding for each subject that did not pass, in the order they came up; then one for all that passed. */
  findings(passed: (count: number) => string): Finding[] {
    const findings: Finding[] = [];
    const subjects: string[] = [];
    const read: Reading[] = [];
    for (const [subject, entry] of this.#entries) {
      if (entry.verdict === 'pass') {
        subjects.push(subject);
        read.push(...entry.read);
        continue;
      }
      const [message, fix] = [entry.messages.join('; '), entry.fixes.join('; ')];
      if (entry.verdict === 'not-evaluated') findings.push(notEvaluated(subject, message, entry.read, fix));
      else findings.push(fail(subject, message, entry.read, fix, entry.full || entry.lower === undefined ? {} : { severity: entry.lower }));
    }
    if (subjects.length > 0) findings.push(pass(subjects, passed(subjects.length), read));
    return findings;
  }

  #add(subject: string, verdict: Entry['verdict'], message: string | undefined, read: readonly Reading[], fix: string | undefined): Entry | undefined {
    let entry = this.#entries.get(subject);
    if (entry !== undefined && RANK[entry.verdict] > RANK[verdict]) return undefined;
    if (entry === undefined || RANK[entry.verdict] < RANK[verdict]) {
      entry = { verdict, messages: [], read: [], fixes: [], full: false, lower: undefined };
      this.#entries.set(subject, entry);
    }
    if (message !== undefined && !entry.messages.includes(message)) entry.messages.push(message);
    if (fix !== undefined && !entry.fixes.includes(fix)) entry.fixes.push(fix);
    for (const one of read) if (!entry.read.some((r) => same(r, one))) entry.read.push(one);
    return entry;
  }
}

function same(a: Reading, b: Reading): boolean {
  return a.file === b.file && a.line === b.line && a.pointer === b.pointer && a.value === b.value;
}

/** `1 component`, `3 components`; a word that does not only take an s gives its plural. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`;
}
