/**
 * Which tests are which level of our own verification. Unit: one folder of src/ at a time. Integration: several folders together, or our
 * readers on real files. System: the program as it is installed, through its command line.
 */
const integration = ['test/pipeline', 'test/fixtures', 'test/conformance', 'test/contract', 'test/cli', 'test/adapters', 'test/docs', 'test/architecture.test.ts'];
const system = ['test/e2e'];
const below = (path) => (path.endsWith('.ts') ? path : `${path}/**`);

export const levels = [
  { name: 'unit', only: [], exclude: [...integration, ...system].map(below) },
  { name: 'integration', only: integration, exclude: [] },
  { name: 'system', only: system, exclude: [] },
];
