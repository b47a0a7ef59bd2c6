import { byCodeUnit } from '../model/order.ts';
import type { Vex } from '../model/vulnerability.ts';

/** `statements, byStatus{}` */
export function statusFacts({ statements }: Vex): Record<string, unknown> {
  const byStatus: Record<string, number> = {};
  for (const status of statements.map((one) => one.status).sort(byCodeUnit)) byStatus[status] = (byStatus[status] ?? 0) + 1;
  return { statements: statements.length, byStatus };
}
