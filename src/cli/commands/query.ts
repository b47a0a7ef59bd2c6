import { resolve } from 'node:path';
import { gather, type Gathered } from '../../catalogue/gather.ts';
import { QUESTIONS, type Question } from '../../catalogue/questions.ts';
import { type Cell, csvOf, type QueryEngine, type Table } from '../../catalogue/table.ts';
import { sha256 } from '../../model/digest.ts';
import { EvidenceError, type Problem } from '../../model/problem.ts';
import { jsonText } from '../../results/documents.ts';
import { EXIT } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { showProblem } from '../output/failure.ts';
import { progressOn } from '../output/progress.ts';
import { renderTable } from '../output/query.ts';
import { inline, plainJson } from '../output/text.ts';
import { type SourceOptions, sourceStore } from '../store-options.ts';
import { catalogueAdapters } from '../wire.ts';

interface QueryOptions extends SourceOptions {
  readonly sql?: string;
  readonly json?: boolean;
  readonly csv?: boolean;
  readonly quiet?: boolean;
  readonly timeout: number;
  readonly maxRows: number;
}

const MEMORY = '1GB';
/** Rows over which a sentence counts; beyond them it would be wrong, and is left out. */
const MOST_COUNTED = 1_000_000;

/** `query`: questions over the facts of all published releases. Exit 5 when facts are missing or damaged: the answer, which is given all the same, may be incomplete. */
export async function query(io: Io, words: readonly string[], options: QueryOptions): Promise<number> {
  const question = questionOf(words, options);
  const given = words.slice(1);
  const progress = progressOn(io, options.quiet ?? options.json);
  const { loadDuckDb, openDuckDb, factFiles, withDocumentCache, FOLDER_VARIABLE } = await catalogueAdapters();
  const { duckdb, warning } = await loadDuckDb(io.cwd, io.env[FOLDER_VARIABLE]);
  if (warning !== undefined) progress.note(warning);
  const { store: opened, there } = await sourceStore(io, options);
  if (!there) throw new EvidenceError('STORE_UNUSABLE', 'publishing', `${options.from}: there is no such folder`, { hint: 'name the folder that release or publish wrote to with --to' });
  const folder = opened.kind === 'directory' ? undefined : mirrorFolder(io, opened.address, options.endpoint);
  const store = folder === undefined ? opened : withDocumentCache(opened, folder);
  progress.step('reading the release records');
  const gathered = await gather(store);
  const place = folder === undefined ? { root: resolve(io.cwd, options.from) } : { folder };
  const facts = await factFiles(store, gathered.releases, place, (done, of) => { if (done % 100 === 0 || done === of) progress.step(`fetched the facts of ${done} of ${of} releases`); });
  const problems = [...gathered.problems, ...facts.problems];
  const engine = await openDuckDb(duckdb, facts.files, gathered.releases, { memory: MEMORY, seconds: options.timeout });
  try {
    const whole = await engine.run(question?.sql ?? options.sql!, question ? padded(given, question) : [], question ? MOST_COUNTED : options.maxRows);
    const table = { ...whole, rows: whole.rows.slice(0, options.maxRows), truncated: whole.rows.length > options.maxRows || whole.truncated };
    const asked = { releases: question === QUESTIONS.releases ? gathered.releases.length : facts.files.length };
    const sentence = question === undefined || whole.truncated ? null : question.sentence(whole, given, asked);
    const near = question?.near !== undefined && given.length === 2 ? await engine.run(question.near, [given[0]!.trim(), given[1]!.trim()], 20) : undefined;
    const alike = question?.alike !== undefined && table.rows.length === 0 ? await engine.run(question.alike, [given[0]!.trim()], 20) : undefined;
    print(io, options, { question: words[0] ?? null, sentence, table, gathered, searched: facts.files.length, problems, alike: [...near?.rows ?? [], ...alike?.rows ?? []].map(([name, version]) => ({ name: text(name), version: text(version) })), engine });
  } finally {
    engine.close();
  }
  return problems.length > 0 ? EXIT.publishing : EXIT.done;
}

