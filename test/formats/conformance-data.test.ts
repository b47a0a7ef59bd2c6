import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Declaration } from '../../src/model/evidence.ts';
import { memorySource } from '../../src/model/source.ts';
import { FORMATS } from '../../src/formats/index.ts';
import { inspectSource } from '../../src/formats/inspect.ts';

const root = new URL('../../fixtures/formats/', import.meta.url);
const FOLDERS = ['sarif', 'cyclonedx-json', 'cyclonedx-vex', 'openvex', 'kev', 'needs-json', 'package-lock', 'lists', 'csv'];
const COLUMNS: Declaration = { kind: 'requirements', index: 0, columns: { id: 'ID', title: 'Title', riskControls: 'Links' } };
const names = (folder: string) => readdirSync(new URL(folder, root)).sort();
const source = (folder: string, name: string) => memorySource(name, readFileSync(new URL(`${folder}/${name}`, root)));
const readerOf = (folder: string, name: string) => {
  const id = folder === 'csv' ? 'csv-trace' : folder === 'lists' ? 'list-soup' : folder;
  const format = FORMATS.find((one) => one.id === id);
  if (!format) throw new Error(`no reader for ${folder}/${name}`);
  return format;
};

describe.each(FOLDERS)('fixtures of %s', (folder) => {
  const files = names(folder).filter((name) => name !== 'reject' && !name.endsWith('.expected.json'));

  it.each(files)('%s gives the expected facts', (name) => {
    const expected: unknown = JSON.parse(readFileSync(new URL(`${folder}/${name.replace(/\.[a-z]+$/, '')}.expected.json`, root), 'utf8'));
    const { status, format, formatVersion, facts, problems } = inspectSource(source(folder, name), folder === 'csv' ? COLUMNS : undefined);
    expect({ status, format, ...(formatVersion === undefined ? {} : { formatVersion }), facts, problems: problems.map((one) => one.code) }).toEqual(expected);
  });

  // Binary or badly encoded bytes have no head to recognise: there the reader that was chosen by declaration answers.
  const rejects = names(folder).includes('reject') ? names(`${folder}/reject`) : [];
  it.each(rejects)('reject/%s is refused with its code', (name) => {
    const code = /^([A-Z_]+)_/.exec(name)?.[1];
    const file = source(`${folder}/reject`, name);
    const whole = code === 'BAD_ENCODING' || code === 'BAD_CHARACTER';
    const answer = whole ? readerOf(folder, name).read(file, { declared: COLUMNS }) : inspectSource(file, folder === 'csv' ? COLUMNS : undefined);
    expect(answer.status).toBe('refused');
    expect(answer.problems[0]?.code).toBe(code);
    expect(answer.problems[0]?.file).toBe(name);
  });

  it('refuses every truncation of a valid file, or reads less than the whole', () => {
    for (const name of files.filter((one) => folder !== 'csv' && !one.endsWith('.yaml'))) {
      const bytes = readFileSync(new URL(`${folder}/${name}`, root));
      const end = bytes.toString('utf8').trimEnd();
      for (const part of [0.1, 0.37, 0.5, 0.81, 0.99]) {
        const cut = Buffer.from(end.slice(0, Math.floor(end.length * part)));
        expect(['refused', 'attached', 'no-data'], `${name} cut at ${part}`).toContain(inspectSource(memorySource(name, cut)).status);
      }
    }
  });
});
