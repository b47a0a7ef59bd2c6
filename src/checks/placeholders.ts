import { isPlaceholder } from '../model/answers.ts';
import type { Location } from '../model/location.ts';
import { by } from '../model/order.ts';
import type { Check, CheckContext } from './check.ts';
import { fail, failuresOrPass, field } from './findings.ts';

interface Text { readonly subject: string; readonly name: string; readonly value: string; readonly at: Location }

const filledIn: Check = {
  id: 'CHK-110', title: 'Required texts are filled in', clause: '5.8.6', severity: { A: 'warning', B: 'error', C: 'error' }, waivable: true, needs: [],
  fails: 'A text that a record must state is a placeholder (TBD, TODO, "n/a" without reason).',
  run(context) {
    const texts = requiredTexts(context);
    const failures = texts.filter((t) => isPlaceholder(t.value)).map((t) =>
      fail(t.subject, `${t.name} of ${t.subject} is a placeholder: "${t.value.slice(0, 120)}"`, [field(t.at, t.name, t.value.slice(0, 200))], 'state it, or say why it does not apply'));
    return failuresOrPass(failures.sort(by((f) => f.message)), [...new Set(texts.map((t) => t.subject))], 'no required text is a placeholder');
  },
};

function requiredTexts(context: CheckContext): readonly Text[] {
  const { contents } = context.evidence;
  const out: Text[] = [];
  const add = (subject: string, at: Location, texts: object, names: readonly string[]): void => {
    for (const name of names) {
      const value: unknown = (texts as Readonly<Record<string, unknown>>)[name];
      if (typeof value === 'string' && value.trim() !== '') out.push({ subject, name, value: value.trim(), at });
    }
  };
  for (const kind of ['requirements', 'risk-controls', 'hazards', 'design', 'test-cases'] as const) {
    for (const { content } of contents[kind]) for (const item of content.items) add(item.id, item, { ...item.fields, title: item.title }, ['title', 'criterion', 'cause', 'harm', 'acceptability', 'effectiveness']);
  }
  for (const { content } of contents.soup) for (const s of content.items) add(s.id, s, s, ['title', 'manufacturer', 'version', 'purpose', 'functionalRequirements', 'performanceRequirements', 'hwSwNeeds', 'riskNote', 'owner']);
  for (const kind of ['anomalies', 'tracker'] as const) {
    for (const { content } of contents[kind]) for (const a of content.items) add(a.id, a, a, ['title', 'description', 'rootCause', 'riskEvaluationRef', 'riskControlReevaluation', 'impactSafetyEffectiveness', 'impactUse', 'rationaleForRelease', 'fixPlan', 'evaluatedBy', 'approvedBy']);
  }
  for (const { content } of contents.changes) for (const c of content.changes) add(c.id, c, c, ['description', 'safetyImpact', 'regressionScope', 'approvedBy']);
  for (const { content } of contents.waivers) for (const w of content.waivers) add(w.id, w, w, ['reason', 'riskAssessment', 'compensatingMeasure', 'author', 'approver']);
  for (const { content } of contents.inspections) for (const i of content.inspections) add(i.id, i, i, ['who', 'what', 'observed']);
  for (const { content } of contents.approvals) for (const a of content.approvals) add(`approval of ${a.role}`, a, a, ['name', 'meaning']);
  for (const { file, content } of contents['test-runs']) add(file.path, content, content, ['hardware', 'software', 'executor', 'responsible', 'procedure']);
  return out;
}

export const placeholderChecks: readonly Check[] = [filledIn];
