#!/usr/bin/env node
// Plain JavaScript that any Node can parse: it only refuses a Node that is too old, then starts the compiled program.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 24 || (major === 24 && minor < 15)) {
  process.stderr.write(`release-evidence needs Node.js 24.15 or newer; this is ${process.versions.node}\n`);
  process.exitCode = 2;
} else {
  // Commands that read reports of a gigabyte keep a small young generation: half the peak. It must be set before anything is loaded, and
  // costs 20 ms, which the other commands need not pay.
  if (['inspect', 'check', 'bundle', 'release', 'publish'].includes(process.argv[2])) {
    const { setFlagsFromString } = await import('node:v8');
    setFlagsFromString('--semi-space-growth-factor=1');
  }
  const { main } = await import('../dist/cli/main.js');
  await main(process);
}
