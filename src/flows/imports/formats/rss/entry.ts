import type { Draft, ReadResult } from '../../draft.js';
import { type DraftImageInput, normaliseDraft, type Omission } from '../../normalisation/draft.js';
import { hostOf, lastPathSegment } from '../../normalisation/fields.js';
import { idOfContent, keyOf } from '../../normalisation/keys.js';
import type { DraftPersonInput } from '../../normalisation/lists.js';
import { mediaIn } from './body-media.js';
import { creditIn, standfirstOf, toPlainText } from './plain-text.js';

/** The metadata of a feed. */
export type Feed = { format: 'rss' | 'atom' | 'json-feed'; host: string | null; lang: string | null };

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
  lang?: string | null;
  categories: readonly string[];
  authors: readonly DraftPersonInput[];
  sources: Draft['sources'];
  publishedAt: Date | null;
  updatedAt: Date | null;
  /** The lead image first. */
  pictures: readonly DraftImageInput[];
  media: readonly DraftImageInput[];
  omissions: readonly Omission[];
};

/** Returns an article of a feed as a draft. Its key is its id, or else its link, or else a digest of its content. */
export function draftOfEntry(entry: Entry, feed: Feed, source: string | null): ReadResult {
  const { from, title, link, publishedAt, updatedAt } = entry;
  const host = feed.host ?? hostOf(link) ?? hostOf(entry.id);
  const body = entry.content ?? entry.summary ?? '';
  const { media, omissions } = mediaIn(body);
  const [lead, ...others] = entry.pictures;
  const isDraft = entry.isDraft ?? false;
  const date = publishedAt ?? updatedAt;
  const headline = toPlainText(title);
  return normaliseDraft({
    from,
    key: keyOf(
      host === null ? (source ?? feed.format) : `${feed.format}:${host}`,
      entry.id ?? link ?? idOfContent(headline, date?.toISOString(), headline === null ? body : null),
    ),
    headline,
    body,
    status: isDraft ? 'draft' : 'published',
    slug: slugIn(link),
    standfirst: entry.content === null ? null : standfirstOf(entry.summary, body),
    lang: entry.lang ?? feed.lang,
    tags: entry.categories.map((category) => toPlainText(category) ?? ''),
    people: entry.authors,
    sources: entry.sources,
    leadImage: lead === undefined ? null : withCredit(lead),
    publishedAt: isDraft ? null : date,
    firstPublishedAt: isDraft ? null : date,
    updatedAt,
    media: [...others.map(withCredit), ...media, ...entry.media],
    omissions: [...entry.omissions, ...omissions],
  });
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
