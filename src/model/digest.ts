import { createHash } from 'node:crypto';
import type { Source } from './source.ts';

/** SHA-256 of the raw bytes of a source, lower-case hex; read only when nobody took it yet. */
export function sha256Of(source: Source): string {
  if (source.sha256 !== undefined) return source.sha256;
  const hash = createHash('sha256');
  for (const chunk of source.chunks()) hash.update(chunk);
  return hash.digest('hex');
}

/** SHA-256 of bytes or UTF-8 text, lower-case hex. */
export function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}
