#!/usr/bin/env node
// Plain JavaScript that any Node can parse: it only refuses a Node that is too old, then starts the compiled program.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 24 || (major === 24 && minor < 15)) {
  process.stderr.write(`release-evidence needs Node.js 24.15 or newer; this is ${process.versions.node}\n`);
  process.exitCode = 2;
} else {
  const { main } = await import('../dist/cli/main.js');
  await main(process);
}
