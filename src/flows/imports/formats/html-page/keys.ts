import type { NaturalKey } from '../../draft.js';
import { idOfContent, keyOf } from '../../fitting/keys.js';

/** What is known of a story before it has a key. */
type Unkeyed = { headline: string | null; anchor: string | null };

/**
 * The keys of the stories of one page: the host, and the path with its query, for all but the first with the anchor of the
 * story or its number. A page that does not say where it is has its stories known by their headlines.
 */
export function keysOf(canonical: string | null, source: string | null, stories: readonly Unkeyed[]): NaturalKey[] {
  const address = canonical === null ? null : new URL(canonical);
  const home = address?.host.toLowerCase() ?? source ?? 'html-page';
  const taken = new Set<string>();
  return stories.map(({ headline, anchor }, index) => {
    const start = address === null ? idOfContent(headline) : `${address.pathname}${address.search}`;
    const wished = index === 0 || (address === null && !taken.has(start)) ? start : `${start}#${anchor ?? index + 1}`;
    const id = taken.has(wished) ? `${start}#${index + 1}` : wished;
    taken.add(id);
    return keyOf(home, id);
  });
}
