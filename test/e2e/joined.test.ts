import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const text = (path: string): string => readFileSync(root + path, 'utf8');
const names = (folder: string, ending: string): string[] => readdirSync(root + folder, { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/')).filter((name) => name.endsWith(ending));
const packageOf = (specifier: string): string => specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
const manifest = JSON.parse(text('package.json')) as Record<'dependencies' | 'optionalDependencies' | 'devDependencies', Record<string, string>>;
const installed = { ...manifest.dependencies, ...manifest.optionalDependencies };
const chunks = names('dist', '.js');

/** Packages that statements and calls at the start of a line, or behind `await` and `=>`, import. */
const imported = (source: string): string[] => [...source.matchAll(/^(?:import|export)\s(?:[\w$*{},\s]+\sfrom\s)?["']([^"'\n]+)["'];$|\bimport\(["']([^"']+)["']\)/gm)].map((m) => m[1] ?? m[2]!)
  .filter((specifier) => !specifier.startsWith('.') && !specifier.startsWith('node:'));

describe('the joined program', () => {
  it('imports at run time what npm installs with it, and nothing else', () => {
    const builtin = new Set(process.getBuiltinModule('node:module').builtinModules);
    const outside = new Set(chunks.flatMap((name) => imported(text(`dist/${name}`))).filter((specifier) => !builtin.has(specifier)).map(packageOf));
    // An HTTP agent asks for kerberos in a try: who has it beside our package can use it.
    expect([...outside].filter((name) => installed[name] === undefined)).toEqual(['kerberos']);
  });

  it('names each package that became part of it, with its version and licence', () => {
    const listed = text('dist/THIRD-PARTY-LICENSES.txt');
    const used = new Set(names('src', '.ts').flatMap((name) => imported(text(`src/${name}`).replace(/^import type .*$/gm, ''))).map(packageOf));
    expect(used.has('zod')).toBe(true);
    for (const name of used) {
      if (installed[name] === undefined) expect(listed.includes(`\n${'='.repeat(80)}\n${name} ${manifest.devDependencies[name]} (`), name).toBe(true);
    }
    expect(listed).toContain('Permission is hereby granted');
  });

  it('has each thread in its place, and a file for each relative import', () => {
    for (const name of names('src', '-worker.ts')) expect(existsSync(`${root}dist/${name.replace(/\.ts$/, '.js')}`), name).toBe(true);
    for (const name of chunks) {
      for (const [, specifier] of text(`dist/${name}`).matchAll(/^import\b[^;'"]*?["'](\.[^"'\n]+)["'];$/gm)) expect(existsSync(fileURLToPath(new URL(specifier!, `file://${root}dist/${name}`))), `${name} ${specifier}`).toBe(true);
    }
  });

  it('says nothing of the machine that built it', () => {
    for (const name of chunks) expect(text(`dist/${name}`).includes(root), name).toBe(false);
  });
});
