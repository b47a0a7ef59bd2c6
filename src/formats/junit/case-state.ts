import type { Outcome, TestCase } from '../../model/tests.ts';
import { MAX_TEXT } from '../xml.ts';
import { ownText } from '../own-text.ts';
import type { XmlAttributes } from '../xml.ts';
import type { Tally } from './counters.ts';
import { decide, outcomeOfWord } from './outcome.ts';
import type { Decision, Said } from './outcome.ts';
import { toSeconds } from './seconds.ts';

const NONE: readonly (readonly [string, string])[] = [];
const MAX_PROPERTIES = 1000;
/** Attributes with a meaning of their own; any other one is a property (RecordProperty of GoogleTest before 1.12). */
const OWN = new Set(['name', 'classname', 'class', 'time', 'status', 'result', 'file', 'line', 'lineno', 'timestamp', 'assertions', 'id',
  'skipped', 'disabled', 'ignored', 'pending', 'failure', 'error', 'executed', 'group', 'hostname', 'type_param', 'value_param', 'package', 'url']);
const SPELLINGS = new Map(['failure', 'error', 'skipped', 'flakyFailure', 'flakyError', 'rerunFailure', 'rerunError'].map((name) => [name.toLowerCase(), name] as const));
/** Elements in which some writers put the result as a word, as others do in an attribute of that name. */
const IN_WORDS = new Set(['result', 'outcome', 'verdict', 'status', 'state']);
const plainName = (name: string): string => name.slice(name.indexOf(':') + 1).toLowerCase();
const NOT = new Set(['', 'false', '0', 'no', 'none']);

/** A testcase element while it is open. Used again and again, so that a large file makes no garbage of it. */
export class CaseState {
  depth = 0;
  line = 0;
  name = '';
  classname = '';
  message: string | undefined;
  #time: string | undefined;
  #properties: (readonly [string, string])[] | undefined;
  #said: Said = { failures: 0, errors: 0, skips: 0, flaky: 0, reruns: 0, status: undefined, result: undefined };
  /** Severity of the element whose message is kept. */
  #messageRank = 0;
  #notRun = false;

  begin(attributes: XmlAttributes, line: number, depth: number): void {
    this.depth = depth;
    this.line = line;
    this.name = attributes['name'] ?? '';
    this.classname = attributes['classname'] ?? attributes['class'] ?? '';
    this.#time = attributes['time'];
    this.message = undefined;
    this.#messageRank = 0;
    this.#properties = undefined;
    const said = this.#said;
    said.failures = said.errors = said.skips = said.flaky = said.reruns = 0;
    said.status = attributes['status'];
    said.result = attributes['result'];
    for (const key in attributes) {
      switch (key) {
        case 'name': case 'classname': case 'time': break;
        case 'skipped': case 'disabled': case 'ignored': case 'pending': if (truthy(attributes[key])) said.skips += 1; break;
        case 'executed': if (/^(false|no|0)$/i.test(attributes[key] ?? '')) said.skips += 1; break;
        case 'failure': if (truthy(attributes[key])) this.#attributeFailure(attributes[key] ?? ''); break;
        case 'error': if (truthy(attributes[key])) said.errors += 1; break;
        case 'outcome': case 'verdict': case 'state': case 'success': case 'passed': case 'Result': case 'Status': this.#claim(attributes[key] ?? ''); this.property([key, attributes[key] ?? '']); break;
        default: if (!OWN.has(key)) this.property([key, attributes[key] ?? '']);
      }
    }
    this.#notRun = said.status === 'notrun';
  }

  /** A child element; true asks for its text as the message. */
  child(name: string, attributes: XmlAttributes): boolean {
    const said = this.#said;
    switch (name) {
      case 'failure': said.failures += 1; return this.#hearMessage(3, attributes);
      case 'error': said.errors += 1; return this.#hearMessage(4, attributes);
      case 'skipped': case 'skip': case 'disabled': case 'ignored': case 'notrun': case 'pending':
      // A PHPUnit test that issued a warning, asserted nothing or is unfinished proves nothing.
      case 'warning': case 'risky': case 'incomplete': said.skips += 1; return this.#hearMessage(2, attributes);
      case 'flakyFailure': case 'flakyError': said.flaky += 1; return this.#hearMessage(1, attributes);
      case 'rerunFailure': case 'rerunError': said.reruns += 1; return false;
      case 'properties': return false;
      default: return this.#otherSpelling(name, attributes);
    }
  }

