import { createHash } from 'node:crypto';
import type { CredentialFinding, CredentialScan } from '../model/credentials.ts';
import type { Source } from '../model/source.ts';
import { BlockScanner, type Placed } from './block-scanner.ts';
import { masked } from './match.ts';
import { encodingOf, textBlocks, type TextEncoding } from './text-blocks.ts';

/** The scan of one file, with its secrets: they are for taking them out of what is shown, and for nothing else. */
export interface Scanned {
  readonly scan: CredentialScan;
  /** One for each finding, as its bytes read as UTF-8. */
  readonly secrets: readonly string[];
}

/**
 * SHA-256 of the raw bytes (the known one, where there is one) and what looks like a credential in them, in one pass: a file of any size in the memory
 * of two blocks. Lines are counted in a second pass, which only a file with findings needs. Same bytes, same answer.
 */
export function scanSource(source: Source): Scanned {
  const hash = source.sha256 === undefined ? createHash('sha256') : undefined;
  const scanner = new BlockScanner();
  let encoding: TextEncoding | undefined;
  const raw = function* (): Iterable<Uint8Array> {
    for (const chunk of source.chunks()) {
      hash?.update(chunk);
      encoding ??= encodingOf(chunk, source.size);
      if (encoding === 'binary' && hash === undefined) return; // the rest would only be hashed
      yield chunk;
    }
  };
  for (const block of textBlocks(raw(), () => encoding!)) scanner.push(block);
  const found = scanner.end();
  return {
    scan: { path: source.name, sha256: hash === undefined ? source.sha256! : hash.digest('hex'), content: encoding === 'binary' ? 'binary' : 'text', findings: found.length === 0 ? [] : withLines(source, encoding!, found) },
    secrets: found.map(({ match }) => Buffer.from(match.secret, 'latin1').toString('utf8')),
  };
}

function withLines(source: Source, encoding: TextEncoding, found: readonly Placed[]): readonly CredentialFinding[] {
  const lines: CredentialFinding[] = [];
  let [line, done] = [1, 0];
  const next = (): number => found[lines.length]?.at ?? Infinity;
  for (const block of textBlocks(source.chunks(), () => encoding)) {
    const bytes = Buffer.from(block.buffer, block.byteOffset, block.length);
    let from = 0;
    while (next() < done + bytes.length) {
      const to = next() - done;
      for (let at = bytes.indexOf(10, from); at >= 0 && at < to; at = bytes.indexOf(10, at + 1)) line += 1;
      from = Math.max(from, to);
      const { match } = found[lines.length]!;
      lines.push({ line, rule: match.rule, shown: masked(match) });
    }
    if (lines.length === found.length) break;
    for (let at = bytes.indexOf(10, from); at >= 0; at = bytes.indexOf(10, at + 1)) line += 1;
    done += bytes.length;
  }
  return lines;
}
