import type { Lockfile } from '../model/lists.ts';
import type { Problem } from '../model/problem.ts';
import type { Format, ReadResult } from './format.ts';
import { readJson } from './json.ts';
import type { JsonObject } from './json.ts';
import { below, get, isObject, objectOf, Shape, show, textOf } from './json-values.ts';

/** npm `package-lock.json` (and `npm-shrinkwrap.json`) with `packages`: lockfileVersion 2 and 3. */
export const packageLock: Format = {
  id: 'package-lock', title: 'npm package-lock.json v2, v3', contentKind: 'lockfile', kinds: ['lockfiles'],
  reads: 'Name and version of every package below node_modules, as package URLs.',
  ignores: 'The project itself, its workspaces, links to folders, integrity values.',
  looksLike: ({ json }) => json?.shape === 'object' && json.keys.includes('lockfileVersion'),
  read(source): ReadResult {
    const document = readJson(source);
    if (document.problems) return { status: 'refused', problems: document.problems };
    const shape = new Shape(source.name);
    const json = document.value;
    if (!isObject(json)) {
      shape.wrong('', 'a lockfile is an object', 'an object', json);
      return { status: 'refused', problems: shape.problems };
    }
    const version = get(json, 'lockfileVersion');
    const formatVersion = show(version ?? null);
    if (version !== 2 && version !== 3) {
      return { status: 'refused', formatVersion, problems: [{ code: 'UNSUPPORTED_VERSION', message: 'this version of package-lock.json is not read', ...shape.at('/lockfileVersion'), expected: '2, 3', found: formatVersion, hint: 'write it again with npm 7 or newer' }] };
    }
    shape.required(json, '', 'object', 'packages');
    const entries = Object.entries(objectOf(json, 'packages'));
    const packages = entries.flatMap(([path, entry]) => {
      const pointer = below('/packages', path);
      if (isObject(entry)) return toPackage(path, entry, pointer, shape);
      shape.wrong(pointer, 'a package has the wrong type', 'an object', entry);
      return [];
    });
    if (shape.problems.length > 0) return { status: 'refused', formatVersion, problems: shape.problems };
    const content: Lockfile = { packageManager: 'npm', packages };
    const facts = { packages: packages.length, floating: packages.filter((one) => one.floating).length };
    if (packages.length > 0) return { status: 'read', formatVersion, content, facts, problems: [] };
    const problems: Problem[] = [{ code: 'NO_DATA', message: 'the lockfile names no package', ...shape.at('/packages') }];
    return { status: 'no-data', formatVersion, content, facts, problems };
  },
};

const MODULES = 'node_modules/';

function toPackage(path: string, entry: JsonObject, pointer: string, shape: Shape): Lockfile['packages'] {
  const at = path.lastIndexOf(MODULES);
  if (at === -1 || get(entry, 'link') === true) return [];
  // `name` stands there when the folder is an alias of another package.
  const name = textOf(entry, 'name') ?? path.slice(at + MODULES.length);
  shape.required(entry, pointer, 'text', 'version');
  const version = textOf(entry, 'version') ?? '';
  const floating = !/^\d+\.\d+\.\d+(?:[-+].*)?$/.test(version);
  return [{ ...shape.at(pointer), name, version, purl: npmPurl(name, version), ...(floating ? { floating } : {}) }];
}

/** `pkg:npm/%40scope/name@1.2.3` (package-url specification, npm type). */
function npmPurl(name: string, version: string): string {
  return `pkg:npm/${name.split('/').map(encodeURIComponent).join('/')}@${encodeURIComponent(version)}`;
}
