import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Io } from './io.ts';

type Runs = <A extends unknown[]>(load: () => Promise<(io: Io, ...args: A) => Promise<number>>) => (...args: unknown[]) => Promise<void>;

/** `list`, `fetch`, `withdraw` and `supersede`: what an auditor does with published releases, and what may become of one. */
export function addPublishedCommands(program: Command, runs: Runs): void {
  const command = (usage: string, summary: string) => program.command(usage).description(summary).exitOverride();
  const project = new Option('--project <file|dir>', 'project file or its folder (default: release-evidence.yaml here or above)');
  const json = new Option('--json', 'one JSON object on standard output');
  const quiet = new Option('--quiet', 'no progress on standard error');
  const from = (what = 's3://BUCKET/PREFIX or a directory') => new Option('--from <source>', what);
  const endpoint = new Option('--endpoint <url>', 's3: another address than that of AWS; credentials and region come from the usual AWS variables and profiles');
  command('list', 'What is published in a store: verdict, status, retention, size and digest of each release')
    .addOption(from().makeOptionMandatory()).addOption(endpoint)
    .addOption(new Option('--product <id>', 'releases of this product only'))
    .addOption(new Option('--locks', 'ask the store for the lock that each bundle has now; slower'))
    .addOption(json)
    .addHelpText('after', '\nExit 5 when a record is damaged, or with --locks when a bundle is gone or its lock falls short; the others are listed all the same. What lies over a published\nobject (a delete marker, a newer version) is named on standard error and never taken. Blocked bundles have the status "blocked" and are no releases.\nExamples: release-evidence list --from ./store\n          release-evidence list --from s3://evidence/devices --product meridian-sp-20 --locks')
    .action(runs(async () => (await import('./commands/list.ts')).list));

  command('fetch <release> [version]', 'Get a published bundle: its pinned version, digest checked on arrival')
    .addOption(from('s3://BUCKET/PREFIX or a directory; not with an address')).addOption(endpoint)
    .addOption(new Option('--out <file|dir>', 'where it goes').default('.'))
    .addOption(new Option('--receipt', 'also the receipt, the release record and the status records, beside the bundle'))
    .addOption(new Option('--link', 'no download: links for somebody without an account (s3 only), with the commands that fetch and compare'))
    .addOption(new Option('--expires <time>', 'with --link: 1h to 7d (default: 24h)').argParser(linkSeconds))
    .addOption(new Option('--blocked <sha256>', 'a bundle that is kept among the blocked ones, by its digest').argParser(hex64))
    .addOption(json).addOption(quiet)
    .addHelpText('after', '\nRELEASE is PRODUCT VERSION, VERSION alone when one product has published it, or the address that publish printed. A broken download leaves FILE.partial; run\nagain it goes on from there. A withdrawn release is fetched all the same, and says so.\nExamples: release-evidence fetch meridian-sp-20 2.4.0 --from ./store --receipt\n          release-evidence fetch s3://evidence/devices/releases/meridian-sp-20/2.4.0.json\n          release-evidence fetch meridian-sp-20 2.4.0 --from s3://evidence/devices --link --expires 7d')
    .action(runs(async () => (await import('./commands/fetch.ts')).fetch));

  const changing = (c: Command) => c
    .addOption(new Option('--reason <text>', 'why, for whoever holds the bundle').makeOptionMandatory())
    .addOption(new Option('--name <name>', 'printed name of the person who decided').makeOptionMandatory())
    .addOption(new Option('--user-id <id>', 'unique id of the person'))
    .addOption(new Option('--to <dest>', 's3://BUCKET/PREFIX, or a directory; the store of the project file when absent')).addOption(endpoint).addOption(project)
    .addOption(new Option('--signer <kind>', 'who signs (default: key)').choices(['key', 'kms', 'keyless']))
    .addOption(new Option('--key <file>', 'key: P-256 private key that those who verify know; never made here'))
    .addOption(new Option('--kms-key <arn|id>', 'kms: an ECC_NIST_P256 key for SIGN_VERIFY in AWS KMS'))
    .addOption(new Option('--kms-endpoint <url>', 'kms: another address than that of AWS'))
    .addOption(new Option('--oidc <ci>', 'keyless: which CI gives the identity token').choices(['gitlab', 'github']))
    .addOption(new Option('--id-token <file>', 'keyless: the identity token'))
    .addOption(new Option('--signing-config <file>', "services that sign and witness: Sigstore's signing_config.json (v0.2)"))
    .addOption(new Option('--trusted-root <file>', 'trusted_root.json of these services'))
    .addOption(json).addOption(quiet).addOption(new Option('--yes', 'sign without being asked at the terminal, in a public log too when one is configured'));
  changing(command('withdraw <release> [version]', 'Record, signed, that a published release must no longer be used'))
    .addHelpText('after', '\nRELEASE as with fetch. Nothing is deleted: list and fetch say so from now on, and verify of the store refuses it (exit 6). It cannot be taken back.\nSee docs/withdrawals.md. Example: release-evidence withdraw meridian-sp-20 2.4.0 --to s3://evidence/devices --key quality.pem \\\n           --name "R. Duarte" --reason "CAPA-113: dose table of the paediatric mode is wrong"')
    .action(runs(async () => (await import('./commands/withdraw.ts')).withdraw));
  changing(command('supersede <release> [version]', 'Record, signed, that a later release takes the place of this one')
    .addOption(new Option('--by <version>', 'the release to take instead: of the same product, in the same store').makeOptionMandatory()))
    .addHelpText('after', '\nRELEASE as with fetch. It stays valid; list, fetch and verify of the store name its successor. A withdrawn release stays withdrawn.\nExample: release-evidence supersede meridian-sp-20 2.3.1 --by 2.4.0 --to ./store --key quality.pem --name "R. Duarte" --reason "maintenance release"')
    .action(runs(async () => (await import('./commands/supersede.ts')).supersede));
}

function hex64(value: string): string {
  if (!/^[0-9a-f]{64}$/.test(value)) throw new InvalidArgumentError('expected 64 lower-case hex digits');
  return value;
}

/** `90m`, `24h`, `7d` in seconds; S3 signs for no longer than seven days. */
function linkSeconds(value: string): number {
  const [, count, unit] = /^(\d{1,5})([mhd])$/.exec(value) ?? [];
  const seconds = Number(count) * { m: 60, h: 3600, d: 86_400 }[unit as 'm' | 'h' | 'd'];
  if (!(seconds >= 3600 && seconds <= 604_800)) throw new InvalidArgumentError('expected a time from 1h to 7d, such as 90m, 24h or 7d');
  return seconds;
}
