import type { AnalysisResult, AnalysisRun, Level, Suppression } from '../model/analysis.ts';
import type { JsonObject } from './json.ts';
import { below, get, isArray, listOf, objectOf, objectsOf, textOf } from './json-values.ts';
import type { Shape } from './json-values.ts';
import { Descriptors, defaultLevel, indexOf, levelOf } from './sarif-rules.ts';

/** Words of `kind` (§3.27.9); anything but `fail` is no finding and has level none. */
const KINDS = ['pass', 'open', 'informational', 'notapplicable', 'review', 'fail'];
const MESSAGE_LIMIT = 4096;

/** One run (SARIF 2.1.0 §3.14) whose shape was checked with `shape`. */
export function readRun(run: JsonObject, pointer: string, shape: Shape): AnalysisRun {
  const tool = below(pointer, 'tool');
  shape.required(run, pointer, 'object', 'tool');
  shape.required(objectOf(run, 'tool'), tool, 'object', 'driver');
  const driver = objectOf(objectOf(run, 'tool'), 'driver');
  shape.required(driver, below(tool, 'driver'), 'text', 'name');
  for (const key of ['results', 'invocations', 'artifacts', 'versionControlProvenance']) {
    // A producer that could not get the results writes null (§3.14.23): the same as absent.
    if (get(run, key) !== null) shape.objects(run, pointer, key);
  }
  const listed = get(run, 'results');
  const results = new ResultReader(run, pointer, shape);
  const version = textOf(driver, 'semanticVersion') ?? textOf(driver, 'version') ?? textOf(driver, 'dottedQuadFileVersion');
  const incompleteBecause = signs(run, pointer, shape);
  const read = objectsOf(run, 'results').map((result, i) => results.read(result, below(pointer, 'results', i)));
  const filesAnalysed = analysed(run, read.length);
  const revision = revisionOf(run, pointer, shape);
  return {
    ...shape.at(pointer), tool: (textOf(driver, 'name') ?? '').trim(), ...(version === undefined ? {} : { toolVersion: version }),
    results: read, resultsAbsent: !isArray(listed), complete: incompleteBecause.length === 0, incompleteBecause,
    hasInvocation: objectsOf(run, 'invocations').length > 0,
    ...(filesAnalysed === undefined ? {} : { filesAnalysed }), ...(revision ? { revision } : {}), ended: endsOf(run, pointer, shape),
  };
}

/** When each invocation ended, or began where it does not say (§3.20.7, §3.20.8: date-times in UTC). */
function endsOf(run: JsonObject, pointer: string, shape: Shape): AnalysisRun['ended'] {
  return objectsOf(run, 'invocations').flatMap((invocation, i) => {
    const key = textOf(invocation, 'endTimeUtc') === undefined ? 'startTimeUtc' : 'endTimeUtc';
    const time = textOf(invocation, key);
    return time === undefined ? [] : [{ ...shape.at(below(pointer, 'invocations', i, key)), time: time.slice(0, 40) }];
  });
}

/** Every sign in the run that it did not look at all it should have looked at. */
function signs(run: JsonObject, pointer: string, shape: Shape): AnalysisRun['incompleteBecause'] {
  const found: AnalysisRun['incompleteBecause'][number][] = [];
  const invocations = objectsOf(run, 'invocations');
  const notifications = new Descriptors(run, 'notifications');
  if (invocations.length === 0) found.push({ ...shape.at(pointer), reason: 'the run has no invocation', value: null });
  invocations.forEach((invocation, i) => {
    const at = below(pointer, 'invocations', i);
    shape.optional(invocation, at, 'boolean', 'executionSuccessful');
    const successful = get(invocation, 'executionSuccessful');
    if (successful !== true) {
      found.push({ ...shape.at(below(at, 'executionSuccessful')), reason: successful === false ? 'executionSuccessful is false' : 'executionSuccessful is absent', value: successful === false ? false : null });
    }
    for (const key of ['processStartFailureMessage', 'exitSignalName']) {
      const said = textOf(invocation, key) ?? '';
      if (said !== '') found.push({ ...shape.at(below(at, key)), reason: `${key} is given`, value: said.slice(0, MESSAGE_LIMIT) });
    }
    for (const key of ['toolExecutionNotifications', 'toolConfigurationNotifications']) {
      shape.objects(invocation, at, key);
      objectsOf(invocation, key).forEach((one, k) => {
        const reference = objectOf(one, 'descriptor');
        const descriptor = notifications.find(reference, textOf(reference, 'id'), indexOf(reference, 'index'));
        const level = levelOf(one) ?? defaultLevel(descriptor) ?? 'warning';
        if (level === 'error') found.push({ ...shape.at(below(at, key, k)), reason: `${key}: level error`, value: messageOf(objectOf(one, 'message'), undefined) });
      });
    }
  });
  if (objectsOf(objectOf(run, 'externalPropertyFileReferences'), 'results').length > 0) found.push({ ...shape.at(below(pointer, 'externalPropertyFileReferences', 'results')), reason: 'results are in external property files', value: null });
  else if (!isArray(get(run, 'results'))) found.push({ ...shape.at(pointer), reason: 'the run has no results property', value: null });
  return found;
}

