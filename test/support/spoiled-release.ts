import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { candidateOf } from '../../fixtures/build/candidate.ts';
import type { CheckResults } from '../../src/model/row.ts';
import { checkFolder, openRows, RELEASES } from '../fixtures/check-folder.ts';

/** The files of one copied release, for a test to spoil. */
export interface Spoil {
  /** Replaces the first occurrence; throws when the text is not there, so that a test cannot spoil nothing. */
  swap(file: string, from: string | RegExp, to: string): void;
  write(file: string, text: string): void;
  read(file: string): string;
  /** Parses, changes and writes a JSON file. */
  json(file: string, change: (value: any) => void): void; // eslint-disable-line @typescript-eslint/no-explicit-any -- any shape of JSON
}

/** What `check` says of the good release after it was spoiled and approved again: `CHK-301 TST-202: fail error`, sorted as in the result. */
export function afterSpoiling(spoil: (files: Spoil) => void): { readonly results: CheckResults; readonly rows: readonly string[]; readonly blocking: readonly string[] } {
  const folder = mkdtempSync(join(tmpdir(), 'release-evidence-spoiled-'));
  try {
    cpSync(join(RELEASES, 'meridian-2.4.0'), folder, { recursive: true });
    const read = (file: string) => readFileSync(join(folder, file), 'utf8');
    const write = (file: string, text: string) => writeFileSync(join(folder, file), text);
    spoil({
      read, write,
      swap(file, from, to) {
        const text = read(file);
        const changed = text.replace(from, () => to);
        if (changed === text) throw new Error(`${file} has no ${String(from)}`);
        write(file, changed);
      },
      json(file, change) {
        const value: unknown = JSON.parse(read(file));
        change(value);
        write(file, JSON.stringify(value, null, 2));
      },
    });
    // The people approve what is there: a changed digest must not be what finds the defect.
    if (existsSync(join(folder, 'approvals.yaml'))) {
      const digest = candidateOf(folder, read('release-evidence.yaml'));
      write('approvals.yaml', read('approvals.yaml').replace(/candidateDigest: [0-9a-f]{64}/gu, `candidateDigest: ${digest}`));
    }
    const results = checkFolder(folder);
    const open = openRows(results).map((r) => ({ row: r, text: `${r.check} ${r.subjects.join(', ')}: ${r.verdict} ${r.severity}` }));
    return {
      results, rows: open.map((o) => o.text),
      blocking: open.filter(({ row }) => row.severity === 'error' && row.verdict !== 'waived').map((o) => o.text),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
