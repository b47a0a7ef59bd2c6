import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { VERSION } from '../model/version.ts';
import { EvidenceError } from '../model/problem.ts';
import { EXIT } from './exit-codes.ts';
import type { Io } from './io.ts';
import { addPublishedCommands } from './published-commands.ts';
import { addQueryCommand } from './query-command.ts';
import { addReleaseCommands } from './release-commands.ts';
import { addStoreCommands } from './store-commands.ts';

/** Parses the command line and runs the command. Every command lives in a file of its own that is loaded only when it runs. */
export async function parse(argv: readonly string[], io: Io): Promise<number> {
  let exit: number = EXIT.done;
  const json = argv.includes('--json');
  const program = buildProgram(io, (code) => { exit = code; }, json ? () => {} : io.err);
  try {
    await program.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0 && json) throw asFailure(error);
    if (error.exitCode !== 0) return EXIT.usage;
    // A gate that was asked for help, or for the version, has passed nothing: its exit code is what a script trusts.
    if (!onlyAsks(argv)) throw new EvidenceError('USAGE', 'usage', 'this was a question, and nothing was done', { hint: 'leave --help or --version out; the expected version of a release is --expect-version' });
    return EXIT.done;
  }
  return exit;
}

/** A call for help or for the version and nothing beside it: `trust update --help`. */
function onlyAsks(argv: readonly string[]): boolean {
  const words = argv.filter((arg) => arg !== '--help' && arg !== '-h');
  return words.length <= 2 && (words.every((arg) => !arg.startsWith('-')) || (argv.length === 1 && argv[0] === '--version'));
}

/** A script that asked for JSON gets its usage error as JSON, too. */
function asFailure(error: CommanderError): EvidenceError {
  const [first = '', ...more] = error.message.replace(/^error: /, '').split('\n');
  return new EvidenceError('USAGE', 'usage', first, { hint: [...more.map((line) => line.replace(/^\((.*)\)$/, '$1')), 'release-evidence help COMMAND explains a command'].join('; ') });
}

