import type { TestCounts, TestSuite } from '../../model/tests.ts';
import { NO_COUNTS } from '../../model/tests.ts';
import { ownText } from '../own-text.ts';
import type { XmlAttributes } from '../xml.ts';
import { addTally, countsOf, newTally } from './counters.ts';
import type { Declared, Tally } from './counters.ts';

const MAX_PROPERTIES = 10_000;

/** A suite while it is open, and the TestSuite that becomes of it. */
export class SuiteState {
  readonly depth: number;
  readonly attributes: XmlAttributes;
  /** Names of this suite and those around it: tells equal test names apart where there is no class. */
  readonly path: string;
  /** Cases directly in it. */
  readonly direct: Tally = newTally();
  /** Cases in it and in suites below; complete after `finish`. */
  readonly below: Tally = newTally();
  readonly suite: TestSuite;
  #properties: (readonly [string, string])[] = [];
  #open: { counted: TestCounts; empty: boolean };

  constructor(attributes: XmlAttributes, line: number, depth: number, parent: SuiteState | undefined, declared: Declared) {
    this.depth = depth;
    this.attributes = attributes;
    const name = ownText(attributes['name'] ?? '');
    this.path = parent ? `${parent.path}\n${name}` : name;
    const timestamp = attributes['timestamp'];
    const suite = { name, line, ...(timestamp !== undefined && { timestamp: ownText(timestamp) }), declared, counted: NO_COUNTS, empty: true, properties: this.#properties };
    this.suite = suite;
    this.#open = suite;
  }

  property(pair: readonly [string, string]): void {
    if (this.#properties.length < MAX_PROPERTIES) this.#properties.push([ownText(pair[0]), ownText(pair[1])]);
  }

  finish(): void {
    addTally(this.below, this.direct);
    this.#open.counted = countsOf(this.below);
    this.#open.empty = this.direct.suites === 0 && this.below.cases === 0;
  }
}
