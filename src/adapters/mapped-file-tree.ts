import { posix } from 'node:path';
import picomatch from 'picomatch';
import { byCodeUnit } from '../model/order.ts';
import { EvidenceError } from '../model/problem.ts';
import type { Source } from '../model/source.ts';
import type { FileTree, TreeTrouble } from '../pipeline/ports.ts';

/**
 * A tree made of named sources: the evidence inside an unpacked bundle under the names it had beside the project file.
 * `troubles` are files that could not be taken in when the bundle was made; they are found and reported as they were then.
 */
export function mappedFileTree(sources: ReadonlyMap<string, Source>, troubles: ReadonlyMap<string, TreeTrouble> = new Map()): FileTree {
  const paths = [...sources.keys()].sort(byCodeUnit);
  return {
    find(pattern) {
      if (!picomatch.scan(pattern).isGlob) {
        const path = posix.normalize(pattern).replace(/^(\.\/)+/, ''); // as on disk, where `a//b` and `a/./b` are one file
        const source = sources.get(path);
        if (source) return { files: [{ path, size: source.size }], troubles: [] };
        return { files: [], troubles: [{ path, trouble: troubles.get(path) ?? 'missing' }] };
      }
      const matches = picomatch(pattern.replace(/^(\.\/)+/, ''), { dot: true });
      return { files: paths.filter((path) => matches(path)).map((path) => ({ path, size: sources.get(path)!.size })),
        troubles: [...troubles].filter(([path]) => matches(path)).map(([path, trouble]) => ({ path, trouble })).sort((a, b) => byCodeUnit(a.path, b.path)) };
    },
    open(path) {
      const source = sources.get(path);
      if (!source) throw new EvidenceError('MISSING', 'input', `${path} is not in the tree`);
      return source;
    },
  };
}

/** A tree with further files laid over it: what git said becomes evidence without being written into the project. */
export function overlaidFileTree(below: FileTree, above: ReadonlyMap<string, Source>): FileTree {
  const top = mappedFileTree(above);
  return {
    find(pattern) {
      const over = top.find(pattern);
      if (over.files.length === 0) return below.find(pattern);
      const under = below.find(pattern);
      const hidden = new Set(over.files.map((file) => file.path));
      return {
        files: [...over.files, ...under.files.filter((file) => !hidden.has(file.path))].sort((a, b) => byCodeUnit(a.path, b.path)),
        troubles: under.troubles.filter((t) => !hidden.has(t.path)),
      };
    },
    open: (path) => (above.has(path) ? top.open(path) : below.open(path)),
  };
}
