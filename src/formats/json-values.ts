import type { Location } from '../model/location.ts';
import type { Problem } from '../model/problem.ts';
import type { Json, JsonObject } from './json.ts';

export const isObject = (value: Json | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);
export const isArray = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);

/** Own properties only: a key such as `constructor` must not find what every object inherits. */
export function get(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}
export function textOf(object: JsonObject, key: string): string | undefined {
  const value = get(object, key);
  return typeof value === 'string' ? value : undefined;
}
export function objectOf(object: JsonObject, key: string): JsonObject {
  const value = get(object, key);
  return isObject(value) ? value : {};
}
export function listOf(object: JsonObject, key: string): readonly Json[] {
  const value = get(object, key);
  return isArray(value) ? value : [];
}
export function objectsOf(object: JsonObject, key: string): readonly JsonObject[] {
  return listOf(object, key).filter(isObject);
}
export function textsOf(object: JsonObject, key: string): readonly string[] {
  return listOf(object, key).filter((value) => typeof value === 'string');
}

/** A JSON pointer (RFC 6901) one step further down. */
export function below(pointer: string, ...steps: readonly (string | number)[]): string {
  return steps.reduce<string>((at, step) => `${at}/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`, pointer);
}

type Type = 'text' | 'object' | 'array' | 'number' | 'boolean';
const TYPES: Record<Type, (value: Json) => boolean> = {
  text: (v) => typeof v === 'string', object: isObject, array: isArray, number: (v) => typeof v === 'number', boolean: (v) => typeof v === 'boolean',
};

/** Collects violations of a format's schema: a wrong type is told, never read around. Stops collecting after 100. */
export class Shape {
  /** Violations for which the file is refused. */
  readonly problems: Problem[] = [];
  /** Violations of parts on which no fact rests: told, and the file is read. */
  readonly notices: Problem[] = [];
  private readonly file: string;

  constructor(file: string) {
    this.file = file;
  }

  at(pointer: string): Location {
    return { file: this.file, pointer };
  }

  wrong(pointer: string, message: string, expected?: string, found?: Json): void {
    this.add(this.problems, pointer, message, expected, found);
  }

  notice(pointer: string, message: string, expected?: string, found?: Json): void {
    this.add(this.notices, pointer, message, expected, found);
  }

  private add(to: Problem[], pointer: string, message: string, expected: string | undefined, found: Json | undefined): void {
    if (to.length >= 100) return;
    to.push({ code: 'SCHEMA', message, ...this.at(pointer), ...(expected === undefined ? {} : { expected }), ...(found === undefined ? {} : { found: show(found) }) });
  }

  /** The key must have this type if it is there. Some writers put null for an absent value: that is told, and is absent. */
  optional(object: JsonObject, pointer: string, type: Type, ...keys: readonly string[]): void {
    for (const key of keys) {
      const value = get(object, key);
      if (value === null) this.notice(below(pointer, key), `${key} is null and was read as absent`, NAMES[type]);
      else if (value !== undefined && !TYPES[type](value)) this.wrong(below(pointer, key), `${key} has the wrong type`, NAMES[type], value);
    }
  }

  /** The key must be there, with this type; a required text must not be blank. */
  required(object: JsonObject, pointer: string, type: Type, ...keys: readonly string[]): void {
    for (const key of keys) {
      const value = get(object, key);
      if (value === undefined || value === null) this.wrong(pointer, `${key} is missing`, NAMES[type]);
      else this.optional(object, pointer, type, key);
    }
  }

  /** Each element of the list must be an object. */
  objects(object: JsonObject, pointer: string, key: string): void {
    this.optional(object, pointer, 'array', key);
    listOf(object, key).forEach((value, i) => {
      if (!isObject(value)) this.wrong(below(pointer, key, i), `an element of ${key} has the wrong type`, 'an object', value);
    });
  }

  texts(object: JsonObject, pointer: string, key: string): void {
    this.optional(object, pointer, 'array', key);
    listOf(object, key).forEach((value, i) => {
      if (typeof value !== 'string') this.wrong(below(pointer, key, i), `an element of ${key} has the wrong type`, 'text', value);
    });
  }

  oneOf(object: JsonObject, pointer: string, key: string, words: readonly string[]): void {
    const value = get(object, key);
    if (value === null) this.optional(object, pointer, 'text', key);
    else if (value !== undefined && !(typeof value === 'string' && words.includes(value))) {
      this.wrong(below(pointer, key), `${key} is none of the words of the format`, words.join(', '), value);
    }
  }
}

const NAMES: Record<Type, string> = { text: 'text', object: 'an object', array: 'a list', number: 'a number', boolean: 'true or false' };

/** A value for a message: short, on one line. */
export function show(value: Json): string {
  if (isArray(value)) return `a list of ${value.length}`;
  if (isObject(value)) return 'an object';
  return typeof value === 'string' ? value.slice(0, 120) : String(value);
}
