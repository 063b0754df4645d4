import type { z } from 'zod';
import { depthOfJson } from '../../lib/json-depth.js';
import { describeIssue } from '../../platform/problems/index.js';

/** An object of a file and its place in the file, such as `line 12`, or the reason for which it cannot be read. */
export type Entry = { from: string; value: unknown } | Refusal;

/** A record that is refused, and the reason. */
export type Refusal = { from: string; problem: string };

/** The entries of a file, and whether the file is one page of a longer list. */
export type EntryFile = { entries: Entry[]; hasNextPage: boolean };

/** How deeply a record may nest: deeper than entries do, but not deep enough to overflow the stack. */
const maxDepth = 32;

/** How many characters of a name or field a message quotes. */
const maxQuoteLength = 80;

/** How many problems of one record are reported. */
const maxProblems = 5;

type Json = { value: unknown } | { problem: string };

/** Parses a JSON text from outside, or returns the reason for which it cannot be parsed. */
export function readJson(text: string): Json {
  if (depthOfJson(text) > maxDepth) return { problem: `nests deeper than ${maxDepth} levels` };
  try {
    return { value: JSON.parse(text) };
  } catch {
    // The parser's message quotes the text, which may be long or secret.
    return { problem: 'is not valid JSON' };
  }
}

/** Returns the non-blank lines of a text with their numbers, counted from 1. */
function linesOf(text: string): { line: string; number: number }[] {
  return text
    .split('\n')
    .map((line, index) => ({ line: line.trim(), number: index + 1 }))
    .filter(({ line }) => line !== '');
}

/**
 * Returns whether at least half of the lines look like objects and one of them is valid JSON. A truncated JSON document
 * can have such lines, too, but has more of other lines.
 */
export function looksLikeNdjson(text: string): boolean {
  const lines = linesOf(text);
  const objects = lines.filter(({ line }) => line.startsWith('{'));
  if (objects.length * 2 < lines.length) return false;
  return objects.some(({ line }) => {
    const json = line.endsWith('}') ? readJson(line) : undefined;
    return json !== undefined && 'value' in json;
  });
}

/** Reads one entry per line. */
export function ndjsonEntries(text: string): Entry[] {
  return linesOf(text).map(({ line, number }) => ({ from: `line ${number}`, ...readJson(line) }));
}

/** Reads a list of entries. `nameOf` returns a name by which an editor recognises an entry. */
export function jsonEntries(list: readonly unknown[], nameOf: (entry: unknown) => unknown): Entry[] {
  return list.map((value, index) => ({ from: entryLabel(index, nameOf(value)), value }));
}

/** Returns whether a JSON value is the response to a request for a list: `{ "data": […], "page": … }`. */
export function isPage(value: unknown): value is Fields & { data: unknown[] } {
  return isFields(value) && Array.isArray(value.data);
}

/** Returns whether a page is followed by another one. */
export const hasNextPage = ({ page }: Fields): boolean => isFields(page) && typeof page.next === 'string';

/**
 * Reads a file of entries: a response of the API to a request for a list or for one entry, a JSON array, or NDJSON with
 * one entry per line. Returns undefined if the text is none of them.
 */
export function readEntries(text: string, nameOf: (entry: unknown) => unknown): EntryFile | undefined {
  const plainText = text.replace(/^\uFEFF/, '');
  const json = readJson(plainText);
  if (!('value' in json)) {
    return looksLikeNdjson(plainText) ? { entries: ndjsonEntries(plainText), hasNextPage: false } : undefined;
  }
  const { value } = json;
  if (Array.isArray(value)) return { entries: jsonEntries(value, nameOf), hasNextPage: false };
  if (isPage(value)) return { entries: jsonEntries(value.data, nameOf), hasNextPage: hasNextPage(value) };
  return isFields(value) ? { entries: [{ from: 'line 1', value }], hasNextPage: false } : undefined;
}

/** An object from a file, not yet validated. */
export type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Returns an entry without the fields that the server derives, such as `id` and `version`. */
export const withoutDerived = (entry: Fields, derivedFields: ReadonlySet<string>): Fields =>
  Object.fromEntries(Object.entries(entry).filter(([field]) => !derivedFields.has(field)));

/** Returns the fields that responses have and requests do not. */
export const derivedFieldsOf = (output: z.ZodObject, input: z.ZodObject): ReadonlySet<string> =>
  new Set(Object.keys(output.shape).filter((field) => !(field in input.shape)));

/** Returns the place of a record in a list, counted from 1. */
export function entryLabel(index: number, name: unknown): string {
  const label = `entry ${index + 1}`;
  return typeof name === 'string' && name !== '' ? `${label} (${quoteForMessage(name)})` : label;
}

/** Shortens a text from the file to one line that fits into a message. */
export function quoteForMessage(text: string): string {
  const start = text.slice(0, maxQuoteLength).replace(/[\p{C}\p{Zl}\p{Zp}]/gu, ' ');
  return text.length > maxQuoteLength ? `${start}…` : start;
}

/** Validates the fields of an entry like a request. Returns the input, or the reasons for the refusal. */
export function validate<Schema extends z.ZodType>(
  schema: Schema,
  fields: Fields,
): { input: z.output<Schema> } | { problem: string } {
  const result = schema.safeParse(fields, { error: describeIssue });
  if (result.success) return { input: result.data };
  return { problem: result.error.issues.slice(0, maxProblems).map(describeFault).join('; ') };
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
