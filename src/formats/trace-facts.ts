import type { TraceTable } from '../model/items.ts';
import { byCodeUnit } from '../model/order.ts';

/** `items, byType{}, links, dangling` of a table; `dangling` = links whose target is no item of the same file, told only where the file is meant to be whole. */
export function traceFacts(content: TraceTable, dangling?: number): Record<string, unknown> {
  const byType: Record<string, number> = {};
  for (const type of content.items.map((item) => item.type ?? '').filter((t) => t !== '').sort(byCodeUnit)) byType[type] = (byType[type] ?? 0) + 1;
  const links = content.items.reduce((n, item) => n + item.links.length, content.rows.length);
  return { items: content.items.length, byType, links, ...(dangling === undefined ? {} : { dangling }) };
}
