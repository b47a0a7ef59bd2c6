import type { PerformanceLog } from '../model/lists.ts';
import type { Format } from './format.ts';
import { readDeclaredCsv } from './csv-table.ts';

const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/;

/** Measured values of a timed requirement: every row counts, none is dropped as an outlier. */
export const csvPerformance: Format = {
  id: 'csv-performance', title: 'CSV with a column map: performance log', contentKind: 'performance', kinds: ['performance'],
  reads: 'The column of measured values: number, least, largest with its line, median, 99th percentile (nearest rank).',
  ignores: 'Columns that are not mapped.',
  looksLike: () => false,
  read(source, { declared }) {
    const table = readDeclaredCsv(source, declared);
    if (table.problems) return { status: 'refused', problems: table.problems };
    const measured: { line: number; value: number }[] = [];
    const unreadable: { line: number; text: string }[] = [];
    for (const { line, cells } of table.rows) {
      const text = (cells['value'] ?? '').trim();
      const value = NUMBER.test(text) ? Number(text) : Number.NaN;
      if (Number.isFinite(value)) measured.push({ line, value });
      else unreadable.push({ line, text: text.slice(0, 80) });
    }
    const problems = unreadable.slice(0, 100).map(({ line, text }) => ({ code: 'BAD_VALUE' as const, message: 'the measured value is not a number', file: source.name, line, found: text }));
    const first = measured[0];
    if (!first) {
      // Refused, not empty: a log without values has no maximum, and any number in its place could be taken for one.
      return { status: 'refused', problems: [{ code: 'NO_DATA', message: 'the table holds no measured value', file: source.name }, ...problems] };
    }
    const values = measured.map(({ value }) => value);
    const sorted = Float64Array.from(values).sort();
    const nth = (i: number): number => sorted[i] ?? first.value;
    const largest = measured.reduce((a, b) => (b.value > a.value ? b : a), first);
    const half = values.length / 2;
    const content: PerformanceLog = {
      file: source.name, line: 1, column: declared?.columns?.['value'] ?? 'value', unit: declared?.unit ?? '', n: values.length,
      min: nth(0), max: largest.value, maxLine: largest.line,
      median: values.length % 2 === 1 ? nth(Math.floor(half)) : (nth(half - 1) + nth(half)) / 2,
      p99: nth(Math.ceil(0.99 * values.length) - 1), values, unreadable,
    };
    const { n, min, median, p99, max, unit } = content;
    return { status: 'read', content, facts: { n, min, median, p99, max, unit, unreadable: unreadable.length }, problems };
  },
};
