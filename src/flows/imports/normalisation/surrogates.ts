import { hasLoneSurrogate } from '../../../lib/well-formed.js';
import { isFields, jsonPointer } from './fields.js';

/** An escape such as `\ud83d`. Only such an escape can write half a surrogate pair in a text that is valid UTF-8. */
const surrogateEscape = /\\u[dD][89a-fA-F]/;

/** Returns whether a JSON text may contain half a surrogate pair, which UTF-8 cannot encode. */
export const mayHaveLoneSurrogate = (json: string): boolean => surrogateEscape.test(json);

/** Returns the path of the first text or name with half a surrogate pair in a value of limited depth, or null. */
export function findLoneSurrogate(value: unknown): PropertyKey[] | null {
  if (typeof value === 'string') return hasLoneSurrogate(value) ? [] : null;
  const entries = Array.isArray(value) ? value.entries() : isFields(value) ? Object.entries(value) : [];
  for (const [name, one] of entries) {
    // The name itself would not be well-formed in the report.
    if (typeof name === 'string' && hasLoneSurrogate(name)) return [];
    const path = findLoneSurrogate(one);
    if (path !== null) return [name, ...path];
  }
  return null;
}

/** The text for an item with half a surrogate pair at a path. */
export const loneSurrogateDetail = (path: readonly PropertyKey[]): string =>
  `${jsonPointer(path) || 'The item'} contains half a surrogate pair, such as \\ud800, which no text can contain. Correct or remove it.`;
