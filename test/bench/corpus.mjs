// Makes the corpora of the archive benchmarks: the same bytes on every machine, from a seeded generator.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const words = 'alarm sensor pressure timeout verify requirement module calibrate buffer flow occlusion battery watchdog limit sample driver init state error passed'.split(' ');

function text(random, length) {
  let out = '';
  while (out.length < length) {
    out += `2026-11-20T08:${String(Math.floor(random() * 60)).padStart(2, '0')}:${(random() * 60).toFixed(3)} INFO ${words[Math.floor(random() * words.length)]} ${words[Math.floor(random() * words.length)]} value=${Math.floor(random() * 1e6)} id=${random().toString(16).slice(2, 10)}\n`;
  }
  return Buffer.from(out.slice(0, length));
}

function json(random, length) {
  let out = '[';
  while (out.length < length - 1) {
    out += `{"name":"${words[Math.floor(random() * words.length)]}.${words[Math.floor(random() * words.length)]}","line":${Math.floor(random() * 5000)},"hits":${Math.floor(random() * 300)},"hash":"${random().toString(16).slice(2, 12)}"},\n`;
  }
  return Buffer.from(`${out.slice(0, length - 1)}]`);
}

function noise(random, length) {
  const out = Buffer.alloc(length);
  for (let at = 0; at < length; at += 32) createHash('sha256').update(String(random())).digest().copy(out, at);
  return out;
}

/** `mebibytes` of files with log-like sizes: 60 % text, 25 % JSON, 15 % incompressible. Made once. */
export function mixedCorpus(folder, mebibytes) {
  const done = join(folder, '.done');
  if (existsSync(done)) return;
  const random = generator(62304);
  // Blocks are made once and put together at random: making 1 GiB of text is slower than packing it.
  const pools = { log: Array.from({ length: 24 }, () => text(random, 1 << 20)), json: Array.from({ length: 12 }, () => json(random, 1 << 20)), png: Array.from({ length: 64 }, () => noise(random, 1 << 20)) };
  let left = mebibytes * 2 ** 20;
  const budget = { log: left * 0.6, json: left * 0.25, png: left * 0.15 };
  for (let n = 0; left > 0; n += 1) {
    const kind = budget.log > 0 && random() < 0.6 ? 'log' : budget.json > 0 && random() < 0.6 ? 'json' : budget.png > 0 ? 'png' : budget.log > 0 ? 'log' : 'json';
    const size = Math.min(left, 57 * 2 ** 20, Math.max(1024, Math.floor(117_000 * Math.exp((random() + random() + random() - 1.5) * 3.2))));
    const parts = [];
    for (let have = 0; have < size;) {
      const block = pools[kind][Math.floor(random() * pools[kind].length)];
      const from = Math.floor(random() * (block.length / 2));
      const part = block.subarray(from, from + Math.min(size - have, block.length - from));
      parts.push(part);
      have += part.length;
    }
    const sub = join(folder, `d${String(n % 40).padStart(2, '0')}`);
    mkdirSync(sub, { recursive: true });
    writeFileSync(join(sub, `f${n}.${kind}`), Buffer.concat(parts));
    left -= size;
    budget[kind] -= size;
  }
  writeFileSync(done, '');
}

/** `count` text files of 2 KiB in 200 folders. Made once. */
export function smallCorpus(folder, count) {
  const done = join(folder, '.done');
  if (existsSync(done)) return;
  const random = generator(8493);
  const pool = text(random, 4 << 20);
  for (let n = 0; n < count; n += 1) {
    const sub = join(folder, `d${String(n % 200).padStart(3, '0')}`);
    mkdirSync(sub, { recursive: true });
    const from = Math.floor(random() * (pool.length - 2048));
    writeFileSync(join(sub, `f${n}.log`), pool.subarray(from, from + 2048));
  }
  writeFileSync(done, '');
}
