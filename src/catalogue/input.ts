import type { CheckContext } from '../checks/check.ts';
import type { CheckResults } from '../model/row.ts';
import type { Location } from '../model/location.ts';
import { dayOf, instantOf } from '../model/dates.ts';

/** All that the facts of a release are made from. `results` are the sealed ones: the catalogue repeats a verdict and gives none. */
export interface CatalogueInput extends Pick<CheckContext, 'project' | 'release' | 'profile' | 'evidence' | 'graph' | 'projectFile' | 'projectText'> {
  readonly results: CheckResults;
  readonly published: PublishedAs;
}

/** What the store knows and the bundle does not. */
export interface PublishedAs {
  /** Of the bundle file, lower-case hex. */
  readonly bundleSha256: string;
  readonly tagManifestSha256: string;
  /** RFC 3339; null when nothing says so. */
  readonly retainUntil: string | null;
}

/** Columns of a place. */
export const placed = (at: Location) => ({ file: at.file, line: at.line, pointer: at.pointer });

const DAY = 86_400_000;

/** Milliseconds of an RFC 3339 time, or of the beginning (UTC) of a date; undefined for anything else: a time without zone is none. */
export function timeOf(text: string | null | undefined): number | undefined {
  const trimmed = text?.trim();
  const day = trimmed !== undefined && trimmed.length === 10 ? dayOf(trimmed) : undefined;
  return day === undefined ? instantOf(trimmed) : day * DAY;
}

export const joined = (values: readonly (string | undefined)[]): string | undefined => [...new Set(values.filter((value) => value !== undefined && value !== ''))].join(', ') || undefined;
