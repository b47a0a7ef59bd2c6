import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bySaxes, inBlocks, takenByScanner, throughTheDoor } from './both-ways.ts';
import type { Heard } from './both-ways.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const CORPUS = `${ROOT}../shared/corpus`;
const BLOCKS = [1, 2, 3, 7, 61, 1024, 1 << 20];
/** With a change of the scanner belongs a long run: XML_RUNS=50. */
const RUNS = Number(process.env['XML_RUNS'] ?? 1);
const DAMAGES = 6 * RUNS;

describe('the scanner and saxes', () => {
  it('tell the same of every generated document, in blocks of any size', () => {
    fc.assert(fc.property(document(), fc.constantFrom(...BLOCKS), (text, block) => same(Buffer.from(text), block)), { numRuns: 400 * RUNS });
  });

  it('tell the same of every damaged document', () => {
    fc.assert(fc.property(document(), damage(), fc.constantFrom(...BLOCKS), (text, [where, how, what], block) => {
      const at = Math.floor(where * text.length);
      same(Buffer.from(text.slice(0, at) + (how === 'cut' ? '' : what + text.slice(how === 'put' ? at : at + 1))), block);
    }), { numRuns: 1500 * RUNS });
  });

  it('tell the same of arbitrary crowds of markup', () => {
    const crowd = fc.array(fc.constantFrom(...CROWD), { maxLength: 25 }).map((parts) => parts.join(''));
    fc.assert(fc.property(crowd, fc.boolean(), fc.constantFrom(...BLOCKS), (text, rooted, block) => same(Buffer.from(rooted ? `<ab>${text}</ab>` : text), block)), { numRuns: 3000 * RUNS });
  });

  it('the scanner takes ordinary documents without help', () => {
    fc.assert(fc.property(document(ORDINARY), fc.constantFrom(...BLOCKS), (text, block) => {
      const source = inBlocks(Buffer.from(text), block);
      fc.pre(bySaxes(source).problem === undefined);
      expect(takenByScanner(source)).toBe(true);
    }), { numRuns: 150 * RUNS });
  });

  it.each(xmlFiles(`${ROOT}fixtures`))('tell the same of %s and of what damage makes of it', (path) => damaged(readFileSync(ROOT + path)));
});

describe.skipIf(!existsSync(CORPUS))('the scanner and saxes, on the corpus', () => {
  it.each(existsSync(CORPUS) ? xmlFiles(CORPUS) : [])('tell the same of %s and of what damage makes of it', (path) => damaged(readFileSync(ROOT + path)));
});
if (!existsSync(CORPUS)) console.log('left out: the XML files of ../shared/corpus are not here');

function same(bytes: Uint8Array, block: number): void {
  const source = inBlocks(bytes, block);
  const [fast, strict] = [comparable(throughTheDoor(source)), comparable(bySaxes(source))];
  if (JSON.stringify(fast) !== JSON.stringify(strict)) expect(fast, `blocks of ${block}`).toEqual(strict);
}

/** saxes names the end of text that stands outside of the root, as far as its block goes: that line depends on the blocks. */
function comparable({ events, problem }: Heard): Heard {
  return { events, ...(problem && { problem: problem.found === 'text data outside of root node' ? { ...problem, line: 0 } : problem }) };
}

