import type { Readable } from 'node:stream';
import type { Format, ReadOptions, ReadResult } from '../../draft.js';
import { readAllBytes, toUtf8 } from '../../normalisation/bytes.js';
import { failItem, fileFault } from '../../normalisation/draft.js';
import { isFields } from '../../normalisation/fields.js';
import { mayHaveLoneSurrogate } from '../../normalisation/surrogates.js';
import { brokenDocument } from '../json-feed/index.js';
import { documentOf, loneSurrogateFault, maxDocumentBytes } from '../json-feed/rows.js';
import { duplicateItem } from '../rss/index.js';
import { SeenIds } from '../rss/seen-ids.js';
import { articleOf, siteOf } from './post.js';
import { findTables, indexTables, readIntactRows } from './tables.js';

async function* read(bytes: Readable, { source, siteUrl }: ReadOptions): AsyncGenerator<ReadResult> {
  const buffer = await readAllBytes(toUtf8(bytes), maxDocumentBytes);
  if (buffer === null) {
    yield fileFault('file', 'too-long', `The file is larger than ${maxDocumentBytes / 2 ** 20} MiB. Split it.`);
    return;
  }
  const text = buffer.toString('utf8');
  const document = documentOf(text);
  const brokenReason = 'brokenReason' in document ? document.brokenReason : null;
  const exportTables =
    'value' in document ? findTables(document.value) : { rows: await readIntactRows(text), pointer: '' };
  if (exportTables === null) {
    yield fileFault('file', 'not-a-ghost-export', 'The file has no array "posts" where Ghost exports have it.');
    return;
  }
  const tables = indexTables(exportTables.rows);
  const seenIds = new SeenIds();
  const hasSurrogates = mayHaveLoneSurrogate(text);
  for (const [index, row] of exportTables.rows.posts.entries()) {
    const from = `post ${index + 1}`;
    const pointer = `${exportTables.pointer}/posts/${index}`;
    if (!isFields(row)) {
      yield failItem(from, pointer, 'wrong-type', 'The post must be an object.');
      continue;
    }
    const fault = hasSurrogates ? loneSurrogateFault(row, from, pointer) : null;
    if (fault !== null) {
      yield fault;
      continue;
    }
    const result = articleOf(row, from, tables, { source: source ?? 'ghost', url: siteUrl ?? siteOf(source) });
    if (result.kind === 'skipped') yield { ...result, pointer };
    else yield seenIds.isDuplicate(result.draft.key.id) ? duplicateItem(from, result.draft.key.id) : result;
  }
  if (brokenReason !== null) yield brokenDocument(brokenReason, text);
}

/**
 * Exports of Ghost 0 to 6 (https://ghost.org/docs/migration/content/), of at most 256 MiB, because they are parsed as a
 * whole. The key of a post is its id, or else its UUID, with the source of the options or `ghost`. Exports leave out the
 * URL of the site. It is taken from the options, also from the source if that is a URL.
 */
export const ghost: Format = {
  name: 'ghost',
  mediaTypes: ['application/vnd.ghost+json'],
  limits: { maxFileBytes: maxDocumentBytes, separator: 'quotation mark' },
  detects(head) {
    const text = head.toString('utf8').replace(/^\uFEFF/, '');
    return /^\s*\{\s*"(?:db|data|meta)"\s*:/.test(text) && /"(?:exported_on|posts)"\s*:/.test(text);
  },
  read,
};
