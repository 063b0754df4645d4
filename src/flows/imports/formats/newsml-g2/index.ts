import type { Readable } from 'node:stream';
import type { Format, ReadOptions, ReadResult } from '../../draft.js';
import { fileFault, skipItem } from '../../normalisation/draft.js';
import { rootOf } from '../../xml/xml-text.js';
import { elementsOf } from '../nitf/tree.js';
import { brokenFile } from '../rss/index.js';
import { readNewsItem } from './item.js';

/** Items of NewsML-G2 that are not articles. */
const otherItems = ['packageItem', 'conceptItem', 'knowledgeItem', 'planningItem', 'catalogItem'];

async function* read(bytes: Readable, { source }: ReadOptions): AsyncGenerator<ReadResult> {
  let count = 0;
  for await (const result of elementsOf(bytes, 'newsItem', ...otherItems)) {
    if (result.kind === 'broken') {
      yield brokenFile(result, count);
      return;
    }
    count += 1;
    const { element } = result;
    const from = `item ${count}, line ${element.line}`;
    yield element.name === 'newsItem'
      ? readNewsItem(element, from, source)
      : skipItem(from, null, 'not-a-story', `The item is not an article but a ${element.name}.`);
  }
  if (count === 0) yield fileFault('file', 'not-newsml-g2', 'The file has no element newsItem.');
}

/**
 * IPTC NewsML-G2 (https://iptc.org/standards/newsml-g2/): a message with items, or one item. The text of an item is NITF,
 * XHTML or plain text. The key of an article is its `guid`, with the source `newsml-g2:<host>`, so all versions of an
 * item are one article.
 */
export const newsmlG2: Format = {
  name: 'newsml-g2',
  mediaTypes: ['application/vnd.iptc.g2.newsmessage+xml', 'application/vnd.iptc.g2.newsitem+xml'],
  limits: { separator: 'tag' },
  detects(head) {
    const root = rootOf(head);
    return (
      root !== null &&
      /^<(?:[\w.-]+:)?(?:newsMessage|newsItem|packageItem)\s/.test(root) &&
      root.includes('iptc.org/std/nar/')
    );
  },
  read,
};
