// Writes the JSON Schemas of our own files and of every --json answer to docs/schemas/ from the schemas in the code: the code is the only source.
// Run with the Node of node_modules/.bin (it reads the TypeScript sources itself): node scripts/write-schemas.mjs
import { mkdirSync, writeFileSync } from 'node:fs';
import { publishedSchemas } from '../src/formats/lists/json-schemas.ts';
import { publishedOutputSchemas } from '../src/results/json-schemas.ts';
import { personalStatementSchema } from '../src/model/approval-statement.ts';
import { projectSchema } from '../src/project/schema.ts';
import { verificationJsonSchema } from '../src/bundle/verification-schema.ts';
import { predicateJsonSchema } from '../src/sealing/predicate.ts';
import { receiptJsonSchema } from '../src/store/receipt.ts';
import { recordJsonSchema } from '../src/store/record.ts';
import { statusJsonSchema } from '../src/store/status-statement.ts';
import { policySchema } from '../src/sealing/policy-schema.ts';

const folder = new URL('../docs/schemas/', import.meta.url);
mkdirSync(folder, { recursive: true });
for (const [name, text] of [...publishedSchemas({ 'project': projectSchema, 'verification-policy': policySchema, 'approval-statement': personalStatementSchema('approval'), 'countersignature-statement': personalStatementSchema('countersignature') }), ...publishedOutputSchemas()]) writeFileSync(new URL(`${name}.schema.json`, folder), text);
for (const [name, schema] of [['predicate', predicateJsonSchema()], ['release-record', recordJsonSchema()], ['publication-receipt', receiptJsonSchema()], ['verification', verificationJsonSchema()], ['release-status', statusJsonSchema()]]) {
  writeFileSync(new URL(`${name}.schema.json`, folder), `${JSON.stringify(schema, null, 2)}\n`);
}