  /** Text of a child that `child` asked for. */
  hear(name: string, text: string): void {
    if (IN_WORDS.has(plainName(name))) this.#claim(text);
    else if (this.message === undefined || this.message === '') this.message = text.trim();
  }

  property(pair: readonly [string, string]): void {
    this.#properties ??= [];
    if (this.#properties.length < MAX_PROPERTIES) this.#properties.push(pair);
  }

  decide(): Decision {
    // The attribute beside a child of the same meaning says nothing new (node:test).
    return decide(this.#said);
  }

  /** CTest writes a test whose program is missing as skipped and counts it as failed itself. */
  get notStarted(): boolean {
    return this.#notRun && this.#said.skips > 0 && /unable to find|could not find|not found|no such file/i.test(this.message ?? '');
  }

  addTo(tally: Tally, outcome: Outcome, tearDown: boolean): void {
    const said = this.#said;
    tally.cases += 1;
    switch (outcome) {
      case 'passed': tally.passed += 1; break;
      case 'passed-after-rerun': tally.passedAfterRerun += 1; break;
      case 'skipped': tally.skipped += 1; break;
      case 'failed': tally.failed += 1; break;
      case 'errored': tally.errored += 1; break;
    }
    tally.failureElements += said.failures;
    tally.errorElements += said.errors;
    tally.skippedElements += said.skips;
    tally.attempts += said.flaky + said.reruns;
    if (tearDown) tally.tearDownErrors += 1;
  }

  /** The case as far as `keepCase` is concerned; its texts still point into the file's. */
  toTestCase(suite: string, outcome: Outcome): TestCase {
    const testCase: { -readonly [K in keyof TestCase]: TestCase[K] } = {
      suite, classname: this.classname, name: this.name, outcome, properties: this.#properties ?? NONE, line: this.line,
    };
    const seconds = this.#time === undefined ? undefined : toSeconds(this.#time);
    if (seconds !== undefined) testCase.seconds = seconds;
    if (outcome === 'passed') return testCase;
    const attempts = this.#said.flaky + this.#said.reruns;
    if (this.message !== undefined && this.message !== '') testCase.message = this.message;
    if (attempts > 0) testCase.failedAttempts = attempts;
    return testCase;
  }

  /** `<Failure>` of a writer that did not read the format: what it means is plain, and as a stranger it would make a failure a pass. */
  #otherSpelling(name: string, attributes: XmlAttributes): boolean {
    const plain = plainName(name);
    if (IN_WORDS.has(plain)) {
      for (const key of Object.keys(attributes)) this.#claim(attributes[key] ?? '');
      return true;
    }
    const known = SPELLINGS.get(plain);
    return known !== undefined && known !== name && this.child(known, attributes);
  }

  /** Attributes and elements that some writers use for a result and others for anything: only a word that says "not passed" is believed. */
  #claim(value: string): void {
    const claimed = outcomeOfWord(value.trim());
    if (claimed === 'failed') this.#said.failures += 1;
    else if (claimed === 'errored') this.#said.errors += 1;
    else if (claimed === 'skipped') this.#said.skips += 1;
  }

  #attributeFailure(text: string): void {
    this.#said.failures += 1;
    this.message = text.slice(0, MAX_TEXT);
    this.#messageRank = 2.5;
  }

  #hearMessage(rank: number, attributes: XmlAttributes): boolean {
    if (rank <= this.#messageRank) return false;
    this.#messageRank = rank;
    this.message = (attributes['message'] ?? '').slice(0, MAX_TEXT);
    return this.message === '';
  }
}

const truthy = (value: string | undefined): boolean => value !== undefined && !NOT.has(value.trim().toLowerCase());

/** A copy that does not hold on to the text of the file. */
export function ownCase(testCase: TestCase): TestCase {
  return {
    ...testCase, classname: ownText(testCase.classname), name: ownText(testCase.name),
    ...(testCase.message !== undefined && { message: ownText(testCase.message) }),
    properties: testCase.properties === NONE ? NONE : testCase.properties.map(([name, value]) => [ownText(name), ownText(value)] as const),
  };
}
