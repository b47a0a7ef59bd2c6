import { z } from 'zod';
import { filled, header, id, maybe } from './fields.ts';
import { listFormat } from './list.ts';

const schema = z.strictObject({
  schema: header('config-items'),
  items: z.array(z.strictObject({ name: id, kind: maybe, version: maybe, sha256: maybe, reference: maybe, safetyClass: maybe })),
});

/** Configuration items of the release (IEC 62304 8.1.3). */
export const configItemList = listFormat({
  name: 'config-items', title: 'Configuration item list', contentKind: 'config-items', kinds: ['config-items'], schema,
  reads: 'Name, kind, version, digest, reference and safety class of each configuration item.',
  build({ items }, at) {
    const content = { items: items.map((item, i) => ({ ...filled(item), ...at('items', i) })) };
    return { content, facts: { items: items.length }, ...(items.length === 0 ? { empty: 'the list names no configuration item' } : {}) };
  },
});
