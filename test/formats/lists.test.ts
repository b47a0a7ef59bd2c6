import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { AnomalyList, SoupList, TestRun, VcsState } from '../../src/model/lists.ts';
import { memorySource } from '../../src/model/source.ts';
import { LISTS } from '../../src/formats/lists/index.ts';
import { personalStatementSchema } from '../../src/model/approval-statement.ts';
import { publishedSchemas } from '../../src/formats/lists/json-schemas.ts';
import { declaredList } from '../../src/formats/lists/list.ts';
import { projectSchema } from '../../src/project/schema.ts';
import { policySchema } from '../../src/sealing/policy-schema.ts';

function read(name: string, body: string, file = 'x.yaml') {
  const format = LISTS.find((one) => one.name === name);
  if (!format) throw new Error(`no list ${name}`);
  return format.read(memorySource(file, Buffer.from(body)), {});
}
function content<T>(name: string, body: string): T {
  const answer = read(name, body);
  if (answer.status === 'refused') throw new Error(JSON.stringify(answer.problems));
  return answer.content as T;
}
const yaml = (name: string, rest: string) => `schema: release-evidence/${name}/v1\n${rest}`;

describe('[SRS-018] our lists', () => {
  it('are thirteen, each recognised by its first line and by no other list', () => {
    expect(LISTS.map((one) => one.name)).toEqual(['soup', 'anomalies', 'approvals', 'waivers', 'changes', 'inspections', 'config-items', 'documents', 'checklist', 'retention', 'test-run', 'build', 'vcs']);
    for (const one of LISTS) {
      for (const text of [yaml(one.name, 'x: 1\n'), `# c\n---\nschema: "release-evidence/${one.name}/v1" # c\r\n`, `{"schema": "release-evidence/${one.name}/v1", "a": 1}`]) {
        const claims = LISTS.filter((list) => list.looksLike({ bytes: new Uint8Array(), text }));
        expect(claims.map((list) => list.name)).toEqual([one.name]);
      }
    }
  });

  it('are not recognised by a line further down, nor by a name that only begins alike', () => {
    expect(declaredList('items: []\nschema: release-evidence/soup/v1\n')).toBeUndefined();
    expect(declaredList('schema: release-evidence/soup/v1x\n')).toBeUndefined();
    expect(declaredList('schema: other/soup/v1\n')).toBeUndefined();
  });

  it('give each entry its line, and keep a version as it was written', () => {
    const { items } = content<SoupList>('soup', yaml('soup', 'items:\n  - id: SOUP-1\n    version: 2.40\n    sha256: 77e1\n\n  # next\n  - id: SOUP-2\n    version: 0x10\n'));
    expect(items.map(({ id, version, line, file }) => ({ id, version, line, file }))).toEqual([
      { id: 'SOUP-1', version: '2.40', line: 3, file: 'x.yaml' }, { id: 'SOUP-2', version: '0x10', line: 8, file: 'x.yaml' }]);
    expect(items[0]?.sha256).toBe('77e1');
  });

  it('keep dates as text and treat a blank value as absent', () => {
    const { items } = content<AnomalyList>('anomalies', yaml('anomalies', 'items:\n  - id: ANOM-1\n    status: open\n    foundDate: 2026-11-02\n    evaluatedBy:\n'));
    expect(items[0]).toMatchObject({ foundDate: '2026-11-02' });
    expect(items[0]).not.toHaveProperty('evaluatedBy');
  });

  it('name the line of an unknown key, of a wrong word, and of the entry that lacks its id, all at once', () => {
    const { status, problems } = read('anomalies', yaml('anomalies', 'items:\n  - id: ANOM-1\n    status: open\n    titel: x\n  - id: ANOM-2\n    status: deferred\n  - status: open\n'));
    expect(status).toBe('refused');
    expect(problems.map(({ code, line }) => ({ code, line }))).toEqual(expect.arrayContaining([{ code: 'SCHEMA', line: 5 }, { code: 'SCHEMA', line: 7 }, { code: 'SCHEMA', line: 8 }]));
    expect(problems).toHaveLength(3);
    expect(problems.find((one) => one.line === 5)?.message).toBe('unknown key "titel"');
  });

  it('an unknown key is refused even when its value is blank', () => {
    expect(read('approvals', yaml('approvals', 'approvals:\n  - role: quality\n    nmae:\n')).problems[0]).toMatchObject({ code: 'SCHEMA', line: 4 });
  });

  it('say where each field of a sidecar stands: by line in YAML, by pointer in JSON', () => {
    expect(content<TestRun>('test-run', yaml('test-run', 'level: unit\ncommit: 1234567890123456789012345678901234567890\n')).at).toEqual({
      level: { file: 'x.yaml', line: 2 }, commit: { file: 'x.yaml', line: 3 } });
    const vcs = content<VcsState>('vcs', '{"schema":"release-evidence/vcs/v1","commit":"7c1e","tag":{"name":"v1","signed":false},"commits":[{"id":"7c1e"}]}');
    expect(vcs.at).toEqual({ commit: { file: 'x.yaml', pointer: '/commit' }, tag: { file: 'x.yaml', pointer: '/tag' }, commits: { file: 'x.yaml', pointer: '/commits' } });
    expect(vcs.commits?.[0]).toEqual({ id: '7c1e', file: 'x.yaml', pointer: '/commits/0' });
    expect(vcs.tag).toEqual({ name: 'v1', signed: false });
  });

  it('an empty anomaly list counts only with a statement; the order of header fields does not matter', () => {
    expect(read('anomalies', yaml('anomalies', 'items: []\n'))).toMatchObject({ status: 'no-data', problems: [{ code: 'NO_DATA' }] });
    expect(read('anomalies', yaml('anomalies', 'items: []\nstatement: none known\n'))).toMatchObject({ status: 'read', facts: { items: 0 } });
    expect(read('anomalies', yaml('anomalies', 'items: []\nstatement: " "\n')).status).toBe('no-data');
  });

  it('refuse nesting without end and aliases that multiply', () => {
    expect(read('soup', yaml('soup', `product: ${'['.repeat(100_000)}\n`)).problems[0]).toMatchObject({ code: 'TOO_DEEP', line: 2 });
    expect(read('soup', yaml('soup', `items:\n${Array.from({ length: 1500 }, (_, i) => `${' '.repeat(i + 1)}- `).join('\n')}\n`)).problems[0]?.code).toBe('TOO_DEEP');
    expect(read('soup', yaml('soup', `product:\n${Array.from({ length: 65 }, (_, i) => `${' '.repeat(i + 1)}k:`).join('\n')}\n`)).problems[0]).toMatchObject({ code: 'TOO_DEEP' });
    expect(read('soup', yaml('soup', 'a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\n')).problems[0]).toMatchObject({ code: 'NOT_WELL_FORMED' });
    expect(read('soup', yaml('soup', 'items:\n  - <<: {id: a}\n')).status).toBe('refused');
  });

  it('refuse more lines and entries than the parser can hold', () => {
    expect(read('soup', yaml('soup', `items:\n${'- \n'.repeat(300_001)}`)).problems[0]?.code).toBe('TOO_LARGE');
    expect(read('soup', yaml('soup', `product: ${'x'.repeat(5_000_000)}\n`)).problems[0]?.code).toBe('TOO_LARGE');
  });

  it('keep __proto__ out: it is an unknown key', () => {
    expect(read('soup', yaml('soup', '__proto__: {product: x}\nitems: []\n'))).toMatchObject({ status: 'refused', problems: [{ code: 'SCHEMA' }] });
  });
});

describe('published JSON Schemas', () => {
  it.each([...publishedSchemas({ 'project': projectSchema, 'verification-policy': policySchema, 'approval-statement': personalStatementSchema('approval'), 'countersignature-statement': personalStatementSchema('countersignature') })])('docs/schemas/%s.schema.json is what the code says (node scripts/write-schemas.mjs)', (name, text) => {
    expect(readFileSync(new URL(`../../docs/schemas/${name}.schema.json`, import.meta.url), 'utf8')).toBe(text);
  });
});