/** Bytes changed, put in, left out, cut: at places that a fixed sequence of numbers chooses. */
function damaged(bytes: Buffer): void {
  const small = bytes.length < 20_000;
  for (const block of bytes.length < 4000 ? BLOCKS : [61, 1 << 20]) same(bytes, block);
  let state = bytes.length;
  const random = (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  for (let i = 0; i < (small ? DAMAGES : Math.ceil(DAMAGES / 3)); i += 1) {
    const at = random(bytes.length);
    const what = Buffer.from(BYTES[random(BYTES.length)] as string, 'latin1');
    const [head, tail] = [bytes.subarray(0, at), bytes.subarray(at)];
    const made = [Buffer.concat([head, what, tail]), Buffer.concat([head, what, tail.subarray(1)]), Buffer.concat([head, tail.subarray(1)]), head][random(4)] as Buffer;
    same(made, small ? BLOCKS[random(BLOCKS.length)] as number : 1 << 20);
  }
}

function xmlFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`)
    .filter((path) => statSync(path).isFile() && statSync(path).size < 200_000 && /^[^\w]{0,40}</.test(readFileSync(path).subarray(0, 60).toString('latin1').replaceAll('\0', '')))
    .map((path) => path.slice(ROOT.length)).sort();
}

function document(unusual: readonly string[] = UNUSUAL): fc.Arbitrary<string> {
  const blank = fc.constantFrom('', ' ', '\n', '\t', ' \n ', '\r\n');
  const name = fc.oneof({ weight: 12, arbitrary: fc.constantFrom('a', 'ab', 'testcase', 'x-1', '_y.z', 'xml', 'system-out', 'B') }, { weight: 1, arbitrary: fc.constantFrom(...unusual) });
  const piece = fc.constantFrom('a', 'bc', ' ', '\n', '\r\n', '\t', '&lt;', '&amp;', '&quot;', '&apos;', '&gt;', '&#65;', '&#x1F600;', '&#10;', ']', ']]', '-', '?', '=', '/', 'é', '漢', '😀');
  const text = fc.array(fc.oneof(piece, fc.constantFrom('"', "'")), { maxLength: 8 }).map((parts) => parts.join(''));
  const attribute = fc.tuple(fc.oneof(name, fc.constantFrom('name', 'xmlns:x', 'xmlns:y', 'xmlns', '__proto__', 'constructor')), fc.array(fc.oneof(piece, fc.constant('>')), { maxLength: 6 }), fc.constantFrom('"', "'"), fc.constantFrom(' ', '\n', '  ', '\t'))
    .map(([key, value, quote, before]) => [key, `${before}${key}=${quote}${value.join('')}${quote}`] as const);
  const attributes = fc.uniqueArray(attribute, { maxLength: 5, selector: ([key]) => key }).map((list) => list.map(([, one]) => one).join(''));
  const aside = fc.constantFrom('<!---->', '<!-- a\nb - c > -->', '<?pi?>', '<?p i\n>?>', '<?x-y ab?>');
  const cdata = fc.array(fc.oneof(piece, fc.constantFrom('<', '&', '<a>', '>')), { maxLength: 8 }).map((parts) => `<![CDATA[${parts.join('').replaceAll(']]>', '')}]]>`);
  const { element } = fc.letrec<{ element: string; content: string }>((tie) => ({
    content: fc.array(fc.oneof({ depthSize: 'small' }, text, aside, cdata, tie('element')), { maxLength: 5 }).map((parts) => parts.join('')),
    element: fc.tuple(name, attributes, blank, fc.option(tie('content')), blank).map(([tag, list, inTag, content, after]) => content === null ? `<${tag}${list}${inTag}/>` : `<${tag}${list}${inTag}>${content}</${tag}${after}>`),
  }));
  const declaration = fc.constantFrom('', '<?xml version="1.0"?>', "<?xml version='1.0' encoding='UTF-8'?>", '<?xml version="1.0" encoding="utf-8" standalone="yes" ?>');
  const doctype = fc.constantFrom('', '', '<!DOCTYPE ab>', '<!DOCTYPE report PUBLIC "-//J//DTD 1.1//EN"\n"r.dtd">', "<!DOCTYPE a SYSTEM 'b c'>");
  return fc.tuple(declaration, blank, fc.oneof(aside, fc.constant('')), doctype, blank, element, blank, fc.oneof(aside, fc.constant(''))).map((parts) => parts.join(''));
}

const ORDINARY = ['x:ab', 'y:a', 'x:y:z'];
const UNUSUAL = [...ORDINARY, 'é', 'a𐀀'];

const damage = () => fc.tuple(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), fc.constantFrom('put', 'replace', 'cut', 'drop'), fc.constantFrom('', ...CROWD));

const CROWD = ['<', '>', '&', '&amp;', '&lt', '&#0;', '&#xD800;', '&#x110000;', '&#xfffe;', '&bad;', '&;', '"', "'", '=', ' ', '\n', '\r', '\r\n', '\t', '\0', '\x01', '\x7f', '\x85', '\u2028', '\ufffe', '\uffff', '\ufeff', '/', '/>', '</', '</ab>', '</ab >',
  '</a', '<ab>', '<ab/>', '<ab ', '<ab a="1" a="2">', '<a b="<"/>', '<a b=c/>', '<a b/>', '<a b = "c"/>', '<a b="c"d="e"/>', '<a / >', '<x:a/>', '<x:a xmlns:x="u"/>', '<:a/>', '<a:/>', '<1/>', '<-/>', '<é/>', '<!', '<!-', '<!--', '-->', '--', '<!---->', '<!-->', '<!--a--->', '<!-- a -- b -->',
  '<![CDATA[', '<![CDATA', ']', ']]', ']]>', '<![cdata[x]]>', '<!DOCTYPE', '<!DOCTYPE a>', '<!DOCTYPE a SYSTEM "b>c">', '<!DOCTYPE a [<!ENTITY b "c">]>', '<!DOCTYPE a [<!ATTLIST a b CDATA "c">]>', '<!DOCTYPE a [ ]>', '<?', '?>', '<??>', '<?xml?>', '<?xml version="1.0"?>', '<?xml version="1.1"?>', '<?xml version="1.0" encoding="latin1"?>', '<?XML a?>', '<?a', '<?a b?>', '<?a?b?>', '<?a ??>', '<?1?>', 'a', 'text', 'é', '😀'];
/** As Latin-1: single bytes, among them those that are no UTF-8. */
const BYTES = ['<', '>', '&', '"', "'", '=', '/', ' ', '\n', '\r', '\t', '\0', '\x01', ']', ']]>', '-', '--', '!', '?', ':', ';', '#', '&#1;', 'x', '\x80', '\xc3', '\xff', '\xef\xbf\xbf', '\xc3\xa9', '<a>', '</a>', '<![CDATA[', '<!--'];
