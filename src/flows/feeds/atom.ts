import { element, textElement, xmlDocument } from '../../lib/xml.js';
import { type Entry, type Feed, summaryText } from './feed.js';
import { mediaContent, mediaNamespace } from './media.js';
import { ATOM } from './schemas.js';

/** The `updated` time of an empty feed. RFC 4287 requires one in every feed. */
const epoch = '1970-01-01T00:00:00.000Z';

const pageLink = (rel: string, href: string | undefined) =>
  href === undefined ? undefined : element('link', { rel, type: ATOM, href });

function toAtomEntry(entry: Entry) {
  const { section, body } = entry;
  const summary = summaryText(entry);
  return element(
    'entry',
    { 'xml:lang': entry.lang },
    element('id', {}, entry.urn),
    element('title', { type: 'text' }, entry.headline),
    element('link', { rel: 'alternate', href: entry.link }),
    element('published', {}, entry.publishedAt),
    element('updated', {}, entry.updatedAt),
    ...entry.authors.map(({ name, url }) => element('author', {}, element('name', {}, name), element('uri', {}, url))),
    section === null ? undefined : element('category', { term: section.path, label: section.name }),
    ...entry.tags.map((term) => element('category', { term })),
    summary === '' ? undefined : element('summary', { type: 'text' }, summary),
    body === undefined ? undefined : element('content', { type: 'html' }, body),
    mediaContent(entry),
  );
}

/** Writes a feed as Atom 1.0 (RFC 4287) with links to the pages before and after it (RFC 5005). */
export function toAtom(feed: Feed): string {
  const root = element(
    'feed',
    { xmlns: 'http://www.w3.org/2005/Atom', 'xmlns:media': mediaNamespace, 'xml:lang': feed.lang },
    element('id', {}, feed.urn),
    element('title', { type: 'text' }, feed.title),
    element('updated', {}, feed.lastUpdatedAt ?? epoch),
    // The author of entries that have none of their own.
    element('author', {}, element('name', {}, feed.publisher), textElement('uri', feed.home)),
    element('link', { rel: 'alternate', type: 'text/html', href: feed.home }),
    pageLink('self', feed.self),
    pageLink('next', feed.next),
    pageLink('previous', feed.previous),
    ...feed.entries.map(toAtomEntry),
  );
  return xmlDocument(root);
}
