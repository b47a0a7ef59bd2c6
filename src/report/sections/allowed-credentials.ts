import { MOST_FINDINGS } from '../../model/credentials.ts';
import type { Block } from '../blocks.ts';
import type { ViewContext } from '../context.ts';
import { enumerate } from '../words.ts';

/** Lines and rules that one row names. */
const SHOWN = 12;

/** Who answers for what looks like a credential and stays in the evidence: nothing when nobody had to. A file that changed is allowed no more, and among the failed. */
export function allowedCredentials(context: ViewContext): readonly Block[] {
  const { evidence: { scans }, project: { credentials: { allow } } } = context.input;
  const found = scans.filter(({ findings }) => findings.length > 0).flatMap((scan) => allow.filter(({ sha256 }) => sha256 === scan.sha256).map((allowance) => ({ scan, allowance })));
  if (found.length === 0) return [];
  return [
    { kind: 'heading', id: 'allowed-credentials', text: `Credentials that were allowed: ${found.reduce((sum, { scan }) => sum + scan.findings.length, 0)}` },
    { kind: 'text', text: 'What looks like a credential in these files stays in the evidence. Each file is allowed by its digest in the project file, by a person who says that it is none: an allowance is a statement, and nothing here proves it.' },
    {
      kind: 'table', id: 'allowed-credential-table', caption: 'Files in which credentials were allowed', empty: 'None.',
      columns: [{ label: 'File and lines', width: 34, style: 'mono' }, { label: 'Looks like', width: 34 }, { label: 'Reason', width: 44 }, { label: 'Allowed by', width: 22 }, { label: 'SHA-256 of the file', width: 26, style: 'mono' }],
      rows: found.map(({ scan: { path, findings, sha256 }, allowance }) => ({
        keep: true,
        cells: [`${path}:${enumerate([...new Set(findings.map(({ line }) => String(line)))], SHOWN)}`, `${findings.length < MOST_FINDINGS ? '' : 'at least '}${findings.length}: ${enumerate([...new Set(findings.map(({ rule }) => rule))], SHOWN)}`, allowance.reason, allowance.by, sha256],
      })),
    },
  ];
}
