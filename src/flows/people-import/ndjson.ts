import { depthOfJson } from '../../lib/json-depth.js';
import { asFields } from './lenient.js';
import { type Draft, entryLabel } from './record.js';

/** How deeply a record may nest: deeper than people do, but not deep enough to overflow the stack. */
const maxDepth = 32;

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

/** Reads one person per line, with the fields of the API. An invalid line becomes a refused record. */
export function ndjsonPeople(text: string): Draft[] {
  return linesOf(text).map(({ line, number }) => {
    const from = `line ${number}`;
    const json = readJson(line);
    return 'value' in json ? { from, person: json.value } : { from, problem: json.problem };
  });
}

/** Reads a list of people with the fields of the API. */
export function jsonPeople(entries: readonly unknown[]): Draft[] {
  return entries.map((person, index) => ({ from: entryLabel(index, asFields(person).name), person }));
}
