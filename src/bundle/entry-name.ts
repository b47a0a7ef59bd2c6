import { createHash } from 'node:crypto';
import { byCodeUnit } from '../model/order.ts';

/** Longest entry name, in UTF-16 code units: leaves room for a folder under Windows' 260. */
export const MAX_NAME = 180;
/** Longest segment, in bytes of UTF-8: what the file systems of Linux take. */
const MAX_SEGMENT = 255;

const RESERVED = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?:$|\.)/i;
// Control characters, byte order mark and bidirectional controls: they make a name show as another one.
// eslint-disable-next-line no-control-regex
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u;
const WINDOWS = /[<>:"|?*\\]/;

/** Why a name may not stand in a bundle (docs/bundle-format.md §4), in words, or null when it may. `name` may be a whole entry name or a part of one. */
export function nameFault(name: string): string | null {
  if (name.length === 0) return 'is empty';
  if (name.length > MAX_NAME) return `is longer than ${MAX_NAME} characters`;
  if (!name.isWellFormed()) return 'is not well-formed Unicode';
  if (name.normalize('NFC') !== name) return 'is not in Unicode form NFC';
  if (INVISIBLE.test(name)) return 'has a control character';
  if (name.startsWith('/')) return 'is absolute';
  if (WINDOWS.test(name)) return 'has a character that Windows forbids';
  if (name.includes('%')) return 'has a percent sign, which BagIt tools read differently';
  for (const segment of name.split('/')) {
    if (segment === '') return 'has an empty segment';
    if (segment === '.' || segment === '..') return 'has a dot segment';
    if (segment.length > MAX_SEGMENT / 3 && Buffer.byteLength(segment) > MAX_SEGMENT) return `has a segment of more than ${MAX_SEGMENT} bytes`;
    if (/[. ]$/.test(segment)) return 'has a segment that ends with a dot or a blank';
    if (RESERVED.test(segment)) return 'has a segment that is a device name on Windows';
  }
  return null;
}

/**
 * Two names with the same key are one file on some systems: NFC, each character in upper case where that is one character (as NTFS
 * compares), then in lower case. Without the step over upper case, final sigma and long s would be letters of their own.
 */
export function collisionKey(name: string): string {
  // eslint-disable-next-line no-control-regex
  if (/^[\u0000-\u007f]*$/.test(name)) return name.toLowerCase();
  const upper = [...name.normalize('NFC')].map((c) => {
    const big = c.toUpperCase();
    return big.length === c.length ? big : c;
  });
  return upper.map((c) => c.toLowerCase()).join('').normalize('NFC');
}

export interface Collision {
  readonly name: string;
  readonly other: string;
  readonly why: 'same name' | 'differs only by case or Unicode form' | 'is a folder of the other';
}

/** All pairs (each name once, with the first one it meets) that cannot stand beside each other. */
export function collisions(names: readonly string[]): readonly Collision[] {
  const found: Collision[] = [];
  const files = new Map<string, string>();
  for (const name of names) {
    const other = files.get(collisionKey(name));
    if (other === undefined) files.set(collisionKey(name), name);
    else found.push({ name, other, why: name === other ? 'same name' : 'differs only by case or Unicode form' });
  }
  // A file that is also a folder: by the next name in order, since looking up every folder of every name takes long for deep hostile ones.
  const keys = [...files.keys()].sort(byCodeUnit);
  for (const [key, name] of files) {
    const inside = keys[firstFrom(keys, `${key}/`)];
    if (inside?.startsWith(`${key}/`)) found.push({ name, other: files.get(inside)!, why: 'is a folder of the other' });
  }
  return found;
}

/** Index of the first element that is not before `key`. */
function firstFrom(sorted: readonly string[], key: string): number {
  let low = 0;
  for (let high = sorted.length; low < high;) {
    const middle = (low + high) >>> 1;
    if (byCodeUnit(sorted[middle]!, key) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Where a file of the project lies below `prefix` in the bundle: its own path when that is allowed, else a changed one that is
 * unique by a digest of the path (§4). `room` = characters left for it after top folder and prefix.
 */
export function storedName(path: string, room: number): string {
  if (nameFault(path) === null && path.length <= room) return path;
  const segments = path.toWellFormed().normalize('NFC').split('/').filter((s) => s !== '' && s !== '.');
  const safe = segments.map(safeSegment).join('/');
  const mark = `~${createHash('sha256').update(path, 'utf8').digest('hex').slice(0, 12)}`;
  const dot = safe.lastIndexOf('.');
  const hasExtension = dot > safe.lastIndexOf('/') + 1 && safe.length - dot <= 12;
  const stem = hasExtension ? safe.slice(0, dot) : safe;
  const extension = hasExtension ? safe.slice(dot) : '';
  const cut = stem.slice(0, Math.max(0, room - mark.length - extension.length)).toWellFormed().replace(/[/. ]+$/, '');
  const name = `${cut.replaceAll('\ufffd', '_')}${mark}${extension}`;
  return nameFault(name) === null ? name : mark; // a segment of too many bytes, above all
}

function safeSegment(segment: string): string {
  if (segment === '..') return '_';
  // eslint-disable-next-line no-control-regex
  const clean = segment.replace(/[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffd<>:"|?*\\%]/gu, '_').replace(/[. ]$/, '_');
  return RESERVED.test(clean) ? `_${clean}` : clean;
}
