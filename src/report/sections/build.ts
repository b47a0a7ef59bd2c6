import { showLocation } from '../../model/location.ts';
import type { Block } from '../blocks.ts';
import type { ViewContext } from '../context.ts';
import { count, orDash, showTime } from '../words.ts';

/** IEC 62304 5.8.5, 5.1.10: procedure and environment that made the release. */
export function build(context: ViewContext): readonly Block[] {
  const { build: builds, lockfiles } = context.input.evidence.contents;
  return [
    ...(builds.length === 0 ? [{ kind: 'text', tone: 'alarm', text: 'No build metadata is in the evidence.' } as const] : []),
    ...builds.flatMap(({ content: b }): Block[] => [
      { kind: 'facts', rows: [
        ['Commit', { text: orDash(b.commit), style: 'mono' }], ['Repository', orDash(b.repository)], ['Builder; run', `${orDash(b.builder)}; ${orDash(b.runId)}`], ['Start and end', `${showTime(b.start)} to ${showTime(b.end)}`],
        ['Operating system', orDash(b.os)], ['Container', { text: orDash(b.containerDigest), style: 'mono' }], ['Tools', b.tools.map((t) => `${t.name} ${t.version ?? '(no version)'}`).join(', ') || '–'],
        ['Flags', { text: orDash(b.flags), style: 'mono' }], ['Procedure', orDash(b.procedure)], ['Reproducible', orDash(b.reproducible)], ['Read at', { text: showLocation(b), style: 'mono' }],
      ] },
      { kind: 'table', id: 'build-output-table', caption: 'Outputs of the build', empty: 'The build names no output.', columns: [{ label: 'Output', width: 50 }, { label: 'SHA-256', width: 80, style: 'mono' }],
        rows: b.outputs.map((o) => ({ cells: [o.name, orDash(o.sha256)] })) },
    ]),
    { kind: 'table', id: 'lockfile-table', caption: 'Lockfiles', empty: 'No lockfile is in the evidence.', columns: [{ label: 'File', width: 70, style: 'mono' }, { label: 'Package manager', width: 40 }, { label: 'Packages', width: 20, align: 'right' }],
      rows: lockfiles.map((read) => ({ cells: [read.file.path, read.content.packageManager, count(read.content.packages.length)] })) },
  ];
}
