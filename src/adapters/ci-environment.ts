import type { CiIdentity } from '../pipeline/ports.ts';

/**
 * Commit and tag as the CI system states them. The only place that reads these variables.
 * GitLab: CI_COMMIT_SHA, CI_COMMIT_TAG · GitHub: GITHUB_SHA, GITHUB_REF_TYPE + GITHUB_REF_NAME ·
 * Bitbucket: BITBUCKET_COMMIT, BITBUCKET_TAG · Jenkins: GIT_COMMIT, TAG_NAME.
 */
export function ciIdentity(env: Readonly<Record<string, string | undefined>>): CiIdentity | undefined {
  if (env.GITLAB_CI) return identity('GITLAB', env.CI_COMMIT_SHA, env.CI_COMMIT_TAG);
  if (env.GITHUB_ACTIONS) return identity('GITHUB', env.GITHUB_SHA, env.GITHUB_REF_TYPE === 'tag' ? env.GITHUB_REF_NAME : undefined);
  if (env.BITBUCKET_BUILD_NUMBER) return identity('BITBUCKET', env.BITBUCKET_COMMIT, env.BITBUCKET_TAG);
  if (env.JENKINS_URL) return identity('JENKINS', env.GIT_COMMIT, env.TAG_NAME);
  return undefined;
}

function identity(system: CiIdentity['system'], commit: string | undefined, tag: string | undefined): CiIdentity {
  return { system, ...(commit ? { commit } : {}), ...(tag ? { tag } : {}) };
}
