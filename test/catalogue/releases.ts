import type { Fact } from '../../src/catalogue/schema.ts';
import { synthetic, type Synthetic } from './store.ts';

/*
 * Twelve releases of one product, and one of another, whose answers can be counted by hand:
 * SealTLS 3.6.1 in 1.3.0, 1.4.0 and 1.5.0; ANOM-033 open from 1.2.0 to 1.6.0 and closed in 1.7.0; TST-001 failed in 1.9.0 only.
 */
export function twelveReleases(): readonly Synthetic[] {
  return Array.from({ length: 12 }, (_, i) => synthetic('pump', `1.${i}.0`, factsOf(i), { verdict: i === 9 ? 'READY WITH WAIVERS' : 'READY', date: `2026-${String(i + 1).padStart(2, '0')}-01T00:00:00Z` }));
}

/** `2.10` and `2.1` are two versions: neither is a number. */
export const otherProduct = (): readonly Synthetic[] => ['2.1', '2.10'].map((version) => synthetic('monitor', version, [{ kind: 'component', name: 'PicoFS', component_version: version, purl: `pkg:generic/picofs@${version}` }]));

function factsOf(i: number): readonly Fact[] {
  const sealTls = i >= 3 && i <= 5 ? '3.6.1' : i < 3 ? '3.6.0' : '3.6.2';
  return [
    { kind: 'component', name: 'sealtls', component_version: sealTls, purl: `pkg:generic/seal/sealtls@${sealTls}`, soup_id: 'SOUP-004', own: false, supplier: 'Seal Collective', file: 'sbom.json', pointer: '/components/0' },
    { kind: 'component', name: 'pump-main', component_version: `1.${i}.0`, own: true },
    { kind: 'component', name: `x' OR 1=1 --`, component_version: '1' },
    { kind: 'soup', id: 'SOUP-004', name: 'SealTLS', component_version: sealTls, purl: `pkg:generic/seal/sealtls@${sealTls}`, soup_id: 'SOUP-004', status: 'evaluated' },
    ...(i >= 2 && i <= 7 ? [{ kind: 'anomaly', id: 'ANOM-033', name: 'Time stamp is 1 h off', status: i === 7 ? 'closed' : 'open', severity: 'negligible', acceptability: 'acceptable' } as const] : []),
    { kind: 'requirement', id: 'SRS-001', name: 'Rate', status: i === 9 ? 'not-verified' : 'verified' },
    { kind: 'test', id: 'TST-001', name: 'Rate test', status: i === 9 ? 'failed' : 'passed', level: 'system', cases: 1 },
    { kind: 'test-case', id: 'TST-001', name: 'rate at limit', status: i === 9 ? 'failed' : 'passed', level: 'system', line: 4, occurred_at: Date.UTC(2026, 0, 1) },
    ...(i >= 8 ? [{ kind: 'vulnerability', id: 'CVE-2026-0001', name: 'CVE-2026-0001', status: i === 8 ? 'none' : 'not_affected', severity: 'high', known_exploited: i === 8, subject: 'sealtls', component_version: sealTls } as const] : []),
    ...(i === 9 ? [{ kind: 'waiver', id: 'WVR-001', check_id: 'CHK-301', subject: 'TST-001', status: 'applied', person: 'R. Duarte', expires: '2027-01-31', valid_until: Date.UTC(2027, 0, 31) } as const] : []),
    { kind: 'artifact', name: 'pump.bin', sha256: i.toString(16).repeat(64), file: 'dist/pump.bin' },
  ];
}
