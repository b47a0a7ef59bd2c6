import { z } from 'zod';

/**
 * Building blocks of the lists' schemas. A blank value (`owner:`) is the same as an absent one: whether it may be absent is for the
 * checks to say. Numbers in YAML arrive as written text, so that a version 2.40 does not become 2.4.
 */
export const text = z.string();
export const id = z.string().refine((value) => value.trim() !== '', 'must not be blank').meta({ minLength: 1 });
export const maybe = text.nullish();
export const texts = z.array(text).nullish();
export const flag = z.boolean().nullish();
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)$/;
export const number = z.union([z.number(), z.string().regex(NUMBER, 'must be a number').transform(Number)]).nullish();
export const tools = z.array(z.strictObject({ name: id, version: maybe })).nullish();

/** The line by which a list is recognised. */
export const header = (name: string) => z.literal(`release-evidence/${name}/v1`);

/** A copy without the keys whose value is blank. */
export function filled<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], null> } {
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== null && v !== undefined)) as { [K in keyof T]: Exclude<T[K], null> };
}
