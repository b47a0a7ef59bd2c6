import type { ReportInput } from '../../src/report/input.ts';

/** What somebody may write into a test name to make a report lie, break or run something. */
export const HOSTILE: readonly string[] = [
  '<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', '</style><style>*{display:none}</style>', '</script><script>alert(1)</script>', '<svg onload=alert(1)>', "' onclick='alert(1)", '{{constructor}} {{{this}}} {{> table}}',
  '<!-- -->', ']]>', '&lt;b&gt;', 'javascript:alert(1)', 'https://example.invalid/x', '#panic("x") #read("/etc/passwd") #import "@preview/x:1.0.0"', '$x$ @ref <label> *bold* _em_ `raw` = heading // c /* c */ \\ ~ --', '#let x = 1; \\u{1F600}',
  'bell\u0007 nul\u0000 esc\u001b[31m tab\t del\u007f', 'x\u202egpj.exe', '\u2066isolated\u2069', 'zero\u200bwidth\u00ad\u2060', 'lone\ud800surrogate', '\ue000\ufdd0\uffff\ufeff', 'line\nbreak\r\nhere', 'w'.repeat(500), '日本語 עברית العربية 😀', 'constructor', '__proto__', '-->', '%00%0a../../etc/passwd',
];

const POISONED = new Set(['title', 'description', 'name', 'classname', 'message', 'reason', 'meaning', 'hardware', 'subject', 'purpose', 'justification', 'fix', 'text', 'note', 'rationaleForRelease', 'manufacturer', 'role', 'suite', 'tool', 'ruleId']);

/** The same release with hostile words in every field that people write; ids and paths stay, so that the chains stay. */
export function poisoned(input: ReportInput): ReportInput {
  let next = 0;
  const word = (): string => HOSTILE[next++ % HOSTILE.length] ?? '';
  const deep = (value: unknown, key: string): unknown => {
    if (typeof value === 'string') return POISONED.has(key) ? `${value} ${word()}` : value;
    if (Array.isArray(value)) return value.map((one) => deep(one, key));
    if (value instanceof Map) return new Map([...value].map(([id, one]) => [id, deep(one, '')]));
    if (value !== null && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, deep(one, name)]));
    return value;
  };
  const { graph, evidence, results, release } = input;
  return {
    ...input,
    release: { ...release, product: { ...release.product, name: `${release.product.name} ${HOSTILE[0]}`, description: HOSTILE.join(' ') } },
    evidence: { ...evidence, contents: deep(evidence.contents, '') as typeof evidence.contents },
    graph: { ...graph, nodes: deep(graph.nodes, '') as typeof graph.nodes },
    results: { ...results, rows: results.rows.map((row) => ({ ...row, message: `${row.message} ${word()}`, subjects: [...row.subjects, word()], read: row.read.map((one) => ({ ...one, value: word() })) })) },
  };
}
