import type { Site } from '../../content/articles/index.js';
import { withAbsoluteAddresses } from '../../lib/web-address.js';
import { escapeXml } from '../../lib/xml.js';
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
  corrections: { kind: string; note: string; at: string }[];
  body?: string;
};

/** The properties of a card of which a feed is made. */
export const cardFields = (isFull: boolean): string[] => [
  ...['id', 'slug', 'headline', 'standfirst', 'lang', 'section', 'authors', 'tags', 'leadImage', 'publishedAt'],
  ...['updatedAt', 'corrections', ...(isFull ? ['body'] : [])],
];

export type Entry = Omit<Card, 'id' | 'slug' | 'authors' | 'corrections'> & {
  urn: string;
  link: string;
  /** What readers are told of mistakes, a line each. */
  notices: string[];
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
  lastUpdatedAt: string | undefined;
  entries: Entry[];
};

const noticeOf = ({ kind, note, at }: Card['corrections'][number]) =>
  `${kind.charAt(0).toUpperCase()}${kind.slice(1)}, ${at.slice(0, 10)}: ${note}`;

const noticesToHtml = (notices: readonly string[]) => notices.map((notice) => `<p>${escapeXml(notice)}</p>`).join('');

/** What an entry says of its story without the body, as text: empty where there is nothing. */
export const summaryText = ({ standfirst, notices }: Entry) =>
  [standfirst ?? '', ...notices].filter(Boolean).join('\n\n');

/** The same as HTML. */
export const summaryHtml = ({ standfirst, notices }: Entry) =>
  notices.length === 0 ? escapeXml(standfirst ?? '') : noticesToHtml([standfirst ?? '', ...notices].filter(Boolean));

function toEntry({ id, slug, authors, corrections, body, ...card }: Card, site: Site): Entry {
  const link = site.linkOf(slug);
  const notices = corrections.map(noticeOf);
  return {
    ...card,
    urn: `urn:uuid:${id}`,
    link,
    notices,
    authors: authors.map((author) => ({ name: author.name, url: `${site.base}/v1/people/${author.slug}` })),
    ...(body === undefined ? {} : { body: withAbsoluteAddresses(body, link) + noticesToHtml(notices) }),
  };
}

/** What stories make of a feed. */
export function feedContent(cards: readonly Card[], site: Site): Pick<Feed, 'entries' | 'lang' | 'lastUpdatedAt'> {
  const langs = new Set(cards.map(({ lang }) => lang));
  const [lastUpdatedAt] = cards.map(({ updatedAt }) => updatedAt).sort((a, b) => (a < b ? 1 : -1));
  return {
    entries: cards.map((card) => toEntry(card, site)),
    lang: langs.size === 1 ? [...langs][0] : undefined,
    lastUpdatedAt,
  };
}

const formats: readonly Format[] = ['rss', 'atom', 'json'];

/** Addresses of a feed, in all formats: its parameters in one order whatever the order in which they came. */
export function feedUrls(url: string, base: string) {
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
    alternates: (format: Format) =>
      formats.filter((other) => other !== format).map((other) => ({ format: other, address: inFormat(other) })),
    /** What is the same of all its pages, wherever the API is. */
    identity: (format: Format) => `/v1/feeds/${format}${query({ after: undefined, before: undefined })}`,
  };
}
