import { athenaTable, sparkTable, trinoTable } from './ddl.ts';
import { COLUMNS, KINDS } from './schema.ts';
import { kindViews, RELEASES_VIEW } from './views.ts';

const PLACE = 's3://BUCKET/PREFIX/catalogue/facts/';
const sql = (...statements: readonly string[]): string => `\`\`\`sql\n${statements.map((statement) => `${statement};`).join('\n\n')}\n\`\`\``;
const row = (...cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;

/** The parts of docs/catalogue.md that are written from the code, by the name in their marks. */
export const CATALOGUE_PARTS: Readonly<Record<string, () => string>> = {
  columns: () => ['| column | type | null | holds |', '|---|---|---|---|', ...COLUMNS.map((column) => row(`\`${column.name}\``, column.type === 'timestamp' ? 'timestamp[ms, UTC]' : column.type, 'required' in column ? 'no' : 'yes', column.means))].join('\n'),
  kinds: () => ['| kind | rows | `status` |', '|---|---|---|', ...Object.entries(KINDS).map(([kind, { rows, status }]) => row(`\`${kind}\``, rows, status || '–'))].join('\n'),
  views: () => ['| view | columns after `product`, `version` |', '|---|---|', ...Object.values(KINDS).map(({ view, columns }) => row(`\`${view}\``, columns.map((column) => `\`${column.replace(/^.* AS /, '')}\``).join(', ')))].join('\n'),
  'view-definitions': () => sql(...kindViews().map(([view, query]) => `CREATE VIEW ${view} AS ${query}`), `CREATE VIEW releases AS ${RELEASES_VIEW}`),
  spark: () => sql(sparkTable(PLACE.replace('s3:', 's3a:')), 'MSCK REPAIR TABLE facts'),
  athena: () => sql(athenaTable(PLACE), 'MSCK REPAIR TABLE facts'),
  trino: () => sql(trinoTable(PLACE), "CALL hive.system.sync_partition_metadata('evidence', 'facts', 'FULL')"),
};

/** The document with these parts filled in between `<!-- name -->` and `<!-- end -->`. Throws when a part has no marks. */
export function fillCatalogueDoc(text: string): string {
  return Object.entries(CATALOGUE_PARTS).reduce((filled, [name, render]) => {
    const marks = new RegExp(`(<!-- ${name} -->\n)[^]*?(<!-- end -->)`);
    if (!marks.test(filled)) throw new Error(`docs/catalogue.md has no place for ${name}`);
    return filled.replace(marks, (_, begin: string, end: string) => `${begin}${render()}\n${end}`);
  }, text);
}
