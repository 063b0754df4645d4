import type { Readable } from 'node:stream';
import type { Format, Read, ReadOptions } from '../../draft.js';
import { skipped } from '../../fitting/draft.js';
import { readStory } from './story.js';
import { elementsOf } from './tree.js';

/** What may stand before the first element. */
const prolog = /^\uFEFF?(?:\s+|<\?[^>]*>|<!--[\s\S]*?-->|<!DOCTYPE[^>[]*(?:\[[^\]]*\])?\s*>)*/;

async function* read(bytes: Readable, { source }: ReadOptions): AsyncGenerator<Read> {
  let count = 0;
  for await (const found of elementsOf(bytes, 'nitf')) {
    if (found.kind === 'broken') {
      const where = `The file is no XML from line ${found.line} on, where it says: ${found.why}`;
      yield skipped(
        `item ${count + 1}, line ${found.line}`,
        null,
        'broken-file',
        `${where}. What came before it has been read.`,
      );
      return;
    }
    count += 1;
    yield readStory(found.element, `item ${count}, line ${found.element.line}`, source);
  }
  if (count === 0) yield skipped('file', null, 'not-nitf', 'There is no element nitf in the file.');
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
