// Prints the digest of a fixture's object: run under other time zones and locales. Usage: node print-digest.ts RELEASE
import { objectOf } from './fixture.ts';

console.log(objectOf(process.argv[2]!).sha256);
