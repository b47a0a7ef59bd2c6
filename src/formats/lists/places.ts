import type { Location } from '../../model/location.ts';
import type { Path } from '../yaml.ts';

/** Place of each field that has a value, for the rows that show it. */
export function placesOf(fields: object, at: (...path: Path) => Location): Record<string, Location> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined).map(([key]) => [key, at(key)]));
}
