import { matching } from './matching.ts';
import { NODE_TYPES } from './graph.ts';
import type { NodeType } from './graph.ts';

/** Kinds of id that have a pattern: the nodes of the trace graph, the source of a requirement, and waivers. */
export const ID_TYPES = [...NODE_TYPES, 'SYS', 'WVR'] as const;
export type IdType = (typeof ID_TYPES)[number];

/** One anchored pattern for each kind of id (IEC 62304 8.1.1); defaults in profile/id-scheme.ts, overridden by `ids` of the project file. */
export type IdScheme = Readonly<Record<IdType, RegExp>>;

/** The kind whose pattern the id matches; the first in ID_TYPES order when patterns overlap. */
export function typeOfId(id: string, scheme: IdScheme): IdType | undefined {
  return ID_TYPES.find((type) => isOfType(id, type, scheme));
}

/** Whether the id matches the pattern of its kind. */
export function isOfType(id: string, type: IdType, scheme: IdScheme): boolean {
  return matching({ path: ['ids', type], pattern: scheme[type].source }, () => scheme[type].test(id));
}

export function isNodeType(type: string | undefined): type is NodeType {
  return (NODE_TYPES as readonly (string | undefined)[]).includes(type);
}
