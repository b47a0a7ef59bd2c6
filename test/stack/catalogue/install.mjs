// What the tests here need, once, with a network: DuckDB by the command that `query` names, and Spark. `node test/stack/catalogue/install.mjs`
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { duckdbFolder } from './duckdb.ts';

console.log(`DuckDB: ${duckdbFolder().split('/').pop()}`);
execFileSync(fileURLToPath(new URL('install.sh', import.meta.url)), { stdio: 'inherit' });
console.log('Spark 4.3.0');