/** Files that the run lists as analysed; without roles every listed file counts. */
function analysed(run: JsonObject, results: number): number | undefined {
  if (!isArray(get(run, 'artifacts'))) return undefined;
  const artifacts = objectsOf(run, 'artifacts');
  if (artifacts.length === 0) return results > 0 ? undefined : 0;
  const withRoles = artifacts.filter((one) => listOf(one, 'roles').length > 0);
  return withRoles.length > 0 ? withRoles.filter((one) => listOf(one, 'roles').includes('analysisTarget')).length : artifacts.length;
}

function revisionOf(run: JsonObject, pointer: string, shape: Shape): AnalysisRun['revision'] {
  const provenance = objectsOf(run, 'versionControlProvenance');
  const i = provenance.findIndex((one) => textOf(one, 'revisionId'));
  const id = provenance[i] && textOf(provenance[i], 'revisionId');
  return id ? { ...shape.at(below(pointer, 'versionControlProvenance', i, 'revisionId')), id } : undefined;
}

/** Text of a message (§3.11), its placeholders filled from the rule's message strings where it only names one. */
function messageOf(message: JsonObject, rule: JsonObject | undefined): string {
  const strings = rule ? objectOf(rule, 'messageStrings') : {};
  const named = objectOf(strings, textOf(message, 'id') ?? '');
  const text = textOf(message, 'text') ?? textOf(named, 'text') ?? textOf(message, 'markdown') ?? textOf(message, 'id') ?? '';
  const values = listOf(message, 'arguments');
  return text.replace(/\{(\d+)\}/g, (placeholder, n: string) => (typeof values[Number(n)] === 'string' ? String(values[Number(n)]) : placeholder)).slice(0, MESSAGE_LIMIT);
}

class ResultReader {
  private readonly rules: Descriptors;
  private readonly shape: Shape;
  private readonly overrides: readonly (readonly { readonly rule: JsonObject | undefined; readonly level: Level | undefined }[])[];
  private readonly artifacts: readonly JsonObject[];

  constructor(run: JsonObject, pointer: string, shape: Shape) {
    this.shape = shape;
    this.rules = new Descriptors(run, 'rules');
    this.artifacts = objectsOf(run, 'artifacts');
    this.overrides = objectsOf(run, 'invocations').map((invocation, i) => {
      shape.objects(invocation, below(pointer, 'invocations', i), 'ruleConfigurationOverrides');
      return objectsOf(invocation, 'ruleConfigurationOverrides').map((one) => {
        const reference = objectOf(one, 'descriptor');
        return { rule: this.rules.find(reference, textOf(reference, 'id'), indexOf(reference, 'index')), level: levelOf(objectOf(one, 'configuration')) };
      });
    });
  }

