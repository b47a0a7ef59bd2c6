import { z } from 'zod';
import { isAnswered } from '../model/answers.ts';

const answered = z.string().trim().min(1).refine(isAnswered, 'expected an answer, not a placeholder');

const allowance = z.strictObject({
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'expected the SHA-256 of one file, 64 lower-case hex digits').describe('the file, by its content: a file that changes is looked at again'),
  reason: answered.describe('why what was found in it is no secret'),
  by: answered.describe('who has looked at it and answers for that'),
});

/** `credentials` of the project file: files in which something looks like a credential and is none. There is no pattern and no rule to switch off. */
export const credentialsSchema = z.strictObject({
  allow: z.array(allowance).superRefine((list, problems) => {
    for (const [i, { sha256 }] of list.entries()) {
      if (list.findIndex((one) => one.sha256 === sha256) < i) problems.addIssue({ code: 'custom', path: [i, 'sha256'], message: 'is allowed twice: give one reason' });
    }
  }).default([]).describe('evidence in which something looks like a credential and is none: shown in the report with its reason'),
}).prefault({});
