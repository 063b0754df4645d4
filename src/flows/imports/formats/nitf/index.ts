import type { Readable } from 'node:stream';
import type { Format, ReadOptions, ReadResult } from '../../draft.js';
import { skipItem } from '../../normalisation/draft.js';
import { readArticle } from './article.js';
import { elementsOf } from './tree.js';

/** What may stand before the first element. */
const prolog = /^\uFEFF?(?:\s+|<\?[^>]*>|<!--[\s\S]*?-->|<!DOCTYPE[^>[]*(?:\[[^\]]*\])?\s*>)*/;

async function* read(bytes: Readable, { source }: ReadOptions): AsyncGenerator<ReadResult> {
  let count = 0;
  for await (const result of elementsOf(bytes, 'nitf')) {
    if (result.kind === 'broken') {
      const where = `The file is no XML from line ${result.line} on, where it says: ${result.why}`;
      yield skipItem(
        `item ${count + 1}, line ${result.line}`,
        null,
        'broken-file',
        `${where}. What came before it has been read.`,
      );
      return;
    }
    count += 1;
    yield readArticle(result.element, `item ${count}, line ${result.element.line}`, source);
  }
  if (count === 0) yield skipItem('file', null, 'not-nitf', 'There is no element nitf in the file.');
}

/**
 * IPTC NITF 3.x (https://iptc.org/standards/nitf/): one story, or several in an element of any name. A story is known by
 * its `doc-id`, at `nitf:<regsrc>`.
 */
export const nitf: Format = {
  name: 'nitf',
  mediaTypes: ['application/nitf+xml', 'text/vnd.iptc.nitf', 'application/vnd.iptc.nitf'],
  limits: { separator: 'tag' },
  detects(head) {
    const text = head.toString('utf8', 0, 16 * 1024);
    const root = text.slice(prolog.exec(text)?.[0].length ?? 0);
    return /^<(?:[\w-]+:)?nitf(?:-\w+)?[\s>]/.test(root);
  },
  read,
};
