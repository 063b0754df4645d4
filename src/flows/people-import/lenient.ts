/** What a file says, before anybody has checked it. */
export type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The fields of an object; of anything else, none. */
export const asFields = (value: unknown): Fields => (isFields(value) ? value : {});

/** The items of a list; of anything else, none. */
export const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** A text that says something, trimmed. */
export const asText = (value: unknown): string | undefined =>
  typeof value === 'string' ? value.trim() || undefined : undefined;

/** Several parts of a name as one, or nothing when none is known. */
export const joinNameParts = (...parts: readonly (string | undefined)[]): string | undefined =>
  parts.filter((part) => part !== undefined).join(' ') || undefined;
