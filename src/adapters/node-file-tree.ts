import { accessSync, constants, lstatSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import picomatch from 'picomatch';
import { byCodeUnit } from '../model/order.ts';
import type { FileTree, TreeFile, TreeTrouble } from '../pipeline/ports.ts';
import { fileSource } from './file-source.ts';

/** A folder on disk. Links are followed only to places inside the folder; nothing outside is ever opened. */
export function nodeFileTree(root: string): FileTree {
  const realRoot = realpathSync(root);

  const examine = (path: string): TreeFile | TreeTrouble => {
    const absolute = join(realRoot, path);
    try {
      lstatSync(absolute);
    } catch {
      return 'missing';
    }
    let real: string;
    try {
      real = realpathSync(absolute);
    } catch {
      return 'missing'; // a link to nothing
    }
    if (real !== realRoot && !real.startsWith(realRoot + sep)) return 'symlink-outside';
    const stat = statSync(real);
    if (!stat.isFile()) return 'not-a-file';
    try {
      accessSync(real, constants.R_OK);
    } catch {
      return 'no-permission';
    }
    return { path, size: stat.size };
  };

  return {
    find(pattern) {
      const plain = pattern.replace(/^(\.\/)+/, '');
      const { base, isGlob } = picomatch.scan(plain);
      const paths = isGlob ? matchesBelow(realRoot, base, depthOf(plain), picomatch(plain, { dot: true })) : [relative(realRoot, join(realRoot, plain)).split(sep).join('/')];
      const files: TreeFile[] = [];
      const troubles: { path: string; trouble: TreeTrouble }[] = [];
      for (const path of paths) {
        const result = path === '..' || path.startsWith('../') ? 'missing' : examine(path);
        if (typeof result !== 'string') files.push(result);
        else troubles.push({ path, trouble: result });
      }
      return { files, troubles };
    },
    open: (path) => fileSource(join(realRoot, path), path),
  };
}

/**
 * Every path below `base` that matches, sorted by code unit. Glob libraries drop links in silence; here a link is an entry like any
 * other, a link to a folder inside the root is gone into once, and one that leads out is listed so that it is reported.
 */
function matchesBelow(realRoot: string, base: string, depth: number, matches: (path: string) => boolean): string[] {
  const found: string[] = [];
  const visited = new Set<string>();
  const walk = (path: string): void => {
    let real: string;
    let entries;
    try {
      real = realpathSync(join(realRoot, path));
      if (visited.has(real)) return;
      visited.add(real);
      if (real !== realRoot && !real.startsWith(realRoot + sep)) return void found.push(path);
      entries = readdirSync(real, { withFileTypes: true });
    } catch {
      return; // not a folder, or gone: nothing matches below it
    }
    for (const entry of entries) {
      const inner = path === '' ? entry.name : `${path}/${entry.name}`;
      const isFolder = entry.isDirectory() || (entry.isSymbolicLink() && leadsToFolder(join(real, entry.name)));
      if (isFolder && inner.split('/').length < depth) walk(inner);
      else if (!isFolder && matches(inner)) found.push(inner);
    }
  };
  walk(base);
  return found.sort(byCodeUnit);
}

/** A link to nothing, or in a circle, is no folder: it is looked at as a file and reported there. */
function leadsToFolder(link: string): boolean {
  try {
    return statSync(link).isDirectory();
  } catch {
    return false;
  }
}

/** How many path segments a pattern can match at most: folders below that are not entered. */
function depthOf(pattern: string): number {
  return /\*\*|[{(]/.test(pattern) ? Infinity : pattern.split('/').length;
}
