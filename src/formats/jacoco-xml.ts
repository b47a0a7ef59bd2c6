import type { CoverageMetric } from '../model/coverage.ts';
import type { Ratio } from '../model/ratio.ts';
import type { Source } from '../model/source.ts';
import { toLineNumber } from './coverage-report/numbers.ts';
import { coverageResult, sumTotals } from './coverage-report/result.ts';
import type { Format, Head, ReadResult } from './format.ts';
import { ProblemList } from './problem-list.ts';
import { answering, Refusal } from './refusal.ts';
import { parseXml } from './xml.ts';
import type { XmlAttributes, XmlHandler } from './xml.ts';

/**
 * JaCoCo XML. A counter on a level is already the sum of the levels below: the counters of the source files are added, and
 * the root's are only compared. INSTRUCTION, COMPLEXITY and CLASS are no metric of ours and are never turned into one.
 */
export const jacocoXml: Format = {
  id: 'jacoco-xml', title: 'JaCoCo XML', contentKind: 'coverage', kinds: ['coverage'],
  reads: 'Source files with LINE, BRANCH and METHOD counters, lines where a file has no counter, root counters for comparison.',
  ignores: 'INSTRUCTION, COMPLEXITY and CLASS counters, classes and methods, sessions.',
  looksLike: ({ root }: Head) => root?.name === 'report' && root.children.some((child) => ['counter', 'package', 'group', 'sessioninfo'].includes(child)),
  read: (source) => answering(() => readJacoco(source)),
};

const METRIC: Readonly<Record<string, CoverageMetric>> = { LINE: 'line', BRANCH: 'branch', METHOD: 'function' };
type Totals = Partial<Record<CoverageMetric, Ratio>>;

interface SourceFile { readonly path: string; readonly group: string; readonly line: number; readonly totals: Totals; lines: Ratio; branches: Ratio }

function readJacoco(source: Source): ReadResult {
  const reading = new JacocoReading(source);
  parseXml(source, reading);
  return reading.result();
}

class JacocoReading implements XmlHandler {
  #source: Source;
  #problems: ProblemList;
  /** Names of the open elements from the root on. */
  #path: string[] = [];
  #groups: string[] = [];
  #package = '';
  #file: SourceFile | undefined;
  #files: SourceFile[] = [];
  #root: Totals = {};
  #rootLine = 1;

  constructor(source: Source) {
    this.#source = source;
    this.#problems = new ProblemList(source.name);
  }

  open(name: string, attributes: XmlAttributes, line: number, depth: number): void {
    this.#path.length = depth;
    this.#path[depth - 1] = name;
    const parent = this.#path[depth - 2];
    if (depth === 1) this.#rootLine = line;
    else if (name === 'group') this.#groups.push(attributes['name'] ?? '');
    else if (name === 'package') this.#package = attributes['name'] ?? '';
    else if (name === 'sourcefile') this.#openFile(attributes, line);
    else if (name === 'line' && parent === 'sourcefile' && this.#file) this.#line(this.#file, attributes, line);
    else if (name === 'counter' && parent === 'sourcefile' && this.#file) this.#counter(this.#file.totals, attributes, line);
    else if (name === 'counter' && depth === 2) this.#counter(this.#root, attributes, line);
  }

  close(name: string): void {
    if (name === 'group') this.#groups.pop();
    else if (name === 'sourcefile') this.#closeFile();
  }

  result(): ReadResult {
    const seen = new Map<string, number>();
    const files = this.#files.map((file) => {
      // Two modules may hold the same package and file: the group tells them apart.
      const twice = this.#files.length > 1 && this.#groupsOf(file.path) > 1;
      const path = twice && file.group !== '' ? `${file.group}/${file.path}` : file.path;
      const count = (seen.get(path) ?? 0) + 1;
      seen.set(path, count);
      if (count > 1) this.#problems.add('CONTRADICTION', 'the same source file is listed again; both entries count', { line: file.line, found: path.slice(0, 200) });
      return { path, totals: file.totals, line: file.line };
    });
    const totals = files.length > 0 ? sumTotals(files) : this.#root;
    for (const metric of ['line', 'branch', 'function'] as const) {
      const [declared, counted] = [this.#root[metric], totals[metric] ?? { covered: 0, total: 0 }];
      if (declared && (declared.covered !== counted.covered || declared.total !== counted.total)) {
        this.#problems.add('COUNTERS_DISAGREE', `the ${metric} counter of the report differs from the sum of its files`, { line: this.#rootLine,
          expected: `${counted.covered}/${counted.total}, as counted`, found: `${declared.covered}/${declared.total}` });
      }
    }
    return coverageResult({ files, totals, sourceRoots: [] }, this.#problems);
  }

  #groupIndex: Map<string, Set<string>> | undefined;

  #groupsOf(path: string): number {
    if (!this.#groupIndex) {
      this.#groupIndex = new Map();
      for (const file of this.#files) this.#groupIndex.set(file.path, (this.#groupIndex.get(file.path) ?? new Set()).add(file.group));
    }
    return this.#groupIndex.get(path)?.size ?? 0;
  }

  #openFile(attributes: XmlAttributes, line: number): void {
    const name = attributes['name'] ?? '';
    this.#file = { path: this.#package === '' ? name : `${this.#package}/${name}`, group: this.#groups.join('/'), line, totals: {},
      lines: { covered: 0, total: 0 }, branches: { covered: 0, total: 0 } };
  }

  #line(file: SourceFile, attributes: XmlAttributes, at: number): void {
    toLineNumber(attributes['nr'], this.#source, at);
    const instructions = attributes['ci'] === undefined ? undefined : this.#number(attributes, 'ci', at);
    if (instructions !== undefined) file.lines = { covered: file.lines.covered + (instructions > 0 ? 1 : 0), total: file.lines.total + 1 };
    if (attributes['cb'] === undefined && attributes['mb'] === undefined) return;
    const [covered, missed] = [this.#number(attributes, 'cb', at), this.#number(attributes, 'mb', at)];
    file.branches = { covered: file.branches.covered + covered, total: file.branches.total + covered + missed };
  }

  /** What the lines say wins where they say it; counters stand in where lines carry no counts (gcovr). */
  #closeFile(): void {
    const file = this.#file;
    this.#file = undefined;
    if (!file) return;
    for (const [metric, counted] of [['line', file.lines], ['branch', file.branches]] as const) {
      const declared = file.totals[metric];
      if (counted.total === 0) continue;
      if (declared && (declared.covered !== counted.covered || declared.total !== counted.total)) {
        this.#problems.add('COUNTERS_DISAGREE', `the ${metric} counter of a source file differs from its lines`, { line: file.line,
          expected: `${counted.covered}/${counted.total}, as counted`, found: `${declared.covered}/${declared.total}` });
      }
      file.totals[metric] = counted;
    }
    this.#files.push(file);
  }

  #counter(totals: Totals, attributes: XmlAttributes, at: number): void {
    const metric = METRIC[attributes['type'] ?? ''];
    if (metric === undefined) return;
    const [covered, missed] = [this.#number(attributes, 'covered', at), this.#number(attributes, 'missed', at)];
    if (covered + missed > 0) totals[metric] = { covered, total: covered + missed };
  }

  #number(attributes: XmlAttributes, name: string, at: number): number {
    const text = attributes[name] ?? '0';
    if (/^\d{1,15}$/.test(text)) return Number(text);
    throw new Refusal({ code: 'SCHEMA', message: `${name} is no whole number`, file: this.#source.name, line: at, expected: 'a whole number', found: text.slice(0, 80) });
  }
}
