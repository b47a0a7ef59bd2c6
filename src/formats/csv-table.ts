import type { Declaration } from '../model/evidence.ts';
import type { Problem } from '../model/problem.ts';
import type { Source } from '../model/source.ts';
import { readCsv } from './csv.ts';
import type { CsvTable } from './csv.ts';
import { CSV_KINDS } from './csv-kinds.ts';
import type { CsvKind, CsvKindName } from './csv-kinds.ts';

/** The declared kind, when it is one that CSV is read under. */
export function csvKind(declared: Declaration | undefined): CsvKindName | undefined {
  return declared && Object.hasOwn(CSV_KINDS, declared.kind) ? (declared.kind as CsvKindName) : undefined;
}

/** Reads the table of a declaration: its map must name known fields, all required ones among them, and no required cell may be blank. */
export function readDeclaredCsv(source: Source, declared: Declaration | undefined): CsvTable {
  const name = csvKind(declared);
  const refuse = (problems: readonly Problem[]): CsvTable => ({ problems });
  if (!declared || !name) {
    return refuse([{ code: 'UNSUPPORTED_FORMAT', message: 'CSV is read only where the project file declares its kind and columns', file: source.name, found: declared?.kind ?? 'no declaration' }]);
  }
  const kind: CsvKind = CSV_KINDS[name];
  const known = [...kind.required, ...kind.optional];
  const columns = declared.columns ?? {};
  const problems: Problem[] = [];
  for (const field of kind.required) {
    if (!Object.hasOwn(columns, field)) {
      problems.push({ code: 'UNMAPPED_COLUMN', message: `\`columns\` does not say which column holds ${field}`, file: source.name, expected: kind.required.join(', '),
        found: Object.keys(columns).join(', ') || 'no columns', hint: `add ${field}: <header> below columns: of this ${name} entry in the project file` });
    }
  }
  for (const field of Object.keys(columns)) {
    if (!known.includes(field)) {
      problems.push({ code: 'UNMAPPED_COLUMN', message: `\`columns\` maps a field that ${name} does not have`, file: source.name, expected: known.join(', '), found: field });
    }
  }
  if (problems.length > 0) return refuse(problems);
  const table = readCsv(source, columns, declared.separator);
  if (table.problems) return table;
  for (const { line, cells } of table.rows) {
    for (const field of kind.required) {
      // A measured value that is missing is told as an unreadable one, with its line, beside all the others.
      if (name !== 'performance' && cells[field]?.trim() === '' && problems.length < 100) {
        problems.push({ code: 'SCHEMA', message: `${field} is blank`, file: source.name, line, expected: `a value in column ${columns[field] ?? ''}` });
      }
    }
  }
  return problems.length > 0 ? refuse(problems) : table;
}
