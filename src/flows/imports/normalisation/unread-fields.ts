import type { Omission } from '../draft.js';
import { type Fields, isFields, quote } from './fields.js';

/** Returns whether a value says nothing: null, false, zero, an empty text, list or object. */
const isBlank = (value: unknown): boolean =>
  value == null ||
  value === false ||
  value === 0 ||
  (typeof value === 'string' && /^\s*0?\s*$/.test(value)) ||
  (Array.isArray(value) && value.every(isBlank)) ||
  (isFields(value) && Object.values(value).every(isBlank));

/** Returns the names in a text, separated by white space. */
export const namesOf = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** Reports each field of an object that is not in `knownNames` and says something. */
export const unreadFields = (object: Fields, knownNames: ReadonlySet<string>): Omission[] =>
  Object.entries(object)
    .filter(([name, value]) => !knownNames.has(name) && !isBlank(value))
    .map(([name]) => ({ what: `field ${quote(name)}`, reason: 'unknown-field' }));
