import type { FailureExit } from '../model/problem.ts';

/** Every exit code of the program. An unknown code must be treated as a failure (docs/cli.md holds this table; a test compares). */
export const EXIT = {
  done: 0,
  notReady: 1,
  usage: 2,
  input: 3,
  sealing: 4,
  publishing: 5,
  refused: 6,
  incomplete: 7,
  bug: 70,
  interrupted: 130,
} as const;

export const EXIT_MEANINGS: Readonly<Record<keyof typeof EXIT, string>> = {
  done: 'done; READY, also with waivers (unless --strict); verified',
  notReady: 'NOT READY: the evidence was rejected',
  usage: 'wrong usage, or an invalid project file or profile',
  input: 'an input cannot be read',
  sealing: 'sealing failed',
  publishing: 'publishing failed or was refused',
  refused: 'verification says no',
  incomplete: 'verification could not be completed',
  bug: 'a defect of this program',
  interrupted: 'interrupted',
};

export function exitOf(failure: FailureExit): number {
  return EXIT[failure];
}
