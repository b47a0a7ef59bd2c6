import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { inspectSource } from '../../src/formats/inspect.ts';
import { memorySource } from '../../src/model/source.ts';

const root = new URL('../../fixtures/formats/', import.meta.url);
const names = (folder: string) => readdirSync(new URL(folder, root)).sort();
const inspect = (folder: string, name: string) => inspectSource(memorySource(name, readFileSync(new URL(`${folder}/${name}`, root))));

describe.each([['[SRS-011] [SRS-012] [SRS-013]', 'junit-xml'], ['[SRS-014]', 'cobertura-xml'], ['[SRS-014]', 'jacoco-xml'], ['[SRS-014]', 'lcov']])('%s fixtures of %s', (_ids, folder) => {
  it.each(names(folder).filter((name) => name !== 'reject' && !name.endsWith('.expected.json')))('%s gives the expected facts', (name) => {
    const expected: unknown = JSON.parse(readFileSync(new URL(`${folder}/${name.replace(/\.[a-z]+$/, '')}.expected.json`, root), 'utf8'));
    const { status, format, formatVersion, facts, problems } = inspect(folder, name);
    expect({ status, format, ...(formatVersion !== undefined && { formatVersion }), facts, problems: problems.map((one) => one.code) }).toEqual(expected);
  });

  it.each(names(`${folder}/reject`))('reject/%s is refused with its code', (name) => {
    const answer = inspect(`${folder}/reject`, name);
    expect(answer).toMatchObject({ status: 'refused', facts: {} });
    expect(answer.content).toBeUndefined();
    expect(answer.problems[0]).toMatchObject({ code: /^([A-Z_]+)_/.exec(name)?.[1], file: name });
  });
});
