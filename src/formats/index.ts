import { coberturaXml } from './cobertura-xml.ts';
import { csvAnomalies } from './csv-anomalies.ts';
import { csvPerformance } from './csv-performance.ts';
import { csvTrace } from './csv-trace.ts';
import { cyclonedxJson, cyclonedxVex } from './cyclonedx-json.ts';
import type { Format, Head } from './format.ts';
import { jacocoXml } from './jacoco-xml.ts';
import { junitXml } from './junit-xml.ts';
import { kev } from './kev.ts';
import { lcov } from './lcov.ts';
import { LISTS } from './lists/index.ts';
import { needsJson } from './needs-json.ts';
import { openvex } from './openvex.ts';
import { packageLock } from './package-lock.ts';
import { sarif } from './sarif.ts';
import { signedApproval } from './signed-approval.ts';
import { trustedRoot } from './trusted-root.ts';

/**
 * Every format that is read, in the order of docs/formats.md. Detection looks at content only (formats.md of the research, §9),
 * so the order never decides: two formats that both claim a file are an ambiguity that is reported, not resolved.
 */
export const FORMATS: readonly Format[] = [
  // test results: XML
  junitXml,

  // coverage: XML, text
  coberturaXml, jacocoXml, lcov,

  // static analysis
  sarif,

  // SBOM, VEX, vulnerabilities
  cyclonedxJson, cyclonedxVex, openvex, kev,
  packageLock,

  // requirements, trace
  needsJson,

  // signatures of persons
  signedApproval, trustedRoot,

  // chosen by declaration: CSV with a column map, our own YAML lists
  csvTrace, csvAnomalies, csvPerformance,
  ...LISTS,
];

/** All formats that claim the content. */
export function matching(head: Head): readonly Format[] {
  return FORMATS.filter((format) => format.looksLike(head));
}
