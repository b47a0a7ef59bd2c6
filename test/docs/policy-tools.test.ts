import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { levelsOf, vsaStatement } from '../../src/sealing/summary-statements.ts';
import type { Predicate } from '../../src/sealing/predicate.ts';
import { bundleStatement } from '../../src/bundle/seal-bundle.ts';
import { sampleChecks, sampleRelease } from '../../fixtures/build/bundles.ts';

const text = readFileSync(new URL('../../docs/policy-tools.md', import.meta.url), 'utf8');
const block = (mark: string): string => new RegExp(`^\`\`\`${mark}\\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(text)![1]!;
const digest = '0'.repeat(64);
const content = { tagManifestSha256: digest, manifestSha256: digest, entryDataSha256: digest, materials: { files: 1, bytes: 1 }, payload: { files: 1, bytes: 1 } };
const { predicate, subjects } = bundleStatement(sampleRelease, sampleChecks(), content, ['seal/statement.sigstore.json']);

describe('[SRS-107] docs/policy-tools.md', () => {
  const said = JSON.parse(new TextDecoder().decode(vsaStatement(predicate, subjects, digest))) as { predicateType: string; predicate: { verifier: { id: string }; resourceUri: string; verifiedLevels: string[] } };

  it('asks for what a summary says', () => {
    const policy = JSON.parse(block('json')) as { identities: unknown[]; tenets: { predicates: { types: string[] }; code: string }[] };
    expect(policy.identities).toHaveLength(1);
    expect(policy.tenets[0]!.predicates.types).toEqual([said.predicateType]);
    expect(said.predicate.verifiedLevels).toContain(/'(RELEASE_\w+)'/.exec(policy.tenets[0]!.code)![1]);
    for (const commands of [block('sh slsa-verifier'), block('sh ampel')]) {
      expect(commands).toContain(said.predicate.verifier.id);
      expect(commands).toContain('pkg:generic/$PRODUCT@$VERSION');
    }
    expect(said.predicate.resourceUri).toBe(`pkg:generic/${predicate.release.product}@${predicate.release.version}`);
  });

  it('lists the levels of each verdict', () => {
    const listed = (verdict: Predicate['verdict']): string[] => [...text.matchAll(/^\| `(RELEASE_\w+)` \| (.*) \|$/gm)].filter((row) => row[2]!.split(', or ').includes(verdict)).map((row) => row[1]!);
    for (const verdict of ['READY', 'READY WITH WAIVERS', 'NOT READY'] as const) expect(levelsOf(verdict)).toEqual(listed(verdict));
  });

  it('has commands that a shell can read', () => {
    for (const mark of ['sh slsa-verifier', 'sh ampel-key', 'sh ampel']) expect(spawnSync('sh', ['-n', '-c', block(mark)]).status, mark).toBe(0);
  });
});
