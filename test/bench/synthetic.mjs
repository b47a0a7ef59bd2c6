import { createHash } from 'node:crypto';

const BLOCK = 1 << 20;

/** `size` bytes that are nowhere on disk: one random-looking block again and again, with its number in it. */
export function syntheticSource(size) {
  const block = new Uint8Array(BLOCK);
  for (let i = 0, state = 1; i < BLOCK; i += 1) { state = (Math.imul(state, 1664525) + 1013904223) >>> 0; block[i] = state >>> 24; }
  const view = new DataView(block.buffer);
  return {
    name: 'synthetic', size,
    *chunks() {
      for (let at = 0, n = 0; at < size; at += BLOCK, n += 1) {
        view.setUint32(0, n);
        yield block.subarray(0, Math.min(BLOCK, size - at));
      }
    },
  };
}

export function sha256Of(source) {
  const hash = createHash('sha256');
  for (const chunk of source.chunks()) hash.update(chunk);
  return hash.digest('hex');
}
