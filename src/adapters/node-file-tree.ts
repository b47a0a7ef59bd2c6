import { accessSync, closeSync, constants, fstatSync, lstatSync, openSync, readSync, realpathSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { globSync, isDynamicPattern } from 'tinyglobby';
import { byCodeUnit } from '../model/order.ts';
import { EvidenceError } from '../model/problem.ts';
import type { Source } from '../model/source.ts';
import type { FileTree, TreeFile, TreeTrouble } from '../pipeline/ports.ts';

const BLOCK = 1 << 20;

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
      const dynamic = isDynamicPattern(pattern);
      const paths = dynamic
        ? globSync(pattern, { cwd: realRoot, dot: true, onlyFiles: false, expandDirectories: false, followSymbolicLinks: false })
        : [relative(realRoot, join(realRoot, pattern)).split(sep).join('/')];
      const files: TreeFile[] = [];
      const troubles: { path: string; trouble: TreeTrouble }[] = [];
      for (const found of paths) {
        const path = found.replace(/\/$/, '');
        const result = path === '..' || path.startsWith('../') ? 'missing' : examine(path);
        if (typeof result !== 'string') files.push(result);
        else if (!(dynamic && result === 'not-a-file')) troubles.push({ path, trouble: result }); // a pattern may sweep over folders
      }
      files.sort((a, b) => byCodeUnit(a.path, b.path));
      troubles.sort((a, b) => byCodeUnit(a.path, b.path));
      return { files, troubles };
    },
    open: (path) => fileSource(join(realRoot, path), path),
  };
}

/** The bytes of one file on disk. `name` is what locations show. A read that meets another size than at opening fails. */
export function fileSource(absolute: string, name: string): Source {
  const size = statSync(absolute).size;
  return {
    name,
    size,
    *chunks() {
      const fd = openSync(absolute, 'r');
      try {
        if (fstatSync(fd).size !== size) throw changed(name);
        const block = new Uint8Array(Math.min(BLOCK, Math.max(size, 1)));
        let done = 0;
        for (let n = readSync(fd, block); n > 0; n = readSync(fd, block)) {
          done += n;
          if (done > size) throw changed(name);
          yield block.subarray(0, n);
        }
        if (done !== size) throw changed(name);
      } finally {
        closeSync(fd);
      }
    },
  };
}

function changed(name: string): EvidenceError {
  return new EvidenceError('CHANGED_WHILE_READ', 'input', `${name} changed while it was read`, { hint: 'collect evidence after the tools that write it have ended' });
}
