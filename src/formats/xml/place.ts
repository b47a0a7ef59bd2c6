/** Where one parser stopped within a document, for another one that goes on from there. */
export interface Place {
  /** Names of the open elements, from the root on. */
  readonly open: readonly string[];
  /** Within a CDATA section. */
  readonly inCdata: boolean;
  /** Anything was read before this place. */
  readonly begun: boolean;
  readonly hadDoctype: boolean;
  readonly rootClosed: boolean;
  /** 1-based. */
  readonly line: number;
  /** Text that was fed and not read. */
  readonly rest: string;
}

/** The beginning of every document. */
export const BEGINNING: Place = { open: [], inCdata: false, begun: false, hadDoctype: false, rootClosed: false, line: 1, rest: '' };
