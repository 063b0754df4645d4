import type { z } from 'zod';
import { PersonInput } from '../../content/people/index.js';
import { isFields } from './lenient.js';
import { tidyPerson } from './tidy.js';

/** `from` says where in the file: `line 12`, `entry 12 (Maria Cantwell)`. */
export type PersonRecord = { input: PersonInput; from: string };
export type RefusedRecord = { from: string; problem: string };

/** What a reader of one format makes of a record: a person as far as it is known, or why there is none. */
export type Draft = { from: string; person: unknown } | RefusedRecord;

/** Characters of a name or a field that a message repeats. */
const maxQuoteLength = 80;

/** How many things are said of one record. */
const maxProblems = 5;

/** Where a record is in a list, counted from one. */
export function entryLabel(index: number, name: unknown): string {
  const label = `entry ${index + 1}`;
  return typeof name === 'string' && name !== '' ? `${label} (${quoteForMessage(name)})` : label;
}

/** The person of a draft as everybody who writes people has to send them, or every reason why that cannot be. */
export function recordOf(draft: Draft): PersonRecord | RefusedRecord {
  if ('problem' in draft) return draft;
  const { from, person } = draft;
  if (!isFields(person)) return { from, problem: 'is not an object with the fields of a person' };
  const result = PersonInput.safeParse(tidyPerson(person), { error: plainMessage });
  return result.success
    ? { input: result.data, from }
    : { from, problem: result.error.issues.slice(0, maxProblems).map(describeIssue).join('; ') };
}

/** A text from the file, short enough for a message and on one line. */
export function quoteForMessage(text: string): string {
  const start = text.slice(0, maxQuoteLength).replace(/[\p{C}\p{Zl}\p{Zp}]/gu, ' ');
  return text.length > maxQuoteLength ? `${start}…` : start;
}

/** The words for what schemas leave to Zod, which speaks to developers. */
function plainMessage(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === 'invalid_type')
    return issue.input === undefined ? 'is missing' : `is not of type ${issue.expected}`;
  if (issue.code === 'invalid_value') return `is not one of ${issue.values.join(', ')}`;
  return undefined;
}

function describeIssue(issue: z.core.$ZodIssue): string {
  const field = issue.path
    .map((step, depth) => (typeof step === 'number' ? `[${step}]` : `${depth === 0 ? '' : '.'}${String(step)}`))
    .join('');
  const why =
    issue.code === 'unrecognized_keys'
      ? issue.keys
          .slice(0, maxProblems)
          .map((key) => `there is no field "${quoteForMessage(key)}"`)
          .join(', ')
      : issue.message;
  return field === '' ? why : `${field}: ${why}`;
}
