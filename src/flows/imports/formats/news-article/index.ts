import type { Readable } from 'node:stream';
import type { Format, Read, ReadOptions } from '../../draft.js';
import { skipped } from '../../fitting/draft.js';
import { isFields } from '../../fitting/fields.js';
import { jsonItems } from '../../fitting/json-items.js';
import { readStory } from './article.js';
import { graphOf, isStory, type Node } from './nodes.js';

const story =
  /"@type"\s*:\s*(?:\[[^\]]{0,500})?"(?:schema:|https?:\/\/schema\.org\/)?(?:\w*NewsArticle|Article|BlogPosting|LiveBlogPosting)"/;

async function* read(bytes: Readable, { source, name }: ReadOptions): AsyncGenerator<Read> {
  for await (const item of jsonItems(bytes, name)) {
    if (item.kind === 'skipped') {
      yield item;
      continue;
    }
    const { from, value } = item;
    if (!isFields(value)) {
      yield skipped(from, '', 'not-an-article', 'A story in JSON-LD is an object: this is something else.');
      continue;
    }
    const { nodes, byId } = graphOf(value);
    const stories: { node: Node; index: number }[] = nodes
      .map((node, index) => ({ node, index }))
      .filter(({ node }) => isStory(node));
    if (stories.length === 0)
      yield skipped(
        from,
        '/@type',
        'not-an-article',
        'It is no NewsArticle, and none of the types that are read as one.',
      );
    for (const { node, index } of stories)
      yield readStory(node, nodes.length > 1 ? `${from}, node ${index + 1}` : from, byId, source);
  }
}

/**
 * schema.org's NewsArticle (https://schema.org/NewsArticle) and its kin as JSON-LD: one object, an array, a `@graph`, or
 * one a line. A story is known by its `identifier`, `@id` or `url` at `news-article:<host>`.
 */
export const newsArticle: Format = {
  name: 'news-article',
  mediaTypes: ['application/ld+json'],
  limits: { separator: 'quotation mark' },
  detects(head) {
    const text = head.toString('utf8').replace(/^\uFEFF/, '');
    return /^\s*[[{]/.test(text) && story.test(text);
  },
  read,
};
