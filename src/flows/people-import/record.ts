import type { z } from 'zod';
import { PersonInput } from '../../content/people/index.js';
import { isFields } from './lenient.js';
import { tidy } from './tidy.js';

/** `from` says where in the file: `line 12`, `entry 12 (Maria Cantwell)`. */
export type PersonRecord = { input: PersonInput; from: string };
export type Refused = { from: string; problem: string };

/** What a reader of one format makes of a record: a person as far as it is known, or why there is none. */
export type Draft = { from: string; person: unknown } | Refused;

/** Characters of a name or a field that a message repeats. */
const quotedLength = 80;

/** How many things are said of one record. */
const mostProblems = 5;

/** Where a record is in a list, counted from one. */
export function entryLabel(index: number, name: unknown): string {
  const label = `entry ${index + 1}`;
  return typeof name === 'string' && name !== '' ? `${label} (${quoted(name)})` : label;
}

/** The person of a draft as everybody who writes people has to send them, or every reason why that cannot be. */
export function recordOf(draft: Draft): PersonRecord | Refused {
  if ('problem' in draft) return draft;
  const { from, person } = draft;
  if (!isFields(person)) return { from, problem: 'is not an object with the fields of a person' };
  const parsed = PersonInput.safeParse(tidy(person), { error: plainly });
  return parsed.success
    ? { input: parsed.data, from }
    : { from, problem: parsed.error.issues.slice(0, mostProblems).map(described).join('; ') };
}

/** A text from the file, short enough for a message and on one line. */
export function quoted(text: string): string {
  const start = text.slice(0, quotedLength).replace(/[\p{C}\p{Zl}\p{Zp}]/gu, ' ');
  return text.length > quotedLength ? `${start}…` : start;
}

/** The words for what schemas leave to Zod, which speaks to developers. */
function plainly(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === 'invalid_type')
    return issue.input === undefined ? 'is missing' : `is not of type ${issue.expected}`;
  if (issue.code === 'invalid_value') return `is not one of ${issue.values.join(', ')}`;
  return undefined;
}

function described(issue: z.core.$ZodIssue): string {
  const field = issue.path
    .map((step, depth) => (typeof step === 'number' ? `[${step}]` : `${depth === 0 ? '' : '.'}${String(step)}`))
    .join('');
  const why =
    issue.code === 'unrecognized_keys'
      ? issue.keys
          .slice(0, mostProblems)
          .map((key) => `there is no field "${quoted(key)}"`)
          .join(', ')
      : issue.message;
  return field === '' ? why : `${field}: ${why}`;
}
