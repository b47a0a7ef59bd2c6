import { describe, expect, it } from 'vitest';
import { context, given, table, testCase, tests } from '../support/evidence.ts';

describe('[SRS-030] buildGraph', () => {
  it('turns links round to their one direction and keeps who said so', () => {
    const { graph } = context([
      given('requirements', 'srs.csv', table('srs.csv', [{ id: 'SRS-041', links: { verifiedBy: ['TST-202'], rc: ['RC-012'], sds: ['SDS-010'] } }])),
      given('risk-controls', 'rc.csv', table('rc.csv', [{ id: 'RC-012', links: { hs: ['HS-002'], item: ['SI-ALM'] } }])),
      given('hazards', 'haz.csv', table('haz.csv', [{ id: 'HAZ-002', title: 'Under-infusion', links: { hs: ['HS-002'] } }])),
      given('trace', 'matrix.csv', table('matrix.csv', [], [{ from: 'SRS-041', to: 'TST-202', result: 'pass' }])),
      given('tests', 'system.xml', tests([testCase('alarm', { properties: [['testspec', 'TST-202'], ['requirement', 'SRS-041']] })]), { declared: { level: 'system' } }),
    ]);
    expect(graph.links.map((l) => `${l.from} ${l.type} ${l.to} ${l.by}`).sort()).toEqual([
      'HS-002 leads-to HAZ-002 export', 'RC-012 controls HS-002 export', 'RC-012 in-item SI-ALM export', 'SDS-010 realises SRS-041 export',
      'SRS-041 implements RC-012 export', 'TST-202 verifies SRS-041 export', 'TST-202 verifies SRS-041 matrix', 'TST-202 verifies SRS-041 test',
    ]);
    expect(graph.results.get('TST-202')).toMatchObject({ state: 'passed', levels: ['system'], cases: [{ boundBy: 'property:testspec', file: 'system.xml', line: 10 }] });
    expect([...graph.verification.values()].map((v) => `${v.id} ${v.state}`).sort()).toEqual(['HAZ-002 verified', 'HS-002 verified', 'RC-012 verified', 'SRS-041 verified']);
    expect(graph.blast).toEqual([]);
  });
});

it('[SRS-030] reports an item of a mixed export whose kind nobody can tell', () => {
  const { graph } = context([given('trace', 'needs.json', table('needs.json', [{ id: 'X_1' }, { id: 'SYS-001' }, { id: 'SRS-001' }]))]);
  expect(graph.unknownIds).toEqual([{ id: 'X_1', file: 'needs.json', line: 2 }]);
  expect([...graph.nodes.keys()]).toEqual(['SRS-001']);
});

it('[SRS-021] is not led astray by words that objects know: they come from files', () => {
  const words = ['constructor', '__proto__', 'toString', 'hasOwnProperty'];
  const items = words.map((id) => ({ ...table('n.json', [{ id, links: { constructor: ['__proto__'], toString: ['SRS-001'] } }]).items[0]!, type: 'constructor' }));
  const { graph } = context([given('trace', 'n.json', { items, rows: [] }), given('requirements', 's.csv', table('s.csv', [{ id: 'SRS-001' }, { id: '__proto__', links: { constructor: ['toString'] } }]))]);
  expect([...graph.nodes.values()].map((n) => `${n.id} ${n.type}`)).toEqual(['SRS-001 SRS', '__proto__ SRS']);
  expect(graph.unknownIds.map((u) => u.id)).toEqual(['constructor', '__proto__', 'toString', 'hasOwnProperty', 'toString']);
});
