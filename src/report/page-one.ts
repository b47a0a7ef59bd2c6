import { showVerdict } from '../model/row.ts';
import type { Block, PageOne, Tone } from './blocks.ts';
import { approvalTable } from './approval-table.ts';
import type { ViewContext } from './context.ts';
import { openPointBlock } from './open-points.ts';
import { numbers } from './page-one-numbers.ts';
import { count, enumerate, orDash, plural, shorten, showTime, size } from './words.ts';

/** Artifacts on page 1; section 1 has all. */
const MOST_ARTIFACTS = 5;

/** Page 1: verdict, why, what is released, who approved, how to verify. */
export function pageOne(context: ViewContext): PageOne {
  const { results, release, profile } = context.input;
  return {
    kicker: 'Release evidence report',
    standard: `${profile.standard.id}:${profile.standard.edition} · software safety class ${profile.safetyClass}`,
    title: `${release.product.name} ${release.version}`,
    subtitle: shorten([release.product.description, release.product.manufacturer].filter((part) => part !== undefined).join(' · '), 200),
    verdict: showVerdict(results),
    tone: tone(context),
    why: why(context),
    counts: counts(context),
    disclaimer: 'This report evidences; it does not certify. Whether the evidence is adequate is for the reader to judge.',
    strip: numbers(context),
    openPoints: openPointBlock(context),
    blocks: [...identification(context), ...artifacts(context), ...approvals(context), ...seal(context)],
  };
}

function tone(context: ViewContext): Tone {
  const { verdict } = context.input.results;
  return verdict === 'READY' ? 'ready' : verdict === 'NOT READY' ? 'not-ready' : 'waivers';
}

/** The reason in words: what blocks, and what it leaves open in the risk controls and hazards. */
function why(context: ViewContext): string {
  const { counts: c, verdict } = context.input.results;
  const left = c['not-evaluated'] > 0 ? ` Not evaluated: ${plural(c['not-evaluated'], 'result')} that cannot block.` : '';
  if (verdict === 'READY') return `No finding blocks the release and none is waived.${left}`;
  if (verdict === 'READY WITH WAIVERS') {
    const waived = context.input.results.rows.filter((row) => row.verdict === 'waived');
    return `No finding blocks the release. Waived: ${enumerate(waived.map((row) => `${row.check} on ${enumerate(row.subjects, 2)} (${row.waiver ?? 'no waiver named'})`), 3)}.${left}`;
  }
  const blocking = [...(c.fail > 0 ? [`${plural(c.fail, 'check result')} ${c.fail === 1 ? 'fails' : 'fail'}`] : []),
    ...(c['not-evaluated'] > 0 ? [`${count(c['not-evaluated'])} could not be evaluated`] : [])];
  const open = context.nodes('RC').map((node) => node.id).filter((id) => context.input.graph.verification.get(id)?.state !== 'verified');
  const hazards = context.nodes('HAZ').map((node) => node.id).filter((id) => context.input.graph.verification.get(id)?.state !== 'verified');
  const risk = open.length === 0 ? '' : ` Not verified: risk ${open.length === 1 ? 'control' : 'controls'} ${enumerate(open)}`
    + (hazards.length === 0 ? '.' : `; behind ${open.length === 1 ? 'it' : 'them'} ${enumerate(hazards)}.`);
  return `${blocking.join(', ') || 'No check passed: the results show nothing'}.${risk}`;
}

function counts(context: ViewContext): string {
  const { counts: c, rows } = context.input.results;
  const checks = new Set(rows.map((row) => row.check)).size;
  return `${plural(rows.length, 'result')} of ${plural(checks, 'check')}: ${count(c.pass)} passed, ${count(c.fail)} failed, ${count(c.waived)} waived, `
    + `${plural(c.warning, 'warning')}, ${count(c['not-evaluated'])} not evaluated, ${count(c['not-applicable'])} not applicable.`;
}

