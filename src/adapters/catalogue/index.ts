/** What answers queries over the catalogue. Loaded only by `query`. */
export { openDuckDb } from './duckdb-engine.ts';
export { FOLDER_VARIABLE, loadDuckDb } from './duckdb-module.ts';
export { factFiles } from './fact-files.ts';
export { withDocumentCache } from './object-cache.ts';
