import type { BundleFile } from '../bundle/pack.ts';
import { EvidenceError } from '../model/problem.ts';
import { readAll } from '../model/source.ts';

/** Larger than any key file; reports are mostly larger, and hold keys only as text of a test. */
const MOST = 16 << 10;
const PEM = /^-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----\s*$/mu;

/**
 * A pattern such as `**` in the project file would take the sealing key into the bundle, and publish it for good.
 * Fails with PRIVATE_KEY (exit 2), naming every such file and nothing of its content.
 */
export function refusePrivateKeys(files: readonly BundleFile[]): void {
  const found = files.filter(({ content }) => {
    if (content.size > MOST) return false;
    const text = new TextDecoder().decode(readAll(content));
    return !/^\s*[<{[]/u.test(text) && PEM.test(text);
  });
  if (found.length === 0) return;
  throw new EvidenceError('PRIVATE_KEY', 'usage', `${found.length === 1 ? 'a private key is' : `${found.length} private keys are`} among the evidence`, {
    problems: found.map(({ content }) => ({ code: 'PRIVATE_KEY', file: content.name, message: 'holds a private key', hint: 'keep keys out of the patterns of the project file' })),
    hint: 'nothing was written; a key that was ever published is to be replaced',
  });
}
