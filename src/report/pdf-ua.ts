/**
 * Adds the PDF/UA-1 mark to a PDF/A-2a file of the engine by an incremental update (ISO 32000-1, 7.5.6): the two rules that it
 * misses are the shown document title (ISO 14289-1, 7.1) and the identification in the metadata (clause 5), which PDF/A allows only
 * with its extension schema beside it. Deterministic; refuses a file whose shape it does not know.
 */
export function withPdfUa(bytes: Uint8Array): Uint8Array {
  // One letter a byte, so that offsets are the same in text and bytes.
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const trailer = text.slice(text.lastIndexOf('trailer'));
  const root = reference(trailer, 'Root');
  const size = Number(only(trailer, /\/Size (\d+)/g));
  const previous = Number(only(trailer, /startxref\s+(\d+)/g));
  const catalog = objectAt(text, previous, root);
  const metadata = reference(catalog, 'Metadata');
  const updates: readonly (readonly [id: number, body: string])[] = [
    [root, replaceOnce(catalog, '/ViewerPreferences <<', '/ViewerPreferences <<\n    /DisplayDocTitle true')],
    [metadata, withIdentification(objectAt(text, previous, metadata))],
  ];
  let update = text.endsWith('\n') ? '' : '\n';
  const offsets = new Map<number, number>();
  for (const [id, body] of updates) {
    offsets.set(id, text.length + update.length);
    update += `${id} 0 obj\n${body}\nendobj\n`;
  }
  const start = text.length + update.length;
  const entries = [...offsets].sort(([a], [b]) => a - b).map(([id, offset]) => `${id} 1\n${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  update += `xref\n${entries}trailer\n<<\n  /Size ${size}\n  /Root ${root} 0 R\n  /Info ${reference(trailer, 'Info')} 0 R\n  /ID ${only(trailer, /\/ID (\[[^\]]*\])/g)}\n  /Prev ${previous}\n>>\nstartxref\n${start}\n%%EOF\n`;
  return new Uint8Array(Buffer.concat([bytes, Buffer.from(update, 'latin1')]));
}

function only(text: string, pattern: RegExp): string {
  const found = [...text.matchAll(pattern)];
  if (found.length !== 1 || found[0]?.[1] === undefined) throw new Error(`PDF/UA mark: expected ${pattern.source} once, found it ${found.length} times`);
  return found[0][1];
}

const reference = (text: string, name: string): number => Number(only(text, new RegExp(`/${name} (\\d+) 0 R`, 'g')));

/** Body of an object, found through the cross-reference table: a string in the document that looks like an object is never taken for one. */
function objectAt(text: string, xref: number, id: number): string {
  const head = /^xref\s+0 (\d+)\s*\n/.exec(text.slice(xref, xref + 40));
  if (!head || id >= Number(head[1])) throw new Error('PDF/UA mark: no plain cross-reference table');
  const offset = Number(text.slice(xref + head[0].length + 20 * id).slice(0, 10));
  const start = `${id} 0 obj`;
  if (!text.startsWith(start, offset)) throw new Error(`PDF/UA mark: object ${id} is not where the table says`);
  const end = text.indexOf('\nendobj', offset);
  return text.slice(offset + start.length, end).trim();
}

function replaceOnce(text: string, from: string, to: string): string {
  if (text.split(from).length !== 2) throw new Error(`PDF/UA mark: expected ${from} once`);
  return text.replace(from, () => to);
}

const SCHEMA = '<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema><pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>'
  + '<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource"><pdfaProperty:category>internal</pdfaProperty:category>'
  + '<pdfaProperty:description>Part of ISO 14289</pdfaProperty:description><pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType></rdf:li></rdf:Seq></pdfaSchema:property></rdf:li>';

/** The metadata stream with `pdfuaid:part` and its schema entry; its text is UTF-8 and stays as it is, byte for byte. */
function withIdentification(object: string): string {
  const [, dictionary, packet] = /^(<<[\s\S]*?>>)\s*stream\r?\n([\s\S]*?)\r?\nendstream$/.exec(object) ?? [];
  if (dictionary === undefined || packet === undefined || /\/Filter/.test(dictionary)) throw new Error('PDF/UA mark: the metadata is no plain stream');
  const part = '<pdfaid:part>2</pdfaid:part>';
  const named = replaceOnce(packet, part, `<pdfuaid:part xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">1</pdfuaid:part>${part}`);
  const described = replaceOnce(named, '<pdfaExtension:schemas><rdf:Bag>', `<pdfaExtension:schemas><rdf:Bag>${SCHEMA}`);
  const length = only(dictionary, /\/Length (\d+)/g);
  return `${replaceOnce(dictionary, `/Length ${length}`, `/Length ${described.length}`)}\nstream\n${described}\nendstream`;
}
