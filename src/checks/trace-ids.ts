import type { TraceLink, TraceNode } from '../model/graph.ts';
import { reading } from '../model/location.ts';
import { byCodeUnit } from '../model/order.ts';
import { isOfType } from '../model/id-scheme.ts';
import { idScheme } from '../profile/id-scheme.ts';
import type { Check, CheckContext, Finding } from './check.ts';
import { fail, failuresOrPass, field, inProject } from './findings.ts';

/** Items with a definition of their own; an id that is only mentioned has no title and no second place. */
function defined(context: CheckContext, types: readonly string[]): readonly TraceNode[] {
  return [...context.graph.nodes.values()].filter((n) => types.includes(n.type)).sort((a, b) => byCodeUnit(a.id, b.id));
}

const SCHEMED = ['HAZ', 'HS', 'RC', 'SRS', 'SDS', 'TST', 'INS', 'ANOM', 'SI'] as const;

const unique: Check = {
  id: 'CHK-201', title: 'Every id is defined once', clause: '5.2.6, 8.1.1', severity: { A: 'error', B: 'error', C: 'error' }, waivable: false, needs: [],
  fails: 'The same id is defined twice in one kind of export.',
  run(context) {
    const nodes = defined(context, [...SCHEMED, 'CR']);
    const failures = nodes.filter((n) => n.repeatedAt.length > 0).map((n) => {
      const places = [n, ...n.repeatedAt];
      return fail(n.id, `${n.id} is defined ${places.length} times`, places.map((at) => field(at, 'id', n.id)), 'give the second item an id of its own, or remove it; an id is never used again');
    });
    return failuresOrPass(failures, nodes.map((n) => n.id), 'every id is defined once');
  },
};

const scheme: Check = {
  id: 'CHK-202', title: 'Ids follow the scheme', clause: '8.1.1', severity: { A: 'warning', B: 'error', C: 'error' }, waivable: true, needs: [],
  fails: 'An id does not match the pattern of its kind.',
  run(context) {
    const ids = idScheme(context.project.ids);
    const nodes = defined(context, SCHEMED);
    const failures = nodes.filter((n) => !isOfType(n.id, n.type, ids)).map((n) =>
      fail(n.id, `"${n.id}" is a ${n.type} and does not match ${ids[n.type].source}`, [field(n, 'id', n.id)], `correct the id, or set ids.${n.type} in the project file to the scheme of your configuration plan`));
    return failuresOrPass(failures, nodes.map((n) => n.id), 'every id matches the pattern of its kind');
  },
};

const dangling: Check = {
  id: 'CHK-203', title: 'Every link leads to something', clause: '5.1.1', severity: { A: 'error', B: 'error', C: 'error' }, waivable: true, needs: [],
  fails: 'A link, or the metadata of a test, names an id that nothing defines.',
  run(context) {
    const { graph } = context;
    const failures: Finding[] = bindings(context);
    const reported = new Map<string, TraceLink[]>();
    for (const link of graph.links) {
      for (const [known, unknown] of [[link.from, link.to], [link.to, link.from]] as const) {
        if (!graph.nodes.has(unknown)) push(reported, `${known}\n${unknown}`, link);
      }
    }
    for (const [key, links] of reported) {
      const [known = '', unknown = ''] = key.split('\n');
      failures.push(fail([known, unknown], `${known} is linked with ${unknown}, and nothing defines ${unknown}`, links.map((l) => reading(l, `${l.from} ${l.type} ${l.to}`)), `define ${unknown}, or correct the link of ${known}`));
    }
    const linked = new Set([...reported.keys()].map((k) => k.split('\n')[1]));
    const loose = new Map<string, (typeof graph.unknownIds)[number][]>();
    for (const one of graph.unknownIds) if (!linked.has(one.id)) push(loose, one.id, one);
    for (const [id, places] of loose) {
      failures.push(fail(id, `"${id}" is named, and nothing of a known kind defines it`, places.slice(0, 10).map((at) => reading(at, id)), 'define the id, or correct it where it is named'));
    }
    const ends = [...new Set(graph.links.flatMap((l) => [l.from, l.to]))].filter((id) => graph.nodes.has(id)).sort(byCodeUnit);
    return failuresOrPass(failures, ends, 'every link leads to a defined item');
  },
};

/** Measured values that the project file binds to a requirement or test that is not there would be judged for nobody. */
function bindings(context: CheckContext): Finding[] {
  return context.evidence.contents.performance.flatMap(({ file }) => {
    const { requirements = [], tests = [], index } = file.declared;
    return [...requirements, ...tests].filter((id) => !context.graph.nodes.has(id)).map((id) =>
      fail(id, `the project file binds ${file.path} to ${id}, and nothing defines ${id}`, [reading(inProject(context, ['evidence', 'performance', index]), id)], `define ${id}, or correct the binding in the project file`));
  });
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

export const traceIdChecks: readonly Check[] = [unique, scheme, dangling];