function questionOf(words: readonly string[], { sql, json, csv }: QueryOptions): Question | undefined {
  const usage = (message: string, hint: string): EvidenceError => new EvidenceError('USAGE', 'usage', message, { hint });
  if (json && csv) throw usage('--json and --csv exclude each other', 'choose one');
  const [name, ...given] = words;
  if (name === undefined && sql !== undefined) return undefined;
  if (name === undefined) throw usage('no question', `one of: ${Object.values(QUESTIONS).map((one) => one.usage).join(' · ')}; or --sql "SELECT …"`);
  if (sql !== undefined) throw usage('a question and --sql exclude each other', 'leave one out');
  const question = Object.hasOwn(QUESTIONS, name) ? QUESTIONS[name] : undefined;
  if (question === undefined) throw usage(`${JSON.stringify(name)} is no question`, `one of: ${Object.keys(QUESTIONS).join(', ')}; or --sql "SELECT …"`);
  const [least, most] = question.arguments;
  if (given.length < least || given.length > most) throw usage(`${name}: ${given.length} arguments`, `query ${question.usage}`);
  if (given.some((one) => one.trim() === '' || one.includes('\0') || one.length > 4096)) throw usage(`${name}: an argument is empty, too long, or holds a NUL character`, `query ${question.usage}`);
  return question;
}

const padded = (given: readonly string[], { arguments: [, most] }: Question): readonly (string | null)[] => Array.from({ length: most }, (_, i) => given[i]?.trim() ?? null);

/** One folder for each store: two stores never share what was fetched. */
function mirrorFolder(io: Io, address: string, endpoint: string | undefined): string {
  const base = io.env.XDG_CACHE_HOME || (io.env.HOME && `${io.env.HOME}/.cache`) || io.env.LOCALAPPDATA;
  if (!base) throw new EvidenceError('USAGE', 'usage', 'nothing says where the cache of this user is', { hint: 'let XDG_CACHE_HOME name a folder: facts that were fetched are kept there' });
  return resolve(io.cwd, base, 'release-evidence', 'catalogue', `${address.replace(/[^A-Za-z0-9.-]+/g, '_').slice(0, 100)}-${sha256(`${endpoint ?? ''} ${address}`).slice(0, 16)}`);
}

interface Answer {
  readonly question: string | null;
  readonly sentence: string | null;
  readonly table: Table;
  readonly gathered: Gathered;
  readonly searched: number;
  readonly problems: readonly Problem[];
  readonly alike: readonly { readonly name: string | null; readonly version: string | null }[];
  readonly engine: QueryEngine;
}

function print(io: Io, options: QueryOptions, { question, sentence, table, gathered, searched, problems, alike, engine }: Answer): void {
  if (options.json) {
    io.out(plainJson(jsonText({
      question, sentence, releases: { published: gathered.releases.length, searched, ...changed(gathered) }, columns: table.columns,
      rows: table.rows.map((row) => Object.fromEntries(row.map((value, i) => [table.columns[i]!.name, value]))), truncated: table.truncated,
      alike, problems, warnings: gathered.warnings, engine: engine.name,
    })));
    return;
  }
  for (const problem of [...problems, ...gathered.warnings]) io.err(`${showProblem(problem)}\n`);
  if (problems.length > 0) io.err(`the answer is over ${searched} of ${gathered.releases.length} published releases, and may be incomplete\n`);
  if (sentence === null) for (const [status, n] of Object.entries(changed(gathered))) if (n > 0) io.err(`${n} of the releases asked ${n === 1 ? 'is' : 'are'} ${status === 'unknown' ? 'of unknown status' : status}: the column release_status says which\n`);
  io.out(options.csv ? csvOf(table) : renderTable(table));
  if (sentence !== null) (options.csv ? io.err : io.out)(`${inline(sentence)}\n`);
  if (alike.length > 0) io.err(`not counted, but alike: ${inline(alike.map(({ name, version }) => `${name ?? ''} ${version ?? ''}`.trim()).join(', '))}\n`);
  if (table.truncated) io.err(`only the first ${options.maxRows} rows; --max-rows N gives more\n`);
}

const text = (value: Cell | undefined): string | null => (value === null || value === undefined ? null : String(value));

/** How many releases are not simply published: SQL of one's own need not look at the column that says so. */
function changed({ releases }: Gathered): Readonly<Record<'withdrawn' | 'superseded' | 'unknown', number>> {
  const n = (wanted: string): number => releases.filter(({ status }) => status === wanted).length;
  return { withdrawn: n('withdrawn'), superseded: n('superseded'), unknown: n('unknown') };
}
