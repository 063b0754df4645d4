import type { Readable } from 'node:stream';
import type { Format, ReadOptions, ReadResult } from '../../draft.js';
import { readAllBytes, toUtf8 } from '../../normalisation/bytes.js';
import { skipItem } from '../../normalisation/draft.js';
import { asFields, asText, hostOf, isFields } from '../../normalisation/fields.js';
import { draftOfEntry, type Feed } from '../rss/entry.js';
import { duplicateItem } from '../rss/index.js';
import { SeenIds } from '../rss/seen-ids.js';
import { authorsIn, entryOf } from './item.js';
import { documentOf, maxDocumentBytes, rowsIn } from './rows.js';

const ofJsonFeed = /^https?:\/\/(?:www\.)?jsonfeed\.org\/version\/1(?:\.\d+)?\/?$/;

async function* read(bytes: Readable, { source }: ReadOptions): AsyncGenerator<ReadResult> {
  const buffer = await readAllBytes(toUtf8(bytes), maxDocumentBytes);
  if (buffer === null) {
    yield skipItem('file', '', 'too-long', `The file has more than ${maxDocumentBytes / 2 ** 20} MiB.`);
    return;
  }
  const text = buffer.toString('utf8');
  const document = documentOf(text);
  const brokenReason = 'brokenReason' in document ? document.brokenReason : null;
  const feed = asFields('value' in document ? document.value : null);
  const items = brokenReason === null ? feed.items : await rowsIn(text, 'items');
  if (brokenReason === null && (!Array.isArray(items) || !ofJsonFeed.test(asText(feed.version) ?? ''))) {
    yield skipItem('file', '', 'not-a-json-feed', 'There is no version of JSON Feed and no array "items" in the file.');
    return;
  }
  const feedInfo: Feed = { format: 'json-feed', host: siteOf(feed, text), lang: asText(feed.language) };
  const authors = authorsIn(feed);
  const seenIds = new SeenIds();
  for (const [index, item] of (items as unknown[]).entries()) {
    const [from, pointer] = [`item ${index + 1}`, `/items/${index}`];
    if (!isFields(item)) {
      yield skipItem(from, pointer, 'wrong-type', 'The item is expected to be an object.');
      continue;
    }
    const result = draftOfEntry(entryOf(item, from, authors), feedInfo, source);
    if (result.kind === 'skipped') yield { ...result, pointer };
    else yield seenIds.isDuplicate(result.draft.key.id) ? duplicateItem(from, result.draft.key.id) : result;
  }
  if (brokenReason !== null) yield brokenDocument(brokenReason);
}

/** Why a document was read in parts only. */
export const brokenDocument = (why: 'not-json' | 'too-deep'): ReadResult =>
  skipItem(
    'file',
    '',
    why === 'too-deep' ? why : 'broken-file',
    `The file ${why === 'too-deep' ? 'nests deeper than any feed' : 'is no JSON, or has no end'}: only the items that are whole have been read.`,
  );

function siteOf(feed: Readonly<Record<string, unknown>>, text: string): string | null {
  const feedHost = hostOf(asText(feed.home_page_url)) ?? hostOf(asText(feed.feed_url));
  if (feedHost !== null || Object.keys(feed).length > 0) return feedHost;
  // Of a file that is broken, what stands before its items.
  const head = text.slice(0, 64 * 1024).replace(/"items"\s*:[\s\S]*$/, '');
  return hostOf(/"home_page_url"\s*:\s*"([^"\\]+)"/.exec(head)?.[1]?.replaceAll('\\/', '/') ?? null);
}

/**
 * JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/), of at most 256 MiB. A story is known by its `id`, at
 * `json-feed:<host>` of the home page.
 */
export const jsonFeed: Format = {
  name: 'json-feed',
  mediaTypes: ['application/feed+json'],
  limits: { maxFileBytes: maxDocumentBytes, separator: 'quotation mark' },
  detects(head) {
    const text = head.toString('utf8').replace(/^\uFEFF/, '');
    return (
      /^\s*\{/.test(text) && /"version"\s*:\s*"https?:\\?\/\\?\/(?:www\.)?jsonfeed\.org\\?\/version\\?\/1/.test(text)
    );
  },
  read,
};
