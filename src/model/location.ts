/** Where something was read: a file named relative to the project file, with `/`; never an absolute path. */
export interface Location {
  readonly file: string;
  /** 1-based line, for text formats. */
  readonly line?: number;
  /** JSON pointer (RFC 6901), for JSON formats. */
  readonly pointer?: string;
}

/** A value as it was read, with its place. `value: null` = looked for there, and absent. */
export interface Reading extends Location {
  readonly value: string | number | boolean | null;
}

/** `reports/unit.xml:41` or `sbom.json#/components/3`: how a place is written for people. */
export function showLocation(at: Location): string {
  if (at.line !== undefined) return `${at.file}:${at.line}`;
  return at.pointer ? `${at.file}#${at.pointer}` : at.file;
}

export function reading(at: Location, value: Reading['value']): Reading {
  const place: { line?: number; pointer?: string } = {};
  if (at.line !== undefined) place.line = at.line;
  if (at.pointer !== undefined) place.pointer = at.pointer;
  return { file: at.file, ...place, value };
}
