import { cdata, element, textElement, xmlDocument } from '../../lib/xml.js';
import { type Entry, type Feed, summaryHtml } from './feed.js';
import { mediaContent, mediaNamespace } from './media.js';
import { RSS } from './schemas.js';

const namespaces = {
  version: '2.0',
  'xmlns:atom': 'http://www.w3.org/2005/Atom',
  'xmlns:content': 'http://purl.org/rss/1.0/modules/content/',
  'xmlns:dc': 'http://purl.org/dc/elements/1.1/',
  'xmlns:media': mediaNamespace,
};

/** Formats a time as RSS requires: RFC 822 with a year of four digits. */
const toRfc822 = (time: string) => new Date(time).toUTCString();

const pageLink = (rel: string, href: string | undefined) =>
  href === undefined ? undefined : element('atom:link', { rel, type: RSS, href });

function toItem(entry: Entry, channelLang: string | undefined) {
  const { section, body, lang } = entry;
  return element(
    'item',
    {},
    element('title', {}, entry.headline),
    element('link', {}, entry.link),
    element('guid', { isPermaLink: 'false' }, entry.urn),
    element('pubDate', {}, toRfc822(entry.publishedAt)),
    element('atom:updated', {}, entry.updatedAt),
    ...entry.authors.map(({ name }) => element('dc:creator', {}, name)),
    lang === channelLang ? undefined : element('dc:language', {}, lang),
    section === null ? undefined : element('category', { domain: 'section' }, section.name),
    ...entry.tags.map((tag) => element('category', {}, tag)),
    // The description is HTML, so its text is escaped twice: here as XML, and by summaryHtml as HTML.
    textElement('description', summaryHtml(entry)),
    body === undefined ? undefined : element('content:encoded', {}, cdata(body)),
    mediaContent(entry),
  );
}

/** Writes a feed as RSS 2.0 (https://www.rssboard.org/rss-specification) with links to other pages (RFC 5005). */
export function toRss(feed: Feed): string {
  const { title, lang, lastUpdatedAt } = feed;
  const channel = element(
    'channel',
    {},
    element('title', {}, title),
    element('link', {}, feed.home),
    element('description', {}, `Stories: ${title}`),
    textElement('language', lang),
    lastUpdatedAt === undefined ? undefined : element('lastBuildDate', {}, toRfc822(lastUpdatedAt)),
    pageLink('self', feed.self),
    pageLink('next', feed.next),
    pageLink('previous', feed.previous),
    ...feed.entries.map((entry) => toItem(entry, lang)),
  );
  return xmlDocument(element('rss', namespaces, channel));
}
