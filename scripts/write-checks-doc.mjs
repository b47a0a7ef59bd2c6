// Writes docs/checks.md from the catalogue in the code; test/checks/document.test.ts compares.
// Run with the Node of node_modules/.bin (it reads the TypeScript sources itself): node scripts/write-checks-doc.mjs
import { writeFileSync } from 'node:fs';
import { renderChecksDoc } from '../src/checks/document.ts';

writeFileSync(new URL('../docs/checks.md', import.meta.url), renderChecksDoc());
