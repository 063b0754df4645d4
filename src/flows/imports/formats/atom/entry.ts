import type { DraftImageInput, Omission } from '../../normalisation/draft.js';
import { hostOf, quote } from '../../normalisation/fields.js';
import { escapeHtml, paragraphs } from '../../normalisation/text.js';
import { namesOf } from '../../normalisation/unread-fields.js';
import { type Element, elementIn, elementsIn, rawText, textIn } from '../../xml/elements.js';
import { unreadElementsIn } from '../../xml/unread-elements.js';
import { xhtmlToHtml } from '../../xml/xhtml.js';
import type { Entry } from '../rss/entry.js';
import { kindOf, type Medium } from '../rss/figures.js';
import { dateIn } from '../rss/item.js';
import { picturesOf } from '../rss/pictures.js';
import { toPlainText } from '../rss/plain-text.js';
import { bloggerKindOf, bloggerKindScheme } from './blogger.js';

export type Author = Entry['authors'][number];

/** Returns the reason and detail with which an entry is skipped, or null for an article. */
export function skipReasonOf(entry: Element): readonly [reason: string, detail: string] | null {
  if (bloggerKindOf(entry) === null && elementIn(entry, 'thr:in-reply-to') !== undefined)
    return ['a-reply', 'The entry is a reply to another entry (RFC 4685), not an article.'];
  const kind = bloggerKindOf(entry);
  if (kind === null || kind === 'post' || kind === 'page') return null;
  return ['not-a-story', `The entry is not an article but an entry of the Blogger kind "${quote(kind)}".`];
}

/** Returns the names in Person elements (RFC 4287, 3.2). */
export const authorsIn = (persons: readonly Element[]): Author[] =>
  persons.flatMap((person) => {
    const name = toPlainText(textIn(person, 'atom:name'));
    return name === null ? [] : [{ text: name, isName: true }];
  });

/** Returns a Text construct (RFC 4287, 3.1) or a content element as HTML. */
function htmlOf(element: Element | undefined): string | null {
  if (element === undefined) return null;
  const type = (element.attributes.get('type') ?? 'text').trim().toLowerCase();
  if (type === 'xhtml' || type === 'application/xhtml+xml') {
    // The required div around XHTML is not part of the content.
    const div = elementIn(element, 'html:div') ?? elementIn(element, 'atom:div');
    return xhtmlToHtml(div ?? element).trim() || null;
  }
  const text = rawText(element).trim();
  if (text === '') return null;
  if (type === 'html' || type === 'text/html') return text;
  return type === 'text' || type.startsWith('text/') ? paragraphs(text) : null;
}

type Link = { rel: string; href: string; type: string; title: string | null };

/** Returns the links of an entry. Relative URLs are resolved against `base`. */
function linksOf(entry: Element, base: string | null): Link[] {
  return elementsIn(entry, 'atom:link').flatMap(({ attributes }) => {
    const href = attributes.get('href')?.trim();
    if (!href) return [];
    const baseUrl = attributes.get('base') ?? entry.attributes.get('base') ?? base;
    const absoluteUrl = baseUrl !== null && URL.canParse(href, baseUrl) ? new URL(href, baseUrl).href : href;
    const rel = (attributes.get('rel') ?? 'alternate').replace('http://www.iana.org/assignments/relation/', '');
    return [{ rel, href: absoluteUrl, type: attributes.get('type') ?? '', title: attributes.get('title') ?? null }];
  });
}

/** Elements that are read or reported elsewhere, or that only matter to programs that fetch feeds. */
const handledElements = namesOf(`atom:id atom:link atom:title atom:content atom:summary atom:category atom:author
  atom:contributor atom:source atom:published atom:updated atom:rights app:control app:edited enclosure media:content media:group
  media:thumbnail media:title media:description media:credit media:copyright itunes:image thr:in-reply-to thr:total
  blogger:type blogger:status blogger:filename blogger:metaDescription blogger:created blogger:parent
  blogger:inReplyTo blogger:trashed ?:extendedProperty ?:origLink`);

