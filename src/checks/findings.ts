import { byCodeUnit } from '../model/order.ts';
import { reading } from '../model/location.ts';
import type { EvidenceKind } from '../model/kinds.ts';
import type { Location, Reading } from '../model/location.ts';
import type { CheckContext, Finding } from './check.ts';

/** Short forms for what checks say; the only place where findings are put together. */
type Subjects = string | readonly string[];

interface More {
  /** Only lower than the profile's severity of the check. */
  readonly severity?: NonNullable<Finding['severity']>;
  readonly derivedFrom?: string;
  readonly waivable?: false;
}

function list(subjects: Subjects): readonly string[] {
  return typeof subjects === 'string' ? [subjects] : subjects;
}

/** The check holds for these subjects. One finding may name all of them. */
export function pass(subjects: Subjects, message: string, read: readonly Reading[] = []): Finding {
  return { verdict: 'pass', subjects: list(subjects), message, read };
}

/** The check does not hold. `read` must not be empty: for an absence, the file that was searched with `value: null`. */
export function fail(subjects: Subjects, message: string, read: readonly Reading[], fix: string, more: More = {}): Finding {
  return { verdict: 'fail', subjects: list(subjects), message, read, fix, ...more };
}

/** It could not be found out: blocks like a failure when the check's severity is error. */
export function notEvaluated(subjects: Subjects, message: string, read: readonly Reading[], fix: string): Finding {
  return { verdict: 'not-evaluated', subjects: list(subjects), message, read, fix };
}

/** Out of scope by a declaration, which the message names; never a way to say "nothing was found". */
export function notApplicable(subjects: Subjects, message: string, read: readonly Reading[] = []): Finding {
  return { verdict: 'not-applicable', subjects: list(subjects), message, read };
}

/**
 * The failures, and one `pass` over the subjects that none of them names; nothing at all when there was no subject either.
 * `message` must hold for each subject by itself: beside failures it is said of "the other n" only.
 */
export function failuresOrPass(failures: readonly Finding[], subjects: readonly string[], message: string, read: readonly Reading[] = []): readonly Finding[] {
  if (failures.length === 0) return subjects.length === 0 ? [] : [pass(subjects, message, read)];
  const failed = new Set(failures.flatMap((f) => f.subjects));
  const rest = subjects.filter((s) => !failed.has(s));
  return rest.length === 0 ? failures : [...failures, pass(rest, `for the other ${rest.length}: ${message}`, read)];
}

/** A value with the name of its field: `version: 2.3.9`. */
export function field(at: Location, name: string, value: Reading['value'] | undefined): Reading {
  return reading(at, value === undefined || value === null ? null : `${name}: ${String(value)}`);
}

/** Where an absent thing was looked for: every file of these kinds, or the project file when there is none. */
export function searched(context: CheckContext, kinds: readonly EvidenceKind[]): readonly Reading[] {
  const files = new Set(context.evidence.files.filter((f) => kinds.includes(f.declared.kind)).map((f) => f.path));
  const places = files.size === 0 ? [context.projectFile] : [...files].sort(byCodeUnit);
  return places.map((file) => ({ file, value: null }));
}

/** A place in the project file: the line of the value at this path, when it is known. */
export function inProject(context: CheckContext, path: readonly (string | number)[]): Location {
  const line = context.projectLine?.(path);
  return line === undefined ? { file: context.projectFile } : { file: context.projectFile, line };
}

/** A name in a report may be a megabyte long; a row repeats it several times. */
export function bounded(name: string): string {
  return name.length <= 300 ? name : `${name.slice(0, 300).toWellFormed()}…`;
}

export { reading };
