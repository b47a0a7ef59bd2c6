import { cpSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { program } from '../shared/program.ts';

const RELEASES = fileURLToPath(new URL('../../../fixtures/releases/', import.meta.url));
const RELEASED = Date.parse('2026-11-20T00:00:00Z');
const DAY = 86_400_000;

/**
 * The demo release as if it were released on the day `now`: a seal may not be further than 7 days from the release date, and the real
 * authorities tell the real time. Every date in the evidence moves by the same number of days. Returns its folder.
 */
export function demoReleasedOn(now: Date, folder: string): string {
  for (const name of ['meridian-2.3.1', 'meridian-2.4.0']) cpSync(join(RELEASES, name), join(folder, name), { recursive: true });
  const release = join(folder, 'meridian-2.4.0');
  const days = Math.floor((now.getTime() - RELEASED) / DAY);
  for (const name of readdirSync(release, { recursive: true, encoding: 'utf8' })) {
    const file = join(release, name);
    if (!statSync(file).isFile() || name.startsWith('dist/')) continue;
    const text = readFileSync(file, 'latin1');
    writeFileSync(file, text.replaceAll(/\b20\d\d-\d\d-\d\d(?=\D|$)/g, (date) => {
      const time = Date.parse(`${date}T00:00:00Z`);
      return Number.isNaN(time) ? date : new Date(time + days * DAY).toISOString().slice(0, 10);
    }).replaceAll(/(?<=\btimestamp=")\d{10}(?=")/g, (seconds) => String(Number(seconds) + days * (DAY / 1000))), 'latin1');
  }
  // The approvals are for the evidence as it is now.
  const approvals = join(release, 'approvals.yaml');
  const { candidateDigest } = JSON.parse(program('check', '--project', release, '--json', '--quiet').stdout) as { candidateDigest: string };
  writeFileSync(approvals, readFileSync(approvals, 'utf8').replaceAll(/(?<=candidateDigest: )[0-9a-f]{64}/g, candidateDigest.replace('sha256:', '')));
  return release;
}
