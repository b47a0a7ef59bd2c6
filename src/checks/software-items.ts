import picomatch from 'picomatch';
import { matching } from '../model/matching.ts';
import { byCodeUnit } from '../model/order.ts';
import type { SoftwareItem } from '../project/schema.ts';
import type { CheckContext } from './check.ts';

/**
 * A path as a report writes it, brought to the project file's folder: the longest matching source root is taken off
 * (`/builds/group/project/src/a.c` → `src/a.c`). Undefined when it stays absolute or leaves the folder: then it is nobody's file.
 */
export function projectPath(path: string, sourceRoots: readonly string[]): string | undefined {
  const plain = normal(path);
  const roots = sourceRoots.map(normal).filter((root) => root !== '' && (plain === root || plain.startsWith(root.endsWith('/') ? root : `${root}/`)));
  const root = roots.sort((a, b) => b.length - a.length)[0];
  const rest = root === undefined ? plain : plain.slice(root.length).replace(/^\/+/, '');
  return rest === '' || rest.startsWith('/') || /^[A-Za-z]:/.test(rest) || rest === '..' || rest.startsWith('../') ? undefined : rest;
}

/** Forward slashes, no `.` and no `..` inside, no trailing slash. */
function normal(path: string): string {
  const absolute = /^[\\/]/.test(path);
  const out: string[] = [];
  for (const part of path.split(/[\\/]+/u)) {
    if (part === '' || part === '.') continue;
    if (part === '..' && out.length > 0 && out.at(-1) !== '..') out.pop();
    else if (part !== '..' || !absolute) out.push(part);
  }
  return (absolute ? '/' : '') + out.join('/');
}

/** Which of the project's software items a file belongs to; a file may belong to several, or to none. */
export class ItemMap {
  readonly items: readonly SoftwareItem[];
  readonly #match: readonly ((path: string) => boolean)[];

  /** @param declared all items of the project file, when `items` are some of them: a pattern is named by its place there */
  constructor(items: readonly SoftwareItem[], declared: readonly SoftwareItem[] = items) {
    this.items = items;
    this.#match = items.map((item) => {
      const path = ['items', declared.indexOf(item), 'paths'];
      const each = item.paths.map((pattern) => ({ written: { path, pattern }, matches: matcher(pattern) }));
      return (path) => each.some(({ written, matches }) => matching(written, () => matches(path)));
    });
  }

  of(path: string): readonly SoftwareItem[] {
    return this.items.filter((_, i) => this.#match[i]!(path));
  }
}

/** A glob, or a folder or file by its name; `folder/**` and plain names, which are nearly all, need no glob engine. */
function matcher(written: string): (path: string) => boolean {
  const pattern = written.replace(/^(?:\.\/)+/u, '');
  const folder = pattern.replace(/(?:\/\*\*)?\/*$/u, '');
  if (/[*?[\]{}()!+@\\]/u.test(folder) || folder === '') return picomatch(pattern, { dot: true });
  return pattern.endsWith('/**') ? (path) => path.startsWith(`${folder}/`) : (path) => path === folder || path.startsWith(`${folder}/`);
}

/** Items that implement or are affected by a risk control: declared so, or named as the item of a risk control in the trace. */
export function safetyItems(context: CheckContext): readonly SoftwareItem[] {
  const named = new Set(context.graph.links.filter((l) => l.type === 'in-item').map((l) => l.to));
  return context.project.items.filter((item) => item.safety === true || named.has(item.id));
}

/** Items that the trace names as the place of a risk control and that the project file does not declare: nobody knows their files. */
export function unmappedItems(context: CheckContext): readonly string[] {
  const declared = new Set(context.project.items.map((item) => item.id));
  return [...new Set(context.graph.links.filter((l) => l.type === 'in-item' && !declared.has(l.to)).map((l) => l.to))].sort(byCodeUnit);
}
