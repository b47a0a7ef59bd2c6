import { z } from 'zod';
import { filled, header, id, maybe } from './fields.ts';
import { listFormat } from './list.ts';

const schema = z.strictObject({
  schema: header('checklist'),
  items: z.array(z.strictObject({ id, text: maybe, done: z.boolean(), by: maybe, at: maybe, note: maybe })),
});

/** Answers to the release checklist (IEC 62304 5.8.6). */
export const checklist = listFormat({
  name: 'checklist', title: 'Release checklist', contentKind: 'checklist', kinds: ['checklist'], schema,
  reads: 'Each item with its answer, by whom and when.',
  build({ items }, at) {
    const content = { items: items.map((item, i) => ({ ...filled(item), done: item.done, ...at('items', i) })) };
    const facts = { items: items.length, done: items.filter((item) => item.done).length };
    return { content, facts, ...(items.length === 0 ? { empty: 'the checklist has no item' } : {}) };
  },
});
