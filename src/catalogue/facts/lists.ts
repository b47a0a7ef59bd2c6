import { joined, placed, timeOf, type CatalogueInput } from '../input.ts';
import type { Fact } from '../schema.ts';

/** Lists that people keep: residual anomalies, changes, waivers. */
export function list({ evidence, results }: CatalogueInput): Fact[] {
  const applied = new Set(results.rows.flatMap((row) => (row.waiver === undefined ? [] : row.subjects.map((subject) => `${row.waiver}\0${row.check}\0${subject}`))));
  const anomalies = evidence.contents.anomalies.flatMap(({ content }) => content.items.map((item): Fact => ({
    kind: 'anomaly', id: item.id, name: item.title, status: item.status, severity: item.severity, acceptability: item.acceptability, safety_impact: item.impactSafetyEffectiveness,
    subject: joined([...(item.affectedRiskControls ?? []), ...(item.affectedRequirements ?? []), ...(item.affectedItems ?? [])]),
    reason: item.rationaleForRelease, person: item.approvedBy, occurred_at: timeOf(item.foundDate), ...placed(item),
  })));
  const changes = evidence.contents.changes.flatMap(({ content }) => content.changes.map((item): Fact => ({
    kind: 'change', id: item.id, name: item.description, safety_impact: item.safetyImpact, person: item.approvedBy, occurred_at: timeOf(item.approvedAt), ...placed(item),
  })));
  const waivers = evidence.contents.waivers.flatMap(({ content }) => content.waivers.flatMap((waiver) => {
    const subjects: readonly (string | undefined)[] = waiver.subjects.length === 0 ? [undefined] : waiver.subjects;
    return subjects.map((subject): Fact => ({
      kind: 'waiver', id: waiver.id, check_id: waiver.check?.trim(), subject, status: applied.has(`${waiver.id}\0${waiver.check?.trim()}\0${subject}`) ? 'applied' : 'not-applied',
      reason: waiver.reason, person: waiver.approver, expires: waiver.expires, valid_until: timeOf(waiver.expires), occurred_at: timeOf(waiver.created), ...placed(waiver),
    }));
  }));
  return [...anomalies, ...changes, ...waivers];
}
