import type { z } from 'zod';
import { PersonInput } from '../../content/people/index.js';
import { describeIssue } from '../../platform/problems/index.js';
import { isFields } from './lenient.js';
import { tidyPerson } from './tidy.js';

/** A person from a file. `from` names the place in the file, such as `line 12` or `entry 12 (Maria Cantwell)`. */
export type PersonRecord = {
  input: PersonInput;
  from: string;
  /** The parts of the record that a person has no field for, such as `birth_date`. */
  omissions: readonly string[];
};
export type RefusedRecord = { from: string; problem: string };

/** A record as read from one format, not yet validated, or the reason for which it is refused. */
export type Draft = { from: string; person: unknown; omissions?: readonly string[] } | RefusedRecord;

/** How many characters of a name or field a message quotes. */
const maxQuoteLength = 80;

/** How many problems of one record are reported. */
const maxProblems = 5;

/** Returns the place of a record in a list, counted from 1. */
export function entryLabel(index: number, name: unknown): string {
  const label = `entry ${index + 1}`;
  return typeof name === 'string' && name !== '' ? `${label} (${quoteForMessage(name)})` : label;
}

/** Validates a draft like a request that creates a person. Returns the person, or the reasons for the refusal. */
export function recordOf(draft: Draft): PersonRecord | RefusedRecord {
  if ('problem' in draft) return draft;
  const { from, person, omissions = [] } = draft;
  if (!isFields(person)) return { from, problem: 'must be an object with the fields of a person' };
  const result = PersonInput.safeParse(tidyPerson(person), { error: describeIssue });
  return result.success
    ? { input: result.data, from, omissions }
    : { from, problem: result.error.issues.slice(0, maxProblems).map(describeFault).join('; ') };
}

/** Shortens a text from the file to one line that fits into a message. */
export function quoteForMessage(text: string): string {
  const start = text.slice(0, maxQuoteLength).replace(/[\p{C}\p{Zl}\p{Zp}]/gu, ' ');
  return text.length > maxQuoteLength ? `${start}…` : start;
}

function describeFault(issue: z.core.$ZodIssue): string {
  const field = issue.path
    .map((step, depth) => (typeof step === 'number' ? `[${step}]` : `${depth === 0 ? '' : '.'}${String(step)}`))
    .join('');
  const why =
    issue.code === 'unrecognized_keys'
      ? issue.keys
          .slice(0, maxProblems)
          .map((key) => `has an unknown field "${quoteForMessage(key)}"`)
          .join(', ')
      : issue.message;
  return field === '' ? why : `${field}: ${why}`;
}
