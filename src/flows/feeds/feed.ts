import type { Site } from '../../content/articles/index.js';
import { withAbsoluteAddresses } from '../../lib/web-address.js';
import type { Format } from './schemas.js';

/** A card of the list of articles, as a feed asks for it. */
export type Card = {
  id: string;
  slug: string;
  headline: string;
  standfirst: string | null;
  lang: string;
  section: { name: string; path: string } | null;
  authors: { id: string; slug: string; name: string }[];
  tags: string[];
  leadImage: { url: string; alt: string; caption: string | null; credit: string | null } | null;
  publishedAt: string;
  updatedAt: string;
  body?: string;
};

/** The properties of a card of which a feed is made. */
export const cardFields = (isFull: boolean): string[] => [
  ...['id', 'slug', 'headline', 'standfirst', 'lang', 'section', 'authors', 'tags', 'leadImage', 'publishedAt'],
  ...['updatedAt', ...(isFull ? ['body'] : [])],
];

export type Entry = Omit<Card, 'id' | 'slug' | 'authors'> & {
  urn: string;
  link: string;
  authors: { name: string; url: string }[];
};

/** A page of stories, before it is written in one format or another. */
export type Feed = {
  /** Its name whatever its address, with the pages before and after it the same. */
  urn: string;
  title: string;
  /** The name of the publication. */
  publisher: string;
  home: string;
  self: string;
  next: string | undefined;
  previous: string | undefined;
  /** The language of all its stories, where they have one. */
  lang: string | undefined;
  /** When a story in it was last changed; undefined in an empty one. */
  updated: string | undefined;
  entries: Entry[];
};

function entryOf({ id, slug, authors, body, ...card }: Card, site: Site): Entry {
  const link = site.linkOf(slug);
  return {
    ...card,
    urn: `urn:uuid:${id}`,
    link,
    authors: authors.map((author) => ({ name: author.name, url: `${site.base}/v1/people/${author.slug}` })),
    ...(body === undefined ? {} : { body: withAbsoluteAddresses(body, link) }),
  };
}

/** What stories make of a feed. */
export function contentOf(cards: readonly Card[], site: Site): Pick<Feed, 'entries' | 'lang' | 'updated'> {
  const langs = new Set(cards.map(({ lang }) => lang));
  const [updated] = cards.map(({ updatedAt }) => updatedAt).sort((a, b) => (a < b ? 1 : -1));
  return {
    entries: cards.map((card) => entryOf(card, site)),
    lang: langs.size === 1 ? [...langs][0] : undefined,
    updated,
  };
}

const formats: readonly Format[] = ['rss', 'atom', 'json'];

/** Addresses of a feed, in all formats: its parameters in one order whatever the order in which they came. */
export function addressesOf(url: string, base: string) {
  const [, search = ''] = url.split('?', 2);
  const query = (changes: Record<string, string | undefined>): string => {
    const parameters = new URLSearchParams(search);
    for (const [name, value] of Object.entries(changes)) {
      if (value === undefined) parameters.delete(name);
      else parameters.set(name, value);
    }
    parameters.sort();
    return parameters.size === 0 ? '' : `?${parameters}`;
  };
  const inFormat = (format: Format, changes: Record<string, string | undefined> = {}) =>
    `${base}/v1/feeds/${format}${query(changes)}`;
  return {
    page: inFormat,
    /** The same feed in the other formats. */
    others: (format: Format) =>
      formats.filter((other) => other !== format).map((other) => ({ format: other, address: inFormat(other) })),
    /** What is the same of all its pages, wherever the API is. */
    identity: (format: Format) => `/v1/feeds/${format}${query({ after: undefined, before: undefined })}`,
  };
}
