import { setImmediate } from 'node:timers/promises';
import { EvidenceError } from '../../src/model/problem.ts';
import { byCodeUnit } from '../../src/model/order.ts';
import { readAll } from '../../src/model/source.ts';
import type { EvidenceStore } from '../../src/store/evidence-store.ts';

/** A store for tests that keeps objects in a map, in the order in which they were put. */
export function memoryStore(): EvidenceStore & { readonly objects: Map<string, Uint8Array> } {
  const objects = new Map<string, Uint8Array>();
  return {
    objects,
    immutability: 'none (memory)',
    async putNew(key, content) {
      if (key.split('/').some((part) => part === '' || part.startsWith('.'))) throw new EvidenceError('STORE_UNUSABLE', 'publishing', `not a key: ${key}`);
      const bytes = readAll(content);
      if (bytes.length !== content.size) throw new Error('another size than stated');
      await setImmediate(); // racers interleave
      if (objects.has(key)) return 'exists';
      objects.set(key, bytes.slice());
      return 'created';
    },
    async open(key) {
      const bytes = objects.get(key);
      return bytes ? { size: bytes.length, async *chunks() { yield bytes; } } : null;
    },
    async list(prefix) {
      return [...objects.keys()].filter((key) => key.startsWith(prefix)).sort(byCodeUnit);
    },
  };
}
