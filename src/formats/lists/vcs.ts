import { z } from 'zod';
import { filled, flag, header, id, maybe, texts } from './fields.ts';
import { listFormat } from './list.ts';
import { placesOf } from './places.ts';

const schema = z.strictObject({
  schema: header('vcs'), commit: id, committedAt: maybe, clean: flag,
  tag: z.strictObject({ name: id, object: maybe, target: maybe, signed: flag }).nullish(),
  previous: z.strictObject({ version: maybe, tag: maybe, commit: maybe }).nullish(),
  commits: z.array(z.strictObject({ id, author: maybe, committer: maybe, committedAt: maybe, subject: maybe, files: texts })).nullish()
    .describe('since the previous release, newest first; absent when the clone did not reach it'),
});

/** What the version control said when the evidence was collected. */
export const vcsState = listFormat({
  name: 'vcs', title: 'Version control state', contentKind: 'vcs', kinds: ['vcs'], schema,
  reads: 'Commit, tag and its object, clean tree, commits since the previous release.',
  build({ schema: _, tag, previous, commits, ...fields }, at) {
    const content = {
      ...filled(fields), commit: fields.commit,
      ...(tag ? { tag: filled(tag) } : {}), ...(previous ? { previous: filled(previous) } : {}),
      ...(commits ? { commits: commits.map((one, i) => ({ ...filled(one), ...at('commits', i) })) } : {}),
      at: placesOf({ ...fields, tag, previous, commits }, at), ...at(),
    };
    return { content, facts: { commit: fields.commit, ...(commits ? { commits: commits.length } : {}) } };
  },
});
