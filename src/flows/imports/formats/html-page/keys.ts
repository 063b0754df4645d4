import type { NaturalKey } from '../../draft.js';
import { idOfContent, keyOf } from '../../normalisation/keys.js';

/** What is known of a story before it has a key. */
type ArticleKeyInput = { headline: string | null; anchor: string | null };

/**
 * The keys of the stories of one page: the host, and the path with its query, for all but the first with the anchor of the
 * story or its number. A page that does not say where it is has its stories known by their headlines.
 */
export function keysOf(
  canonical: string | null,
  source: string | null,
  articles: readonly ArticleKeyInput[],
): NaturalKey[] {
  const address = canonical === null ? null : new URL(canonical);
  const keySource = address?.host.toLowerCase() ?? source ?? 'html-page';
  const usedIds = new Set<string>();
  return articles.map(({ headline, anchor }, index) => {
    const start = address === null ? idOfContent(headline) : `${address.pathname}${address.search}`;
    const preferredId =
      index === 0 || (address === null && !usedIds.has(start)) ? start : `${start}#${anchor ?? index + 1}`;
    const id = usedIds.has(preferredId) ? `${start}#${index + 1}` : preferredId;
    usedIds.add(id);
    return keyOf(keySource, id);
  });
}
