import { describe, expect, it } from 'vitest';
import type { Declaration } from '../../src/model/evidence.ts';
import type { TraceTable } from '../../src/model/items.ts';
import type { AnomalyList, PerformanceLog } from '../../src/model/lists.ts';
import { memorySource } from '../../src/model/source.ts';
import { csvAnomalies } from '../../src/formats/csv-anomalies.ts';
import { csvPerformance } from '../../src/formats/csv-performance.ts';
import { csvTrace } from '../../src/formats/csv-trace.ts';

const source = (text: string) => memorySource('x.csv', Buffer.from(text));
const declare = (kind: Declaration['kind'], columns: Record<string, string>, more: Partial<Declaration> = {}): Declaration => ({ kind, index: 0, columns, ...more });
const ITEMS = { id: 'ID', title: 'Title', riskControls: 'Links' };

describe('[SRS-017] csvTrace', () => {
  it('gives each row the line on which it begins, over quoted line breaks and blank lines', () => {
    const answer = csvTrace.read(source('\ufeffID,Title,Links\r\n\r\nSRS-1,"two\r\nlines","RC-1; RC-2\nRC-3,RC-4"\r\n\r\nSRS-2,b,\r\n'), { declared: declare('requirements', ITEMS) });
    if (answer.status === 'refused') throw new Error(JSON.stringify(answer.problems));
    const { items } = answer.content as TraceTable;
    expect(items.map(({ id, line, links }) => [id, line, links.map((link) => `${link.type} ${link.target} ${link.line}`)])).toEqual([
      ['SRS-1', 3, ['riskControls RC-1 3', 'riskControls RC-2 3', 'riskControls RC-3 3', 'riskControls RC-4 3']], ['SRS-2', 7, []]]);
    expect(items[0]?.title).toBe('two\r\nlines');
  });

  it('keeps both of two rows with the same id, and a cell that a spreadsheet would compute as text', () => {
    const answer = csvTrace.read(source('ID,Title,S\nSRS-1,=1+1,@x\nSRS-1,b,-2\n'), { declared: declare('requirements', { id: 'ID', title: 'Title', state: 'S' }) });
    if (answer.status === 'refused') throw new Error('refused');
    expect((answer.content as TraceTable).items.map(({ id, title, fields }) => [id, title, fields['state']])).toEqual([['SRS-1', '=1+1', '@x'], ['SRS-1', 'b', '-2']]);
  });

  it('reads a matrix as rows', () => {
    const answer = csvTrace.read(source('F;T;R\nTST-1;SRS-1;pass\n'), { declared: declare('trace', { from: 'F', to: 'T', result: 'R' }, { separator: ';' }) });
    expect(answer).toMatchObject({ status: 'read', content: { items: [], rows: [{ from: 'TST-1', to: 'SRS-1', result: 'pass', line: 2 }] } });
  });

  it.each([
    ['no columns', {}, 'UNMAPPED_COLUMN'], ['a required field is not mapped', { id: 'ID' }, 'UNMAPPED_COLUMN'], ['an unknown field is mapped', { ...ITEMS, colour: 'ID' }, 'UNMAPPED_COLUMN'],
    ['a mapped column is absent', { ...ITEMS, design: 'Design' }, 'UNMAPPED_COLUMN'],
  ])('refuses a map where %s, with what was expected and found', (_what, columns, code) => {
    const { status, problems } = csvTrace.read(source('ID,Title,Links\nSRS-1,a,\n'), { declared: declare('requirements', columns) });
    expect(status).toBe('refused');
    expect(problems[0]?.code).toBe(code);
    expect(problems[0]?.expected).toBeTruthy();
    expect(problems[0]?.found).toBeTruthy();
  });

  it('refuses a mapped header that stands twice', () => {
    expect(csvTrace.read(source('ID,Title,ID\na,b,c\n'), { declared: declare('requirements', { id: 'ID', title: 'Title' }) })).toMatchObject({ status: 'refused', problems: [{ code: 'UNMAPPED_COLUMN' }] });
  });

  it('names the line on which a broken record begins, over CR LF inside cells', () => {
    const columns = { declared: declare('requirements', { id: 'a', title: 'b' }) };
    expect(csvTrace.read(source('a,b\r\n"x\r\ny",2\r\nl"a",1'), columns)).toMatchObject({ problems: [{ code: 'NOT_WELL_FORMED', line: 4 }] });
    expect(csvTrace.read(source('a,b\r\n"x\r\ny",2\r\n"a,1\r\nx'), columns)).toMatchObject({ problems: [{ code: 'TRUNCATED', line: 4 }] });
  });

  it.each([['a record without end', `ID,Title\n"${'x'.repeat(1_100_000)}`], ['a line of separators', `ID,Title\n${','.repeat(8_000_001)}`], ['too many records', `ID,Title\n${',\n'.repeat(1_000_001)}`]])('refuses %s before it fills the memory', (_what, text) => {
    expect(csvTrace.read(source(text), { declared: declare('requirements', { id: 'ID', title: 'Title' }) })).toMatchObject({ status: 'refused', problems: [{ code: 'TOO_LARGE' }] });
  });

  it('a header without rows is no data', () => {
    expect(csvTrace.read(source('ID,Title,Links\n'), { declared: declare('requirements', ITEMS) })).toMatchObject({ status: 'no-data', problems: [{ code: 'NO_DATA' }] });
  });
});

