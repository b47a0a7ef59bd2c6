/**
 * Version of readers and checks together, recorded in every result: the verdict can be derived again by this version (design §2.11).
 * It is the version of the npm package, so that the recorded value names something that can be installed; a test holds them equal.
 */
export const CATALOGUE = '0.1.0';

/** What `check --json` names as its tool. */
export const TOOL = { name: 'release-evidence', version: CATALOGUE } as const;
