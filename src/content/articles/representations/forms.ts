import type { Include } from '../columns.store.js';
import type { ArticleReadRequest } from '../query.schemas.js';
import { jsonLdOf } from './json-ld.js';
import { markdownOf } from './markdown.js';
import { ninjsOf } from './ninjs.js';
import type { PublishedArticle } from './published-article.js';
import { formPaths, JSON_LD, MARKDOWN, NINJS, OFFERS, type Offer, type OtherForm } from './schemas.js';
import type { Site } from './site.js';

type Representation = {
  type: string;
  /** The format of the body from which the form is made. */
  bodyFormat: ArticleReadRequest['bodyFormat'];
  make(article: PublishedArticle, site: Site): string | Promise<string>;
};

/** The optional parts that any form needs, so that one statement reads everything. */
export const representationIncludes: readonly Include[] = ['named'];

export const representations: Readonly<Record<OtherForm, Representation>> = {
  [JSON_LD]: { type: `${JSON_LD}; charset=utf-8`, bodyFormat: 'text', make: jsonLdOf },
  [NINJS]: { type: `${NINJS}; charset=utf-8`, bodyFormat: 'html', make: ninjsOf },
  [MARKDOWN]: { type: `${MARKDOWN}; charset=utf-8; variant=GFM`, bodyFormat: 'html', make: markdownOf },
};

/**
 * Returns the `Link` header (RFC 8288): the other forms of an article at their own addresses, and its page for readers.
 */
export function representationLinks(slug: string, currentType: string, { base, hasPages, linkOf }: Site): string {
  const link = (address: string, type: string) => `<${address}>; rel="alternate"; type="${type}"`;
  const addressOf = (type: Offer) => `${base}/v1/articles/${slug}${formPaths[type]}`;
  const others = OFFERS.filter((type) => type !== currentType).map((type) => link(addressOf(type), type));
  return [...others, ...(hasPages ? [link(linkOf(slug), 'text/html')] : [])].join(', ');
}