  read(result: JsonObject, pointer: string): AnalysisResult {
    const { shape } = this;
    const reference = objectOf(result, 'rule');
    const ruleId = textOf(result, 'ruleId') ?? textOf(reference, 'id');
    const rule = this.rules.find(reference, ruleId, indexOf(result, 'ruleIndex') ?? indexOf(reference, 'index'));
    shape.required(result, pointer, 'object', 'message');
    shape.optional(result, pointer, 'text', 'level');
    if (textOf(result, 'level') !== undefined && levelOf(result) === undefined) shape.wrong(below(pointer, 'level'), 'level is none of the words of SARIF', 'none, note, warning, error', get(result, 'level'));
    const suppressions = this.suppressions(result, pointer);
    const baseline = textOf(result, 'baselineState');
    const target = this.target(result);
    const level = this.level(result, rule, pointer);
    const undecided = this.undecided(result, rule, level);
    return {
      ...shape.at(pointer), ruleId: ruleId ?? (rule && textOf(rule, 'id')) ?? '', level,
      ...(undecided ? { undecided } : {}), message: messageOf(objectOf(result, 'message'), rule), ...(target ? { target } : {}),
      suppressions, suppressed: suppressions.length > 0 && suppressions.every(({ status }) => status === 'accepted'),
      ...(baseline === undefined ? {} : { baseline }),
    };
  }

  /** §3.27.10: kind, own level, override of the invocation, default of the rule, `warning`. */
  private level(result: JsonObject, rule: JsonObject | undefined, pointer: string): Level {
    const kind = get(result, 'kind') ?? 'fail';
    const word = typeof kind === 'string' ? kind.toLowerCase() : '';
    if (!KINDS.includes(word)) this.shape.wrong(below(pointer, 'kind'), 'kind is none of the words of SARIF', KINDS.join(', '), kind);
    // §3.27.10 allows no other level than none here; a result that claims both is believed in what is worse.
    else if (word !== 'fail') return levelOf(result) ?? 'none';
    return levelOf(result) ?? this.override(result, rule) ?? defaultLevel(rule) ?? 'warning';
  }

  /** §3.27.9: neither `open` nor `review` says that there is no problem. Its level if there is one is the rule's: its own says none. */
  private undecided(result: JsonObject, rule: JsonObject | undefined, level: Level): AnalysisResult['undecided'] {
    const kind = (textOf(result, 'kind') ?? 'fail').toLowerCase();
    if (level !== 'none' || (kind !== 'open' && kind !== 'review' && kind !== 'fail')) return undefined;
    const stated = this.override(result, rule) ?? defaultLevel(rule) ?? 'warning';
    return { kind, level: stated === 'none' ? 'warning' : stated };
  }

  /** The invocation that the result names; with one invocation, that one. */
  private override(result: JsonObject, rule: JsonObject | undefined): Level | undefined {
    if (!rule) return undefined;
    const named = indexOf(objectOf(result, 'provenance'), 'invocationIndex') ?? -1;
    const overrides = named >= 0 ? this.overrides[named] : this.overrides.length === 1 ? this.overrides[0] : undefined;
    return overrides?.find((one) => one.rule === rule && one.level !== undefined)?.level;
  }

  private suppressions(result: JsonObject, pointer: string): readonly Suppression[] {
    // null says that suppression was not looked at (§3.27.23): not suppressed.
    if (get(result, 'suppressions') === null) return [];
    this.shape.objects(result, pointer, 'suppressions');
    return objectsOf(result, 'suppressions').map((one, i) => {
      const at = below(pointer, 'suppressions', i);
      this.shape.oneOf(one, at, 'status', ['accepted', 'underReview', 'rejected']);
      const status = textOf(one, 'status');
      const justification = textOf(one, 'justification');
      return {
        kind: textOf(one, 'kind') ?? '', status: status === 'underReview' || status === 'rejected' ? status : 'accepted',
        ...(justification === undefined ? {} : { justification }),
      };
    });
  }

  private target(result: JsonObject): AnalysisResult['target'] {
    const physical = objectOf(objectsOf(result, 'locations')[0] ?? {}, 'physicalLocation');
    const location = objectOf(physical, 'artifactLocation');
    const index = indexOf(location, 'index') ?? -1;
    const listed = this.artifacts[index];
    const path = textOf(location, 'uri') ?? (listed && textOf(objectOf(listed, 'location'), 'uri'));
    const line = get(objectOf(physical, 'region'), 'startLine');
    return path === undefined ? undefined : { path, ...(typeof line === 'number' ? { line } : {}) };
  }
}
