import type { Readable } from 'node:stream';
import type { Format, Read, ReadOptions } from '../../draft.js';
import { utf8, whole } from '../../fitting/bytes.js';
import { skipped } from '../../fitting/draft.js';
import { isFields } from '../../fitting/fields.js';
import { brokenDocument } from '../json-feed/index.js';
import { documentOf, longestDocument } from '../json-feed/rows.js';
import { twice } from '../rss/index.js';
import { Seen } from '../rss/seen.js';
import { siteOf, storyOf } from './post.js';
import { tablesIn, tablesOf, wholeRowsIn } from './tables.js';

async function* read(bytes: Readable, { source }: ReadOptions): AsyncGenerator<Read> {
  const buffer = await whole(utf8(bytes), longestDocument);
  if (buffer === null) {
    yield skipped('file', '', 'too-long', `The file has more than ${longestDocument / 2 ** 20} MiB.`);
    return;
  }
  const text = buffer.toString('utf8');
  const document = documentOf(text);
  const broken = 'broken' in document ? document.broken : null;
  const found = 'value' in document ? tablesIn(document.value) : { rows: await wholeRowsIn(text), pointer: '' };
  if (found === null) {
    yield skipped('file', '', 'not-a-ghost-export', 'There is no array "posts" where exports of Ghost have it.');
    return;
  }
  const tables = tablesOf(found.rows);
  const seen = new Seen();
  for (const [index, row] of found.rows.posts.entries()) {
    const from = `post ${index + 1}`;
    const pointer = `${found.pointer}/posts/${index}`;
    if (!isFields(row)) {
      yield skipped(from, pointer, 'wrong-type', 'The post is expected to be an object.');
      continue;
    }
    const one = storyOf(row, from, tables, source ?? 'ghost', siteOf(source));
    if (one.kind === 'skipped') yield { ...one, pointer };
    else yield seen.again(one.draft.key.id) ? twice(from, one.draft.key.id) : one;
  }
  if (broken !== null) yield brokenDocument(broken);
}

/**
 * Exports of Ghost 0 to 6 (https://ghost.org/docs/migration/content/), of at most 256 MiB, for they are parsed as one. A
 * post is known by its id, else its UUID, at `ghost`, or at what stands for the source; where that is the address of the
 * site, pictures that the export has without it are found there.
 */
export const ghost: Format = {
  name: 'ghost',
  mediaTypes: ['application/vnd.ghost+json'],
  limits: { fileBytes: longestDocument, separator: 'quotation mark' },
  detects(head) {
    const text = head.toString('utf8').replace(/^\uFEFF/, '');
    return /^\s*\{\s*"(?:db|data|meta)"\s*:/.test(text) && /"(?:exported_on|posts)"\s*:/.test(text);
  },
  read,
};
