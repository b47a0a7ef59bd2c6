import type { Level } from '../model/analysis.ts';
import type { JsonObject } from './json.ts';
import { get, isObject, objectOf, objectsOf, textOf } from './json-values.ts';

/** The rules (or notifications) of one tool component, by index and by id. */
interface Component {
  readonly list: readonly JsonObject[];
  readonly byId: ReadonlyMap<string, JsonObject>;
}
type Kind = 'rules' | 'notifications';

/** Looks up reporting descriptors of a run: driver first, then extensions (SARIF 2.1.0 §3.52). */
export class Descriptors {
  private readonly driver: Component;
  private readonly extensions: readonly Component[];
  private readonly names: readonly JsonObject[];

  constructor(run: JsonObject, kind: Kind) {
    const tool = objectOf(run, 'tool');
    this.names = objectsOf(tool, 'extensions');
    this.driver = component(objectOf(tool, 'driver'), kind);
    this.extensions = this.names.map((one) => component(one, kind));
  }

  /**
   * By index within the component that the reference names, else by id; a hierarchical id (`CA1000/1`) finds the rule of its
   * longest prefix (§3.27.5). Undefined when nothing describes it.
   */
  find(reference: JsonObject, id: string | undefined, index: number | undefined): JsonObject | undefined {
    const named = this.componentOf(reference);
    const home = named ?? this.driver;
    const byIndex = index !== undefined && index >= 0 ? home.list[index] : undefined;
    if (byIndex) return byIndex;
    for (let part = id; part !== undefined && part !== ''; part = part.includes('/') ? part.slice(0, part.lastIndexOf('/')) : undefined) {
      for (const one of named ? [named] : [this.driver, ...this.extensions]) {
        const found = one.byId.get(part);
        if (found) return found;
      }
    }
    return undefined;
  }

  private componentOf(reference: JsonObject): Component | undefined {
    const target = get(reference, 'toolComponent');
    if (!isObject(target)) return undefined;
    const index = get(target, 'index');
    if (typeof index === 'number' && index >= 0) return this.extensions[index];
    const name = textOf(target, 'name');
    const guid = textOf(target, 'guid');
    const at = this.names.findIndex((one) => (guid !== undefined && textOf(one, 'guid') === guid) || (name !== undefined && textOf(one, 'name') === name));
    return at === -1 ? undefined : this.extensions[at];
  }
}

function component(of: JsonObject, kind: Kind): Component {
  const list = objectsOf(of, kind);
  const byId = new Map<string, JsonObject>();
  for (const one of list) {
    const id = textOf(one, 'id');
    if (id !== undefined && !byId.has(id)) byId.set(id, one);
  }
  return { list, byId };
}

const LEVEL_WORDS = new Map<string, Level>([['none', 'none'], ['note', 'note'], ['warning', 'warning'], ['error', 'error']]);

/** A level word, whatever its case; undefined for every other word. */
export function levelOf(object: JsonObject, key = 'level'): Level | undefined {
  return LEVEL_WORDS.get(textOf(object, key)?.toLowerCase() ?? '');
}

/** Level of a descriptor's default configuration, when it states one. */
export function defaultLevel(descriptor: JsonObject | undefined): Level | undefined {
  return descriptor && levelOf(objectOf(descriptor, 'defaultConfiguration'));
}

export function indexOf(object: JsonObject, key: string): number | undefined {
  const value = get(object, key);
  return typeof value === 'number' ? value : undefined;
}
