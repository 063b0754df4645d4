import { parseTime } from '../../normalisation/dates.js';
import type { Omission } from '../../normalisation/draft.js';
import { hostOf, quote } from '../../normalisation/fields.js';
import { looksLikeHtml, paragraphs } from '../../normalisation/text.js';
import { namesOf } from '../../normalisation/unread-fields.js';
import { type Element, elementIn, elementsIn, rawText, textIn } from '../../xml/elements.js';
import { unreadElementsIn } from '../../xml/unread-elements.js';
import { xhtmlToHtml } from '../../xml/xhtml.js';
import type { Entry } from './entry.js';
import { picturesOf } from './pictures.js';
import { toPlainText } from './plain-text.js';

const textsIn = (item: Element, ...names: readonly string[]): string[] =>
  elementsIn(item, ...names)
    .map((element) => rawText(element).trim())
    .filter((text) => text !== '');

/** Elements of podcasts that articles cannot hold. */
const unsupportedElements = ['itunes:duration', 'itunes:episode', 'itunes:season', 'itunes:explicit'];

/** Elements that are read or reported elsewhere, or that only matter to programs that fetch feeds. */
const handledElements = namesOf(`guid link title dc:title itunes:title content:encoded description dc:description
  atom:summary itunes:summary itunes:subtitle category dc:subject itunes:keywords dc:creator author atom:author
  itunes:author source pubDate dc:date dcterms:created atom:published atom:updated dcterms:modified enclosure
  media:content media:group media:thumbnail media:title media:description media:credit media:copyright itunes:image
  itunes:duration itunes:episode itunes:season itunes:explicit itunes:episodeType atom:link dc:identifier dc:format
  wfw:commentRss slash:comments ?:origLink ?:post-id`);

/** Converts an RSS item to the common form of all feeds. */
export function entryOf(item: Element, from: string): Entry {
  const omissions: Omission[] = [];
  const guid = elementIn(item, 'guid');
  const id = rawText(guid).trim() || item.attributes.get('about')?.trim() || null;
  const link = textIn(item, 'link') ?? (isPermalink(guid, id) ? id : null);
  const { pictures, media } = picturesOf(item);
  for (const name of unsupportedElements) {
    const text = textIn(item, name);
    if (text !== null) omissions.push({ what: `${name} ${quote(text)}`, reason: 'no-place-for-it' });
  }
  omissions.push(...unreadElementsIn(item, handledElements));
  return {
    from,
    id,
    link,
    title: textIn(item, 'title', 'dc:title', 'itunes:title'),
    content: bodyOf(htmlIn(item, 'content:encoded')),
    summary: bodyOf(htmlIn(item, 'description', 'dc:description', 'atom:summary', 'itunes:summary', 'itunes:subtitle')),
    categories: [
      ...textsIn(item, 'category', 'dc:subject'),
      ...textsIn(item, 'itunes:keywords').flatMap((keywords) => keywords.split(',')),
    ],
    authors: authorsOf(item),
    sources: sourcesOf(item),
    publishedAt: dateIn(item, omissions, 'pubDate', 'dc:date', 'dcterms:created', 'atom:published'),
    updatedAt: dateIn(item, omissions, 'atom:updated', 'dcterms:modified'),
    pictures,
    media,
    omissions,
  };
}

const isPermalink = (guid: Element | undefined, id: string | null): boolean =>
  guid?.attributes.get('isPermaLink')?.toLowerCase() !== 'false' && hostOf(id) !== null;

/** Returns the first text that is not empty. Elements in it, which should have been escaped, are kept. */
function htmlIn(item: Element, ...names: readonly string[]): string | null {
  for (const element of names.flatMap((name) => elementsIn(item, name))) {
    const hasElements = element.children.some((child) => typeof child !== 'string');
    const text = (hasElements ? xhtmlToHtml(element) : rawText(element)).trim();
    if (text !== '') return text;
  }
  return null;
}

/** Returns a body as HTML. Some feeds have plain text, whose lines become paragraphs. */
const bodyOf = (text: string | null): string | null =>
  text === null || looksLikeHtml(text) || /<\/?[a-z][^<>]*>|&[a-z#\d]{2,10};/i.test(text) ? text : paragraphs(text);

/** Returns the authors. In RSS, `author` is an e-mail address with a name in brackets. Only the name is used. */
function authorsOf(item: Element): Entry['authors'] {
  const creators = textsIn(item, 'dc:creator');
  const authors = creators.length > 0 ? creators : textsIn(item, 'author', 'atom:author');
  const atomNames = elementsIn(item, 'atom:author').flatMap((author) => textsIn(author, 'atom:name'));
  const bylines = [...authors, ...atomNames];
  return (bylines.length > 0 ? bylines : textsIn(item, 'itunes:author')).map((text) => ({ text }));
}

/** Returns the channel from which an item was copied. */
const sourcesOf = (item: Element): Entry['sources'] =>
  elementsIn(item, 'source').flatMap((source) => {
    const url = source.attributes.get('url')?.trim() || null;
    const name = toPlainText(rawText(source)) ?? hostOf(url);
    return name === null ? [] : [{ name, url, relation: 'original' as const }];
  });

/** Returns the first valid date of the named elements, and notes invalid ones in `omissions`. */
export function dateIn(item: Element, omissions: Omission[], ...names: readonly string[]): Date | null {
  for (const text of names.flatMap((name) => textsIn(item, name))) {
    const date = parseTime(text);
    if (date !== null) return date;
    omissions.push({ what: `date ${quote(text)}`, reason: 'not-a-date' });
  }
  return null;
}
