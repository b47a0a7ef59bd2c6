import { describe, expect, it } from 'vitest';
import { inlineDeflater } from '../../src/bundle/zip/deflate.ts';
import { reportTools } from '../../src/cli/wire.ts';
import { openWorkspace } from '../../src/cli/workspace.ts';
import { makeBundle } from '../../src/pipeline/bundle.ts';
import { evaluate } from '../../src/pipeline/evaluate.ts';
import { releaseFixture } from '../support/cli.ts';

const io = { cwd: '/', env: {}, out: () => {}, err: () => {}, outIsTerminal: false, errIsTerminal: false, stdin: async () => '' };

describe('a platform without the engine that writes PDF/A', () => {
  it.each([['tagged', true], ['a-2a', false]] as const)('standard %s: the run says so: %s', async (standard, said) => {
    const { tree, loaded, release, profile } = await openWorkspace(io, releaseFixture('meridian-2.3.1'));
    const { assets, engine } = await reportTools();
    const notes: string[] = [];
    await makeBundle({
      tree, evaluation: evaluate(tree, loaded, release, profile), tool: { name: 't', version: '1.0.0', sha256: '0'.repeat(64) }, assets,
      engine: { ...engine, standard }, seal: { kind: 'none' }, deflater: inlineDeflater,
    }, { append: () => {}, patch: () => {} }, { step: () => {}, note: (text) => notes.push(text) });
    expect(notes.some((note) => note.startsWith('PDF_UNAVAILABLE'))).toBe(said);
  });
});
