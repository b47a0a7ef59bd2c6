import { z } from 'zod';
import { filled, header, id, maybe, tools } from './fields.ts';
import { listFormat } from './list.ts';
import { placesOf } from './places.ts';

const schema = z.strictObject({
  schema: header('build'), commit: maybe, version: maybe, tag: maybe, repository: maybe, builder: maybe, runId: maybe, start: maybe, end: maybe,
  os: maybe, containerDigest: maybe, tools, flags: maybe, lockfiles: z.array(z.strictObject({ path: id, sha256: maybe })).nullish(),
  procedure: maybe, outputs: z.array(z.strictObject({ name: id, sha256: maybe })).nullish(), reproducible: maybe,
});

/** How the release was built (IEC 62304 5.8.5, 5.1.10). */
export const buildMetadata = listFormat({
  name: 'build', title: 'Build metadata', contentKind: 'build', kinds: ['build'], schema,
  reads: 'Commit, builder, times, environment, tools, lockfiles, procedure and outputs of the build.',
  build({ schema: _, ...fields }, at) {
    const content = {
      ...filled(fields), tools: (fields.tools ?? []).map(filled), lockfiles: (fields.lockfiles ?? []).map(filled), outputs: (fields.outputs ?? []).map(filled),
      at: placesOf(fields, at), ...at(),
    };
    return { content, facts: { ...filled({ version: fields.version, commit: fields.commit }), outputs: content.outputs.length } };
  },
});
