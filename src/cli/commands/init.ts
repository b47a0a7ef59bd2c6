import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import type { SafetyClass } from '../../model/kinds.ts';
import { EvidenceError } from '../../model/problem.ts';
import { discover } from '../../pipeline/discover.ts';
import { starterProject } from '../../project/starter.ts';
import { jsonText } from '../../results/documents.ts';
import { EXIT } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { PROJECT_FILE } from '../locate.ts';
import { showProblem } from '../output/failure.ts';
import { safe } from '../output/text.ts';
import { evidenceTrees } from '../wire.ts';

interface InitOptions {
  readonly dir: string;
  readonly product?: string;
  readonly class?: SafetyClass;
  readonly ci?: 'gitlab' | 'github';
  readonly json?: boolean;
}

/** Where the CI job goes; an existing file is never touched. */
const CI_FILE = { gitlab: '.gitlab/release-evidence.gitlab-ci.yml', github: '.github/workflows/release-evidence.yml' } as const;

/** `init`: a project file for the reports that are already there. Nothing that exists is overwritten. */
export async function init(io: Io, options: InitOptions): Promise<number> {
  const folder = resolve(io.cwd, options.dir);
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw new EvidenceError('USAGE', 'usage', `${options.dir} is not a folder`);
  const target = join(folder, PROJECT_FILE);
  if (existsSync(target)) throw new EvidenceError('OUTPUT_EXISTS', 'usage', `${PROJECT_FILE} is there already`, { hint: 'release-evidence check evaluates it' });

  const { found, refused } = discover((await evidenceTrees()).nodeFileTree(folder));
  const top = repositoryTop(folder);
  const repository = top === undefined ? undefined : relative(folder, top) || '.';
  const written = [{ path: PROJECT_FILE, text: starterProject({ productName: options.product ?? basename(folder), safetyClass: options.class, repository, found, refused: refused.map((file) => file.path) }) }];
  if (options.ci) {
    const path = CI_FILE[options.ci];
    if (existsSync(join(folder, path))) throw new EvidenceError('OUTPUT_EXISTS', 'usage', `${path} is there already`);
    written.push({ path, text: readFileSync(new URL(`../../../templates/ci/${options.ci}.yml`, import.meta.url), 'utf8') });
  }
  for (const { path, text } of written) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text, { flag: 'wx' });
  }
  if (options.json) io.out(jsonText({ written: written.map((file) => file.path), found, refused }));
  else {
    for (const file of found) io.out(`found    ${file.kind.padEnd(14)} ${safe(file.path)} (${file.format})\n`);
    for (const file of refused) io.out(`refused  ${''.padEnd(14)} ${showProblem(file.problem)}\n`);
    for (const file of written) io.out(`written  ${file.path}\n`);
    io.out(`next: fill in what the comments ask for, then release-evidence check\n`);
  }
  return EXIT.done;
}

function repositoryTop(folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return at;
    if (dirname(at) === at) return undefined;
  }
}