/** Converts an Atom entry to the common form of all feeds. Entries without authors get those of the feed. */
export function entryOf(entry: Element, from: string, feedAuthors: readonly Author[], base: string | null): Entry {
  const omissions: Omission[] = [];
  const links = linksOf(entry, base);
  const content = elementIn(entry, 'atom:content');
  const source = elementIn(entry, 'atom:source');
  const { pictures, media } = entryMediaOf(entry, links);
  const externalSource = content?.attributes.get('src');
  if (externalSource !== undefined)
    omissions.push({ what: `content ${quote(externalSource)}`, reason: 'not-in-the-file' });
  const contributors = elementsIn(entry, 'atom:contributor').length;
  if (contributors > 0) omissions.push({ what: `${contributors} contributors`, reason: 'not-authors' });
  if (elementIn(entry, 'atom:rights') !== undefined) omissions.push({ what: 'rights', reason: 'no-place-for-rights' });
  omissions.push(...unreadElementsIn(entry, handledElements));
  const entryAuthors = authorsIn(elementsIn(entry, 'atom:author'));
  const sourceAuthors = source === undefined ? [] : authorsIn(elementsIn(source, 'atom:author'));
  const control = elementIn(entry, 'app:control');
  return {
    from,
    id: textIn(entry, 'atom:id'),
    link: links.find(({ rel }) => rel === 'alternate')?.href ?? null,
    title: titleOf(elementIn(entry, 'atom:title')),
    content: htmlOf(content),
    summary: htmlOf(elementIn(entry, 'atom:summary')),
    isDraft: control !== undefined && textIn(control, 'app:draft')?.toLowerCase() === 'yes',
    lang: content?.attributes.get('lang') ?? entry.attributes.get('lang') ?? null,
    categories: elementsIn(entry, 'atom:category')
      .filter(({ attributes }) => attributes.get('scheme') !== bloggerKindScheme)
      .flatMap(({ attributes }) => attributes.get('label')?.trim() || attributes.get('term')?.trim() || []),
    authors: entryAuthors.length > 0 ? entryAuthors : sourceAuthors.length > 0 ? sourceAuthors : feedAuthors,
    sources: [
      ...(source === undefined ? [] : sourceOf(source)),
      ...links
        .filter(({ rel }) => rel === 'via')
        .flatMap(({ href, title }) => toSources(title ?? hostOf(href), href, 'cited')),
    ],
    publishedAt: dateIn(entry, omissions, 'atom:published'),
    updatedAt: dateIn(entry, omissions, 'atom:updated'),
    pictures,
    media,
    omissions,
  };
}

function titleOf(title: Element | undefined): string | null {
  if (title === undefined) return null;
  // A title of the type "text" is not HTML, even if it looks like it.
  return (title.attributes.get('type') ?? 'text') === 'text' ? escapeHtml(rawText(title)) : htmlOf(title);
}

const toSources = (name: string | null, url: string | null, relation: 'original' | 'cited'): Entry['sources'] =>
  name === null ? [] : [{ name, url, relation }];

/** Returns the feed from which an entry was copied (RFC 4287, 4.2.11). */
function sourceOf(source: Element): Entry['sources'] {
  const url = linksOf(source, null).find(({ rel }) => rel === 'alternate')?.href ?? null;
  return toSources(toPlainText(titleOf(elementIn(source, 'atom:title'))) ?? hostOf(url), url, 'original');
}

function entryMediaOf(entry: Element, links: readonly Link[]): { pictures: DraftImageInput[]; media: Medium[] } {
  const itemMedia = picturesOf(entry);
  for (const { href, type, title } of links.filter(({ rel }) => rel === 'enclosure')) {
    const kind = kindOf(href, type);
    if (kind === 'image') itemMedia.pictures.push({ url: href, alt: title });
    else itemMedia.media.push({ url: href, kind, title });
  }
  return itemMedia;
}
