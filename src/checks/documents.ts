import type { Check } from './check.ts';
import { dayOf, isBefore } from '../model/dates.ts';
import { field, searched } from './findings.ts';
import { released } from './stated.ts';
import { count, Tally } from './tally.ts';
import { isAnswered } from '../model/answers.ts';

const APPROVED = /^(?:approved|effective|released|in force|valid)$/iu;

export const documentsAreApproved: Check = {
  id: 'CHK-811',
  title: 'Plans and procedures are referenced, approved and not superseded',
  clause: '5.1.1, 5.1.2',
  severity: { A: 'warning', B: 'error', C: 'error' },
  waivable: true,
  needs: ['documents'],
  fails: 'No plan is referenced, no risk file beside hazards or risk controls, a referenced document has no version, or two, is not approved, was superseded or approved only after the release date, or a test run or build used another version of a procedure than the list has.',
  run(context) {
    const tally = new Tally();
    const documents = context.evidence.contents.documents.flatMap(({ content }) => content.documents);
    const release = released(context, 'date');
    if (!documents.some((d) => /plan/iu.test(d.kind ?? ''))) tally.fail('plan', 'no plan is among the referenced documents', searched(context, ['documents']), 'reference the development plan that this release follows, with kind `plan`');
    const risks = [...context.evidence.contents.hazards, ...context.evidence.contents['risk-controls']].map(({ file }) => file.path);
    if (risks.length > 0 && !documents.some((d) => /risk/iu.test(d.kind ?? ''))) tally.fail('risk-file', `${risks.join(', ')} come from a risk management file, and none is among the referenced documents`, searched(context, ['documents']), 'reference the risk management file with kind `risk-file`, version and approval');
    for (const document of documents) {
      const { id } = document;
      if (!isAnswered(document.version)) tally.fail(id, `${id} is referenced without version`, [field(document, 'version', document.version)], 'name the version that the release follows');
      if (document.status === undefined || !APPROVED.test(document.status.trim())) tally.fail(id, `${id} is ${document.status === undefined ? 'referenced without status' : `"${document.status}"`}, not approved`, [field(document, 'status', document.status)], 'reference the approved version');
      if (dayOf(document.approvedAt) === undefined) tally.fail(id, `${id} has no date of approval`, [field(document, 'approvedAt', document.approvedAt)], 'give the date of the approval');
      else if (isBefore(context.release.date, document.approvedAt) === true) tally.fail(id, `${id} was approved at ${document.approvedAt}, after the release date ${context.release.date}`, [field(document, 'approvedAt', document.approvedAt), release], 'a plan is approved before the release that follows it');
      const twins = documents.filter((d) => d.id === id && d.version !== document.version);
      if (twins.length > 0) tally.fail(id, `${id} is referenced in versions ${[document, ...twins].map((d) => d.version ?? 'none').join(', ')}: one of them supersedes the other`, [document, ...twins].map((d) => field(d, 'version', d.version)), 'reference the version that the release follows, and no other');
      tally.pass(id, field(document, 'version', document.version), field(document, 'status', document.status));
    }
    const used = [
      ...context.evidence.contents['test-runs'].map(({ content }) => ({ by: `test run ${content.id ?? content.file}`, procedure: content.procedure, at: content.at['procedure'] ?? content })),
      ...context.evidence.contents.build.map(({ content }) => ({ by: 'the build', procedure: content.procedure, at: content.at['procedure'] ?? content })),
    ];
    for (const { by, procedure, at } of used) {
      const [id, version] = procedure?.split('@') ?? [];
      const document = documents.filter((d) => d.id === id);
      if (id === undefined || version === undefined || document.length === 0 || document.some((d) => d.version === version)) continue;
      tally.fail(id, `${by} used version ${version} of ${id}, referenced is ${document.map((d) => d.version ?? 'none').join(', ')}`, [field(at, 'procedure', procedure), ...document.map((d) => field(d, 'version', d.version))], 'repeat the work by the approved procedure, or reference the version that was used and show that it was in force');
    }
    return tally.findings((n) => `${count(n, 'document')} approved before the release`);
  },
};

export const checklistIsDone: Check = {
  id: 'CHK-812',
  title: 'The release checklist is done',
  clause: '5.8.6',
  severity: { A: 'warning', B: 'error', C: 'error' },
  waivable: true,
  needs: ['checklist'],
  fails: 'An item of the release checklist is open.',
  run(context) {
    const tally = new Tally();
    for (const item of context.evidence.contents.checklist.flatMap(({ content }) => content.items)) {
      if (item.done) tally.pass(item.id, field(item, 'done', true));
      else tally.fail(item.id, `${item.id} is open${item.text === undefined ? '' : `: ${item.text}`}`, [field(item, 'done', false)], 'do what the item asks, and record who did it and when');
    }
    return tally.findings((n) => `${count(n, 'checklist item')} done`);
  },
};
