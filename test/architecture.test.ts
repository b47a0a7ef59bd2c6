import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const src = fileURLToPath(new URL('../src', import.meta.url));
const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts')).map((name) => name.replaceAll('\\', '/')).sort();
const imports = new Map(files.map((file) => [file, importsOf(file)]));

/** docs/architecture.md: each folder may import from folders of a lower rank, and from itself. */
const RANK: Readonly<Record<string, number>> = {
  model: 0, formats: 1, project: 2, trace: 3, profile: 3, checks: 4, results: 5, report: 6, catalogue: 6, sealing: 1, credentials: 1, bundle: 2, store: 3, pipeline: 7, adapters: 8, cli: 9,
};
/** Ports are types that adapters implement; a lower folder may own them. */
const SIDE_EFFECTS = /^node:(fs|child_process|http|https|net|dgram|dns|tls|worker_threads|os|process|inspector|cluster)(\/|$)/;

interface Import { readonly target: string; readonly typeOnly: boolean }

function importsOf(file: string): Import[] {
  const text = readFileSync(join(src, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  const found: Import[] = [];
  for (const match of text.matchAll(/^\s*(?:import|export)\s+(type\s+)?[^'";]*?\bfrom\s+'([^']+)'|^\s*import\s+'([^']+)'|\bimport\('([^']+)'\)/gm)) {
    found.push({ target: (match[2] ?? match[3] ?? match[4])!, typeOnly: match[1] !== undefined });
  }
  return found;
}

const inside = (file: string, target: string) => relative(src, join(src, dirname(file), target)).replaceAll('\\', '/');
const folder = (file: string) => file.split('/')[0]!;

describe('[SRS-094] the house', () => {
  it('has a rank for every folder', () => {
    expect(new Set(files.filter((file) => file.includes('/')).map(folder)).difference(new Set(Object.keys(RANK)))).toEqual(new Set());
    expect(files.filter((file) => !file.includes('/'))).toEqual([]);
  });

  it('imports run one way', () => {
    const wrong = files.flatMap((file) => imports.get(file)!
      .filter(({ target }) => target.startsWith('.'))
      .map(({ target }) => inside(file, target))
      .filter((target) => target.endsWith('.ts') && folder(target) !== folder(file) && RANK[folder(target)]! >= RANK[folder(file)]!)
      .map((target) => `${file} → ${target}`));
    expect(wrong).toEqual([]);
  });

  it('has no circles, type-only imports included', () => {
    const circles: string[] = [];
    const state = new Map<string, 'open' | 'done'>();
    const visit = (file: string, path: readonly string[]): void => {
      if (state.get(file) === 'done') return;
      if (state.get(file) === 'open') { circles.push([...path.slice(path.indexOf(file)), file].join(' → ')); return; }
      state.set(file, 'open');
      for (const { target } of imports.get(file) ?? []) if (target.startsWith('.')) visit(inside(file, target), [...path, file]);
      state.set(file, 'done');
    };
    for (const file of files) visit(file, []);
    expect(circles).toEqual([]);
  });

  it('keeps side effects in adapters/ and cli/', () => {
    const wrong = files.filter((file) => !['adapters', 'cli'].includes(folder(file)))
      .flatMap((file) => imports.get(file)!.filter(({ target, typeOnly }) => !typeOnly && SIDE_EFFECTS.test(target)).map(({ target }) => `${file} → ${target}`));
    expect(wrong).toEqual([]);
  });

  it('reads no clock, environment or locale outside the edge', () => {
    const wrong = files.filter((file) => !['adapters', 'cli'].includes(folder(file)))
      .filter((file) => /\bDate\.now\(|\bnew Date\(\)|\bprocess\.(env|cwd|argv)\b|\.localeCompare\(|\.toLocale\w+\(|\bMath\.random\(/.test(readFileSync(join(src, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')));
    expect(wrong).toEqual([]);
  });

  it('builds adapters in one place', () => {
    const wrong = files.filter((file) => folder(file) !== 'adapters' && file !== 'cli/wire.ts')
      .flatMap((file) => imports.get(file)!.filter(({ target }) => target.startsWith('.') && folder(inside(file, target)) === 'adapters').map(({ target }) => `${file} → ${target}`));
    expect(wrong).toEqual([]);
  });

  it('exports no value that nobody imports', () => {
    const root = fileURLToPath(new URL('..', import.meta.url));
    const others = ['test', 'scripts'].flatMap((place) => readdirSync(join(root, place), { recursive: true, encoding: 'utf8' }).filter((name) => /\.(ts|mjs)$/.test(name)).map((name) => join(root, place, name)));
    const words = new Map([...files.map((file) => join(src, file)), ...others].map((file) => [file, new Set(readFileSync(file, 'utf8').match(/\w+/g))]));
    const unused = files.flatMap((file) => [...readFileSync(join(src, file), 'utf8').matchAll(/^export (?:async )?(?:const|function\*?|class|let) (\w+)/gm)].map((match) => match[1]!)
      .filter((name) => ![...words].some(([other, used]) => other !== join(src, file) && used.has(name))).map((name) => `${file}: ${name}`));
    expect(unused).toEqual([]);
  });

  it('keeps files short enough to be named in one sentence', () => {
    const long = files.map((file) => [file, readFileSync(join(src, file), 'utf8').split('\n').length] as const).filter(([, lines]) => lines > 300);
    expect(long).toEqual([]);
  });

  it('names no workplace, machine path or registry host', () => {
    const tracked = files.filter((file) => /\/work\/|registry\.npmjs|\/root\//.test(readFileSync(join(src, file), 'utf8')));
    expect(tracked).toEqual([]);
  });
});
