import { Command, InvalidArgumentError, Option } from 'commander';
import { QUESTIONS } from '../catalogue/questions.ts';
import type { Runs } from './store-commands.ts';

/** `query` with its questions. */
export function addQueryCommand(program: Command, runs: Runs): void {
  program.command('query [question...]').description('Ask all releases of a store at once: what was shipped, which anomaly is open, or any SELECT')
    .exitOverride()
    .addOption(new Option('--from <source>', 's3://BUCKET/PREFIX or a directory').makeOptionMandatory())
    .addOption(new Option('--endpoint <url>', 's3: another address than that of AWS; credentials and region come from the usual AWS variables and profiles'))
    .addOption(new Option('--sql <select>', 'a SELECT over the views of docs/catalogue.md instead of a question'))
    .addOption(new Option('--csv', 'comma-separated values on standard output'))
    .addOption(new Option('--max-rows <n>', 'no more rows than this').argParser(whole(1, 10_000_000)).default(10_000))
    .addOption(new Option('--timeout <seconds>', 'a query that takes longer is stopped').argParser(whole(1, 86_400)).default(300))
    .addOption(new Option('--json', 'one JSON object on standard output'))
    .addOption(new Option('--quiet', 'no progress on standard error'))
    .addHelpText('after', `
Questions:
${Object.values(QUESTIONS).map(({ usage, help }) => `  ${usage.padEnd(38)}${help}`).join('\n')}

Only published releases are asked; each row says whether its release was withdrawn or superseded since. The facts were written when the release was
published: what a release does not name was not found, or not looked for, at that time. Exit 5 when facts of a release are missing or damaged: the rest
is answered all the same. Facts from s3:// are fetched once and kept in the cache folder of the user.
Queries are answered by DuckDB, which is installed only when it is wanted (exit 2 names the command). A query reads the facts and nothing else, and
changes nothing.
Examples: release-evidence query shipped SealTLS 3.6.1 --from ./store
          release-evidence query anomaly ANOM-033 --from s3://evidence/devices
          release-evidence query --from ./store --sql "SELECT product, version, count(*) FROM findings WHERE status = 'waived' GROUP BY ALL"`)
    .action(runs(async () => (await import('./commands/query.ts')).query));
}

function whole(least: number, most: number): (value: string) => number {
  return (value) => {
    const n = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
    if (!(n >= least && n <= most)) throw new InvalidArgumentError(`expected a whole number from ${least} to ${most}`);
    return n;
  };
}
