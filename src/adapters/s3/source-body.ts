import { EvidenceError } from '../../model/problem.ts';
import type { Source } from '../../model/source.ts';

/** The content of a source as the body of a request: read anew for every attempt, never more of it in memory than one block. */
export class SourceBody {
  readonly size: number;
  private readonly source: Source;
  private readonly onProgress: ((bytes: number) => void) | undefined;

  constructor(source: Source, onProgress?: (bytes: number) => void) {
    this.size = source.size;
    this.source = source;
    this.onProgress = onProgress;
  }

  /** Fails with CHANGED_WHILE_READ before a byte too many is given, and when there are too few. */
  *blocks(): Generator<Uint8Array, void> {
    let sent = 0;
    for (const block of this.source.chunks()) {
      if (sent + block.length > this.size) throw changed(this.source.name);
      yield block;
      sent += block.length;
      this.onProgress?.(sent);
    }
    if (sent !== this.size) throw changed(this.source.name);
  }
}

export function changed(name: string): EvidenceError {
  return new EvidenceError('CHANGED_WHILE_READ', 'input', `${name} changed while it was stored`, { hint: 'nothing was stored; run it again when nobody writes the file' });
}
