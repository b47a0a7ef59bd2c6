import { z } from 'zod';
import { BEHAVIOURS, type Behaviour, type BehaviourId } from './behaviours.ts';

/** `not-tried`: could not be tried, with the reason in `seen`; never taken for `holds`. */
export type Outcome = 'holds' | 'does-not-hold' | 'not-tried';

/** What one probe saw. */
export interface Finding {
  readonly id: BehaviourId;
  readonly outcome: Outcome;
  /** What the server did, or why it was not asked. */
  readonly seen: string;
}

/** A throw-away version that could not be removed. */
export interface LeftBehind {
  readonly key: string;
  readonly versionId: string;
  /** RFC 3339; null: the server tells no lock, and it could not be deleted all the same. */
  readonly until: string | null;
}

/** What a probe of a bucket brought home. */
export interface ProbeResult {
  /** RFC 3339 by the server's clock; by ours when it told none. */
  readonly at: string;
  /** In words: versioning, lock, default retention. */
  readonly settings: readonly string[];
  readonly findings: readonly Finding[];
  /** Folder of the throw-away keys. */
  readonly folder: string;
  /** Null: it could not be listed. */
  readonly leftBehind: readonly LeftBehind[] | null;
  /** RFC 3339: when the last lock of a throw-away object ends; null when none was given. */
  readonly lockedUntil: string | null;
}

/** Whether a word may be used of what is kept there, and what stands against it. */
export interface Claim {
  readonly may: boolean;
  /** Rows that do not hold. */
  readonly failed: readonly BehaviourId[];
  /** Rows that this word needs and that could not be tried. */
  readonly open: readonly BehaviourId[];
}

export type DoctorRow = Behaviour & Finding;

export interface Diagnosis {
  readonly rows: readonly DoctorRow[];
  readonly claims: Readonly<Record<'COMPLIANCE' | 'GOVERNANCE', Claim>>;
}

/**
 * Every behaviour with what was seen of it, and which words may be used. A behaviour that no probe speaks of was not tried: nothing is assumed
 * to hold. Rows with need `when-tried` may be open; every other row that a word needs must hold.
 */
export function diagnose(findings: readonly Finding[]): Diagnosis {
  const rows = BEHAVIOURS.map((one): DoctorRow => {
    const about = findings.filter((finding) => finding.id === one.id);
    if (about.length > 1) throw new Error(`two findings about ${one.id}`);
    return { ...one, ...(about[0] ?? { id: one.id, outcome: 'not-tried', seen: 'the probe did not come so far' }) };
  });
  return { rows, claims: { COMPLIANCE: claim(rows, ['always', 'COMPLIANCE']), GOVERNANCE: claim(rows, ['always', 'GOVERNANCE']) } };
}

function claim(rows: readonly DoctorRow[], needs: readonly Behaviour['need'][]): Claim {
  const needed = rows.filter((row) => needs.includes(row.need));
  const failed = [...needed, ...rows.filter((row) => row.need === 'when-tried')].filter((row) => row.outcome === 'does-not-hold').map((row) => row.id);
  const open = needed.filter((row) => row.outcome === 'not-tried').map((row) => row.id);
  return { may: failed.length === 0 && open.length === 0, failed, open };
}

const text = z.string();
const id = z.enum(BEHAVIOURS.map((one) => one.id) as [BehaviourId, ...BehaviourId[]]);
const claimSchema = z.strictObject({ may: z.boolean(), failed: z.array(id).describe('rows that do not hold'), open: z.array(id).describe('rows that this word needs and that could not be tried') });

/** `store doctor --json`. */
export const doctorSchema = z.strictObject({
  store: text, at: text.describe('by the clock of the server'), settings: z.array(text),
  rows: z.array(z.strictObject({
    id, behaviour: text, documented: text.describe('what AWS documents'), seen: text.describe('what the server did, or why it was not asked'),
    outcome: z.enum(['holds', 'does-not-hold', 'not-tried']), otherwise: text.describe('what it means for a release when it does not hold'),
    need: z.enum(['always', 'COMPLIANCE', 'GOVERNANCE', 'when-tried', 'no']).describe('which word needs this row'),
  })),
  claims: z.strictObject({ COMPLIANCE: claimSchema, GOVERNANCE: claimSchema }),
  folder: text.describe('of the throw-away objects'),
  leftBehind: z.array(z.strictObject({ key: text, versionId: text, until: text.nullable() })).nullable().describe('null: it could not be listed'),
  lockedUntil: text.nullable().describe('when the last lock of a throw-away object ends'),
});
