import { describe, expect, it } from 'vitest';
import { checkJson, project, trouble } from '../support/project.ts';

describe('a small release with nothing wrong', () => {
  it('[SRS-042] is READY', () => {
    const result = checkJson(project());
    expect(trouble(result)).toEqual([]);
    expect({ exit: result.exit, verdict: result.verdict, fail: result.counts.fail }).toEqual({ exit: 0, verdict: 'READY', fail: 0 });
  });
});
