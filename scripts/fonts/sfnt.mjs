// Reads and rewrites TrueType files: just the tables that renaming and measuring need (OpenType 1.9: name, cmap, head, hhea, hmtx).

/** Table directory: tag → bytes. */
export function readTables(file) {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (view.getUint32(0) !== 0x00010000) throw new Error('not a TrueType file');
  const tables = new Map();
  for (let i = 0; i < view.getUint16(4); i += 1) {
    const at = 12 + 16 * i;
    const tag = String.fromCharCode(...file.subarray(at, at + 4));
    const offset = view.getUint32(at + 8);
    tables.set(tag, Uint8Array.from(file.subarray(offset, offset + view.getUint32(at + 12))));
  }
  return tables;
}

const pad4 = (n) => (n + 3) & ~3;

function checksum(bytes) {
  let sum = 0;
  for (let i = 0; i < bytes.length; i += 4) {
    sum = (sum + (((bytes[i] ?? 0) << 24) | ((bytes[i + 1] ?? 0) << 16) | ((bytes[i + 2] ?? 0) << 8) | (bytes[i + 3] ?? 0))) >>> 0;
  }
  return sum;
}

/** Writes the tables as one file, sorted by tag, with fresh checksums. */
export function writeTables(tables) {
  const tags = [...tables.keys()].sort();
  const head = tables.get('head');
  new DataView(head.buffer, head.byteOffset).setUint32(8, 0);
  let offset = 12 + 16 * tags.length;
  const out = new Uint8Array(tags.reduce((sum, tag) => sum + pad4(tables.get(tag).length), offset));
  const view = new DataView(out.buffer);
  const log = Math.floor(Math.log2(tags.length));
  view.setUint32(0, 0x00010000);
  view.setUint16(4, tags.length);
  view.setUint16(6, 16 << log);
  view.setUint16(8, log);
  view.setUint16(10, 16 * tags.length - (16 << log));
  let headAt = 0;
  tags.forEach((tag, i) => {
    const bytes = tables.get(tag);
    const at = 12 + 16 * i;
    for (let c = 0; c < 4; c += 1) out[at + c] = tag.charCodeAt(c);
    view.setUint32(at + 4, checksum(bytes));
    view.setUint32(at + 8, offset);
    view.setUint32(at + 12, bytes.length);
    out.set(bytes, offset);
    if (tag === 'head') headAt = offset;
    offset += pad4(bytes.length);
  });
  view.setUint32(headAt + 8, (0xb1b0afba - checksum(out)) >>> 0);
  return out;
}

const utf16be = (text) => Uint8Array.from([...text].flatMap((c) => [c.charCodeAt(0) >> 8, c.charCodeAt(0) & 0xff]));

/** Copyright (0) and licence (13, 14) of the original: they must stay with a renamed font (OFL 1.1). */
function keptNames(name) {
  const view = new DataView(name.buffer, name.byteOffset, name.byteLength);
  const strings = view.getUint16(4);
  const kept = [];
  for (let i = 0; i < view.getUint16(2); i += 1) {
    const at = 6 + 12 * i;
    const [platform, encoding, language, id] = [0, 2, 4, 6].map((d) => view.getUint16(at + d));
    if (platform !== 3 || encoding !== 1 || language !== 0x409 || ![0, 13, 14].includes(id)) continue;
    const from = strings + view.getUint16(at + 10);
    kept.push([id, name.slice(from, from + view.getUint16(at + 8))]);
  }
  return kept;
}

/** A name table with our family instead of the original one: a host font of the same name can then never take its place. */
export function renamed(name, { family, style, version }) {
  const full = `${family} ${style}`;
  const postscript = `${family.replaceAll(' ', '')}-${style}`;
  const legacyFamily = style === 'Regular' || style === 'Bold' ? family : full;
  const legacyStyle = style === 'Bold' ? 'Bold' : 'Regular';
  const records = [
    ...keptNames(name),
    ...[[1, legacyFamily], [2, legacyStyle], [3, `${version};${postscript}`], [4, full], [5, `Version ${version}`], [6, postscript], [16, family], [17, style]]
      .map(([id, text]) => [id, utf16be(text)]),
  ].sort(([a], [b]) => a - b);
  const start = 6 + 12 * records.length;
  const out = new Uint8Array(start + records.reduce((sum, [, bytes]) => sum + bytes.length, 0));
  const view = new DataView(out.buffer);
  view.setUint16(2, records.length);
  view.setUint16(4, start);
  let offset = 0;
  records.forEach(([id, bytes], i) => {
    [3, 1, 0x409, id, bytes.length, offset].forEach((value, k) => view.setUint16(6 + 12 * i + 2 * k, value));
    out.set(bytes, start + offset);
    offset += bytes.length;
  });
  return out;
}

/** Code point → glyph id, from the format 12 or 4 subtable. */
export function readCmap(cmap) {
  const view = new DataView(cmap.buffer, cmap.byteOffset, cmap.byteLength);
  const subtables = [];
  for (let i = 0; i < view.getUint16(2); i += 1) {
    const offset = view.getUint32(4 + 8 * i + 4);
    subtables.push({ format: view.getUint16(offset), offset });
  }
  const glyphs = new Map();
  const twelve = subtables.find((t) => t.format === 12);
  if (twelve) {
    for (let g = 0; g < view.getUint32(twelve.offset + 12); g += 1) {
      const at = twelve.offset + 16 + 12 * g;
      const [first, last, glyph] = [0, 4, 8].map((d) => view.getUint32(at + d));
      for (let c = first; c <= last; c += 1) glyphs.set(c, glyph + c - first);
    }
    return glyphs;
  }
  const four = subtables.find((t) => t.format === 4)?.offset;
  if (four === undefined) throw new Error('no cmap subtable of format 4 or 12');
  const segments = view.getUint16(four + 6) / 2;
  for (let s = 0; s < segments; s += 1) {
    const end = view.getUint16(four + 14 + 2 * s);
    const startAt = four + 16 + 2 * segments + 2 * s;
    const start = view.getUint16(startAt);
    const delta = view.getUint16(startAt + 2 * segments);
    const rangeAt = startAt + 4 * segments;
    const range = view.getUint16(rangeAt);
    for (let c = start; c <= end && c !== 0xffff; c += 1) {
      const raw = range === 0 ? c : view.getUint16(rangeAt + range + 2 * (c - start));
      const glyph = range !== 0 && raw === 0 ? 0 : (raw + delta) & 0xffff;
      if (glyph !== 0) glyphs.set(c, glyph);
    }
  }
  return glyphs;
}

/** Advance widths in font units, by code point. */
export function advances(tables) {
  const view = (tag) => new DataView(tables.get(tag).buffer);
  const long = view('hhea').getUint16(34);
  const hmtx = view('hmtx');
  const widths = new Map();
  for (const [code, glyph] of readCmap(tables.get('cmap'))) widths.set(code, hmtx.getUint16(4 * Math.min(glyph, long - 1)));
  return { unitsPerEm: view('head').getUint16(18), widths };
}

/** Sorted code points → inclusive ranges. */
export function ranges(codes) {
  const out = [];
  for (const code of [...codes].sort((a, b) => a - b)) {
    const last = out.at(-1);
    if (last && last[1] + 1 === code) last[1] = code;
    else out.push([code, code]);
  }
  return out;
}
