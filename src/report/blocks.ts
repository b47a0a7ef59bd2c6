/** The report as data: what both outputs are made of. All strings are plain text; printable() and linking happen once, in each output. */

const MARKS = ['PASS', 'FAIL', 'WAIVED', 'WARNING', 'NOT EVALUATED', 'N/A', 'JUDGEMENT'] as const;
export type Mark = (typeof MARKS)[number];

export interface Cell {
  readonly text: string;
  readonly style?: 'mono' | 'strong' | 'quiet' | 'alarm';
  /** Shown before the text, as word with shape. */
  readonly mark?: Mark;
}
export type CellLike = string | Cell;

export interface Column {
  readonly label: string;
  /** Share of the table's width. */
  readonly width: number;
  readonly align?: 'right';
  /** `mono` for digests and paths, `id` for short words that must not break. */
  readonly style?: 'mono' | 'id';
}

export interface TableRow {
  readonly cells: readonly CellLike[];
  /** Id of the thing that the row describes: the place to which every mention of it links. */
  readonly anchor?: string;
  /** Stays in the PDF when the table is too long for it. */
  readonly keep?: boolean;
  /** Red line at its edge. */
  readonly alarm?: boolean;
}

export interface Table {
  readonly kind: 'table';
  readonly id: string;
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly rows: readonly TableRow[];
  /** Said instead of an empty table. */
  readonly empty: string;
  /** `page-only`: the PDF says how many there are and where they stand. */
  readonly where?: 'page-only';
  /** Offers the search field in the page. */
  readonly searchable?: boolean;
}

export interface Figure {
  readonly kind: 'figure';
  readonly id: string;
  readonly svg: string;
  readonly caption: string;
  /** What a reader would say who describes the figure to somebody on the telephone. */
  readonly alt: string;
}

export interface FindingBlock {
  readonly kind: 'finding';
  /** The check's id where this is its first finding: every mention of the check leads here. */
  readonly anchor?: string;
  readonly check: string;
  readonly title: string;
  readonly mark: Mark;
  readonly subjects: string;
  readonly clause: string;
  readonly message: string;
  /** `value` is absent where it was looked for and not found. */
  readonly readings: readonly { readonly value?: string; readonly place: string }[];
  readonly fix: string;
  /** Further lines: the waiver with its reason, the finding it follows from. */
  readonly notes: readonly string[];
}

/** `wide`: one fact a line, also where facts stand in two columns. */
export interface Facts { readonly kind: 'facts'; readonly wide?: true; readonly rows: readonly (readonly [label: string, value: CellLike])[] }
export interface Text { readonly kind: 'text'; readonly text: string; readonly tone?: 'quiet' | 'alarm' }
export interface List { readonly kind: 'list'; readonly items: readonly string[] }
export interface Heading { readonly kind: 'heading'; readonly text: string; readonly id: string }
export interface Commands { readonly kind: 'commands'; readonly lines: readonly string[] }

export type Block = Table | Figure | FindingBlock | Facts | Text | List | Heading | Commands;

export interface Section {
  readonly number: number;
  readonly id: string;
  readonly title: string;
  readonly blocks: readonly Block[];
}

export type Tone = 'ready' | 'waivers' | 'not-ready';

export interface StripNumber {
  readonly value: string;
  readonly label: string;
  readonly note: string;
  readonly tone?: 'fail' | 'waived' | 'not-evaluated';
}

export interface PageOne {
  readonly kicker: string;
  readonly standard: string;
  readonly title: string;
  readonly subtitle: string;
  /** Words of the verdict, one text: `READY WITH 1 WAIVER`. */
  readonly verdict: string;
  readonly tone: Tone;
  /** Why, in one or two sentences. */
  readonly why: string;
  /** The counts; they add up to the number of results. */
  readonly counts: string;
  readonly disclaimer: string;
  readonly strip: readonly StripNumber[];
  readonly openPoints: { readonly heading: string; readonly table: Table };
  readonly blocks: readonly Block[];
}

export interface ReportView {
  /** `Meridian SP-20 2.4.0` */
  readonly name: string;
  /** RFC 3339, from the release record. */
  readonly date: string;
  readonly evidenceSetDigest: string;
  readonly tool: string;
  readonly pageOne: PageOne;
  readonly sections: readonly Section[];
}
