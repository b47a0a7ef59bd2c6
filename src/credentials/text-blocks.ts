/** How the text of a file is written. `binary`: it is none. */
export type TextEncoding = 'bytes' | 'utf-16le' | 'utf-16be' | 'utf-32' | 'binary';

/** Compressed files may be too short to betray themselves by their control characters. */
const MAGIC: readonly string[] = ['1f8b', '504b0304', '504b0506', '89504e470d0a1a0a', 'ffd8ff', '47494638', '7f454c46', 'fd377a585a00', '28b52ffd', '425a68', '377abcaf271c', '774f4646', '774f4632', '00010000'];

/** What a file is, decided by its first block alone and never by its name. */
export function encodingOf(head: Uint8Array, size: number): TextEncoding {
  const bytes = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, 65_536));
  const start = bytes.subarray(0, 8).toString('hex');
  if (start.startsWith('fffe0000') || start.startsWith('0000feff')) return 'utf-32';
  if (start.startsWith('fffe')) return 'utf-16le';
  if (start.startsWith('feff')) return 'utf-16be';
  if (MAGIC.some((one) => start.startsWith(one))) return 'binary';
  const zeros = [0, 0];
  let control = 0;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!;
    if (byte === 0) zeros[i & 1]! += 1;
    if (byte < 9 || (byte > 13 && byte < 27) || (byte > 27 && byte < 32)) control += 1;
  }
  // Without a byte order mark: text of which every second byte is zero.
  if (size >= 4 && bytes.length % 2 === 0) {
    const [even, odd] = zeros as [number, number];
    if (odd > bytes.length * 0.35 && even < bytes.length * 0.02) return 'utf-16le';
    if (even > bytes.length * 0.35 && odd < bytes.length * 0.02) return 'utf-16be';
  }
  return control > Math.max(2, bytes.length * 0.05) ? 'binary' : 'bytes';
}

/** The text as blocks of bytes in which ASCII is ASCII; none for a binary file, which is read to its end all the same (its digest is taken). */
export function* textBlocks(chunks: Iterable<Uint8Array>, encoding: () => TextEncoding): Iterable<Uint8Array> {
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  for (const chunk of chunks) {
    const kind = encoding();
    if (kind === 'binary') continue;
    if (kind === 'bytes') yield chunk;
    else if (kind === 'utf-32') yield chunk.filter((byte) => byte !== 0);
    else {
      decoder ??= new TextDecoder(kind);
      yield Buffer.from(decoder.decode(chunk, { stream: true }), 'utf8');
    }
  }
}
