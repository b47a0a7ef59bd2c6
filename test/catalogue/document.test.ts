import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FOLDER_VARIABLE, INSTALL } from '../../src/adapters/catalogue/duckdb-module.ts';
import { CATALOGUE_PARTS, fillCatalogueDoc } from '../../src/catalogue/document.ts';
import { QUESTIONS } from '../../src/catalogue/questions.ts';
import { COLUMNS, KINDS } from '../../src/catalogue/schema.ts';

const doc = readFileSync(new URL('../../docs/catalogue.md', import.meta.url), 'utf8');

describe('[SRS-095] [SRS-130] docs/catalogue.md', () => {
  it('has the columns, kinds, views and definitions of the code', () => {
    expect(doc, 'run: node scripts/write-catalogue-doc.mjs').toBe(fillCatalogueDoc(doc));
    for (const { name } of COLUMNS) expect(doc).toContain(`| \`${name}\` |`);
    for (const [kind, { view }] of Object.entries(KINDS)) {
      expect(doc).toContain(`| \`${kind}\` |`);
      expect(doc).toContain(`CREATE VIEW ${view} AS SELECT`);
    }
    expect(() => fillCatalogueDoc('nothing')).toThrow('docs/catalogue.md has no place for columns');
    expect(Object.keys(CATALOGUE_PARTS)).toEqual(['columns', 'kinds', 'views', 'view-definitions', 'spark', 'athena', 'trino']);
  });

  it('names every question and the command that installs DuckDB', () => {
    for (const name of Object.keys(QUESTIONS)) expect(doc).toContain(`release-evidence query ${name}`);
    expect(doc).toContain(`\`${INSTALL}\``);
    expect(doc).toContain(`\`${FOLDER_VARIABLE}\``);
  });

  it('every view names columns of the table, each name once', () => {
    const columns = new Set<string>(COLUMNS.map(({ name }) => name));
    for (const { view, columns: shown } of Object.values(KINDS)) {
      const parts = shown.map((one) => one.split(' AS '));
      expect(parts.filter(([column]) => !columns.has(column!)), view).toEqual([]);
      const names = ['product', 'version', ...parts.map((one) => one.at(-1))];
      expect(new Set(names).size, view).toBe(names.length);
    }
  });
});
