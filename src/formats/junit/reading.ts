import type { CounterDisagreement, Outcome, SuiteProblem, TestCase, TestReport, TestSuite } from '../../model/tests.ts';
import type { Source } from '../../model/source.ts';
import { ownText } from '../own-text.ts';
import { ProblemList } from '../problem-list.ts';
import { Refusal } from '../refusal.ts';
import { MAX_TEXT } from '../xml.ts';
import type { XmlAttributes, XmlHandler } from '../xml.ts';
import { addTally, countsOf, disagreements, newTally, readDeclared } from './counters.ts';
import type { Tally } from './counters.ts';
import { dialectOfRoot, dialectOfSuite, isFindingName, isLinterSuite } from './dialect.ts';
import { outcomeOfWord } from './outcome.ts';
import { SeenNames } from './repeats.ts';
import { SuiteState } from './suite-state.ts';
import { CaseState, ownCase } from './case-state.ts';

/** Suites of one file; more are refused, as each one is kept. */
const MAX_SUITES = 100_000;
const MAX_KEPT_TROUBLES = 1000;
/** Elements of a test specification, not of results (TestLink): their test cases were planned, not run. */
const SPECIFICATION = new Set(['steps', 'preconditions', 'execution_type', 'importance', 'node_order', 'externalid', 'expectedresults']);

/** Builds a TestReport from the events of a JUnit file. One object reads one file. */
export class JunitReading implements XmlHandler {
  readonly problems: ProblemList;
  readonly tally: Tally = newTally();
  /** Every case is a failed finding of a scanner. */
  #onlyFindings = true;
  #linter = false;
  #file: string;
  #keepCase: ((testCase: TestCase) => boolean) | undefined;
  #dialect: string | undefined;
  #root: { attributes: XmlAttributes; line: number; name: string; isSuites: boolean } | undefined;
  #suites: TestSuite[] = [];
  #openSuites: SuiteState[] = [];
  #openCases: CaseState[] = [];
  #spareCases: CaseState[] = [];
  #cases: TestCase[] = [];
  #elided = 0;
  #suiteProblems: SuiteProblem[] = [];
  #disagreements: CounterDisagreement[] = [];
  #seen: SeenNames;
  #printedDepth = 0;
  #property: string | undefined;
  #propertyValue: string | undefined;
  #direct: Tally = newTally();
  #previous = { classname: '', name: '' };

  constructor({ name: file, size }: Source, keepCase: ((testCase: TestCase) => boolean) | undefined) {
    this.#file = file;
    this.#keepCase = keepCase;
    this.#seen = new SeenNames(size);
    this.problems = new ProblemList(file);
  }

