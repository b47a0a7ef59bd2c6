import { unreadableBundle, type Verification } from '../../bundle/verification.ts';
import { verifyBundle } from '../../bundle/verify-bundle.ts';
import { EvidenceError } from '../../model/problem.ts';
import { jsonText } from '../../results/documents.ts';
import type { BundleInput, VerifyPorts } from '../../bundle/verify-bundle.ts';
import { isAddress } from '../release-words.ts';
import type { Published } from '../verify-published.ts';
import { withBundle } from '../bundle-input.ts';
import { EXIT } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { progressOn } from '../output/progress.ts';
import { renderVerification } from '../output/verification.ts';
import { paint, plainJson } from '../output/text.ts';
import { namedArtifacts } from '../named-artifacts.ts';
import { expectedPersons, type PersonOptions } from '../person-options.ts';
import { expectedTrust, type SignerOptions } from '../signer-options.ts';
import { reportAssets, treeOfSources, withinTime } from '../wire.ts';

interface VerifyOptions extends SignerOptions, PersonOptions {
  readonly artifact: readonly string[];
  readonly expectProduct?: string;
  readonly expectVersion?: string;
  readonly expectCommit?: string;
  readonly rederive: 'run' | 'skip';
  readonly integrityOnly?: boolean;
  readonly withdrawn: readonly string[];
  readonly endpoint?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** No release takes this long; a hostile pattern in a project file would take for ever. */
const REDERIVATION_SECONDS = 300;

/** `verify BUNDLE`: offline. `verify ADDRESS`: fetched first, then verified in the same way, and the store is asked what became of it. Exit 0 verified, 6 refused, 7 could not be completed; 2 without an expected signer. */
export async function verify(io: Io, bundle: string, options: VerifyOptions): Promise<number> {
  const { trust, policy } = await expectedTrust(io, options);
  const persons = expectedPersons(io, policy, options);
  const artifacts = namedArtifacts(io.cwd, options.artifact);
  const product = options.expectProduct ?? policy?.product;
  if (policy?.product !== undefined && product !== policy.product) {
    throw new EvidenceError('USAGE', 'usage', '--expect-product names another product than the policy', { hint: `the policy is about ${policy.product}` });
  }
  const progress = progressOn(io, options.quiet ?? options.json);
  progress.step(`verifying ${bundle}`);
  const address = isAddress(bundle);
  if (options.endpoint !== undefined && !address) throw new EvidenceError('USAGE', 'usage', '--endpoint is for the address of a release in a bucket', { hint: 'verify s3://BUCKET/PREFIX/releases/PRODUCT/VERSION.json --endpoint URL' });
  // What a store or status records say: only when somebody is asked.
  const [published, outside] = address || options.withdrawn.length > 0
    ? await Promise.all([import('../verify-published.ts'), import('../verify-outside.ts').then(({ outsidePorts }) => outsidePorts(io.cwd, options.withdrawn, trust, options.integrityOnly))]) : [];
  const check = (input: BundleInput, at?: Published): Promise<Verification> => verifyBundle(input, {
    trust, artifacts,
    ...(product === undefined ? {} : { product }),
    ...(options.expectVersion === undefined ? {} : { version: options.expectVersion }),
    ...(options.expectCommit === undefined ? {} : { commit: options.expectCommit }),
    ...(policy?.sealedWithinDays === undefined ? {} : { sealedWithinDays: policy.sealedWithinDays }),
    ...(persons ? { persons } : {}),
    ...(options.integrityOnly ? { integrityOnly: true } : {}),
  }, { ...(options.rederive === 'skip' ? {} : { rederive }), ...outside?.(at) });
  const rederive: VerifyPorts['rederive'] = async (unpacked, signer) => {
    progress.step('reading the raw evidence again');
    const [{ rederive: again }, assets, makeTree] = await Promise.all([import('../../pipeline/rederive.ts'), reportAssets(), treeOfSources()]); // every reader and check: only when they are needed
    return withinTime(REDERIVATION_SECONDS, () => again(unpacked, makeTree, { assets, signer }));
  };
  const verification = await (address ? published!.withPublished(io, bundle, options, check) : withBundle(io.cwd, bundle, 'incomplete', (input) => check(input)))
    .catch((error: unknown) => undecided(error, options.json ?? false));
  io.out(options.json ? plainJson(jsonText(verification)) : renderVerification(verification, options.rederive === 'skip', paint(io.outIsTerminal)));
  return verification.verdict === 'verified' ? EXIT.done : verification.verdict === 'refused' ? EXIT.refused : EXIT.incomplete;
}

/** A bundle that is absent, or that changed or could not be read while it was looked at, says nothing: exit 7, and with `--json` the same object as ever. */
function undecided(error: unknown, json: boolean): Verification {
  if (!(error instanceof EvidenceError) || (error.exit !== 'input' && error.exit !== 'incomplete')) throw error;
  if (json) return unreadableBundle(error.message);
  throw error.exit === 'incomplete' ? error : new EvidenceError(error.code, 'incomplete', error.message, { cause: error, hint: 'verify a copy that nothing else writes to' });
}
