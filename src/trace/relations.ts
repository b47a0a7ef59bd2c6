import type { NodeType, TraceLink } from '../model/graph.ts';
import type { IdType } from '../model/id-scheme.ts';
import { plainName } from './fields.ts';

/** A link in its one direction. */
export interface Relation { readonly from: string; readonly to: string; readonly type: TraceLink['type'] }

/**
 * The one link that is possible between items of two types, whichever side wrote it down and whatever its word for it is:
 * "verified by" in a requirement and "verifies" in a test are the same link. Undefined when such items have none (SRS to SRS).
 */
export function relate(a: string, typeA: NodeType, b: string, typeB: NodeType): Relation | undefined {
  return oneWay(a, typeA, b, typeB) ?? oneWay(b, typeB, a, typeA);
}

function oneWay(from: string, typeFrom: NodeType, to: string, typeTo: NodeType): Relation | undefined {
  const type = linkType(typeFrom, typeTo);
  return type === undefined ? undefined : { from, to, type };
}

function linkType(from: NodeType, to: NodeType): TraceLink['type'] | undefined {
  if (from === 'CR') return to === 'CR' ? undefined : 'changes';
  if (from === 'ANOM') return to === 'CR' || to === 'ANOM' ? undefined : 'affects';
  switch (`${from}>${to}`) {
    case 'HS>HAZ': return 'leads-to';
    case 'RC>HS': case 'RC>HAZ': return 'controls';
    case 'SRS>RC': return 'implements';
    case 'SDS>SRS': return 'realises';
    case 'TST>SRS': case 'TST>RC': case 'INS>SRS': case 'INS>RC': return 'verifies';
    case 'RC>SI': return 'in-item';
    default: return undefined;
  }
}

/** A map, not an object: the word comes from a file and may be `constructor`. */
const HINTS: ReadonlyMap<string, IdType> = new Map(Object.entries<IdType>({
  verifiedby: 'TST', tests: 'TST', test: 'TST', testedby: 'TST', testcases: 'TST', verification: 'TST',
  rc: 'RC', riskcontrol: 'RC', riskcontrols: 'RC', implements: 'RC', mitigates: 'RC',
  sds: 'SDS', design: 'SDS', realisedby: 'SDS', realizedby: 'SDS', allocatedto: 'SDS', allocation: 'SDS',
  hs: 'HS', hazardoussituation: 'HS', hazardoussituations: 'HS', controls: 'HS',
  haz: 'HAZ', hazard: 'HAZ', hazards: 'HAZ', leadsto: 'HAZ',
  item: 'SI', softwareitem: 'SI', softwareitems: 'SI', initem: 'SI',
  srs: 'SRS', requirement: 'SRS', requirements: 'SRS', verifies: 'SRS', realises: 'SRS',
  source: 'SYS', sources: 'SYS', derivedfrom: 'SYS', satisfies: 'SYS', parent: 'SYS',
}));

/** What a link's own word says about its target, for a target whose id matches no pattern. */
export function hintedType(word: string): IdType | undefined {
  return HINTS.get(plainName(word));
}

/** A reference to evidence of effectiveness (ISO 14971 7.2) is no verification of the implementation and makes no link. */
export function isEffectiveness(word: string): boolean {
  return plainName(word).startsWith('effectiveness');
}
