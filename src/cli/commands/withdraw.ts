import { type ChangeOptions, recordChange } from '../change-status.ts';
import type { Io } from '../io.ts';

/** `withdraw [PRODUCT] VERSION`: a signed record that a published release must no longer be used. It stays in the store, and is withdrawn for ever. */
export async function withdraw(io: Io, first: string, second: string | undefined, options: ChangeOptions): Promise<number> {
  return recordChange(io, second === undefined ? [first] : [first, second], options, async () => ({ status: 'withdrawn' }));
}
