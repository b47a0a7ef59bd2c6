import { successorOf } from '../../store/change-status.ts';
import { type ChangeOptions, recordChange } from '../change-status.ts';
import type { Io } from '../io.ts';

/** `supersede [PRODUCT] VERSION --by VERSION`: a signed record that a later release of the same store takes the place of this one, which stays valid. */
export async function supersede(io: Io, first: string, second: string | undefined, options: ChangeOptions & { readonly by: string }): Promise<number> {
  return recordChange(io, second === undefined ? [first] : [first, second], options, async (store, found) => {
    const { record } = await successorOf(store, found, options.by);
    return { status: 'superseded', supersededBy: { version: record.version, bundle: { sha256: record.bundle.sha256 } } };
  });
}
