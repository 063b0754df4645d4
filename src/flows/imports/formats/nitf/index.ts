import type { Readable } from 'node:stream';
import type { Format, ReadOptions, ReadResult } from '../../draft.js';
import { fileFault } from '../../normalisation/draft.js';
import { brokenFile } from '../rss/index.js';
import { readArticle } from './article.js';
import { elementsOf } from './tree.js';

/** Everything that is allowed before the first element. */
const prolog = /^\uFEFF?(?:\s+|<\?[^>]*>|<!--[\s\S]*?-->|<!DOCTYPE[^>[]*(?:\[[^\]]*\])?\s*>)*/;

async function* read(bytes: Readable, { source }: ReadOptions): AsyncGenerator<ReadResult> {
  let count = 0;
  for await (const result of elementsOf(bytes, 'nitf')) {
    if (result.kind === 'broken') {
      yield brokenFile(result, count);
      return;
    }
    count += 1;
    yield readArticle(result.element, `item ${count}, line ${result.element.line}`, source);
  }
  if (count === 0) yield fileFault('file', 'not-nitf', 'The file has no element nitf.');
}

/**
 * IPTC NITF 3.x (https://iptc.org/standards/nitf/): one article, or several inside an element of any name. The key of
 * an article is its `doc-id`, with the source `nitf:<regsrc>`.
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
