/** The bytes of one file as readers see them: no path on disk, no handle; can be iterated more than once. */
export interface Source {
  /** Name relative to the project file, with `/`: used in locations only, never opened. */
  readonly name: string;
  /** Size in bytes. */
  readonly size: number;
  /** Of these very bytes, lower-case hex: only where it was taken from them as they were put where nobody else writes. Absent: who needs it takes it. */
  readonly sha256?: string;
  /** The content from its beginning, in blocks of at most 1 MiB. A block is valid only until the next one is asked for. */
  chunks(): Iterable<Uint8Array>;
}

/** The whole content in one buffer of our own. */
export function readAll(source: Source): Uint8Array {
  const out = new Uint8Array(source.size);
  let at = 0;
  for (const chunk of source.chunks()) {
    if (at + chunk.length > out.length) throw new RangeError(`${source.name}: grew while it was read`);
    out.set(chunk, at);
    at += chunk.length;
  }
  return at === out.length ? out : out.subarray(0, at);
}

/** A source over bytes in memory (entries of an archive, tests). */
export function memorySource(name: string, bytes: Uint8Array): Source {
  return {
    name,
    size: bytes.length,
    *chunks() {
      for (let i = 0; i < bytes.length; i += 1 << 20) yield bytes.subarray(i, i + (1 << 20));
    },
  };
}
