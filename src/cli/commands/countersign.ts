import { existsSync, readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { examineBundle } from '../../bundle/examine-bundle.ts';
import { readSignedFile } from '../../model/approval-file.ts';
import type { CountersignaturePredicate } from '../../model/approval-statement.ts';
import { EvidenceError } from '../../model/problem.ts';
import { countersignatureDocument, type CountersignatureAnswer } from '../../results/approval-document.ts';
import { judgeSignature, showSigner } from '../../sealing/approval-signature.ts';
import { personalSlug, personalStatement, signPersonal } from '../../sealing/approval-signing.ts';
import { type ApproveOptions, personalKey } from '../approver.ts';
import { withBundle } from '../bundle-input.ts';
import { EXIT } from '../exit-codes.ts';
import { timeNow, type Io } from '../io.ts';
import { confirmed, renderCountersignRequest } from '../output/approval.ts';
import { progressOn } from '../output/progress.ts';
import { paint, safe } from '../output/text.ts';
import { writeFileWhole } from '../wire.ts';

/**
 * `approve --bundle FILE`: a named person signs a sealed bundle. The signature is a file beside it, about its tag manifest: the bundle itself
 * never gets new bytes. Fails with NOT_WELL_FORMED (exit 6) for a bundle that is not whole or not sealed.
 */
export async function countersign(io: Io, file: string, options: ApproveOptions): Promise<number> {
  const progress = progressOn(io, options.quiet ?? options.json);
  if (options.signer === 'keyless' || options.idToken !== undefined) throw new EvidenceError('USAGE', 'usage', 'a counter-signature is given with a key', { hint: '--key FILE: your own private key' });
  if (options.key === undefined) throw new EvidenceError('USAGE', 'usage', 'nothing to sign with was named', { hint: '--key FILE: your own private key' });
  const person = await personalKey(io, options.key, progress);
  progress.step(`looking at ${file}`);
  const { statement, tagManifestSha256, problems } = await withBundle(io.cwd, file, 'input', (input) => examineBundle(input));
  if (problems.length > 0 || statement === null || tagManifestSha256 === null) {
    throw new EvidenceError('NOT_WELL_FORMED', 'refused', `${file} is not signed: ${problems[0]?.message ?? 'it has no seal'}`, { hint: 'release-evidence verify lists all that is wrong' });
  }
  const { release, verdict } = statement.predicate;
  const predicate = (at: string): CountersignaturePredicate => personalStatement('countersignature', {
    format: '1', product: release.product, version: release.version, commit: release.commit, verdict,
    name: options.name, ...(options.userId === undefined ? {} : { userId: options.userId }), role: options.role, meaning: options.meaning, at,
    ...(person.publicKeyPem === undefined ? {} : { signer: { publicKey: person.publicKeyPem } }),
  });
  const asked = predicate(timeNow(io));
  const target = options.out === undefined ? `${resolve(io.cwd, file).replace(/[/\\]+$/, '')}.${personalSlug(asked.role, asked.name)}.countersignature.json` : resolve(io.cwd, options.out);
  const shown = relative(io.cwd, target).replaceAll('\\', '/');
  const answer = (outcome: CountersignatureAnswer['outcome'], at?: string): CountersignatureAnswer => ({
    outcome, bundle: file, tagManifestSha256, release: { product: release.product, version: release.version, commit: release.commit }, verdict,
    name: asked.name, ...(asked.userId === undefined ? {} : { userId: asked.userId }), role: asked.role, meaning: asked.meaning, ...(at === undefined ? {} : { at }), signer: person.signer,
    ...(outcome === 'refused' ? {} : { file: shown }),
  });
  if (existsSync(target)) {
    const given = sameBefore(target, tagManifestSha256, asked, showSigner(person.signer));
    if (given === null) throw new EvidenceError('OUTPUT_EXISTS', 'usage', `${shown} is there already`, { hint: 'a signature is never overwritten: name another file with --out, or move the old one away' });
    io.out(options.json ? countersignatureDocument(answer('already', given)) : `${asked.name} has signed this bundle as ${asked.role} already, at ${given}: ${shown} stays as it is\n`);
    return EXIT.done;
  }
  if (!options.json) io.err(renderCountersignRequest(asked, tagManifestSha256, person.signer, shown, paint(io.errIsTerminal)));
  if (!options.yes && !(await confirmed(io))) {
    io.out(options.json ? countersignatureDocument(answer('refused')) : 'nothing was signed\n');
    return EXIT.usage;
  }
  const final = predicate(timeNow(io));
  const bytes = await signPersonal('countersignature', tagManifestSha256, final, person.means);
  await writeFileWhole(target, { replace: false }, async (sink) => sink.append(bytes));
  io.out(options.json ? countersignatureDocument(answer('signed', final.at)) : `${paint(io.outIsTerminal).good('✓ signed')}  ${safe(final.name)} as ${safe(final.role)}, ${final.at}, by ${safe(showSigner(person.signer))}\n  ${safe(shown)}\n`);
  return EXIT.done;
}

/** Time of the signature that stands there, when it is by this person with this key over this bundle; else null. */
function sameBefore(path: string, tagManifest: string, { name, userId, role }: CountersignaturePredicate, signer: string): string | null {
  const read = readSignedFile(readFileSync(path), 'countersignature');
  if ('faults' in read || read.signed.sha256 !== tagManifest || read.signed.predicate.name !== name || read.signed.predicate.userId !== userId || read.signed.predicate.role !== role) return null;
  const judged = judgeSignature(read.signed, []);
  return judged.state === 'unlisted' && judged.signer !== null && showSigner(judged.signer) === signer ? read.signed.predicate.at : null;
}
