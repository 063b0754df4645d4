/** An object of a file whose fields have not been validated. */
export type Fields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Returns an object as its fields, and anything else as an empty object. */
export const asFields = (value: unknown): Fields => (isFields(value) ? value : {});

/** Returns a list as it is, null and undefined as an empty list, and any other value as a list of one item. */
export const asList = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value == null ? [] : [value];

/** Returns a text or a number as a trimmed text, or null for an empty text or another value. */
export function asText(value: unknown): string | null {
  if (typeof value === 'string') return value.trim() || null;
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : null;
}

/** Returns the first value that is a text that is not empty, or null. */
export function firstText(...values: readonly unknown[]): string | null {
  for (const value of values) {
    const text = asText(value);
    if (text !== null) return text;
  }
  return null;
}

/** Returns the host of a URL, or null. */
export function hostOf(address: string | null): string | null {
  if (address === null || !/^[a-z][a-z0-9+.-]*:\/\//i.test(address) || !URL.canParse(address)) return null;
  return new URL(address).host || null;
}

/** Returns the last segment of a path, which is often the slug: `/2017/07/night-ferry.html` gives `night-ferry`. */
export function lastPathSegment(address: string | null): string | null {
  if (address === null) return null;
  const path = URL.canParse(address) ? new URL(address).pathname : address.replace(/[?#].*$/s, '');
  const steps = path.split('/').filter((step) => step !== '' && !/^index\.\w+$/i.test(step));
  return steps.at(-1)?.replace(/\.[a-z]{2,5}$/i, '') || null;
}

/** Returns a path as an RFC 6901 pointer. */
export const jsonPointer = (path: readonly PropertyKey[]): string =>
  path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/** Returns a text from a file on one line, shortened for use in a message. */
export function quote(text: string): string {
  const start = text.slice(0, 80).replace(/[\p{C}\p{Zl}\p{Zp}]/gu, ' ');
  return text.length > 80 ? `${start}…` : start;
}
