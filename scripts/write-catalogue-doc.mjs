// Fills the tables and definitions of docs/catalogue.md in from the code; test/catalogue/document.test.ts compares.
// Run with the Node of node_modules/.bin: node scripts/write-catalogue-doc.mjs
import { readFileSync, writeFileSync } from 'node:fs';
import { fillCatalogueDoc } from '../src/catalogue/document.ts';

const path = new URL('../docs/catalogue.md', import.meta.url);
writeFileSync(path, fillCatalogueDoc(readFileSync(path, 'utf8')));
