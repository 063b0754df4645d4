import type { Readable } from 'node:stream';
import type { Format, ReadOptions, ReadResult } from '../../draft.js';
import { readJsonItems } from '../../normalisation/json-items.js';
import { readItem } from './item.js';

/** Properties that are typical of some version of ninjs. */
const distinctiveProperties =
  /"(?:version_?created|first_?created|pubstatus|representationtype|body_x?html|body_text|description_(?:text|html)|headlines|bodies|altids|info_?sources?|copyrightholder|copyrightnotice|usageterms|slugline)"\s*:/i;

async function* read(bytes: Readable, { source, name }: ReadOptions): AsyncGenerator<ReadResult> {
  for await (const item of readJsonItems(bytes, name))
    yield item.kind === 'skipped' ? item : readItem(item.value, item.from, source);
}

/**
 * IPTC ninjs 1.x, 2.x and 3.x (https://iptc.org/standards/ninjs/), also as written by Superdesk: one item, an array of
 * items, or one per line. The key of an item is its `uri` or `guid`, with the source `ninjs:<host>`, so all versions of
 * an item are one article. Images, events and other items without a text are
 * skipped.
 */
export const ninjs: Format = {
  name: 'ninjs',
  mediaTypes: ['application/ninjs+json', 'application/vnd.iptc.ninjs+json'],
  limits: { separator: 'quotation mark' },
  detects(head) {
    const text = head.toString('utf8').replace(/^\uFEFF/, '');
    return (
      /^\s*[[{]/.test(text) &&
      /"(?:uri|guid)"\s*:/i.test(text) &&
      !/"@(?:type|context)"\s*:|json-schema\.org/.test(text) &&
      distinctiveProperties.test(text)
    );
  },
  read,
};
