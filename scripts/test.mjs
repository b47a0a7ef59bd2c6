// npm test: sets everything up, then runs the tests under the Node that the lockfile names.
import { existsSync } from 'node:fs';
import { node, root, run, setUp } from './setup.mjs';

setUp();
const corpus = existsSync(`${root}../shared/corpus/INDEX.tsv`);
if (!corpus) console.error('left out: the comparison with the shared corpus (no ../shared beside this checkout)');
process.exit(run(node, [`${root}node_modules/vitest/vitest.mjs`, 'run', ...process.argv.slice(2)]));
