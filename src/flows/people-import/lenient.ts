import { type Fields, isFields } from '../directory-files/index.js';

/** Returns an object as it is, and an empty object for any other value. */
export const asFields = (value: unknown): Fields => (isFields(value) ? value : {});

/** Returns a list as it is, and an empty list for any other value. */
export const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Returns a trimmed text, or undefined if the value is no text or blank. */
export const asText = (value: unknown): string | undefined =>
  typeof value === 'string' ? value.trim() || undefined : undefined;

/** Joins the known parts of a name, or returns undefined if none is known. */
export const joinNameParts = (...parts: readonly (string | undefined)[]): string | undefined =>
  parts.filter((part) => part !== undefined).join(' ') || undefined;
