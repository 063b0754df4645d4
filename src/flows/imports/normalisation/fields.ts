/** What a file says, before anybody has checked it. */
export type Fields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The fields of an object; of anything else, none. */
export const asFields = (value: unknown): Fields => (isFields(value) ? value : {});

/** The items of a list; anything else but nothing is a list of one. */
export const asList = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value == null ? [] : [value];

/** A text that says something, trimmed; a number is one. */
export function asText(value: unknown): string | null {
  if (typeof value === 'string') return value.trim() || null;
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : null;
}

/** The first of some values that says something. */
export function firstText(...values: readonly unknown[]): string | null {
  for (const value of values) {
    const text = asText(value);
    if (text !== null) return text;
  }
  return null;
}

/** The host of an address. */
export function hostOf(address: string | null): string | null {
  if (address === null || !/^[a-z][a-z0-9+.-]*:\/\//i.test(address) || !URL.canParse(address)) return null;
  return new URL(address).host || null;
}

/** The last step of an address, which is often the slug: `/2017/07/night-ferry.html` says `night-ferry`. */
export function lastPathSegment(address: string | null): string | null {
  if (address === null) return null;
  const path = URL.canParse(address) ? new URL(address).pathname : address.replace(/[?#].*$/s, '');
  const steps = path.split('/').filter((step) => step !== '' && !/^index\.\w+$/i.test(step));
  return steps.at(-1)?.replace(/\.[a-z]{2,5}$/i, '') || null;
}

/** A pointer of RFC 6901. */
export const jsonPointer = (path: readonly PropertyKey[]): string =>
  path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/** A text from a file, short enough for a message and on one line. */
export function quote(text: string): string {
  const start = text.slice(0, 80).replace(/[\p{C}\p{Zl}\p{Zp}]/gu, ' ');
  return text.length > 80 ? `${start}…` : start;
}
