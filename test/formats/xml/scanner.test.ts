import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { memorySource } from '../../../src/model/source.ts';
import { bySaxes, inBlocks, takenByScanner, throughTheDoor } from './both-ways.ts';

const folder = new URL('../../../fixtures/formats/', import.meta.url);

describe('the scanner', () => {
  it.each(['junit-xml', 'cobertura-xml', 'jacoco-xml'])('takes every good fixture of %s without help', (format) => {
    const files = readdirSync(new URL(`${format}/`, folder)).filter((name) => name.endsWith('.xml'));
    expect(files.length).toBeGreaterThan(2);
    expect(files.filter((name) => !takenByScanner(memorySource(name, readFileSync(new URL(`${format}/${name}`, folder)))))).toEqual([]);
  });

  it.each([
    ['a lone carriage return', '<a>x\ry</a>'], ['XML 1.1', '<?xml version="1.1"?><a/>'], ['a name outside of ASCII', '<a><é/></a>'], ['a DTD of its own', '<!DOCTYPE a []><a/>'],
    ['blanks around the equals sign', '<a b = "c"/>'], ['a second byte order mark', '\ufeff\ufeff<a/>'],
  ])('leaves to saxes what is allowed and unusual: %s', (_, text) => {
    const source = memorySource('a.xml', Buffer.from(text));
    expect(takenByScanner(source)).toBe(false);
    expect(throughTheDoor(source)).toEqual(bySaxes(source));
    expect(throughTheDoor(source).problem).toBeUndefined();
  });

  it.each([
    ['cut off', '<a><b>'], ['a wrong end tag', '<a><b></a></b>'], ['two roots', '<a/><a/>'], ['no root', '<!-- a -->'], ['text behind the root', '<a/>b'], ['an end tag alone', '</a>'],
    ['< in a value', '<a b="<"/>'], ['an attribute twice', '<a b="1" b="2"/>'], ['a value without quotes', '<a b=1/>'], ['no blank between attributes', '<a b="1"c="2"/>'], ['U+0001', '<a>\x01</a>'],
    ['U+0001 in a value', '<a b="\x01"/>'], ['U+0001 in CDATA', '<a><![CDATA[\x01]]></a>'], ['U+0001 in a comment', '<!--\x01--><a/>'], ['U+FFFF', '<a>\uffff</a>'], [']]> in text', '<a>]]></a>'], ['-- in a comment', '<a><!-- - -- --></a>'],
    ['a lone ampersand', '<a>a & b</a>'], ['an unknown entity', '<a>&nbsp;</a>'], ['a reference to U+0000', '<a>&#0;</a>'], ['a reference to a surrogate', '<a>&#xD800;</a>'], ['a prefix that is not declared', '<x:a/>'],
    ['an entity that is declared', '<!DOCTYPE a [<!ENTITY b "c">]><a/>'], ['a late XML declaration', ' <?xml version="1.0"?><a/>'], ['257 levels', '<a>'.repeat(257) + '</a>'.repeat(257)], ['a late DOCTYPE', '<a/><!DOCTYPE a>'],
  ])('never takes what is not well-formed: %s', (_, text) => {
    for (const block of [1, 5, 1 << 20]) {
      const source = inBlocks(Buffer.from(text), block);
      expect(takenByScanner(source)).toBe(false);
      expect(throughTheDoor(source).problem).toBeDefined();
      expect(throughTheDoor(source)).toEqual(bySaxes(source));
    }
  });

  it('leaves a tag of more than a mebibyte to saxes, which refuses one of more than four', () => {
    for (const [length, code] of [[1 << 19, undefined], [3 << 19, undefined], [5 << 20, 'TOO_LARGE']] as const) {
      const source = memorySource('a.xml', Buffer.from(`<a>\n<b c="${'x'.repeat(length)}"/>\n<d/></a>`));
      expect(throughTheDoor(source)).toEqual(bySaxes(source));
      expect(throughTheDoor(source).problem?.code).toBe(code);
    }
  });

  it('keeps little of a CDATA section of any length, and the line behind it', () => {
    const lines = 200_000;
    const source = memorySource('a.xml', Buffer.from(`<ab><![CDATA[${'] ]] > & <\n'.repeat(lines)}]]><c/></ab>`));
    expect(takenByScanner(source)).toBe(true);
    const { events } = throughTheDoor(source);
    expect(events[1]).toEqual(['open', 'c', [], lines + 1, 2, 'c']);
    expect((events.at(-1) as string[])[2]).toBe('');
    expect(events).toEqual(bySaxes(source).events);
  });
});
