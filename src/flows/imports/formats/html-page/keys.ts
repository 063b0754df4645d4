import type { NaturalKey } from '../../draft.js';
import { idOfContent, keyOf } from '../../normalisation/keys.js';

/** The parts of an article from which its key is made. */
type ArticleKeyInput = { headline: string | null; anchor: string | null };

/**
 * Returns the keys of the articles of one page: the host, and the path with its query. All but the first also have `#`
 * and their anchor or number. On a page without a canonical URL, ids are digests of the headlines.
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
