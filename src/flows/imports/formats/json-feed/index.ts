import type { Readable } from 'node:stream';
import type { Format, Read, ReadOptions } from '../../draft.js';
import { utf8, whole } from '../../fitting/bytes.js';
import { skipped } from '../../fitting/draft.js';
import { asFields, asText, hostOf, isFields } from '../../fitting/fields.js';
import { draftOfEntry, type Feed } from '../rss/entry.js';
import { twice } from '../rss/index.js';
import { Seen } from '../rss/seen.js';
import { authorsIn, entryOf } from './item.js';
import { documentOf, longestDocument, rowsIn } from './rows.js';

const ofJsonFeed = /^https?:\/\/(?:www\.)?jsonfeed\.org\/version\/1(?:\.\d+)?\/?$/;

async function* read(bytes: Readable, { source }: ReadOptions): AsyncGenerator<Read> {
  const buffer = await whole(utf8(bytes), longestDocument);
  if (buffer === null) {
    yield skipped('file', '', 'too-long', `The file has more than ${longestDocument / 2 ** 20} MiB.`);
    return;
  }
  const text = buffer.toString('utf8');
  const document = documentOf(text);
  const broken = 'broken' in document ? document.broken : null;
  const feed = asFields('value' in document ? document.value : null);
  const items = broken === null ? feed.items : await rowsIn(text, 'items');
  if (broken === null && (!Array.isArray(items) || !ofJsonFeed.test(asText(feed.version) ?? ''))) {
    yield skipped('file', '', 'not-a-json-feed', 'There is no version of JSON Feed and no array "items" in the file.');
    return;
  }
  const about: Feed = { format: 'json-feed', host: siteOf(feed, text), lang: asText(feed.language) };
  const authors = authorsIn(feed);
  const seen = new Seen();
  for (const [index, item] of (items as unknown[]).entries()) {
    const [from, pointer] = [`item ${index + 1}`, `/items/${index}`];
    if (!isFields(item)) {
      yield skipped(from, pointer, 'wrong-type', 'The item is expected to be an object.');
      continue;
    }
    const one = draftOfEntry(entryOf(item, from, authors), about, source);
    if (one.kind === 'skipped') yield { ...one, pointer };
    else yield seen.again(one.draft.key.id) ? twice(from, one.draft.key.id) : one;
  }
  if (broken !== null) yield brokenDocument(broken);
}

/** Why a document was read in parts only. */
export const brokenDocument = (why: 'not-json' | 'too-deep'): Read =>
  skipped(
    'file',
    '',
    why === 'too-deep' ? why : 'broken-file',
    `The file ${why === 'too-deep' ? 'nests deeper than any feed' : 'is no JSON, or has no end'}: only the items that are whole have been read.`,
  );

function siteOf(feed: Readonly<Record<string, unknown>>, text: string): string | null {
  const stated = hostOf(asText(feed.home_page_url)) ?? hostOf(asText(feed.feed_url));
  if (stated !== null || Object.keys(feed).length > 0) return stated;
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
  limits: { fileBytes: longestDocument, separator: 'quotation mark' },
  detects(head) {
    const text = head.toString('utf8').replace(/^\uFEFF/, '');
    return (
      /^\s*\{/.test(text) && /"version"\s*:\s*"https?:\\?\/\\?\/(?:www\.)?jsonfeed\.org\\?\/version\\?\/1/.test(text)
    );
  },
  read,
};
