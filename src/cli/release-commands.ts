import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Io } from './io.ts';

type Runs = <A extends unknown[]>(load: () => Promise<(io: Io, ...args: A) => Promise<number>>) => (...args: unknown[]) => Promise<void>;

const STORE_HELP = `
Storing: in S3 every object is locked (Object Lock) until the day that the retention record in the bundle states, and is read back before the next one is put; the bucket needs versioning and
Object Lock, which release-evidence store doctor proves. Credentials and region come from the usual AWS variables and profiles, in CI best from its identity (OIDC), never from an option.
  AWS      release-evidence publish FILE --to s3://evidence/meridian --yes        COMPLIANCE: nobody can take it back; --yes agrees to the years
  others   release-evidence publish FILE --to s3://evidence/meridian --endpoint https://s3.example.com
  a trial  release-evidence publish FILE --to s3://trial/x --lock governance      can be removed again; CHK-808 warns
A directory is written once and is not WORM: CHK-808 is not evaluated there. GitLab and GitHub jobs: docs/publishing.md.`;
const SEALING_HELP = `
Sealing: with a key, nothing else is needed; release-evidence key generate makes one. keyless (a certificate for the identity of the CI job, by a Sigstore instance of your own or a public
one) needs --signing-config and --trusted-root, or the same in "sealing" of the project file. A seal that would not verify is never written (exit 4).
  GitLab   job:      id_tokens: { SIGSTORE_ID_TOKEN: { aud: sigstore } }
           script:   release-evidence release --signer keyless --oidc gitlab --signing-config signing_config.json --trusted-root trusted_root.json
  GitHub   workflow: permissions: { id-token: write, contents: read }
           run:      release-evidence release --signer keyless --oidc github --signing-config signing_config.json --trusted-root trusted_root.json
A key, in AWS KMS too, gives no trusted time unless a log or timestamp authority witnesses the seal. See docs/sealing.md.`;

/** `bundle`, `publish` and `release`: what makes a release and puts it where it stays. */
export function addReleaseCommands(program: Command, runs: Runs): void {
  const command = (usage: string, summary: string) => program.command(usage).description(summary).exitOverride();
  const project = new Option('--project <file|dir>', 'project file or its folder (default: release-evidence.yaml here or above)');
  const json = new Option('--json', 'one JSON object on standard output');
  const quiet = new Option('--quiet', 'no progress on standard error');
  const strict = new Option('--strict', 'READY WITH WAIVERS counts as NOT READY');

  const sealing = (c: Command) => signing(c.addOption(new Option('--report <dir>', 'write report.html and report.pdf here as well')), 'who seals (default: key)')
    .addHelpText('after', SEALING_HELP);
  sealing(command('bundle', 'Collect, check, render, pack and seal into one file')
    .addOption(project).addOption(new Option('--out <file|dir>', 'where the bundle goes (default: PRODUCT-VERSION.evidence.zip here)'))
    .addOption(json).addOption(quiet).addOption(strict).addOption(new Option('--yes', 'give every confirmation: replace a bundle that is there, enter the seal in a public log')))
    .addHelpText('after', '\nA NOT READY release is bundled and sealed as well, and exits 1: the evidence of a rejection is evidence.')
    .action(runs(async () => (await import('./commands/bundle.ts')).bundle));

  const storing = (c: Command) => c
    .addOption(new Option('--to <dest>', 's3://BUCKET/PREFIX, or a directory; the store of the project file when absent'))
    .addOption(new Option('--endpoint <url>', 's3: another address than that of AWS'))
    .addOption(new Option('--lock <mode>', 's3: nobody can shorten compliance; governance can be bypassed by who has the permission (default: compliance)').choices(['compliance', 'governance']))
    .addOption(new Option('--retain-until <date>', 's3: keep it longer than the retention record in the bundle asks for; never shorter'))
    .addOption(new Option('--legal-hold', 's3: also a legal hold, which has no end until somebody lifts it'))
    .addOption(new Option('--sse-kms-key <arn|id>', 's3: encrypt with this key (SSE-KMS); whoever deletes the key deletes the evidence'))
    .addOption(new Option('--part-size <MiB>', 's3: send larger bundles in parts of this size, at most 64 (default: larger than 5120, in parts of 16)').argParser(partSize))
    .addHelpText('after', STORE_HELP);
  signing(storing(command('publish <bundle>', 'Publish a sealed bundle to a write-once store')), 'who seals the receipt (default: none, and it is unsigned)')
    .addOption(project).addOption(json).addOption(quiet).addOption(new Option('--yes', 'give every confirmation: lock it for years, enter the seal of the receipt in a public log'))
    .addHelpText('after', '\nThe bundle must be whole, sealed and not NOT READY. The same content again is no error: everything is proved again, and what is missing is completed. Other content\nfor a published version is refused (exit 5). The last line is the permanent address of the release, for verify and fetch.')
    .action(runs(async () => (await import('./commands/publish.ts')).publish));

  storing(sealing(command('release', 'bundle + seal + publish: the final stage of the pipeline')
    .addOption(project).addOption(new Option('--out <file|dir>', 'keep the bundle here as well'))
    .addOption(new Option('--record-blocked', 'keep the bundle of a NOT READY run among the blocked ones'))
    .addOption(json).addOption(quiet).addOption(strict).addOption(new Option('--yes', 'give every confirmation: replace a bundle that is there, enter the seal in a public log, lock it for years'))))
    .addHelpText('after', '\nExit 0: READY, sealed and published. 1: NOT READY, nothing was published. 4: sealing failed. 5: publishing failed or was refused.\nRunning it again is safe: the same content keeps its first seal, other content for a published version is refused.\nExample: release-evidence release --key seal.pem --to ./store --out dist/')
    .action(runs(async () => (await import('./commands/release.ts')).release));
}

/** Whose signature, and with which services. */
function signing(c: Command, who: string): Command {
  return c
    .addOption(new Option('--signer <kind>', who).choices(['key', 'kms', 'keyless', 'none']))
    .addOption(new Option('--key <file>', 'key: P-256 private key, PKCS#8 PEM; encrypted with the passphrase in RELEASE_EVIDENCE_KEY_PASSWORD, or plain (warns). Made when it does not exist'))
    .addOption(new Option('--kms-key <arn|id>', 'kms: an ECC_NIST_P256 key for SIGN_VERIFY in AWS KMS'))
    .addOption(new Option('--kms-endpoint <url>', 'kms: another address than that of AWS'))
    .addOption(new Option('--oidc <ci>', 'keyless: which CI gives the identity token').choices(['gitlab', 'github']))
    .addOption(new Option('--id-token <file>', 'keyless: the identity token'))
    .addOption(new Option('--signing-config <file>', "services that sign and witness: Sigstore's signing_config.json (v0.2)"))
    .addOption(new Option('--trusted-root <file>', 'trusted_root.json of these services; that of a bundle goes into it'));
}

/** In MiB, as S3 takes parts; in bytes. */
function partSize(value: string): number {
  const mebibytes = /^\d{1,4}$/.test(value) ? Number(value) : 0;
  if (mebibytes < 5 || mebibytes > 5120) throw new InvalidArgumentError('expected a number of MiB from 5 to 5120');
  return mebibytes * (1 << 20);
}
