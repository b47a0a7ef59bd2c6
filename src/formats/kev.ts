import type { Problem } from '../model/problem.ts';
import type { KevCatalogue } from '../model/vulnerability.ts';
import type { Format, ReadResult } from './format.ts';
import { readJson } from './json.ts';
import { below, get, isObject, objectsOf, Shape, textOf } from './json-values.ts';

/** Snapshot of the CISA catalogue of known exploited vulnerabilities. */
export const kev: Format = {
  id: 'kev', title: 'CISA KEV catalogue (JSON)', contentKind: 'kev', kinds: ['kev'],
  reads: 'Version and date of the catalogue, the CVE ids with date and product.',
  ignores: 'Required actions, due dates, notes.',
  looksLike: ({ json }) => json?.shape === 'object' && json.keys.includes('catalogVersion') && json.keys.includes('dateReleased'),
  read(source): ReadResult {
    const document = readJson(source);
    if (document.problems) return { status: 'refused', problems: document.problems };
    const shape = new Shape(source.name);
    const json = document.value;
    if (!isObject(json)) {
      shape.wrong('', 'a KEV catalogue is an object', 'an object', json);
      return { status: 'refused', problems: shape.problems };
    }
    shape.required(json, '', 'text', 'catalogVersion', 'dateReleased');
    shape.required(json, '', 'array', 'vulnerabilities');
    shape.objects(json, '', 'vulnerabilities');
    const entries = objectsOf(json, 'vulnerabilities').map((one, i) => {
      const pointer = below('/vulnerabilities', i);
      shape.required(one, pointer, 'text', 'cveID');
      const dateAdded = textOf(one, 'dateAdded');
      const product = [textOf(one, 'vendorProject'), textOf(one, 'product')].filter((part) => part).join(' ');
      return { ...shape.at(pointer), cveId: textOf(one, 'cveID') ?? '', ...(dateAdded ? { dateAdded } : {}), ...(product ? { product } : {}) };
    });
    if (shape.problems.length > 0) return { status: 'refused', problems: shape.problems };
    const declaredCount = get(json, 'count');
    const content: KevCatalogue = {
      catalogVersion: textOf(json, 'catalogVersion') ?? '', dateReleased: textOf(json, 'dateReleased') ?? '',
      ...(typeof declaredCount === 'number' ? { declaredCount } : {}), entries,
    };
    const problems: Problem[] = typeof declaredCount === 'number' && declaredCount !== entries.length
      ? [{ code: 'COUNTERS_DISAGREE', message: 'count differs from the entries', ...shape.at('/count'), expected: String(entries.length), found: String(declaredCount) }] : [];
    const facts = { entries: entries.length, catalogVersion: content.catalogVersion, dateReleased: content.dateReleased };
    if (entries.length > 0) return { status: 'read', formatVersion: content.catalogVersion, content, facts, problems };
    return { status: 'no-data', formatVersion: content.catalogVersion, content, facts, problems: [{ code: 'NO_DATA', message: 'the catalogue has no entry', ...shape.at('/vulnerabilities') }, ...problems] };
  },
};
