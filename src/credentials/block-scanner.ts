import { MOST_FINDINGS } from '../model/credentials.ts';
import { eachAnchor } from './anchor-table.ts';
import type { Anchor } from './anchors.ts';
import { libraryMatches } from './library-rules.ts';
import type { Match } from './match.ts';
import { namedValue } from './named-values.ts';
import { ownMatch, passwordInAddress } from './own-rules.ts';

/** A match and where its secret begins, in bytes of the whole text. */
export interface Placed { readonly at: number; readonly match: Match }

/** How much of the text around an anchor a rule sees. */
const BEFORE = 512;
const AFTER = 12 << 10;
const NAMED_AFTER = 4 << 10;
const ROOM = 1 << 20;

/** Finds anchors in a text that comes in blocks, and shows each one to the rules that ask for it, with what stands around it. */
export class BlockScanner {
  private readonly buffer = Buffer.allocUnsafe(BEFORE + AFTER + ROOM);
  /** How much of the buffer is filled, where the search goes on in it, and where its first byte stands in the text. */
  private length = 1;
  private next = 0;
  private offset = -1;
  private readonly found: Placed[] = [];
  private readonly known = new Set<string>();
  private full = false;

  constructor() {
    this.buffer[0] = 10; // a line begins: short anchors need something before them
  }

  push(block: Uint8Array): void {
    for (let i = 0; i < block.length; i += ROOM) {
      const part = block.subarray(i, i + ROOM);
      this.buffer.set(part, this.length);
      this.length += part.length;
      this.search(this.length - AFTER);
      const keepFrom = Math.max(0, this.next - BEFORE);
      this.buffer.copyWithin(0, keepFrom, this.length);
      this.offset += keepFrom;
      this.next -= keepFrom;
      this.length -= keepFrom;
    }
  }

  /** The first MOST_FINDINGS in the order of the text, whatever the blocks were; no two of them overlap. */
  end(): readonly Placed[] {
    this.search(this.length);
    return withoutOverlaps(this.found).slice(0, MOST_FINDINGS);
  }

  private search(to: number): void {
    if (to <= this.next) return;
    if (!this.full) {
      eachAnchor(this.buffer, this.next, to, this.length, (at, anchor) => this.judge(at, anchor));
      // A file with that many must not be published in any case: the rest of it is not looked at.
      this.full = this.found.length > MOST_FINDINGS && withoutOverlaps(this.found).length > MOST_FINDINGS;
    }
    this.next = to;
  }

  private judge(at: number, anchor: Anchor): void {
    const { kind } = anchor;
    if (kind === 'name' ? !this.nameGoesOn(at) : kind === 'url' && !this.hasUserPart(at + 4)) return;
    const from = Math.max(0, at - BEFORE);
    const text = this.buffer.toString('latin1', from, Math.min(this.length, at + (kind === 'name' || kind === 'url' ? NAMED_AFTER : AFTER)));
    for (const match of matches(text, at - from, anchor)) {
      const place = this.offset + from + match.start;
      const key = `${place} ${match.rule}`;
      if (this.known.has(key)) continue;
      this.known.add(key);
      this.found.push({ at: place, match });
    }
  }

  /** What follows a name that has a value: looked at in bytes, because most words in a text have none. */
  private nameGoesOn(at: number): boolean {
    const { buffer, length } = this;
    let i = at;
    const most = Math.min(length, i + 96);
    while (i < most && isNameByte(buffer[i]!)) i += 1;
    if (i >= most) return false;
    const option = buffer[i] === 0x20 && at >= 2;
    while (i < most && (buffer[i] === 0x5c || buffer[i] === 0x20 || buffer[i] === 0x09)) i += 1; // \ and blanks
    const byte = buffer[i]!;
    // = : " ' > , and a blank after an option
    return byte === 0x3d || byte === 0x3a || byte === 0x22 || byte === 0x27 || byte === 0x3e || byte === 0x2c || (option && this.isOption(at));
  }

  private isOption(at: number): boolean {
    let i = at;
    while (i > 2 && isNameByte(this.buffer[i - 1]!)) i -= 1;
    return this.buffer[i] === 0x2d && this.buffer[i + 1] === 0x2d;
  }

  /** Whether `user:password@` stands after `://`. */
  private hasUserPart(at: number): boolean {
    let colon = false;
    const most = Math.min(this.length, at + 770);
    for (let i = at; i < most; i++) {
      const byte = this.buffer[i]!;
      if (byte === 0x40) return colon;
      if (byte === 0x3a) colon = true;
      if (byte <= 0x20 || byte === 0x22 || byte === 0x27 || byte === 0x2f || byte === 0x3c || byte === 0x3e || byte === 0x3f || byte === 0x23 || byte === 0x5c) return false;
    }
    return false;
  }
}

function withoutOverlaps(found: readonly Placed[]): readonly Placed[] {
  const kept: Placed[] = [];
  for (const one of [...found].sort((a, b) => a.at - b.at || rank(a.match) - rank(b.match) || b.match.end - a.match.end)) {
    const last = kept.at(-1);
    if (last === undefined || one.at >= last.at + last.match.secret.length) kept.push(one);
    else if (rank(one.match) < rank(last.match)) kept[kept.length - 1] = one;
  }
  return kept;
}

function matches(text: string, at: number, anchor: Anchor): readonly Match[] {
  if (anchor.kind === 'name') {
    const own = namedValue(text, at);
    const aws = /^(?:access)/u.test(anchor.text) ? libraryMatches('aws', text) : [];
    return own === undefined ? aws : [own, ...aws];
  }
  if (anchor.kind === 'url') {
    const own = passwordInAddress(text, at);
    return own === undefined ? ['basicauth', 'database-connection-string'].flatMap((id) => libraryMatches(id, text)) : [own];
  }
  if (anchor.kind === 'own') {
    const own = ownMatch(text, at);
    return own === undefined ? [] : [own];
  }
  return anchor.rules!.flatMap((id) => libraryMatches(id, text));
}

/** What is known by its form says more than what is known by the name beside it. */
function rank(match: Match): number {
  return match.prefix ? 0 : match.rule.startsWith('value of') ? 2 : 1;
}

function isNameByte(byte: number): boolean {
  return (byte >= 0x61 && byte <= 0x7a) || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x30 && byte <= 0x39) || byte === 0x5f || byte === 0x2d || byte === 0x2e;
}
