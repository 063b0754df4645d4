import type { Readable } from 'node:stream';
import type { Format, ReadOptions, ReadResult } from '../../draft.js';
import { failItem, skipItem } from '../../normalisation/draft.js';
import { isFields } from '../../normalisation/fields.js';
import { readJsonItems } from '../../normalisation/json-items.js';
import { readArticle } from './article.js';
import { graphOf, isArticle, type Node } from './nodes.js';

const articleType =
  /"@type"\s*:\s*(?:\[[^\]]{0,500})?"(?:schema:|https?:\/\/schema\.org\/)?(?:\w*NewsArticle|Article|BlogPosting|LiveBlogPosting)"/;

async function* read(bytes: Readable, { source, name }: ReadOptions): AsyncGenerator<ReadResult> {
  for await (const item of readJsonItems(bytes, name)) {
    if (item.kind === 'skipped') {
      yield item;
      continue;
    }
    const { from, value } = item;
    if (!isFields(value)) {
      yield failItem(from, '', 'not-an-article', 'An article in JSON-LD must be an object.');
      continue;
    }
    const { nodes, byId } = graphOf(value);
    const articleNodes: { node: Node; index: number }[] = nodes
      .map((node, index) => ({ node, index }))
      .filter(({ node }) => isArticle(node));
    if (articleNodes.length === 0)
      yield skipItem(
        from,
        '/@type',
        'not-an-article',
        'The object is not a NewsArticle and has no other type that is imported as an article.',
      );
    for (const { node, index } of articleNodes)
      yield readArticle(node, nodes.length > 1 ? `${from}, node ${index + 1}` : from, byId, source);
  }
}

/**
 * schema.org's NewsArticle (https://schema.org/NewsArticle) and similar types as JSON-LD: one object, an array, a
 * `@graph`, or one object per line. The key of an article is its `identifier`, `@id` or `url`, with the source
 * `news-article:<host>`.
 */
export const newsArticle: Format = {
  name: 'news-article',
  mediaTypes: ['application/ld+json'],
  limits: { separator: 'quotation mark' },
  detects(head) {
    const text = head.toString('utf8').replace(/^\uFEFF/, '');
    return /^\s*[[{]/.test(text) && articleType.test(text);
  },
  read,
};
