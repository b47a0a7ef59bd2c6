/**
 * How a schema reads a value that a run reads once or twice. By default zod compiles each object schema when it is first used, which pays for
 * thousands of elements and is most of the cost for one ([decision 0014](../../docs/decisions/0014-joined-files.md)).
 */
export const ONCE = { jitless: true } as const;
