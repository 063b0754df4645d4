import { depthOfJson } from '../../lib/json-depth.js';
import { asFields } from './lenient.js';
import { type Draft, entryLabel } from './record.js';

/** How deep a record may nest: far more than people do, and few enough for any stack. */
const maxDepth = 32;

type Json = { value: unknown } | { problem: string };

/** Reads a JSON text that may be anything, and as deep as anybody likes. */
export function readJson(text: string): Json {
  if (depthOfJson(text) > maxDepth) return { problem: `nests deeper than ${maxDepth} levels` };
  try {
    return { value: JSON.parse(text) };
  } catch {
    // What the parser says repeats the text, which may be long or somebody's secret.
    return { problem: 'is not JSON' };
  }
}

/** The lines of a text that are not blank, with their numbers. */
function linesOf(text: string): { line: string; number: number }[] {
  return text
    .split('\n')
    .map((line, index) => ({ line: line.trim(), number: index + 1 }))
    .filter(({ line }) => line !== '');
}

/**
 * Whether a text that is no JSON as a whole has one object a line, bar some broken lines. A document that was cut off has
 * such lines, too, but more of others.
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

/** One person a line, in the fields of the API. A line that is broken costs that line. */
export function ndjsonPeople(text: string): Draft[] {
  return linesOf(text).map(({ line, number }) => {
    const from = `line ${number}`;
    const json = readJson(line);
    return 'value' in json ? { from, person: json.value } : { from, problem: json.problem };
  });
}

/** A list of people in the fields of the API. */
export function jsonPeople(entries: readonly unknown[]): Draft[] {
  return entries.map((person, index) => ({ from: entryLabel(index, asFields(person).name), person }));
}
