import type { ResultState } from '../model/graph.ts';
import type { Row } from '../model/row.ts';
import type { Cell, Mark } from './blocks.ts';
import type { ViewContext } from './context.ts';

/** The mark of a result row: a finding that only warns is a warning, never a failure or a pass. */
export function markOf(row: Pick<Row, 'verdict' | 'severity'>): Mark {
  switch (row.verdict) {
    case 'pass': return 'PASS';
    case 'waived': return 'WAIVED';
    case 'not-evaluated': return 'NOT EVALUATED';
    case 'not-applicable': return 'N/A';
    case 'fail': return row.severity === 'warning' ? 'WARNING' : 'FAIL';
  }
}

/** Worst first: the order in which a reader must see them. */
export const MARK_ORDER: readonly Mark[] = ['FAIL', 'NOT EVALUATED', 'WAIVED', 'WARNING', 'JUDGEMENT', 'PASS', 'N/A'];

/** What became of a planned verification, as mark and words. */
export function resultCell(context: ViewContext, id: string, state: ResultState | undefined): Cell & { readonly mark: Mark } {
  switch (state) {
    case 'passed': return { mark: 'PASS', text: '' };
    case 'passed-after-rerun': {
      const waived = context.rowsOf(id).find((row) => row.check === 'CHK-306' && row.verdict === 'waived');
      return waived ? { mark: 'WAIVED', text: `passed after rerun, ${waived.waiver ?? ''}` } : { mark: 'WARNING', text: 'passed after rerun' };
    }
    case 'failed': return { mark: 'FAIL', text: '' };
    case 'errored': return { mark: 'FAIL', text: 'error' };
    case 'skipped': return { mark: 'NOT EVALUATED', text: 'skipped' };
    case 'not-run': return { mark: 'NOT EVALUATED', text: 'not run' };
    case undefined: return { mark: 'NOT EVALUATED', text: 'no result' };
  }
}

/** Whether a requirement, risk control or hazard is verified on this release, with what is open. */
export function verificationCell(context: ViewContext, id: string): Cell & { readonly mark: Mark } {
  const state = context.input.graph.verification.get(id);
  switch (state?.state) {
    case 'verified': return { mark: 'PASS', text: '' };
    case 'not-verified': return { mark: 'FAIL', text: state.openBy.length > 0 ? `open: ${state.openBy.join(', ')}` : 'not verified' };
    case 'no-verification': return { mark: 'FAIL', text: 'no verification' };
    case undefined: return { mark: 'NOT EVALUATED', text: '' };
  }
}
