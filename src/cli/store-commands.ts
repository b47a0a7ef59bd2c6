import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Io } from './io.ts';

/** Makes an action of a function that is loaded when it runs. */
export type Runs = <A extends unknown[]>(load: () => Promise<(io: Io, ...args: A) => Promise<number>>) => (...args: unknown[]) => Promise<void>;

/** `store …`: what is asked of a store as such, and done to what is published in it. */
export function addStoreCommands(program: Command, runs: Runs): void {
  const store = program.command('store').description('Examine a bucket, prove again what is published, prolong its retention, print policies').exitOverride();
  const command = (usage: string, summary: string) => store.command(usage).description(summary).exitOverride();
  const from = () => new Option('--from <source>', 's3://BUCKET/PREFIX, or a directory').makeOptionMandatory();
  const endpoint = new Option('--endpoint <url>', 'another S3 server than that of AWS');
  const json = new Option('--json', 'one JSON object on standard output');
  const quiet = new Option('--quiet', 'no progress on standard error');

  command('doctor', 'What a bucket really does: 31 behaviours that immutable storage stands on, tried with throw-away keys')
    .addOption(new Option('--from <source>', 's3://BUCKET/PREFIX').makeOptionMandatory()).addOption(endpoint)
    .addOption(new Option('--thorough', 'also what leaves a throw-away object behind for as long as the default retention of the bucket, when that is one day'))
    .addOption(json).addOption(quiet)
    .addHelpText('after', `
Keys below PREFIX/_doctor/ are put, locked for seconds, attacked, and removed again; what could not be removed is named, with the end of its lock.
No setting of the bucket is changed and nothing that is published is touched. It takes about half a minute. What counts is what became of a version,
not what the server said. An account that may not delete shows less: a refusal then says nothing of the lock (store policy --role doctor).
Exit 0: every row that COMPLIANCE needs holds. 5: one does not hold or could not be tried, and nobody may call this store immutable.
Example: release-evidence store doctor --from s3://evidence/device    See docs/store.md.`)
    .action(runs(async () => (await import('./commands/store/doctor.ts')).storeDoctor));

  command('audit', 'Prove again that everything published is there, unchanged, and locked for long enough')
    .addOption(from()).addOption(endpoint)
    .addOption(new Option('--product <id>', 'this product only')).addOption(new Option('--release <version>', 'this version only'))
    .addOption(new Option('--full', 'read every object whole, instead of asking the server for its SHA-256'))
    .addOption(new Option('--sample <n>', 'read so many bundles whole, chosen by --seed').argParser(whole)).addOption(new Option('--seed <text>', 'of --sample: the same seed, the same bundles').default('0'))
    .addOption(new Option('--warn-days <n>', 'a lock that ends within so many days is a warning').argParser(whole).default(90))
    .addOption(json).addOption(quiet)
    .addHelpText('after', `
For every release, blocked ones too: the record, and every object that it names, under the pinned version: there, size, SHA-256, lock at least as long
as the record says, nothing on top. Also named: bundles that no record names, uploads that were not completed, keys of others.
Exit 0: proved, with warnings or without. 5: something is missing, altered, hidden or not locked for long enough.
Examples: release-evidence store audit --from s3://evidence/device
          release-evidence store audit --from s3://evidence/device --sample 20 --seed 2026-Q4 --json`)
    .action(runs(async () => (await import('./commands/store/audit.ts')).storeAudit));

  const fromOrAddress = () => new Option('--from <source>', 's3://BUCKET/PREFIX; not needed with the address of a release, as publish printed it');
  command('extend-retention <release> [version]', 'Keep a published release for longer: every object of it')
    .addOption(fromOrAddress()).addOption(endpoint)
    .addOption(new Option('--until <date>', 'RFC 3339, or a day (YYYY-MM-DD, its beginning in UTC)').makeOptionMandatory())
    .addOption(new Option('--yes', 'give the confirmation that COMPLIANCE needs: nobody can take it back')).addOption(json).addOption(quiet)
    .addHelpText('after', `
RELEASE is PRODUCT VERSION, VERSION alone when one product has published it, or the address that publish printed.
Never shortens: an object that is locked for longer stays as it is. Each lock is read back. Running it again goes on where it stopped.
Example: release-evidence store extend-retention meridian-sp-20 2.4.0 --from s3://evidence/device --until 2046-12-31 --yes`)
    .action(runs(async () => (await import('./commands/store/retention.ts')).storeExtend));

  command('hold <release> [version]', 'Put a legal hold on every object of a release, or lift it')
    .addOption(fromOrAddress()).addOption(endpoint)
    .addOption(new Option('--on', 'put the hold').conflicts('off')).addOption(new Option('--off', 'lift it'))
    .addOption(new Option('--reason <text>', 'why; part of the answer, for your records').makeOptionMandatory()).addOption(json).addOption(quiet)
    .addHelpText('after', `
RELEASE as for extend-retention. A hold has no end: nobody deletes a held version, whatever its retention says, until the hold is lifted. It does not touch the retention.
The store has no place for the reason: keep the answer (--json).
Example: release-evidence store hold meridian-sp-20 2.4.0 --from s3://evidence/device --on --reason "complaint C-1042"`)
    .action(runs(async () => (await import('./commands/store/retention.ts')).storeHold));

  command('policy', 'Print an IAM or bucket policy that gives a role what it needs and no more')
    .addOption(new Option('--to <dest>', 's3://BUCKET/PREFIX').makeOptionMandatory())
    .addOption(new Option('--role <role>', 'whom it is for').choices(['publisher', 'auditor', 'doctor', 'bucket']).default('publisher'))
    .addOption(new Option('--break-glass <arn>', 'bucket: the one principal that may bypass GOVERNANCE and change the lock configuration'))
    .addOption(new Option('--min-days <n>', 'bucket: refuse a lock that is shorter than so many days').argParser(whole))
    .addOption(new Option('--condition-keys <kind>', 'none: a server that does not know the conditions of AWS').choices(['aws', 'none']).default('aws'))
    .addHelpText('after', `
publisher: puts and proves; no deletion, no bypass, no lock configuration. auditor: reads named versions and their locks. doctor: also deletes, below
PREFIX/_doctor/ only. bucket: a policy of the bucket itself: no plain HTTP, no bypass, no put without If-None-Match. The JSON is the whole output.
Example: release-evidence store policy --to s3://evidence/device --role auditor > auditor.json`)
    .action(runs(async () => (await import('./commands/store/policy.ts')).storePolicy));
}

function whole(value: string): number {
  if (!/^\d{1,5}$/.test(value)) throw new InvalidArgumentError('expected a whole number, 0 or more');
  return Number(value);
}
