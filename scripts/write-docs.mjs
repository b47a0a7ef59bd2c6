// Writes docs/cli.md and docs/formats.md from the code; tests compare them.
import { writeFileSync } from 'node:fs';
import { renderCliDoc } from '../src/cli/cli-doc.ts';
import { renderFormatsDoc } from '../src/cli/formats-doc.ts';

writeFileSync(new URL('../docs/cli.md', import.meta.url), renderCliDoc());
writeFileSync(new URL('../docs/formats.md', import.meta.url), renderFormatsDoc());
