import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { breakable, printable } from '../../src/report/printable.ts';

describe('printable', () => {
  it.each([
    ['bell', 'a\u0007b', 'a‹U+0007›b'],
    ['tab, which has no width', 'tab\there', 'tab‹U+0009›here'],
    ['next line', 'a\u0085b', 'a‹U+0085›b'],
    ['right-to-left override', 'x\u202egpj.exe', 'x‹U+202E›gpj.exe'],
    ['isolate', '\u2066x\u2069', '‹U+2066›x‹U+2069›'],
    ['zero width space', 'SRS\u200b-041', 'SRS‹U+200B›-041'],
    ['soft hyphen', 'a\u00adb', 'a‹U+00AD›b'],
    ['byte order mark', '\ufeffid', '‹U+FEFF›id'],
    ['lone surrogate', 'a\ud800b', 'a‹U+D800›b'],
    ['private use', '\ue000', '‹U+E000›'],
    ['noncharacter', '\uffff', '‹U+FFFF›'],
    ['tag character', 'a\u{e0041}', 'a‹U+E0041›'],
    ['line separator', 'a\u2028b', 'a‹U+2028›b'],
    ['line break inside', 'SRS-041\nSRS-042', 'SRS-041 ¶ SRS-042'],
    ['line break at the end', 'text\n', 'text'],
  ])('shows %s', (_, text, shown) => expect(printable(text)).toBe(shown));

  it('leaves what can be read as it is', () => {
    const text = 'Rate 0.1–999.9 mL/h ≤ ±5 % → “Ω” Жук café';
    expect(printable(text)).toBe(text);
  });

  it('writes out what the fonts cannot draw, only where that matters', () => {
    expect(printable('警報', (code) => code < 0x3000)).toBe('‹U+8B66›‹U+5831›');
    expect(printable('警報')).toBe('警報');
  });

  it('never lets a control or reordering character through', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(printable(text)).not.toMatch(/[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}\p{Cs}\u200b\ufeff]/u);
    }));
  });
});

describe('a long run of blanks', () => {
  it('inside a text takes no more time than its length', () => {
    // By a regular expression this took the square of the length: hours for these.
    const text = `ü${' '.repeat(2_000_000)}x`;
    expect(printable(text)).toBe(text);
    expect(printable(`  \r\n${text} \n `)).toBe(text);
  });
});

describe('breakable', () => {
  it('cuts long words and loses nothing', () => {
    fc.assert(fc.property(fc.string({ maxLength: 600 }), (text) => {
      expect(breakable(text).join('')).toBe(text);
    }));
    expect(Math.max(...breakable('x'.repeat(500)).map((piece) => piece.length))).toBeLessThanOrEqual(6);
  });

  it('leaves ordinary sentences in one piece', () => {
    expect(breakable('Alarm output within two seconds after a detected condition')).toHaveLength(1);
  });
});
