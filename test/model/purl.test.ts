import { expect, test } from 'vitest';
import { isUnder, nameOf, packageOf, parsePurl } from '../../src/model/purl.ts';

test('reads type, path and version; qualifiers and subpath do not count', () => {
  expect(parsePurl('pkg:npm/%40angular/core@16.0.0?arch=x64#src')).toEqual({ type: 'npm', path: '@angular/core', version: '16.0.0' });
  expect(parsePurl('pkg:npm/@angular/core')).toEqual({ type: 'npm', path: '@angular/core' });
  expect(parsePurl('pkg:docker/img@sha256:0a1b')).toEqual({ type: 'docker', path: 'img', version: 'sha256:0a1b' });
  expect(parsePurl('pkg:GitHub/Acme/Tool@v1')).toEqual({ type: 'github', path: 'acme/tool', version: 'v1' });
  expect(packageOf(parsePurl('pkg:pypi/Typing_Extensions@4')!)).toBe('pkg:pypi/typing-extensions');
  expect(nameOf(parsePurl('pkg:maven/org.acme/lib@1')!)).toBe('lib');
});

test.each(['', 'zlib', 'pkg:npm', 'pkg:/npm', 'npm/lodash@1', 'pkg:generic/%zz', 'pkg:generic/', 'pkg:generic/a@%zz'])('%j is no package URL', (text) => {
  expect(parsePurl(text)).toBeUndefined();
});

test.each([
  ['pkg:generic/acme/*', 'pkg:generic/acme/alarm@1', true],
  ['pkg:generic/acme/*', 'pkg:generic/acme/sub/alarm@1', false],
  ['pkg:generic/acme/**', 'pkg:generic/acme/sub/alarm@1', true],
  ['pkg:generic/acme*', 'pkg:generic/acme/alarm', false],
  ['pkg:generic/zipcore', 'pkg:generic/zipcore@1.3.0', true],
  ['pkg:generic/zipcore', 'pkg:generic/zipcore2@1.3.0', false],
  ['pkg:generic/zipcore@1.*', 'pkg:generic/zipcore@1.3.0', true],
  ['pkg:generic/zipcore@1.*', 'pkg:generic/zipcore@2.0', false],
  ['pkg:generic/zipcore@1.*', 'pkg:generic/zipcore', false],
  ['pkg:npm/@acme/*', 'pkg:npm/%40acme/ui@1', true],
  ['pkg:conan/*', 'pkg:npm/x', false],
  ['*', 'pkg:npm/x', false],
  ['pkg:generic/a.c', 'pkg:generic/abc', false],
])('%s against %s is %s', (pattern, purl, expected) => {
  expect(isUnder(parsePurl(pattern), parsePurl(purl))).toBe(expected);
});

test('a hostile pattern costs the product of the lengths, not more', () => {
  const pattern = parsePurl(`pkg:generic/${'a*'.repeat(200)}b`);
  expect(isUnder(pattern, parsePurl(`pkg:generic/${'a'.repeat(2000)}`))).toBe(false);
});
