import type { Readable } from 'node:stream';
import type { Format, ReadOptions, ReadResult } from '../../draft.js';
import { failItem, fileFault, skipItem } from '../../normalisation/draft.js';
import { hostOf } from '../../normalisation/fields.js';
import { type BrokenUnit, rawText, unitsOf } from '../../xml/elements.js';
import { rootOf } from '../../xml/xml-text.js';
import { draftOfEntry, type Feed } from './entry.js';
import { entryOf } from './item.js';
import { toPlainText } from './plain-text.js';
import { SeenIds } from './seen-ids.js';

/** Returns the skipped item for the rest of a file that could not be read. */
export const brokenFile = ({ line, column, why }: Omit<BrokenUnit, 'kind'>, count: number): ReadResult => {
  const place = column === null ? `line ${line}` : `line ${line}, character ${column}`;
  return fileFault(
    `item ${count + 1}, line ${line}`,
    'broken-file',
    `The file is not valid XML from ${place} on: ${why.replace(/\.?$/, '.')} Only the items before this place were read.`,
  );
};

export const tooLong = (from: string): ReadResult =>
  failItem(from, null, 'too-long', 'The item is larger than 16 MiB. Shorten it.');

export const duplicateItem = (from: string, id: string): ReadResult =>
  skipItem(from, null, 'duplicate-id', `An earlier item in this file has the same id, "${id.slice(0, 80)}".`);

async function* read(bytes: Readable, { source }: ReadOptions): AsyncGenerator<ReadResult> {
  const feed: Feed = { format: 'rss', host: null, lang: null, title: null };
  const seenIds = new SeenIds();
  let count = 0;
  let isFeed = false;
  for await (const unit of unitsOf(bytes)) {
    if (unit.kind === 'broken') {
      yield brokenFile(unit, count);
      return;
    }
    const { element, omittedElements } = unit;
    if (element.name === 'rss' || element.name === 'channel' || element.name === '?:RDF') isFeed = true;
    else if (element.name === 'title') feed.title ??= toPlainText(rawText(element));
    else if (element.name === 'link') feed.host ??= hostOf(rawText(element).trim());
    else if (element.name === 'language' || element.name === 'dc:language')
      feed.lang ??= rawText(element).trim() || null;
    if (element.name !== 'item') continue;
    count += 1;
    const from = `item ${count}, line ${element.line}`;
    if (omittedElements.size > 0) {
      yield tooLong(from);
      continue;
    }
    const result = draftOfEntry(entryOf(element, from), feed, source);
    yield result.kind === 'draft' && seenIds.isDuplicate(result.draft.key.id)
      ? duplicateItem(from, result.draft.key.id)
      : result;
  }
  if (!isFeed) yield fileFault('file', 'not-rss', 'The file has no element rss and no element RDF.');
}

/** The root of RSS 0.90 and 1.0, which are RDF. */
const rdfRoot = /^<(?:[\w.-]+:)?RDF\s/;
const rssInRdf = /=\s*["']http:\/\/(?:purl\.org\/rss\/1\.0|(?:my|channel)\.netscape\.com\/rdf\/simple\/0\.9)/;

/**
 * RSS 2.0 (https://www.rssboard.org/rss-specification) and similar formats, also RSS 0.90 and 1.0, with
 * `content:encoded`, Dublin Core, Media RSS and the elements of podcasts. The key of an article is its `guid` or
 * `rdf:about`, or else its `link`, with the source `rss:<host>`, where the host is that of the channel's link.
 */
export const rss: Format = {
  name: 'rss',
  mediaTypes: ['application/rss+xml', 'application/rdf+xml'],
  limits: { separator: 'tag' },
  detects(head) {
    const root = rootOf(head);
    if (root === null || head.includes('wordpress.org/export/')) return false;
    return /^<rss[\s>]/.test(root) || (rdfRoot.test(root) && rssInRdf.test(root));
  },
  read,
};
