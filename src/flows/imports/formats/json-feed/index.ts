import type { Readable } from 'node:stream';
import type { Format, ReadOptions, ReadResult } from '../../draft.js';
import { readAllBytes, toUtf8 } from '../../normalisation/bytes.js';
import { failItem, fileFault } from '../../normalisation/draft.js';
import { asFields, asText, hostOf, isFields } from '../../normalisation/fields.js';
import { mayHaveLoneSurrogate } from '../../normalisation/surrogates.js';
import { draftOfEntry, type Feed } from '../rss/entry.js';
import { duplicateItem } from '../rss/index.js';
import { SeenIds } from '../rss/seen-ids.js';
import { authorsIn, entryOf } from './item.js';
import { documentOf, loneSurrogateFault, maxDocumentBytes, placeOfJsonFault, rowsIn } from './rows.js';

const ofJsonFeed = /^https?:\/\/(?:www\.)?jsonfeed\.org\/version\/1(?:\.\d+)?\/?$/;

async function* read(bytes: Readable, { source }: ReadOptions): AsyncGenerator<ReadResult> {
  const buffer = await readAllBytes(toUtf8(bytes), maxDocumentBytes);
  if (buffer === null) {
    yield fileFault('file', 'too-long', `The file is larger than ${maxDocumentBytes / 2 ** 20} MiB. Split it.`);
    return;
  }
  const text = buffer.toString('utf8');
  const document = documentOf(text);
  const brokenReason = 'brokenReason' in document ? document.brokenReason : null;
  const feed = asFields('value' in document ? document.value : null);
  const items = brokenReason === null ? feed.items : await rowsIn(text, 'items');
  if (brokenReason === null && (!Array.isArray(items) || !ofJsonFeed.test(asText(feed.version) ?? ''))) {
    yield fileFault('file', 'not-a-json-feed', 'The file has no version of JSON Feed or no array "items".');
    return;
  }
  const feedInfo: Feed = {
    format: 'json-feed',
    host: siteOf(feed, text),
    lang: asText(feed.language),
    title: asText(feed.title),
  };
  const authors = authorsIn(feed);
  const seenIds = new SeenIds();
  const hasSurrogates = mayHaveLoneSurrogate(text);
  for (const [index, item] of (items as unknown[]).entries()) {
    const [from, pointer] = [`item ${index + 1}`, `/items/${index}`];
    if (!isFields(item)) {
      yield failItem(from, pointer, 'wrong-type', 'The item must be an object.');
      continue;
    }
    const fault = hasSurrogates ? loneSurrogateFault(item, from, pointer) : null;
    if (fault !== null) {
      yield fault;
      continue;
    }
    const result = draftOfEntry(entryOf(item, from, authors), feedInfo, source);
    if (result.kind === 'skipped') yield { ...result, pointer };
    else yield seenIds.isDuplicate(result.draft.key.id) ? duplicateItem(from, result.draft.key.id) : result;
  }
  if (brokenReason !== null) yield brokenDocument(brokenReason, text);
}

/** Returns the skipped item for the parts of a document that could not be read. */
export const brokenDocument = (why: 'not-json' | 'too-deep', text: string): ReadResult =>
  fileFault(
    'file',
    why === 'too-deep' ? why : 'broken-file',
    `The file is ${why === 'too-deep' ? 'nested too deeply' : `incomplete or invalid JSON from ${placeOfJsonFault(text)} on`}. Only complete items were read.`,
  );

function siteOf(feed: Readonly<Record<string, unknown>>, text: string): string | null {
  const feedHost = hostOf(asText(feed.home_page_url)) ?? hostOf(asText(feed.feed_url));
  if (feedHost !== null || Object.keys(feed).length > 0) return feedHost;
  // In a damaged file, searches only the part before the items.
  const head = text.slice(0, 64 * 1024).replace(/"items"\s*:[\s\S]*$/, '');
  return hostOf(/"home_page_url"\s*:\s*"([^"\\]+)"/.exec(head)?.[1]?.replaceAll('\\/', '/') ?? null);
}

/**
 * JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/), of at most 256 MiB. The key of an article is its `id`,
 * with the source `json-feed:<host>`, where the host is that of the home page.
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
