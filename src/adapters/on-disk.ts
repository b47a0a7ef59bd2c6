import { EvidenceError } from '../model/problem.ts';

/**
 * Runs `act` on a folder of our own: whatever the system can say of it speaks of the place and not of what is judged. Fails with DISK
 * (exit 7): nothing was decided.
 */
export function onDisk<T>(act: () => T, what: string, hint: string): T {
  try {
    return act();
  } catch (cause) {
    const { code, syscall } = cause as NodeJS.ErrnoException;
    if (code === undefined || syscall === undefined) throw cause;
    throw new EvidenceError('DISK', 'incomplete', `${what}: ${code}`, { cause, hint });
  }
}
