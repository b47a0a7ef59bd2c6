import { existsSync, globSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { VerifyPolicy } from '../bundle/verify-policy.ts';
import { sha256Of } from '../model/digest.ts';
import { byCodeUnit } from '../model/order.ts';
import { EvidenceError } from '../model/problem.ts';
import { openFile } from './wire.ts';

type NamedArtifact = NonNullable<VerifyPolicy['artifacts']>[number];

/**
 * The artifacts that `--artifact` names: files, patterns with `* ? [ { **`, and digests of bytes that are not at hand. Fails with MISSING
 * (exit 7) for a file that is not there and for a pattern that matches no file: "all of none" would be a yes.
 */
export function namedArtifacts(cwd: string, given: readonly string[]): readonly NamedArtifact[] {
  return given.flatMap((one): readonly NamedArtifact[] => {
    if (one.startsWith('sha256:')) return [{ name: one, sha256: one.slice('sha256:'.length), seen: false }];
    // A file of that very name comes first: brackets are no rarity in file names.
    if (existsSync(resolve(cwd, one)) || !/[*?[{]/.test(one)) return [fileArtifact(cwd, one)];
    const files = globSync(one, { cwd }).map((name) => name.replaceAll('\\', '/')).filter((name) => statSync(resolve(cwd, name), { throwIfNoEntry: false })?.isFile()).sort(byCodeUnit);
    if (files.length === 0) throw new EvidenceError('MISSING', 'incomplete', `${one}: no file matches`, { hint: 'correct the pattern, or give --artifact sha256:HEX' });
    return files.map((name) => fileArtifact(cwd, name));
  });
}

function fileArtifact(cwd: string, name: string): NamedArtifact {
  const path = resolve(cwd, name);
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) throw new EvidenceError('MISSING', 'incomplete', `${name}: there is no such file`, { hint: 'or give --artifact sha256:HEX' });
  return { name, sha256: sha256Of(openFile(path, name)), seen: true };
}