  open(name: string, attributes: XmlAttributes, line: number, depth: number): boolean {
    if (depth === 1) return this.#openRoot(name, attributes, line);
    if (this.#printedDepth > 0) return false;
    const inCase = this.#openCases.at(-1);
    switch (name) {
      case 'testcase': this.#openCase(attributes, line, depth); return false;
      case 'testsuite': this.#openSuite(attributes, line, depth); return false;
      case 'property': return this.#openProperty(attributes);
      case 'system-out': case 'system-err': this.#printedDepth = depth; return false;
      default:
    }
    if (inCase) {
      if (depth === inCase.depth + 1 && SPECIFICATION.has(name)) throw this.#specification(line);
      return inCase.child(name, attributes);
    }
    if (name === 'failure' || name === 'error') {
      const suite = this.#openSuites.at(-1);
      (suite?.direct ?? this.#direct).suiteErrors += 1;
      const message = (attributes['message'] ?? attributes['type'] ?? '').slice(0, MAX_TEXT);
      if (this.#suiteProblems.length < MAX_KEPT_TROUBLES) this.#suiteProblems.push({ file: this.#file, line, suite: suite?.suite.name ?? '', message: ownText(message) });
      this.problems.add('INCOMPLETE', `${name} outside of any test case: the suite itself broke`, { line, found: message.slice(0, 200) });
    } else if (SPECIFICATION.has(name)) throw this.#specification(line);
    return false;
  }

  close(name: string, text: string, depth: number): void {
    if (this.#printedDepth > 0) {
      if (depth === this.#printedDepth) this.#printedDepth = 0;
      return;
    }
    if (this.#property !== undefined && name === 'property') { this.#closeProperty(text); return; }
    const inCase = this.#openCases.at(-1);
    if (inCase) {
      if (depth === inCase.depth) this.#closeCase(inCase);
      else if (text !== '') inCase.hear(name, text);
      return;
    }
    const suite = this.#openSuites.at(-1);
    if (suite && depth === suite.depth) this.#closeSuite(suite);
    if (depth === 1) this.#closeRoot();
  }

  report(): TestReport {
    return {
      ...(this.#dialect !== undefined && { dialect: this.#dialect }),
      suites: this.#suites, cases: this.#cases, casesElided: this.#elided,
      counts: countsOf(this.tally), suiteProblems: this.#suiteProblems, disagreements: this.#disagreements,
    };
  }

  get suites(): number { return this.#suites.length; }

  /** Findings of a scanner or linter in the dress of tests (Trivy's template, ESLint's junit formatter). */
  get foreign(): boolean { return this.#linter || (this.tally.cases > 0 && this.#onlyFindings); }

  #openRoot(name: string, attributes: XmlAttributes, line: number): boolean {
    if (name !== 'testsuites' && name !== 'testsuite') {
      throw new Refusal({ code: 'UNSUPPORTED_FORMAT', message: 'the root element is not one of JUnit XML', file: this.#file, line, expected: 'testsuites or testsuite', found: name.slice(0, 80) });
    }
    this.#dialect = dialectOfRoot(name, attributes);
    this.#root = { attributes, line, name: attributes['name'] ?? '', isSuites: name === 'testsuites' };
    if (name === 'testsuite') this.#openSuite(attributes, line, 1);
    return false;
  }

  #openSuite(attributes: XmlAttributes, line: number, depth: number): void {
    if (this.#suites.length >= MAX_SUITES) throw new Refusal({ code: 'TOO_LARGE', message: 'the file has too many suites', file: this.#file, line, expected: `at most ${MAX_SUITES}` });
    this.#dialect ??= dialectOfSuite(attributes, this.#root?.isSuites === true && Object.keys(this.#root.attributes).length === 0);
    this.#linter ||= isLinterSuite(attributes);
    const parent = this.#openSuites.at(-1);
    if (parent) parent.direct.suites += 1;
    const state = new SuiteState(attributes, line, depth, parent, readDeclared(attributes, (counter, value) => this.#badCounter(counter, value, line)));
    this.#suites.push(state.suite);
    this.#openSuites.push(state);
  }

  #closeSuite(state: SuiteState): void {
    this.#openSuites.pop();
    state.finish();
    this.#compare(state.suite.declared, state.attributes, state.below, state.direct, state.suite.name, state.suite.line);
    if (state.below.failed + state.below.errored === 0) this.#suiteClaims(state);
    const parent = this.#openSuites.at(-1);
    if (parent && state.below.failed + state.below.errored > 0) parent.direct.failedSuites += 1;
    addTally(parent ? parent.below : this.tally, state.below);
  }

  /** A suite that calls itself failed and holds no case that failed: something beside its cases broke. */
  #suiteClaims({ attributes, suite }: SuiteState): void {
    for (const name of ['result', 'status', 'outcome', 'success']) {
      const claimed = attributes[name] === undefined ? undefined : outcomeOfWord(attributes[name].trim());
      if (claimed !== 'failed' && claimed !== 'errored') continue;
      const message = `${name}="${(attributes[name] ?? '').slice(0, 80)}"`;
      if (this.#suiteProblems.length < MAX_KEPT_TROUBLES) this.#suiteProblems.push({ file: this.#file, line: suite.line, suite: suite.name, message: ownText(message) });
      this.problems.add('CONTRADICTION', 'a suite calls itself failed, and none of its cases did', { line: suite.line, found: message });
      return;
    }
  }

  #closeRoot(): void {
    const root = this.#root;
    addTally(this.tally, this.#direct);
    if (!root?.isSuites) return;
    const declared = readDeclared(root.attributes, (counter, value) => this.#badCounter(counter, value, root.line));
    this.#compare(declared, root.attributes, this.tally, this.#direct, root.name, root.line);
  }

  #compare(declared: Parameters<typeof disagreements>[0], attributes: XmlAttributes, below: Tally, direct: Tally, suite: string, line: number): void {
    for (const found of disagreements(declared, attributes, below, direct, this.#dialect)) {
      if (this.#disagreements.length < MAX_KEPT_TROUBLES) this.#disagreements.push({ file: this.#file, line, suite, ...found });
      this.problems.add('COUNTERS_DISAGREE', `the counter "${found.counter}" of ${suite === '' ? 'the suite' : `"${suite.slice(0, 200)}"`} differs from the elements below it`, {
        line, expected: `${found.counted}, as counted`, found: String(found.declared), hint: 'a part of the run may be missing, or the file was merged: give the files as the runner wrote them' });
    }
  }

  #openProperty(attributes: XmlAttributes): boolean {
    this.#property = attributes['name'] ?? '';
    this.#propertyValue = attributes['value'];
    return this.#propertyValue === undefined;
  }

  #closeProperty(text: string): void {
    const pair = [this.#property as string, this.#propertyValue ?? text.trim()] as const;
    this.#property = undefined;
    const inCase = this.#openCases.at(-1);
    if (inCase) inCase.property(pair);
    else this.#openSuites.at(-1)?.property(pair);
    if (pair[0] === 'go.version') this.#dialect ??= 'go-junit-report';
  }

  #openCase(attributes: XmlAttributes, line: number, depth: number): void {
    if (attributes['internalid'] !== undefined) throw this.#specification(line);
    const state = this.#spareCases.pop() ?? new CaseState();
    state.begin(attributes, line, depth);
    this.#openCases.push(state);
  }

  #closeCase(state: CaseState): void {
    this.#openCases.pop();
    this.#spareCases.push(state);
    const suite = this.#openSuites.at(-1);
    const decision = state.decide();
    if (decision.unknownWord !== undefined) {
      this.problems.add('BAD_VALUE', 'a status word that is not known; the case counts as errored', { line: state.line, found: decision.unknownWord.slice(0, 80) });
    }
    if (decision.contradiction !== undefined) {
      this.problems.add('CONTRADICTION', 'status and content of the case contradict each other; the worse counts', { line: state.line, found: decision.contradiction.slice(0, 80) });
    }
    if (state.notStarted) {
      this.problems.add('INCOMPLETE', 'the test could not be started and is written as skipped', { line: state.line, found: state.message?.slice(0, 200) ?? '', hint: 'build the test program, or remove the test' });
    }
    const tearDown = decision.outcome === 'errored' && state.name === this.#previous.name && state.classname === this.#previous.classname;
    this.#previous.name = state.name;
    this.#previous.classname = state.classname;
    state.addTo(suite?.direct ?? this.#direct, decision.outcome, tearDown);
    if (this.#onlyFindings && !(decision.outcome === 'failed' && isFindingName(state.name, state.classname))) this.#onlyFindings = false;
    this.#repeated(state, suite);
    this.#keep(state, suite, decision.outcome);
  }

  #repeated(state: CaseState, suite: SuiteState | undefined): void {
    // Without a class the suite is what tells two tests of one name apart.
    const scope = state.classname !== '' ? state.classname : suite?.path ?? '';
    const first = this.#seen.add(scope, state.name, state.line);
    if (first !== 0) {
      this.problems.add('REPEATED_CASE', `the test "${state.name.slice(0, 200)}" of "${scope.slice(0, 200)}" occurs again; each occurrence counts`, {
        line: state.line, expected: 'each test once', found: `first in line ${first}`, hint: 'a retry, parameters without names, or two runs in one file' });
    }
  }

  #keep(state: CaseState, suite: SuiteState | undefined, outcome: Outcome): void {
    const testCase = state.toTestCase(suite?.suite.name ?? this.#root?.name ?? '', outcome);
    if (this.#keepCase === undefined || this.#keepCase(testCase)) this.#cases.push(ownCase(testCase));
    else this.#elided += 1;
  }

  #badCounter(counter: string, value: string, line: number): void {
    this.problems.add('BAD_VALUE', `the counter "${counter}" is no whole number`, { line, found: value.slice(0, 80) });
  }

  #specification(line: number): Refusal {
    return new Refusal({ code: 'UNSUPPORTED_FORMAT', message: 'test cases with steps are a test specification, not results (TestLink)', file: this.#file, line, hint: 'give the results of the run as JUnit XML' });
  }
}
