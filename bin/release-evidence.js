#!/usr/bin/env node
// Plain JavaScript that any Node can parse: it only refuses a Node that is too old, then starts the compiled program.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 24 || (major === 24 && minor < 15)) {
  process.stderr.write(`release-evidence needs Node.js 24.15 or newer; this is ${process.versions.node}\n`);
  process.exitCode = 2;
} else {
  // A small young generation keeps the peak low on streams of a gigabyte; it must be set before anything is loaded.
  const { setFlagsFromString } = await import('node:v8');
  setFlagsFromString('--max-semi-space-size=8');
  const { main } = await import('../dist/cli/main.js');
  await main(process);
}
