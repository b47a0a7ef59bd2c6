import { describe, expect, it } from 'vitest';
import { afterSpoiling, type Spoil } from '../support/spoiled-release.ts';

const SBOM = 'sbom/sp20.cdx.json';

describe('a scan that found nothing', () => {
  const after = (vulnerabilities: [] | undefined) => afterSpoiling((files: Spoil) => {
    files.json(SBOM, (bom) => { bom.vulnerabilities = vulnerabilities; });
    files.json('vex/sp20.openvex.json', (vex) => { vex.statements = []; });
  }).results.rows.filter((row) => row.check === 'CHK-511' || row.check === 'CHK-512').map((row) => `${row.check} ${row.verdict}`);

  it('is a result when the list is there and empty', () => {
    expect(after([])).toEqual(['CHK-511 pass', 'CHK-512 pass']);
  });

  it('is none when the list is absent: nothing shows that anybody looked', () => {
    expect(after(undefined)).toEqual(['CHK-511 not-evaluated', 'CHK-512 not-evaluated']);
  });
});
