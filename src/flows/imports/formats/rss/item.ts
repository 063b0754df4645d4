import { writersOf } from '../../fitting/byline.js';
import { timeOf } from '../../fitting/dates.js';
import type { Dropped } from '../../fitting/draft.js';
import { hostOf, quoted } from '../../fitting/fields.js';
import { looksLikeHtml, paragraphs } from '../../fitting/text.js';
import { type Element, elementIn, elementsIn, rawText, textIn } from '../../xml/elements.js';
import type { Entry } from './entry.js';
import { picturesOf } from './pictures.js';
import { plainly } from './plainly.js';

const texts = (item: Element, ...names: readonly string[]): string[] =>
  elementsIn(item, ...names)
    .map((element) => rawText(element).trim())
    .filter((text) => text !== '');

/** An item of RSS as what every feed has. */
export function entryOf(item: Element, from: string): Entry {
  const dropped: Dropped[] = [];
  const guid = elementIn(item, 'guid');
  const id = rawText(guid).trim() || null;
  const link = textIn(item, 'link') ?? (isPermalink(guid, id) ? id : null);
  const { pictures, media } = picturesOf(item);
  return {
    from,
    id,
    link,
    title: textIn(item, 'title', 'dc:title'),
    content: bodyOf(textIn(item, 'content:encoded')),
    summary: bodyOf(textIn(item, 'description', 'dc:description', 'atom:summary')),
    categories: texts(item, 'category', 'dc:subject'),
    authors: authorsOf(item, dropped),
    sources: sourcesOf(item),
    published: dateIn(item, dropped, 'pubDate', 'dc:date', 'dcterms:created', 'atom:published'),
    updated: dateIn(item, dropped, 'atom:updated', 'dcterms:modified'),
    pictures,
    media,
    dropped,
  };
}

const isPermalink = (guid: Element | undefined, id: string | null): boolean =>
  guid?.attributes.get('isPermaLink')?.toLowerCase() !== 'false' && hostOf(id) !== null;

/** A text without any tag, of which there are some, has its lines as paragraphs. */
const bodyOf = (text: string | null): string | null =>
  text === null || looksLikeHtml(text) || /<\/?[a-z][^<>]*>|&[a-z#\d]{2,10};/i.test(text) ? text : paragraphs(text);

/** `author` is an e-mail address by the specification, with the name in brackets behind it: only the name is taken. */
function authorsOf(item: Element, dropped: Dropped[]): Entry['authors'] {
  const creators = texts(item, 'dc:creator');
  const bylines = creators.length > 0 ? creators : texts(item, 'author', 'atom:author');
  const nested = elementsIn(item, 'atom:author').flatMap((author) => texts(author, 'atom:name'));
  return [...bylines, ...nested].flatMap((byline) => {
    const text = plainly(byline) ?? '';
    const name = /\(([^()]+)\)\s*$/.exec(text)?.[1] ?? text;
    if (name.includes('@')) {
      dropped.push({ what: 'author', reason: 'an-address-is-no-name' });
      return [];
    }
    return writersOf(name).map((writer) => ({
      name: writer.name,
      relation: 'author' as const,
      titleAsPrinted: writer.title,
    }));
  });
}

/** The channel that an item came from. */
const sourcesOf = (item: Element): Entry['sources'] =>
  elementsIn(item, 'source').flatMap((source) => {
    const url = source.attributes.get('url')?.trim() || null;
    const name = plainly(rawText(source)) ?? hostOf(url);
    return name === null ? [] : [{ name, url, relation: 'original' as const }];
  });

/** The first date of some that is one. */
export function dateIn(item: Element, dropped: Dropped[], ...names: readonly string[]): Date | null {
  for (const text of names.flatMap((name) => texts(item, name))) {
    const date = timeOf(text);
    if (date !== null) return date;
    dropped.push({ what: `date ${quoted(text)}`, reason: 'not-a-date' });
  }
  return null;
}
