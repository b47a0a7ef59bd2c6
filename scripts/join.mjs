// Joins src/ and the packages that it uses into few files: `node scripts/join.mjs DIR [FILE…]`. DIR lies in this package's folder; each FILE of
// src/ can be imported from it as well (for benches). Why: docs/decisions/0014-joined-files.md.
// What package.json lists as a dependency stays outside and is imported at run time; any other package is joined, and its licence text goes along.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const root = fileURLToPath(new URL('..', import.meta.url));
const out = resolve(process.argv[2]);
const { dependencies = {}, optionalDependencies = {} } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const outside = Object.keys({ ...dependencies, ...optionalDependencies });
const slashes = (path) => path.replaceAll('\\', '/');
const inSource = (id) => slashes(relative(join(root, 'src'), id));

// The program, and each thread that it starts: files that Node opens by themselves keep their place.
const threads = readdirSync(join(root, 'src'), { recursive: true }).map(slashes).filter((name) => name.endsWith('-worker.ts')).sort();
const entries = ['cli/main.ts', ...threads, ...process.argv.slice(3)].map((name) => [name.slice(0, -'.ts'.length), join(root, 'src', name)]);

const LOCATES = /import\.meta\b|\b__dirname\b|\b__filename\b/;

/** A source file that looks for something beside itself finds it where the file would be, whichever joined file it is part of. */
const ownPlace = {
  name: 'own-place',
  transform: {
    filter: { id: /\.[cm]?[jt]s$/, code: LOCATES },
    handler(code, id) {
      if (id.startsWith('\0')) return null; // the joiner's own few lines
      const path = inSource(id);
      const said = code.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, ''); // comments show how it could be used
      if (path.startsWith('..')) return !LOCATES.test(said) ? null : this.error(`${slashes(relative(root, id))} looks for files beside itself: it cannot be joined; list its package in "dependencies"`);
      if (/import\.meta\.(?!url\b)/.test(said)) return this.error(`src/${path}: of import.meta only url keeps its meaning in a joined file`);
      return { code: code.replaceAll('import.meta.url', `new URL(${JSON.stringify(`../${path.replace(/\.ts$/, '.js')}`)}, import.meta.url).href`), map: null };
    },
  },
};

const build = await rolldown({
  cwd: root, input: Object.fromEntries(entries), platform: 'node',
  external: (id) => id.startsWith('node:') || outside.some((name) => id === name || id.startsWith(`${name}/`)),
  resolve: { symlinks: false },
  // A module that a package calls free of side effects is loaded all the same when it is imported: what runs is what runs from source.
  treeshake: { moduleSideEffects: true },
  experimental: { attachDebugInfo: 'none' },
  plugins: [ownPlace],
  onLog(level, log, next) {
    if (level === 'warn') throw new Error(`${log.code ?? ''} ${log.message}`);
    next(level, log);
  },
});
const { output } = await build.write({
  dir: out, format: 'esm', entryFileNames: '[name].js', chunkFileNames: 'lib/[name]-[hash].js', keepNames: true, minify: false, sourcemap: false,
});
await build.close();

const modules = output.flatMap((chunk) => (chunk.type === 'chunk' ? chunk.moduleIds : []));
const folders = new Set(modules.map((id) => /^(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/.exec(id)?.[1]).filter((folder) => folder !== undefined));
const found = [...folders].map((folder) => {
  const { name, version, license, author, repository } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const texts = readdirSync(folder).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file)).sort().map((file) => readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim());
  return { id: `${name}@${version}`, name, version, license, by: author?.name ?? author ?? repository?.url ?? repository, texts };
});
const packages = [...new Map(found.map((one) => [one.id, one])).values()].sort((a, b) => (a.id < b.id ? -1 : 1)); // one may be installed twice

/** Some packages name their licence and leave its words out: those of another package under the same licence are pointed at. */
function words({ name, license, by, texts }) {
  if (texts.length > 0) return texts.join('\n\n');
  const other = packages.find((one) => one.license === license && one.texts.length > 0);
  if (typeof license !== 'string' || typeof by !== 'string' || other === undefined) throw new Error(`${name}: no licence text and nobody to point at`);
  return `Author: ${by}\nThe package comes without a licence text; the words of ${license} are those at ${other.name} ${other.version} in this file, with the name above in place of the holder's.`;
}
const rule = '='.repeat(80);
writeFileSync(join(out, 'THIRD-PARTY-LICENSES.txt'), `Packages whose code is part of the files in this folder, with their licences.\n${
  packages.map((one) => `\n${rule}\n${one.name} ${one.version} (${one.license})\n${rule}\n\n${words(one)}\n`).join('')}`);