function identification(context: ViewContext): Block[] {
  const { release, profile, evidence, tool } = context.input;
  const retention = evidence.contents.retention.map((r) => r.content.retainUntil).find((until) => until !== undefined);
  const product = release.product;
  return [{ kind: 'heading', id: 'page-1-identification', text: 'Identification' }, {
    kind: 'facts', rows: [
      ['Tag', { text: orDash(release.tag), style: 'mono' }],
      ['UDI', { text: orDash(product.udi), style: 'mono' }],
      ['Release date', showTime(release.date)],
      ['Safety class', product.safetyClass === undefined ? `not stated: evaluated as ${profile.safetyClass}` : `${product.safetyClass}${product.documentationLevel === undefined ? '' : ` · FDA level ${product.documentationLevel}`}`],
      ['Retain until', orDash(retention)],
      ['Profile', `${profile.id} ${profile.version}${profile.overlays.length > 0 ? ` + ${profile.overlays.join(', ')}` : ''}`],
      ['Previous release', release.previous === undefined ? 'none named' : release.previous.version],
      ['Made by', `${tool.name} ${tool.version}`],
    ],
  }, { kind: 'facts', wide: true, rows: [
    ['Commit', { text: release.commit, style: 'mono' }], ['Profile SHA-256', { text: profile.digest, style: 'mono' }],
  ] }];
}

function artifacts(context: ViewContext): Block[] {
  const all = context.input.release.artifacts;
  return [{ kind: 'heading', id: 'page-1-artifacts', text: 'Released artifacts (subjects of the seal)' }, {
    kind: 'table', id: 'page-1-artifact-table', caption: 'Released artifacts', empty: 'No artifact is named: the seal covers the evidence only.',
    columns: [{ label: 'File', width: 34 }, { label: 'Size', width: 18, align: 'right' }, { label: 'SHA-256', width: 82, style: 'mono' }],
    rows: all.slice(0, MOST_ARTIFACTS).map((a) => ({ cells: [a.name, size(a.size), a.sha256] })),
  }, ...(all.length > MOST_ARTIFACTS ? [{ kind: 'text', tone: 'quiet', text: `${count(all.length - MOST_ARTIFACTS)} more in section 1.` } as const] : [])];
}

function approvals(context: ViewContext): Block[] {
  return [{ kind: 'heading', id: 'page-1-approvals', text: 'Approvals by named persons' }, approvalTable(context, 'page-1-approval-table', 'page-one')];
}

function seal(context: ViewContext): Block[] {
  const { seal: expected, project, evidenceSetDigest, results } = context.input;
  const identity = expected?.identity ?? project.sealing.identity;
  const bundle = bundleName(context);
  const key = (expected?.kind ?? project.sealing.signer ?? 'key') !== 'keyless' && expected?.issuer === undefined;
  const who = key ? '--key manufacturer.pub.pem' : `--identity '${identity ?? '‹expected signer›'}' --issuer ${expected?.issuer ?? '‹issuer›'} --trusted-root trusted_root.json`;
  return [
    { kind: 'heading', id: 'page-1-seal', text: 'Seal (workload identity: not an approval)' },
    { kind: 'facts', wide: true, rows: [
      ['Evidence set SHA-256', { text: evidenceSetDigest, style: 'mono' }],
      ['Candidate SHA-256', { text: results.candidateDigest, style: 'mono' }],
      ['Expected signer', identity ?? (expected?.kind === 'keyless' ? 'keyless; whose identity to expect is for the manufacturer to say' : 'not named in the project file')],
      ...(expected?.issuer === undefined ? [] : [['Issuer', expected.issuer] as const]),
      ...(expected?.keySha256 === undefined ? [] : [['Public key SHA-256', { text: expected.keySha256, style: 'mono' }] as const]),
    ] },
    { kind: 'heading', id: 'page-1-verify', text: 'How to verify, offline' },
    { kind: 'commands', lines: [
      `release-evidence verify ${bundle} ${who}`,
      `unzip ${bundle} && cd ${bundle.replace(/\.evidence\.zip$/, '')} && sha256sum -c manifest-sha256.txt`,
    ] },
  ];
}

export function bundleName(context: ViewContext): string {
  const { release } = context.input;
  return context.input.bundleName ?? `${release.product.id}-${release.version}.evidence.zip`;
}
