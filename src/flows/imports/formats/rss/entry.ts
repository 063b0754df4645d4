import { authorsOf, type PrintedAuthor } from '../../bylines/index.js';
import type { Draft, ReadResult } from '../../draft.js';
import { type DraftImageInput, normaliseDraft, type Omission } from '../../normalisation/draft.js';
import { hostOf, lastPathSegment } from '../../normalisation/fields.js';
import { idOfContent, keyOf } from '../../normalisation/keys.js';
import { escapeHtml } from '../../normalisation/text.js';
import { webAddress } from '../../normalisation/web-address.js';
import { mediaIn } from './body-media.js';
import { type Medium, mediumHtml, pictureHtml } from './figures.js';
import { creditIn, standfirstOf, toPlainText } from './plain-text.js';

/** The metadata of a feed. */
export type Feed = {
  format: 'rss' | 'atom' | 'json-feed';
  host: string | null;
  lang: string | null;
  title: string | null;
};

/** An article of a feed, in the common form of all kinds of feeds. */
export type Entry = {
  from: string;
  id: string | null;
  link: string | null;
  /** HTML or text. */
  title: string | null;
  /** HTML. */
  content: string | null;
  /** HTML or text. */
  summary: string | null;
  isDraft?: boolean;
  isTrashed?: boolean;
  /** A slug that counts more than that in the link. */
  slug?: string | null;
  lang?: string | null;
  categories: readonly string[];
  authors: readonly PrintedAuthor[];
  sources: Draft['sources'];
  publishedAt: Date | null;
  updatedAt: Date | null;
  /** The lead image first. */
  pictures: readonly DraftImageInput[];
  media: readonly Medium[];
  omissions: readonly Omission[];
};

/** Returns an article of a feed as a draft. Its key is its id, or else its link, or else a digest of its content. */
export function draftOfEntry(entry: Entry, feed: Feed, source: string | null): ReadResult {
  const { from, title, link, publishedAt, updatedAt } = entry;
  const host = feed.host ?? hostOf(link) ?? hostOf(entry.id);
  const text = entry.content ?? entry.summary ?? '';
  const [lead, ...others] = entry.pictures.map(withCredit);
  const attachedMedia = entry.media.map((medium) => ({
    ...withCredit(medium),
    kind: medium.kind,
    title: medium.title,
  }));
  const body = withAttachedMedia(text, others, attachedMedia);
  const media = mediaIn(text);
  const isDraft = entry.isDraft ?? false;
  const date = publishedAt ?? updatedAt;
  const headline = toPlainText(title);
  const authors = authorsOf(entry.authors);
  return normaliseDraft({
    from,
    key: keyOf(
      host === null ? (source ?? feed.format) : `${feed.format}:${host}`,
      entry.id ?? link ?? idOfContent(headline, date?.toISOString(), headline === null ? text : null),
    ),
    headline,
    body,
    status: entry.isTrashed ? 'trashed' : isDraft ? 'draft' : 'published',
    slug: entry.slug ?? slugIn(link),
    standfirst: entry.content === null ? null : standfirstOf(entry.summary, text),
    lang: entry.lang ?? feed.lang,
    tags: entry.categories.map((category) => toPlainText(category) ?? ''),
    dateline: authors.place,
    people: authors.people,
    sources: [...entry.sources, ...authors.sources, ...originalOf(link, feed, host)],
    leadImage: lead ?? null,
    publishedAt: isDraft ? null : date,
    firstPublishedAt: isDraft ? null : date,
    updatedAt,
    media: [...others, ...media, ...attachedMedia],
    omissions: [...entry.omissions, ...authors.omissions],
  });
}

/** Returns the page of an article in the feed's site as the source in which the article first appeared. */
const originalOf = (link: string | null, feed: Feed, host: string | null): Draft['sources'] =>
  hostOf(link) === null || new URL(link ?? '').pathname === '/'
    ? []
    : [{ name: feed.title ?? host ?? '', url: link, relation: 'original' }];

/** Adds the media of an entry that its text does not show to the end of the text. */
function withAttachedMedia(text: string, pictures: readonly DraftImageInput[], media: readonly Medium[]): string {
  const isShown = ({ url }: DraftImageInput) => text.includes(url) || text.includes(escapeHtml(url));
  const isWebAddress = ({ url }: DraftImageInput) => webAddress(url) !== null;
  const figures = [
    ...pictures.filter((picture) => isWebAddress(picture) && !isShown(picture)).map((picture) => pictureHtml(picture)),
    ...media.filter((medium) => isWebAddress(medium) && !isShown(medium)).map(mediumHtml),
  ];
  return figures.length === 0 ? text : [text, ...figures].join('\n').trim();
}

function withCredit(image: DraftImageInput): DraftImageInput {
  const caption = toPlainText(image.caption);
  return { ...image, alt: toPlainText(image.alt), caption, credit: toPlainText(image.credit) ?? creditIn(caption) };
}

/** Returns the slug in a link, or null. A number is not used as a slug. */
export function slugIn(link: string | null): string | null {
  if (hostOf(link) === null) return null;
  const step = lastPathSegment(link)?.replace(/\.(?:mp\d|m4[av])$/i, '');
  if (!step || /^\d+$/.test(step)) return null;
  try {
    return decodeURIComponent(step);
  } catch {
    return step;
  }
}
