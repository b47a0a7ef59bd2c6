import { z } from 'zod';
import { LISTS } from './index.ts';

/** Each of our own files by name with its JSON Schema (draft 2020-12) as text: what an author may write, before defaults and conversions. */
export function publishedSchemas(more: Readonly<Record<string, z.ZodType>> = {}): readonly (readonly [name: string, text: string])[] {
  const lists = LISTS.map(({ name, title, schema }) => [name, title, schema] as const);
  const others = Object.entries(more).map(([name, schema]) => [name, `release-evidence ${name} file`, schema] as const);
  return [...lists, ...others].map(([name, title, schema]) => {
    const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
    return [name, `${JSON.stringify({ $schema: json.$schema, title, ...json }, null, 2)}\n`] as const;
  });
}
