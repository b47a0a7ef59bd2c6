import type { Reading } from '../model/location.ts';
import type { Severity } from '../model/row.ts';
import type { Finding } from './check.ts';
import { fail, notEvaluated, pass } from './findings.ts';

interface Entry {
  readonly messages: string[];
  readonly read: Reading[];
  readonly fixes: string[];
}

/** What was found of one subject, by how it counts. */
interface Slot { fail?: Entry; warning?: Entry & { readonly severity: Severity }; unknown?: Entry; pass?: Entry }

/**
 * Gathers what one check finds, so that each subject ends in one row: the worst verdict wins, and everything that was found
 * at that verdict stays in the row. A failure that only warns never covers what could not be evaluated, which blocks: then there
 * are two rows. Subjects that pass share one row.
 */
export class Tally {
  readonly #slots = new Map<string, Slot>();

  fail(subject: string, message: string, read: readonly Reading[], fix: string, severity?: Severity): void {
    const slot = this.#slot(subject);
    if (severity === undefined) add(slot.fail ??= entry(), message, read, fix);
    else add(slot.warning ??= { ...entry(), severity }, message, read, fix);
  }

  /** Not evaluated: something that the rule needs is not there. Never a pass. */
  unknown(subject: string, message: string, read: readonly Reading[], fix: string): void {
    add(this.#slot(subject).unknown ??= entry(), message, read, fix);
  }

  pass(subject: string, ...read: readonly Reading[]): void {
    add(this.#slot(subject).pass ??= entry(), undefined, read, undefined);
  }

  get size(): number {
    return this.#slots.size;
  }

  /** One finding for each subject that did not pass, in the order they came up; then one for all that passed. */
  findings(passed: (count: number) => string): Finding[] {
    const findings: Finding[] = [];
    const subjects: string[] = [];
    const read: Reading[] = [];
    for (const [subject, slot] of this.#slots) {
      if (slot.fail !== undefined) {
        if (slot.warning !== undefined) merge(slot.fail, slot.warning);
        findings.push(fail(subject, ...said(slot.fail)));
        continue;
      }
      if (slot.unknown !== undefined) findings.push(notEvaluated(subject, ...said(slot.unknown)));
      if (slot.warning !== undefined) findings.push(fail(subject, ...said(slot.warning), { severity: slot.warning.severity }));
      if (slot.unknown !== undefined || slot.warning !== undefined || slot.pass === undefined) continue;
      subjects.push(subject);
      read.push(...slot.pass.read);
    }
    if (subjects.length > 0) findings.push(pass(subjects, passed(subjects.length), read));
    return findings;
  }

  #slot(subject: string): Slot {
    const known = this.#slots.get(subject);
    if (known !== undefined) return known;
    const slot: Slot = {};
    this.#slots.set(subject, slot);
    return slot;
  }
}

function entry(): Entry {
  return { messages: [], read: [], fixes: [] };
}

function add(to: Entry, message: string | undefined, read: readonly Reading[], fix: string | undefined): void {
  if (message !== undefined && !to.messages.includes(message)) to.messages.push(message);
  if (fix !== undefined && !to.fixes.includes(fix)) to.fixes.push(fix);
  for (const one of read) if (!to.read.some((r) => same(r, one))) to.read.push(one);
}

function merge(to: Entry, more: Entry): void {
  more.messages.forEach((message, i) => add(to, message, i === 0 ? more.read : [], undefined));
  for (const fix of more.fixes) add(to, undefined, [], fix);
}

function said({ messages, read, fixes }: Entry): [message: string, read: readonly Reading[], fix: string] {
  return [messages.join('; '), read, fixes.join('; ')];
}

function same(a: Reading, b: Reading): boolean {
  return a.file === b.file && a.line === b.line && a.pointer === b.pointer && a.value === b.value;
}

/** `1 component`, `3 components`; a word that does not only take an s gives its plural. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`;
}
