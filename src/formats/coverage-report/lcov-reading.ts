import type { Source } from '../../model/source.ts';
import { ProblemList } from '../problem-list.ts';
import { Refusal } from '../refusal.ts';
import { FileCoverage } from './file-coverage.ts';
import { isHit, toLineNumber } from './numbers.ts';

/** Records that carry nothing that is read. */
const IGNORED = new Set(['TN', 'VER', 'FNF', 'FNH', 'BRF', 'BRH', 'MCF', 'MCH', 'KF', 'ID']);

/** One `SF … end_of_record`: totals that it declares and what was counted in it. */
interface Section { readonly at: number; readonly file: FileCoverage; own: FileCoverage; records: number; hits: number; found?: number; hit?: number; functions: Map<string, string>; starts: Map<string, number> }

/** Reads the lines of a tracefile (geninfo(1), "FILES"). */
export class LcovReading {
  readonly problems: ProblemList;
  #source: Source;
  #at = 0;
  #files = new Map<string, FileCoverage>();
  #section: Section | undefined;

  constructor(source: Source) {
    this.#source = source;
    this.problems = new ProblemList(source.name);
  }

  files(): FileCoverage[] { return [...this.#files.values()]; }

  line(text: string): void {
    this.#at += 1;
    if (text === '' || text.startsWith('#') || text.trim() === '') return;
    if (text.trimEnd() === 'end_of_record') { this.#close(); return; }
    const colon = text.indexOf(':');
    const kind = colon === -1 ? '' : text.slice(0, colon);
    if (!/^[A-Z]{2,5}$/.test(kind)) throw this.#refuse('a line that is no record', 'KEY:values or end_of_record', text);
    const value = text.slice(colon + 1);
    if (kind === 'SF') { this.#open(value.trim()); return; }
    if (IGNORED.has(kind)) return;
    if (!this.#section) throw this.#refuse('a record outside of any source file', 'SF: before it', text);
    this.#record(this.#section, kind, value);
  }

  /** The last record must be closed; without its end only a section whose totals agree is believed to be whole. */
  end(): void {
    const section = this.#section;
    if (!section) return;
    if (section.found === undefined || section.hit === undefined || section.found !== section.own.lineRatio.total) {
      throw new Refusal({ code: 'TRUNCATED', message: 'the file ends within a record', file: this.#source.name, line: this.#at, expected: 'end_of_record', hint: 'the writer was interrupted or the disk was full: run it again' });
    }
    this.#close();
    this.problems.add('INCOMPLETE', 'the last record has no end_of_record', { line: this.#at });
  }

  #open(path: string): void {
    if (this.#section) {
      this.problems.add('INCOMPLETE', 'a record has no end_of_record', { line: this.#section.at });
      this.#close();
    }
    const file = this.#files.get(path) ?? new FileCoverage(path, this.#at);
    this.#files.set(path, file);
    this.#section = { at: this.#at, file, own: new FileCoverage(path, this.#at), records: 0, hits: 0, functions: new Map(), starts: new Map() };
  }

  #close(): void {
    const section = this.#section;
    this.#section = undefined;
    if (!section) return;
    const { covered, total } = section.own.lineRatio;
    this.#compare(section, 'LF', section.found, [total, section.records]);
    this.#compare(section, 'LH', section.hit, [covered, section.hits]);
  }

  #compare(section: Section, name: string, declared: number | undefined, counted: readonly number[]): void {
    if (declared === undefined || counted.includes(declared)) return;
    this.problems.add('COUNTERS_DISAGREE', `${name} differs from the DA records of "${section.file.path.slice(0, 200)}"`, { line: section.at, expected: `${counted[0]}, as counted`, found: String(declared), hint: 'the counted lines are used' });
  }

  #record(section: Section, kind: string, value: string): void {
    switch (kind) {
      case 'DA': this.#data(section, value); return;
      case 'BRDA': this.#branch(section, value); return;
      case 'FN': { const name = /^\d+,(?:\d+,)?(.+)$/.exec(value)?.[1]; section.file.one('function', this.#need(name, value), false); return; }
      case 'FNDA': { const match = /^([^,]*),(.*)$/.exec(value); section.file.one('function', this.#need(match?.[2], value), isHit(match?.[1], this.#source, this.#at)); return; }
      case 'FNL': this.#functionLeader(section, value); return;
      case 'FNA': this.#functionAlias(section, value); return;
      case 'MCDC': this.#condition(section, value); return;
      case 'LF': section.found = toLineTotal(value); return;
      case 'LH': section.hit = toLineTotal(value); return;
      default: this.problems.add('BAD_VALUE', 'a record of a kind that is not known is not read', { line: this.#at, found: kind });
    }
  }

  /** `line,count[,checksum]` */
  #data(section: Section, value: string): void {
    const first = value.indexOf(',');
    const second = value.indexOf(',', first + 1);
    const number = toLineNumber(first === -1 ? undefined : value.slice(0, first), this.#source, this.#at);
    const hit = isHit(value.slice(first + 1, second === -1 ? undefined : second), this.#source, this.#at);
    section.file.line(number, hit);
    section.own.line(number, hit);
    section.records += 1;
    if (hit) section.hits += 1;
  }

  /** `line,[e]block,branch,taken`; the branch may be an expression with commas, `-` means that the block was never reached. */
  #branch(section: Section, value: string): void {
    const last = value.lastIndexOf(',');
    const taken = value.slice(last + 1).trim();
    const key = value.slice(0, last);
    const line = /^(\d+),[^,]+,./.exec(key)?.[1];
    toLineNumber(line, this.#source, this.#at);
    section.file.one('branch', key, taken !== '-' && isHit(taken, this.#source, this.#at));
  }

  /** `index,start[,end]`: one function, whatever its aliases. The place names it across records, as an index holds in one record only. */
  #functionLeader(section: Section, value: string): void {
    const match = /^(\d+),(\d+(?:,\d+)?)$/.exec(value);
    const place = this.#need(match?.[2], value);
    const nth = (section.starts.get(place) ?? 0) + 1;
    section.starts.set(place, nth);
    const key = `\0${place}#${nth}`;
    section.functions.set(match?.[1] ?? '', key);
    section.file.one('function', key, false);
  }

  /** `index,count,name` */
  #functionAlias(section: Section, value: string): void {
    const match = /^(\d+),([^,]+),/.exec(value);
    const key = section.functions.get(match?.[1] ?? '');
    section.file.one('function', this.#need(key, value), isHit(match?.[2], this.#source, this.#at));
  }

  /** `line,size,t|f,taken,index,expression`: one outcome of one condition. */
  #condition(section: Section, value: string): void {
    const match = /^(\d+),(\d+),([tf]),([^,]+),(\d+)(?:,(.*))?$/.exec(value);
    toLineNumber(match?.[1], this.#source, this.#at);
    const [, line, size, sense, taken, index, expression = ''] = match ?? [];
    section.file.one('mcdc', `${line},${size},${sense},${index},${expression}`, taken !== '-' && isHit(taken, this.#source, this.#at));
  }

  #need(part: string | undefined, value: string): string {
    if (part === undefined) throw this.#refuse('a record that cannot be understood', 'the fields of geninfo(1)', value);
    return part;
  }

  #refuse(message: string, expected: string, found: string): Refusal {
    return new Refusal({ code: 'NOT_WELL_FORMED', message, file: this.#source.name, line: this.#at, expected, found: found.slice(0, 120) });
  }
}

const toLineTotal = (value: string): number => (/^\s*\d{1,15}\s*$/.test(value) ? Number(value) : NaN);
