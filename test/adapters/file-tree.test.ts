import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { mappedFileTree, overlaidFileTree } from '../../src/adapters/mapped-file-tree.ts';
import { nodeFileTree } from '../../src/adapters/node-file-tree.ts';
import { memorySource, readAll } from '../../src/model/source.ts';
import { fileTreeContract } from '../contract/file-tree.ts';

const made: string[] = [];
afterAll(() => made.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

function folder(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'tree-'));
  made.push(root);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}
const sources = (files: Readonly<Record<string, string>>) => new Map(Object.entries(files).map(([path, text]) => [path, memorySource(path, new TextEncoder().encode(text))]));

fileTreeContract('folder on disk', (files) => nodeFileTree(folder(files)));
fileTreeContract('named sources', (files) => mappedFileTree(sources(files)));
fileTreeContract('overlay', (files) => {
  const [first, ...rest] = Object.entries(files);
  return overlaidFileTree(mappedFileTree(sources(Object.fromEntries(rest))), sources(Object.fromEntries([first!])));
});

describe('a folder on disk', () => {
  it('reports a folder where a file is named, and lets a pattern pass over it', () => {
    const root = folder({ 'a/b.xml/inner.txt': 'x', 'a/c.xml': 'y' });
    expect(nodeFileTree(root).find('a/b.xml')).toEqual({ files: [], troubles: [{ path: 'a/b.xml', trouble: 'not-a-file' }] });
    expect(nodeFileTree(root).find('a/*.xml').files.map((file) => file.path)).toEqual(['a/c.xml']);
  });

  it('reports a pipe that a pattern sweeps over, and does not wait for it', () => {
    const root = folder({ 'a.xml': 'a' });
    execFileSync('mkfifo', [join(root, 'b.xml')]);
    expect(nodeFileTree(root).find('*.xml').troubles).toEqual([{ path: 'b.xml', trouble: 'not-a-file' }]);
  });

  it('follows a link inside the folder and reports one that leads out or nowhere', () => {
    const outside = folder({ 'secret.xml': 's' });
    const root = folder({ 'a.xml': 'a' });
    symlinkSync(join(root, 'a.xml'), join(root, 'inside.xml'));
    symlinkSync(join(outside, 'secret.xml'), join(root, 'outside.xml'));
    symlinkSync(outside, join(root, 'folder'));
    symlinkSync(join(root, 'gone'), join(root, 'broken.xml'));
    const tree = nodeFileTree(root);
    expect(tree.find('inside.xml').files).toEqual([{ path: 'inside.xml', size: 1 }]);
    expect(tree.find('outside.xml').troubles).toEqual([{ path: 'outside.xml', trouble: 'symlink-outside' }]);
    expect(tree.find('folder/secret.xml').troubles).toEqual([{ path: 'folder/secret.xml', trouble: 'symlink-outside' }]);
    expect(tree.find('broken.xml').troubles).toEqual([{ path: 'broken.xml', trouble: 'missing' }]);
    const swept = tree.find('*.xml');
    expect(swept.files.map((file) => file.path)).toEqual(['a.xml', 'inside.xml']);
    expect(swept.troubles.map((t) => t.trouble).sort()).toEqual(['missing', 'symlink-outside']);
    expect(tree.find('**/*.xml').troubles).toContainEqual({ path: 'folder', trouble: 'symlink-outside' });
  });

  it('goes through a linked folder inside once, and does not run in circles', () => {
    const root = folder({ 'real/a.xml': 'a' });
    symlinkSync(join(root, 'real'), join(root, 'alias'));
    symlinkSync(root, join(root, 'real', 'up'));
    expect(nodeFileTree(root).find('alias/*.xml').files.map((file) => file.path)).toEqual(['alias/a.xml']);
    expect(nodeFileTree(root).find('**/*.xml').files).toHaveLength(1);
  });

  it('never leaves the folder by ..', () => {
    const root = folder({ 'inner/a.xml': 'a', 'b.xml': 'b' });
    expect(nodeFileTree(join(root, 'inner')).find('../b.xml')).toEqual({ files: [], troubles: [{ path: '../b.xml', trouble: 'missing' }] });
    expect(nodeFileTree(join(root, 'inner')).find('../*.xml').files).toEqual([]);
  });

  it('refuses a file that grew or shrank since it was found', () => {
    const root = folder({ 'a.xml': 'aaaa' });
    const grown = nodeFileTree(root).open('a.xml');
    writeFileSync(join(root, 'a.xml'), 'aaaaaaaa');
    expect(() => readAll(grown)).toThrow(expect.objectContaining({ code: 'CHANGED_WHILE_READ' }));
  });
});

describe('named sources', () => {
  it('give back the troubles of the time of collection', () => {
    const tree = mappedFileTree(sources({ 'a/x.xml': 'x' }), new Map([['a/link.xml', 'symlink-outside']]));
    expect(tree.find('a/link.xml').troubles).toEqual([{ path: 'a/link.xml', trouble: 'symlink-outside' }]);
    expect(tree.find('a/*.xml')).toEqual({ files: [{ path: 'a/x.xml', size: 1 }], troubles: [{ path: 'a/link.xml', trouble: 'symlink-outside' }] });
  });
});
