import { z } from 'zod';
import { TEST_LEVELS } from '../../model/kinds.ts';
import { filled, header, maybe, texts, tools } from './fields.ts';
import { listFormat } from './list.ts';
import { placesOf } from './places.ts';

const schema = z.strictObject({
  schema: header('test-run'), id: maybe, level: z.enum(TEST_LEVELS).nullish(), version: maybe, commit: maybe,
  binarySha256: texts.describe('digests of the binaries under test'), start: maybe.describe('RFC 3339 with offset'), end: maybe,
  hardware: maybe, software: maybe, tools, executor: maybe, responsible: maybe, procedure: maybe.describe('id@version'), deviations: maybe,
});

/** The sidecar of a test report: who, when, on what, with what (IEC 62304 5.6.7, 5.7.5, 9.8). */
export const testRun = listFormat({
  name: 'test-run', title: 'Test run sidecar', contentKind: 'test-run', kinds: ['test-runs'], schema,
  reads: 'Version, commit and digest under test, times, configuration, tools, persons, procedure.',
  build({ schema: _, ...fields }, at) {
    const content = { ...filled(fields), tools: (fields.tools ?? []).map(filled), at: placesOf(fields, at), ...at() };
    return { content, facts: filled({ id: fields.id, level: fields.level, version: fields.version, commit: fields.commit }) };
  },
});
