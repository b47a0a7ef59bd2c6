import type { IdScheme } from '../model/id-scheme.ts';
import { isNodeType, typeOfId } from '../model/id-scheme.ts';
import type { NodeType } from '../model/graph.ts';
import { matching } from '../model/matching.ts';
import { EvidenceError } from '../model/problem.ts';
import type { TestCase } from '../model/tests.ts';
import type { Project } from '../project/schema.ts';

/** Which ids a test case claims, and by what rule. */
export interface Binding {
  /** TST or INS ids that the case is a result of. */
  readonly tests: readonly string[];
  /** SRS and RC ids that the case says it verifies. */
  readonly targets: readonly string[];
  /** `property:testspec`, `suite-property:req`, `name-pattern`, `class-pattern`; undefined when it claims nothing. */
  readonly boundBy: string | undefined;
  /** Looks like an id and is of no pattern of the scheme. */
  readonly strange: readonly string[];
}

export type Binder = (testCase: TestCase, suiteProperties?: TestCase['properties']) => Binding;

const NOTHING: Binding = { tests: [], targets: [], boundBy: undefined, strange: [] };

/**
 * Finds ids in declared properties first, in the order of the project file, then by the configured pattern in the case's name and class.
 * Never in messages, output or docstrings: printed text is not a claim. The first rule that yields a test id is the one that binds.
 * @throws EvidenceError PROJECT_INVALID when `binding.names` is no regular expression.
 */
export function createBinder(binding: Project['binding'], ids: IdScheme): Binder {
  const types = new Map<string, NodeType | undefined>();
  const typeOf = (id: string): NodeType | undefined => {
    if (!types.has(id)) {
      const type = typeOfId(id, ids);
      types.set(id, isNodeType(type) ? type : undefined);
    }
    return types.get(id);
  };
  const names = binding.names === undefined ? undefined : compile(binding.names);
  return (testCase, suiteProperties = []) => {
    const rules: { rule: string; tokens: readonly string[] }[] = [];
    for (const name of binding.properties) {
      collect(rules, `property:${name}`, name, testCase.properties);
    }
    if (binding.suiteProperties) for (const name of binding.properties) collect(rules, `suite-property:${name}`, name, suiteProperties);
    if (names !== undefined) {
      const inName = matches(names, testCase.name);
      if (inName.length > 0) rules.push({ rule: 'name-pattern', tokens: inName.map((t) => repaired(t, typeOf)) });
      else {
        const inClass = matches(names, testCase.classname);
        if (inClass.length > 0) rules.push({ rule: 'class-pattern', tokens: inClass.map((t) => repaired(t, typeOf)) });
      }
    }
    return rules.length === 0 ? NOTHING : decide(rules, typeOf);
  };
}

/** The cases that a reader of a very large file must keep: those that claim something or seem to, and those that did not simply pass. */
export function caseFilter(binding: Project['binding'], ids: IdScheme): (testCase: TestCase) => boolean {
  const bind = createBinder(binding, ids);
  // Suite properties are not known to a case: with them switched on every case may be bound, so every case is kept.
  return (testCase) => {
    if (binding.suiteProperties || testCase.outcome !== 'passed') return true;
    const { boundBy, strange } = bind(testCase);
    return boundBy !== undefined || strange.length > 0;
  };
}

function decide(rules: readonly { rule: string; tokens: readonly string[] }[], typeOf: (id: string) => NodeType | undefined): Binding {
  let tests: readonly string[] = [];
  let boundBy: string | undefined;
  const targets = new Set<string>();
  const strange = new Set<string>();
  for (const { rule, tokens } of rules) {
    const found = tokens.filter((t) => typeOf(t) === 'TST' || typeOf(t) === 'INS');
    // A property that is written several times (one element for each id) is one rule.
    if (found.length > 0 && (tests.length === 0 || rule === boundBy)) {
      tests = [...new Set([...tests, ...found])];
      boundBy = rule;
    }
    for (const token of tokens) {
      const type = typeOf(token);
      if (type === 'SRS' || type === 'RC') {
        targets.add(token);
        boundBy ??= rule;
      } else if (type === undefined && (/^[A-Z]{2,}[A-Z0-9]*[-_]\d+$/iu.test(token) || misspelt(token, typeOf))) strange.add(token);
    }
  }
  return { tests, targets: [...targets], boundBy, strange: [...strange] };
}

function collect(rules: { rule: string; tokens: readonly string[] }[], rule: string, name: string, properties: TestCase['properties']): void {
  for (const [key, value] of properties) {
    if (key !== name) continue;
    const tokens = value.split(/[\s,;]+/u).filter((t) => t !== '');
    // `TST 202` is one id with a blank for its hyphen, of which nothing would be left.
    if (/^\s*[A-Z]{2,}\s+\d+\s*$/iu.test(value)) tokens.splice(0, tokens.length, value.trim());
    if (tokens.length > 0) rules.push({ rule, tokens });
  }
}

/** An id when invisible characters, blanks and case are put right: a claim that would go lost otherwise. */
function misspelt(token: string, typeOf: (id: string) => NodeType | undefined): boolean {
  return typeOf(token.replace(/[\p{Cf}\p{M}]+/gu, '').replace(/\s+/gu, '-').toUpperCase()) !== undefined;
}

function matches(pattern: RegExp, text: string): readonly string[] {
  return matching({ path: ['binding', 'names'], pattern: pattern.source }, () => [...text.matchAll(pattern)]).map((m) => m[1] ?? m[0]).filter((t) => t !== '');
}

/** `test_SRS_041` found by a configured pattern means SRS-041: names of functions cannot hold a hyphen. */
function repaired(token: string, typeOf: (id: string) => NodeType | undefined): string {
  if (typeOf(token) !== undefined) return token;
  const hyphened = token.replaceAll('_', '-');
  return typeOf(hyphened) === undefined ? token : hyphened;
}

function compile(pattern: string): RegExp {
  try {
    return new RegExp(pattern, 'gu');
  } catch (cause) {
    throw new EvidenceError('PROJECT_INVALID', 'usage', `binding.names: "${pattern}" is not a regular expression`, { cause });
  }
}
