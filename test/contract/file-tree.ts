import { describe, expect, it } from 'vitest';
import { readAll } from '../../src/model/source.ts';
import type { FileTree } from '../../src/pipeline/ports.ts';

/** What every file tree must do, on disk or inside a bundle. `make` lays out the given files. */
export function fileTreeContract(name: string, make: (files: Readonly<Record<string, string>>) => FileTree): void {
  const paths = (tree: FileTree, pattern: string) => tree.find(pattern).files.map((file) => file.path);
  const files = { 'reports/b.xml': 'b', 'reports/a.xml': 'aa', 'reports/deep/c.xml': 'c', 'reports/.hidden.xml': 'h', 'sbom.json': '{}', 'Reports2/x [1].xml': 'x', 'e/ä.csv': 'u' };

  describe(`file tree contract: ${name}`, () => {
    it('finds a file by its path, with its size', () => {
      expect(make(files).find('reports/a.xml')).toEqual({ files: [{ path: 'reports/a.xml', size: 2 }], troubles: [] });
      expect(make(files).find('./reports/a.xml').files.map((file) => file.path)).toEqual(['reports/a.xml']);
    });

    it('finds a file by another spelling of its path', () => {
      for (const path of ['reports//a.xml', 'reports/./a.xml', 'reports/deep/../a.xml']) expect(paths(make(files), path), path).toEqual(['reports/a.xml']);
    });

    it('says that a named file is missing', () => {
      expect(make(files).find('reports/z.xml')).toEqual({ files: [], troubles: [{ path: 'reports/z.xml', trouble: 'missing' }] });
    });

    it('finds nothing for a pattern without a match, and says no more', () => {
      expect(make(files).find('nowhere/*.xml')).toEqual({ files: [], troubles: [] });
    });

    it('sorts by code unit, hidden files included', () => {
      expect(paths(make(files), 'reports/*.xml')).toEqual(['reports/.hidden.xml', 'reports/a.xml', 'reports/b.xml']);
      expect(paths(make(files), 'reports/**/*.xml')).toEqual(['reports/.hidden.xml', 'reports/a.xml', 'reports/b.xml', 'reports/deep/c.xml']);
      expect(paths(make(files), '**/*.{json,csv}')).toEqual(['e/ä.csv', 'sbom.json']);
    });

    it('matches case exactly', () => {
      expect(paths(make(files), 'REPORTS/*.xml')).toEqual([]);
    });

    it('gives the bytes, more than once', () => {
      const source = make(files).open('reports/a.xml');
      expect(new TextDecoder().decode(readAll(source))).toBe('aa');
      expect(new TextDecoder().decode(readAll(source))).toBe('aa');
      expect(source.name).toBe('reports/a.xml');
    });
  });
}
