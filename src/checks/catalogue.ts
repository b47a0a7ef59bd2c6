import { TOOL as NAME, VERSION } from '../model/version.ts';

/**
 * Version of readers and checks together, recorded in every result: the verdict can be derived again by this version (design §2.11).
 * It is the version of the npm package, so that the recorded value names something that can be installed.
 */
export const CATALOGUE = VERSION;

/** What `check --json` names as its tool. */
export const TOOL = { name: NAME, version: VERSION } as const;
