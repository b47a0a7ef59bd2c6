import type { Source } from '../model/source.ts';
import { FileCoverage } from './coverage-report/file-coverage.ts';
import { isHit, partOf, toLineNumber } from './coverage-report/numbers.ts';
import { coverageResult, sumTotals } from './coverage-report/result.ts';
import type { Format, Head, ReadResult } from './format.ts';
import { ProblemList } from './problem-list.ts';
import { answering } from './refusal.ts';
import { parseXml } from './xml.ts';
import type { XmlAttributes, XmlHandler } from './xml.ts';

/**
 * Cobertura XML of any producer, VectorCAST with MC/DC pairs among them. Lines are those of `class/lines`; the copies below
 * `methods` are not read, and a line that several classes of one file list counts once.
 */
export const coberturaXml: Format = {
  id: 'cobertura-xml', title: 'Cobertura XML', contentKind: 'coverage', kinds: ['coverage'],
  reads: 'Files with lines, branches (`condition-coverage`) and MC/DC pairs (`mcdcpair-coverage`), source roots, time, declared totals.',
  ignores: 'Rates of packages, classes and methods, complexity, function-call coverage of VectorCAST.',
  looksLike,
  read: (source) => answering(() => readCobertura(source)),
};

function looksLike({ root }: Head): boolean {
  if (root?.name !== 'coverage' || root.children.includes('project')) return false;
  return root.attributes['line-rate'] !== undefined || root.attributes['lines-valid'] !== undefined || root.children.includes('packages');
}

function readCobertura(source: Source): ReadResult {
  const reading = new CoberturaReading(source);
  parseXml(source, reading);
  return reading.result();
}

class CoberturaReading implements XmlHandler {
  #source: Source;
  #problems: ProblemList;
  #root: XmlAttributes = {};
  #rootLine = 1;
  #roots: string[] = [];
  #files = new Map<string, FileCoverage>();
  #file: FileCoverage | undefined;
  /** Depth of the `methods` element that is open, or 0. */
  #methods = 0;
  /** As listed, before lines of one file are merged: some producers count these. */
  #raw = { lines: 0, linesHit: 0, branches: 0, branchesHit: 0 };

  constructor(source: Source) {
    this.#source = source;
    this.#problems = new ProblemList(source.name);
  }

  open(name: string, attributes: XmlAttributes, line: number, depth: number): boolean {
    if (this.#methods > 0) return false;
    switch (name) {
      case 'line': this.#line(attributes, line); return false;
      case 'class': this.#class(attributes, line); return false;
      case 'methods': this.#methods = depth; return false;
      case 'source': return true;
      case 'coverage': if (depth === 1) { this.#root = attributes; this.#rootLine = line; } return false;
      default: return false;
    }
  }

  close(name: string, text: string, depth: number): void {
    if (depth === this.#methods) this.#methods = 0;
    else if (name === 'class' && this.#methods === 0) this.#file = undefined;
    else if (name === 'source' && text.trim() !== '') this.#roots.push(text.trim());
  }

  result(): ReadResult {
    const files = [...this.#files.values()].map((file) => file.toCoveredFile());
    const totals = sumTotals(files);
    this.#compare('lines-valid', [totals.line?.total ?? 0, this.#raw.lines]);
    this.#compare('lines-covered', [totals.line?.covered ?? 0, this.#raw.linesHit]);
    this.#compare('branches-valid', [totals.branch?.total ?? 0, this.#raw.branches]);
    this.#compare('branches-covered', [totals.branch?.covered ?? 0, this.#raw.branchesHit]);
    const timestamp = this.#root['timestamp'];
    const content = { files, totals, sourceRoots: this.#roots, ...(timestamp !== undefined && { timestamp }) };
    return coverageResult(content, this.#problems, this.#root['version']);
  }

  #class(attributes: XmlAttributes, line: number): void {
    const path = attributes['filename'] ?? attributes['name'] ?? '';
    this.#file = this.#files.get(path);
    if (this.#file) return;
    this.#file = new FileCoverage(path, line);
    this.#files.set(path, this.#file);
  }

  #line(attributes: XmlAttributes, at: number): void {
    const file = this.#file;
    if (!file) return;
    const number = toLineNumber(attributes['number'], this.#source, at);
    const hit = isHit(attributes['hits'], this.#source, at);
    file.line(number, hit);
    this.#raw.lines += 1;
    if (hit) this.#raw.linesHit += 1;
    const branches = this.#part(attributes, 'condition-coverage', at);
    if (branches) {
      file.some('branch', number, branches);
      this.#raw.branches += branches.total;
      this.#raw.branchesHit += branches.covered;
    }
    const pairs = this.#part(attributes, 'mcdcpair-coverage', at);
    if (pairs) file.some('mcdc', number, pairs);
  }

  #part(attributes: XmlAttributes, name: string, at: number) {
    const part = partOf(attributes[name]);
    if (part && part.covered > part.total) {
      this.#problems.add('CONTRADICTION', `${name} has more covered than there are; it counts as none covered`, { line: at, found: attributes[name]?.slice(0, 80) ?? '' });
      return { covered: 0, total: part.total };
    }
    return part;
  }

  #compare(name: string, counted: readonly number[]): void {
    const declared = this.#root[name];
    if (declared === undefined || counted.includes(Number(declared))) return;
    this.#problems.add('COUNTERS_DISAGREE', `${name} differs from the lines of the report`, { line: this.#rootLine, expected: `${counted[0]}, as counted`, found: declared.slice(0, 80), hint: 'the counted lines are used' });
  }
}
