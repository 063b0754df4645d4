import type { Draft, Read } from '../../draft.js';
import { type Dropped, draftOf, type FoundImage } from '../../fitting/draft.js';
import { hostOf, lastStep } from '../../fitting/fields.js';
import { idOfContent, keyOf } from '../../fitting/keys.js';
import type { FoundPerson } from '../../fitting/lists.js';
import { mediaIn } from './body-media.js';
import { creditIn, plainly, standfirstOf } from './plainly.js';

/** What a feed says of itself. */
export type Feed = { format: 'rss' | 'atom' | 'json-feed'; host: string | null; lang: string | null };

/** A story of a feed, in what all kinds of feeds have. */
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
  authors: readonly FoundPerson[];
  sources: Draft['sources'];
  published: Date | null;
  updated: Date | null;
  /** The lead first; `isLead` where it is said to be. */
  pictures: readonly FoundImage[];
  media: readonly FoundImage[];
  dropped: readonly Dropped[];
};

/** A story of a feed as a draft. It is known by its id, else by its address, else by what it says. */
export function draftOfEntry(entry: Entry, feed: Feed, source: string | null): Read {
  const { from, title, link, published, updated } = entry;
  const host = feed.host ?? hostOf(link) ?? hostOf(entry.id);
  const body = entry.content ?? entry.summary ?? '';
  const { media, dropped } = mediaIn(body);
  const [lead, ...others] = entry.pictures;
  const isDraft = entry.isDraft ?? false;
  const date = published ?? updated;
  const headline = plainly(title);
  return draftOf({
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
    tags: entry.categories.map((category) => plainly(category) ?? ''),
    people: entry.authors,
    sources: entry.sources,
    leadImage: lead === undefined ? null : credited(lead),
    publishedAt: isDraft ? null : date,
    firstPublishedAt: isDraft ? null : date,
    updatedAt: updated,
    media: [...others.map(credited), ...media, ...entry.media],
    dropped: [...entry.dropped, ...dropped],
  });
}

function credited(image: FoundImage): FoundImage {
  const caption = plainly(image.caption);
  return { ...image, alt: plainly(image.alt), caption, credit: plainly(image.credit) ?? creditIn(caption) };
}

/** A slug that says something; a number says nothing. */
export function slugIn(link: string | null): string | null {
  if (hostOf(link) === null) return null;
  const step = lastStep(link)?.replace(/\.(?:mp\d|m4[av])$/i, '');
  if (!step || /^\d+$/.test(step)) return null;
  try {
    return decodeURIComponent(step);
  } catch {
    return step;
  }
}
