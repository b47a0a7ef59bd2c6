// Installs S3 servers and their clients into .cache/s3-stack (how: ../shared/install.mjs).
//
//   node test/stack/s3/install.mjs [minio] [versitygw] [mc] [aws]     all when none is named; `aws` is for the benchmarks only
import { install } from '../shared/install.mjs';
import { cache, python, tools } from './tools.mjs';

const names = process.argv.slice(2);
const unknown = names.filter((name) => ![...tools, ...python].some((one) => one.name === name));
if (unknown.length > 0) {
  console.error(`no program ${unknown.join(', ')}: minio versitygw mc aws`);
  process.exit(2);
}
const asked = (list) => list.filter((one) => names.length === 0 || names.includes(one.name));
install({ cache, tools: asked(tools), python: asked(python) });