describe('csvAnomalies', () => {
  const columns = { id: 'Key', status: 'Status', fixedIn: 'Fix', affectedRequirements: 'Reqs' };
  it('reads status words of trackers and lists of ids', () => {
    const answer = csvAnomalies.read(source('Key,Status,Fix,Reqs\nA-1,Open,,"SRS-1, SRS-2"\nA-2,Closed,2.4.0,\n'), { declared: declare('tracker', columns) });
    if (answer.status === 'refused') throw new Error('refused');
    const { items } = answer.content as AnomalyList;
    expect(items.map(({ id, status, fixedIn, affectedRequirements, line }) => [id, status, fixedIn, affectedRequirements, line])).toEqual([
      ['A-1', 'open', undefined, ['SRS-1', 'SRS-2'], 2], ['A-2', 'closed', '2.4.0', [], 3]]);
    expect(answer.facts).toEqual({ items: 2, byStatus: { open: 1, closed: 1 } });
  });

  it('refuses a status that it does not know instead of guessing', () => {
    expect(csvAnomalies.read(source('Key,Status,Fix,Reqs\nA-1,Resolved,,\n'), { declared: declare('tracker', columns) })).toMatchObject({ status: 'refused', problems: [{ code: 'BAD_VALUE', line: 2, found: 'Resolved' }] });
  });
});

describe('csvPerformance', () => {
  const declared = declare('performance', { value: 'ms' }, { unit: 'ms', limit: 10 });
  it('counts every value: least, largest with its line, median, nearest-rank percentile', () => {
    const rows = Array.from({ length: 200 }, (_, i) => String(200 - i));
    const answer = csvPerformance.read(source(`ms\n${rows.join('\n')}\n`), { declared });
    if (answer.status === 'refused') throw new Error('refused');
    const { values: _, ...log } = answer.content as PerformanceLog;
    expect(log).toEqual({ file: 'x.csv', line: 1, column: 'ms', unit: 'ms', n: 200, min: 1, max: 200, maxLine: 2, median: 100.5, p99: 198, unreadable: [] });
  });

  it('tells each value that is no number with its line, and never reads it as zero', () => {
    const answer = csvPerformance.read(source('ms,x\n1.5,\n1e400,\n"1,5",\nn/a,\n,\n'), { declared });
    expect(answer).toMatchObject({ status: 'read', facts: { n: 1, max: 1.5, unreadable: 4 } });
    expect(answer.problems.map(({ code, line }) => [code, line])).toEqual([['BAD_VALUE', 3], ['BAD_VALUE', 4], ['BAD_VALUE', 5], ['BAD_VALUE', 6]]);
  });

  it('refuses a log without any value: it has no maximum', () => {
    expect(csvPerformance.read(source('ms\nn/a\n'), { declared })).toMatchObject({ status: 'refused', problems: [{ code: 'NO_DATA' }, { code: 'BAD_VALUE' }] });
  });
});
