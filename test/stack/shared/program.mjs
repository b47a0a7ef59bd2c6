// The program from source, as bin/release-evidence.js starts the compiled one.
import { main } from '../../../src/cli/main.ts';

await main(process);