/** Under the options of every command that seals. */
export function buildProgram(io: Io, done: (exit: number) => void, usageErrors: (text: string) => void = io.err): Command {
  const program = new Command('release-evidence')
    .description('Collects, cross-checks, seals, publishes and re-verifies the release evidence of medical device software (IEC 62304).')
    .version(VERSION, '--version', 'print the version')
    .helpCommand('help [command]', 'explain a command')
    .helpOption('-h, --help', 'explain')
    .configureOutput({ writeOut: io.out, writeErr: usageErrors, getOutHelpWidth: () => 100, getErrHelpWidth: () => 100, outputError: (text, write) => write(text.replace(/^error:/, 'release-evidence:')) })
    .exitOverride()
    .enablePositionalOptions() // else `verify BUNDLE --version 2.4.0` would print the version of this program and be a yes
    .showHelpAfterError('(release-evidence help COMMAND explains a command)')
    .addHelpText('after', `
A first release:
  release-evidence init                     write a project file for the reports that are already here
  release-evidence check                    what is missing, what contradicts, and what to do
  release-evidence release --key seal.pem --to ./store
                                            bundle, seal and publish; the last stage of the pipeline
An auditor, offline:
  release-evidence fetch meridian-sp-20 2.4.0 --from ./store --out .
  release-evidence verify meridian-sp-20-2.4.0.evidence.zip --key seal.pub.pem
  release-evidence trace SRS-041 --bundle meridian-sp-20-2.4.0.evidence.zip

Exit codes: 0 done or READY, 1 NOT READY, 2 usage or configuration, 3 input unreadable, 4 sealing failed,
5 publishing failed or refused, 6 verification says no, 7 verification could not be completed, 70 defect, 130 interrupted.`);

  const command = (usage: string, summary: string) => {
    const made = program.command(usage).description(summary).exitOverride();
    return made;
  };
  const runs = <A extends unknown[]>(load: () => Promise<(io: Io, ...args: A) => Promise<number>>) => async (...args: unknown[]) => {
    done(await (await load())(io, ...(args.slice(0, -1) as A)));
  };
  const project = new Option('--project <file|dir>', 'project file or its folder (default: release-evidence.yaml here or above)');
  const json = new Option('--json', 'one JSON object on standard output');
  const quiet = new Option('--quiet', 'no progress on standard error');
  const strict = new Option('--strict', 'READY WITH WAIVERS counts as NOT READY');
  const bundleIn = new Option('--bundle <file>', 'read this bundle instead of the project');

  command('init', 'Write release-evidence.yaml for the reports found here, and a CI job')
    .addOption(new Option('--dir <dir>', 'folder to set up').default('.'))
    .addOption(new Option('--product <name>', 'product name; asked for by a comment in the file when absent'))
    .addOption(new Option('--class <class>', 'software safety class').choices(['A', 'B', 'C']))
    .addOption(new Option('--ci <system>', 'write a CI job as well').choices(['gitlab', 'github']))
    .addOption(json)
    .addHelpText('after', '\nReports are found by their content. Those that cannot be read are named, and nothing that exists is overwritten (exit 2).\nThen: fill in what the comments of the file ask for, and run release-evidence check.')
    .action(runs(async () => (await import('./commands/init.ts')).init));

  command('inspect <file...>', 'What these files are, what was read in them, and what is wrong with them')
    .addOption(json)
    .addHelpText('after', '\nThe format is found from the content, never from the name. Exit 3 when a file was refused or cannot be opened.')
    .action(runs(async () => (await import('./commands/inspect.ts')).inspect));

  command('check [what]', 'Evaluate the checks of the profile without making a bundle')
    .addOption(project).addOption(json).addOption(quiet).addOption(strict)
    .addOption(new Option('--all', 'list the checks that passed, too'))
    .addHelpText('after', '\nWHAT: release (the default). Prints each finding with the values read, their file and line, and what to do: worst first, causes before what follows\nfrom them. Of more than ten findings of one check five are shown and the others named; --all and --json have every one.\nExit 0 READY (with waivers too, unless --strict), 1 NOT READY.')
    .action(runs(async () => (await import('./commands/check.ts')).check));

  command('approve', 'A named person signs the release candidate, before the release')
    .addOption(project)
    .addOption(new Option('--bundle <file>', 'sign a sealed bundle instead, into a file beside it: a counter-signature'))
    .addOption(new Option('--role <role>', 'a role that the profile requires').makeOptionMandatory())
    .addOption(new Option('--name <name>', 'printed name, as listed under approvers in the project file').makeOptionMandatory())
    .addOption(new Option('--user-id <id>', 'unique id of the person'))
    .addOption(new Option('--meaning <text>', 'what the signature means, e.g. "Approval: released for production"').makeOptionMandatory())
    .addOption(new Option('--signer <kind>', 'with what you sign (default: key)').choices(['key', 'keyless']))
    .addOption(new Option('--key <file>', 'own P-256 private key, PKCS#8 PEM; encrypted with the passphrase in RELEASE_EVIDENCE_KEY_PASSWORD or asked for, or plain (warns)'))
    .addOption(new Option('--id-token <file>', 'keyless: your own identity token; never that of a CI job'))
    .addOption(new Option('--signing-config <file>', "keyless: services that sign and witness (Sigstore's signing_config.json)"))
    .addOption(new Option('--trusted-root <file>', 'keyless: trusted_root.json of these services'))
    .addOption(new Option('--out <file>', 'where the approval goes (default: approvals/ROLE-NAME.approval.json beside the project file)'))
    .addOption(json).addOption(quiet).addOption(new Option('--yes', 'sign without being asked at the terminal, in a public log too when one is configured'))
    .addHelpText('after', '\nThe project is evaluated as by check. Nothing is signed when anything but approvals is missing, when an earlier role has not approved, or when the\nperson may not approve in this role (exit 1); nor with a key that is not listed for name and role (exit 2). See docs/approvals.md.\nExample: release-evidence approve --role quality --name "R. Duarte" --meaning "Approval: released for production" --key duarte.pem\nAfter sealing:\n         release-evidence approve --bundle FILE --role auditor --name "K. Weiss" --meaning "Review: received and verified" --key weiss.pem')
    .action(runs(async () => (await import('./commands/approve.ts')).approve));

  addReleaseCommands(program, runs);

  addPublishedCommands(program, runs);
  addStoreCommands(program, runs);
  addQueryCommand(program, runs);

  eachOnce(command('verify <bundle>', 'Prove offline that nothing changed, who sealed it, and that the verdict follows from the raw evidence')
    .addOption(new Option('--key <file>', 'public key of the expected signer (SPKI PEM); repeatable: any one of them').argParser(collectFile))
    .addOption(new Option('--identity <san>', 'identity in the certificate of the expected signer, exactly; with --issuer'))
    .addOption(new Option('--issuer <url>', 'who vouches for this identity, exactly'))
    .addOption(new Option('--identity-pattern <regex>', 'the same by a regular expression that must match the whole identity'))
    .addOption(new Option('--issuer-pattern <regex>', 'the same for the issuer'))
    .addOption(new Option('--policy <file>', 'expected signers, thresholds and more from a file that auditors keep (docs/policy.md)'))
    .addOption(new Option('--trusted-root <file>', 'trusted_root.json: the authorities that certificates and witnesses are judged by'))
    .addOption(new Option('--source-repository <url>', 'the certificate must name this project'))
    .addOption(new Option('--source-ref <ref>', 'the certificate must name this branch or tag, e.g. refs/tags/v2.4.0'))
    .addOption(new Option('--workflow <url>', 'the certificate must name this pipeline file (build config)'))
    .addOption(new Option('--require-log <n>', 'entries in so many transparency logs (certificate: 1, key: 0)').argParser(smallCount))
    .addOption(new Option('--require-timestamps <n>', 'so many trusted times (certificate: 1, key: 0)').argParser(smallCount))
    .addOption(new Option('--require-sct <n>', 'so many proofs of certificate transparency (1)').argParser(smallCount))
    .addOption(new Option('--artifact <file|sha256:HEX>', 'this released file must be one of the subjects; a pattern such as dist/*.bin; or a digest alone; repeatable').argParser(collectValue).default([], ''))
    .addOption(new Option('--expect-product <id>', 'refuse another product'))
    .addOption(new Option('--expect-version <version>', 'refuse another version: an old, genuine bundle is not the one you deploy'))
    .addOption(new Option('--expect-commit <sha>', 'refuse another commit'))
    .addOption(new Option('--require-approval <role>', 'a person of the policy must have signed the candidate in this role; repeatable').argParser((value: string, before: string[]) => [...before, value]).default([], ''))
    .addOption(new Option('--countersignature <file>', 'a signature of a person over this bundle, judged by the persons of the policy; repeatable').argParser((value: string, before: string[]) => [...before, value]).default([], ''))
    .addOption(new Option('--rederive <how>', 'run = evaluate the raw evidence again; skip = prove seal and digests only').choices(['run', 'skip']).default('run'))
    .addOption(new Option('--withdrawn <file>', 'status records that came with the bundle (fetch --receipt): a withdrawal of it is refused; repeatable').argParser((value: string, before: string[]) => [...before, value]).default([], ''))
    .addOption(new Option('--endpoint <url>', 's3 address: another address than that of AWS'))
    .addOption(new Option('--integrity-only', 'exit 0 for an intact bundle whose verdict is NOT READY, or that was withdrawn; both are said'))
    .addOption(json).addOption(quiet)
    .addHelpText('after', '\nBUNDLE is a file, the folder it was unpacked to, or the address of a release, as publish printed it. For a file or folder no socket is opened. A release that\nhas an address is fetched first, and its store is asked as well: is it still there, locked as recorded, not withdrawn? Exit 6: verification says no; 7: it could not be completed.\nKey, or identity, issuer and trusted root, come from the manufacturer by another way than the bundle. Certificates and logs are judged as of the\ntrusted time of the seal: a bundle stays verifiable when they have expired.\nExamples: release-evidence verify FILE --key manufacturer.pub.pem --artifact firmware.bin --expect-version 2.4.0\n          release-evidence verify FILE --identity https://gitlab.example.com/group/project//.gitlab-ci.yml@refs/tags/v2.4.0 \\\n            --issuer https://gitlab.example.com --trusted-root trusted_root.json --artifact "dist/*.bin"\n          release-evidence verify s3://evidence/devices/releases/meridian-sp-20/2.4.0.json --key manufacturer.pub.pem\n          release-evidence verify FILE --policy policy.json --trusted-root trusted_root.json --artifact "dist/*.bin" --expect-version 2.4.0')
    .action(runs(async () => (await import('./commands/verify.ts')).verify)));

  const trust = command('trust', 'Authorities to believe: fetch, pin and show a Sigstore trusted root');
  const trusting = (usage: string, summary: string) => trust.command(usage).description(summary).exitOverride();
  trusting('update', 'Fetch the trusted root of a Sigstore instance by TUF, verify it, and pin it as a file')
    .addOption(new Option('--out <file>', 'where it goes; a trusted root that is there is compared and replaced').default('trusted_root.json'))
    .addOption(new Option('--mirror <url>', 'another repository than the public-good one; needs --root'))
    .addOption(new Option('--root <file>', "the repository's TUF root.json, handed over by another way"))
    .addOption(new Option('--signing-config <file>', 'fetch the signing configuration as well, and write it here'))
    .addOption(new Option('--cache <dir>', 'what was seen is remembered here (default: the cache folder of the user)'))
    .addOption(new Option('--offline', 'the state of the last run, while it is valid; nobody is asked'))
    .addOption(json).addOption(quiet)
    .addHelpText('after', '\nThe only command that fetches trust: verify never opens a socket and believes the file that --trusted-root names.\nExit 2: wrong files or options. 6: signatures, versions or digests are wrong. 7: not to be had, or expired. Nothing is changed then.\nExample: release-evidence trust update --mirror https://tuf.example.com --root root.json --out trusted_root.json')
    .action(runs(async () => (await import('./commands/trust.ts')).trustUpdate));
  trusting('show <file>', 'Who is in a trusted root, with windows and its SHA-256; offline')
    .addOption(new Option('--against <file>', 'an older one: what differs')).addOption(json)
    .addHelpText('after', '\nThe SHA-256 is that of its one form, so that two copies that mean the same have the same.\nExample: release-evidence trust show trusted_root.json --against old.json')
    .action(runs(async () => (await import('./commands/trust.ts')).trustShow));

  const keys = command('key', 'Make the key that seals, and show the fingerprint of one');
  const keyed = (usage: string, summary: string) => keys.command(usage).description(summary).exitOverride();
  keyed('generate', 'Make a P-256 key: the private half encrypted, the public half beside it')
    .addOption(new Option('--out <file>', 'private key; the public half is NAME.pub.pem beside it').makeOptionMandatory())
    .addOption(new Option('--plain', 'do not encrypt: for a key that a vault or a CI variable protects')).addOption(json)
    .addHelpText('after', '\nThe passphrase is that in RELEASE_EVIDENCE_KEY_PASSWORD, or asked for twice at the terminal. Nothing that exists is overwritten.\nExample: release-evidence key generate --out seal.pem')
    .action(runs(async () => (await import('./commands/key.ts')).keyGenerate));
  keyed('show <file>', 'Fingerprint of a private or public key, as ssh-keygen -lf prints it; no secret').addOption(json)
    .addHelpText('after', '\nTwo people who read the same fingerprint to each other have the same key.')
    .action(runs(async () => (await import('./commands/key.ts')).keyShow));

  command('show', 'Which evidence there is for a clause, and what the checks found in it')
    .addOption(new Option('--clause <clause>', 'e.g. 5.8.2').makeOptionMandatory()).addOption(bundleIn).addOption(project).addOption(json)
    .addHelpText('after', '\nWith --bundle the raw evidence in the bundle is evaluated; whether it was sealed by the right key is for verify to say.\nExample: release-evidence show --clause 5.8.2 --bundle FILE')
    .action(runs(async () => (await import('./commands/show.ts')).show));

  command('trace <id>', 'Everything above and below an id: hazard, risk control, requirement, design, tests, results')
    .addOption(bundleIn).addOption(project).addOption(json)
    .addHelpText('after', '\nEach line ends with the file and line where it was read. With --bundle the raw evidence in the bundle is evaluated; whether it was\nsealed by the right key is for verify to say. Example: release-evidence trace SRS-041 --bundle FILE')
    .action(runs(async () => (await import('./commands/trace.ts')).trace));

  command('formats', 'What this program reads, and what it ignores').addOption(json)
    .action(runs(async () => (await import('./commands/formats.ts')).formats));

  command('checks', 'The catalogue of checks with clause and severity per safety class').addOption(json)
    .action(runs(async () => (await import('./commands/checks.ts')).checks));

  return program;
}

/** Of an option that is given twice the last one would count, and nobody would say that the first was not asked. */
function eachOnce(command: Command): Command {
  const repeatable = new Set(['key', 'artifact', 'require-approval', 'countersignature', 'withdrawn']);
  for (const option of command.options.filter((one) => one.required && !repeatable.has(one.name()))) {
    let given = 0;
    command.on(`option:${option.name()}`, () => {
      given += 1;
      if (given > 1) command.error(`error: option '${option.flags}' is given twice; one of them would not be asked`);
    });
  }
  return command;
}

function collectFile(value: string, before: string[] | undefined): string[] {
  return [...(before ?? []), value];
}

function smallCount(value: string): number {
  if (!/^\d{1,2}$/.test(value)) throw new InvalidArgumentError('expected a number from 0 to 99');
  return Number(value);
}

function collectValue(value: string, before: string[]): string[] {
  if (value.startsWith('sha256:') && !/^sha256:[0-9a-f]{64}$/.test(value)) throw new InvalidArgumentError('expected sha256: and 64 lower-case hex digits');
  return [...before, value];
}
