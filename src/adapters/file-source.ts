import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { EvidenceError } from '../model/problem.ts';
import type { Source } from '../model/source.ts';

const BLOCK = 1 << 20;

/** The bytes of one file on disk. `name` is what locations show. A read that meets another size than at opening fails. */
export function fileSource(absolute: string, name: string): Source {
  const size = statSync(absolute).size;
  return {
    name,
    size,
    *chunks() {
      const fd = openSync(absolute, 'r');
      const block = blocks.pop() ?? new Uint8Array(BLOCK);
      try {
        if (fstatSync(fd).size !== size) throw changed(name);
        let done = 0;
        for (let n = readSync(fd, block); n > 0; n = readSync(fd, block)) {
          done += n;
          if (done > size) throw changed(name);
          yield block.subarray(0, n);
        }
        if (done !== size) throw changed(name);
      } finally {
        blocks.push(block);
        closeSync(fd);
      }
    },
  };
}

/** Blocks that no reading uses just now: large buffers are freed late, and a thousand files would each leave one behind. */
const blocks: Uint8Array[] = [];

function changed(name: string): EvidenceError {
  return new EvidenceError('CHANGED_WHILE_READ', 'input', `${name} changed while it was read`, { hint: 'collect evidence after the tools that write it have ended' });
}
