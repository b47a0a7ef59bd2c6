import type { Block } from '../blocks.ts';
import type { ViewContext } from '../context.ts';
import { plural, size } from '../words.ts';

/** The evidence set, file by file: what the digest in the footer is over. */
export function files(context: ViewContext): readonly Block[] {
  const { files: all, evidence, evidenceSetDigest } = context.input;
  const read = new Map(evidence.files.map((file) => [file.path, file]));
  const troubles = evidence.files.flatMap((file) => file.problems.map((problem) => ({ file, problem })));
  return [
    { kind: 'text', text: `${plural(all.length, 'file')}, ${size(all.reduce((sum, file) => sum + file.size, 0))}. The evidence set has the SHA-256 ${evidenceSetDigest}: the digest over one line "digest, two blanks, path" for each file, in this order.` },
    { kind: 'table', id: 'file-table', caption: 'Files of the evidence set', empty: 'No file.', searchable: true,
      columns: [{ label: 'Place in the bundle', width: 66, style: 'mono' }, { label: 'Read as', width: 26 }, { label: 'Size', width: 22, align: 'right' }, { label: 'SHA-256', width: 66, style: 'mono' }],
      rows: all.map((file) => {
        const one = read.get(file.path);
        return { alarm: one?.status === 'refused', cells: [file.bundlePath, one === undefined ? '–' : one.status === 'read' ? `${one.format ?? one.declared.kind} ${one.formatVersion ?? ''}`.trim() : `${one.status}: ${one.format ?? one.declared.kind}`, size(file.size), file.sha256] };
      }) },
    ...(evidence.missing.length === 0 ? [] : [{ kind: 'table', id: 'missing-file-table', caption: 'Declared, and no file found', empty: '',
      columns: [{ label: 'Kind', width: 40 }, { label: 'Pattern', width: 100, style: 'mono' }, { label: 'Line in the project file', width: 40, align: 'right' }],
      rows: evidence.missing.map((m) => ({ alarm: true, keep: true, cells: [m.declared.kind, m.pattern, m.line === undefined ? '–' : String(m.line)] })) } as const]),
    { kind: 'table', id: 'problem-table', caption: 'Problems met while reading', empty: 'No problem was met while reading.',
      columns: [{ label: 'File', width: 50, style: 'mono' }, { label: 'Code', width: 34 }, { label: 'Problem', width: 90 }],
      rows: troubles.map(({ file, problem }) => ({ keep: true, cells: [`${file.path}${problem.line === undefined ? '' : `:${problem.line}`}`, problem.code, [problem.message, problem.expected === undefined ? undefined : `expected ${problem.expected}`, problem.found === undefined ? undefined : `found ${problem.found}`].filter((p) => p !== undefined).join('; ')] })) },
  ];
}
