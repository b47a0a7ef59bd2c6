import { showLocation } from '../../model/location.ts';
import type { Anomaly } from '../../model/lists.ts';
import type { Block } from '../blocks.ts';
import type { ViewContext } from '../context.ts';
import { count, orDash, plural, showTime } from '../words.ts';

/** IEC 62304 5.8.2, 5.8.3: every residual anomaly with all its fields, then the closed ones. */
export function anomalies(context: ViewContext): readonly Block[] {
  const lists = context.input.evidence.contents.anomalies;
  const items = lists.flatMap((read) => read.content.items);
  const open = items.filter((item) => item.status === 'open');
  const closed = items.filter((item) => item.status === 'closed');
  return [
    ...lists.map((read): Block => ({ kind: 'facts', rows: [
      ['List', { text: read.file.path, style: 'mono' }], ['Of', `${orDash(read.content.product)} ${orDash(read.content.version)}`], ['Query', orDash(read.content.query)],
      ['Extracted', showTime(read.content.extractedAt)], ['Statement', orDash(read.content.statement)], ['Entries', `${count(read.content.items.length)}${read.content.complete ? '' : ', and the list says that it is not complete'}`],
    ] })),
    ...(lists.length === 0 ? [{ kind: 'text', text: 'No list of residual anomalies is in the evidence.', tone: 'alarm' } as const] : []),
    { kind: 'table', id: 'anomaly-table', caption: 'Residual anomalies', empty: 'The list names no open anomaly.', searchable: true,
      columns: [{ label: 'Id', width: 20, style: 'id' }, { label: 'Anomaly', width: 60 }, { label: 'Touches', width: 28 }, { label: 'Risk', width: 36 }, { label: 'Acceptability', width: 22 }, { label: 'Fix planned', width: 30 }],
      rows: open.map((item) => ({ anchor: item.id, keep: true, alarm: item.acceptability !== 'acceptable', cells: [{ text: item.id, style: 'strong' }, orDash(item.title), touches(item), risk(item),
        item.acceptability === undefined ? { text: 'not evaluated', style: 'alarm' as const } : item.acceptability, orDash(item.fixPlan)] })) },
    ...open.flatMap((item): Block[] => [{ kind: 'heading', id: `anomaly-${item.id}`, text: `${item.id}: ${orDash(item.title)}` }, { kind: 'facts', rows: details(item) }]),
    { kind: 'heading', id: 'closed-anomalies', text: `Closed: ${plural(closed.length, 'anomaly', 'anomalies')}` },
    { kind: 'table', id: 'closed-anomaly-table', caption: 'Closed anomalies', empty: 'None is named.', searchable: true,
      columns: [{ label: 'Id', width: 20, style: 'id' }, { label: 'Anomaly', width: 60 }, { label: 'Fixed in', width: 20 }, { label: 'Change', width: 20 }, { label: 'Verified by', width: 26 }, { label: 'Read at', width: 40, style: 'mono' }],
      rows: closed.map((item) => ({ anchor: item.id, cells: [{ text: item.id, style: 'strong' }, orDash(item.title), orDash(item.fixedIn), orDash(item.change), item.verifiedBy?.join(', ') || '–', showLocation(item)] })) },
  ];
}

const touches = (item: Anomaly): string => [...(item.affectedRiskControls ?? []), ...(item.affectedRequirements ?? []), ...(item.affectedItems ?? [])].join(', ') || '–';
const risk = (item: Anomaly): string => `${orDash(item.severity)} × ${orDash(item.probability)}: ${orDash(item.riskLevelBefore)} before, ${orDash(item.riskLevelAfter)} after`;

function details(item: Anomaly): readonly (readonly [string, string])[] {
  const security = item.securityAssessment;
  return [
    ['Description', orDash(item.description)], ['Found', `in ${orDash(item.foundInVersion)}, ${orDash(item.foundDate)}; ${orDash(item.discovery)}`], ['Root cause', orDash(item.rootCause)],
    ...(item.sw91Code === undefined ? [] : [['AAMI SW91 code', item.sw91Code] as const]),
    ['Risk', `${risk(item)}; evaluation ${orDash(item.riskEvaluationRef)}`],
    ...(item.riskControlReevaluation === undefined ? [] : [['Risk control evaluated again', item.riskControlReevaluation] as const]),
    ['Safety and effectiveness', orDash(item.impactSafetyEffectiveness)], ['Use', orDash(item.impactUse)],
    ['Security', security === undefined ? 'not assessed' : [security.cwe, security.exploitable === undefined ? undefined : `exploitable: ${security.exploitable}`, security.reason].filter((part) => part !== undefined).join('; ')],
    ['Why it may stay', orDash(item.rationaleForRelease)], ['Workaround and labelling', `${orDash(item.workaround)}; ${orDash(item.labelingRef)}`], ['Fix planned', orDash(item.fixPlan)],
    ['Evaluated by; approved by', `${orDash(item.evaluatedBy)}; ${orDash(item.approvedBy)}, ${orDash(item.date)}`], ['Read at', showLocation(item)],
  ];
}
