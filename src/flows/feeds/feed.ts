import type { Site } from '../../content/articles/index.js';
import { withAbsoluteAddresses } from '../../lib/web-address.js';
import { escapeXml } from '../../lib/xml.js';
import type { Format } from './schemas.js';

/** An article in the list of articles, with the fields that feeds need. */
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

/** Returns the fields that a feed needs of each article. */
export const cardFields = (isFull: boolean): string[] => [
  ...['id', 'slug', 'headline', 'standfirst', 'lang', 'section', 'authors', 'tags', 'leadImage', 'publishedAt'],
  ...['updatedAt', 'corrections', ...(isFull ? ['body'] : [])],
];

export type Entry = Omit<Card, 'id' | 'slug' | 'authors' | 'corrections'> & {
  urn: string;
  link: string;
  /** The corrections of the article as text, one line each. */
  notices: string[];
  authors: { name: string; url: string }[];
};

/** A page of a feed, independent of the format in which it is written. */
export type Feed = {
  /** Identifies the feed. It does not depend on the address of the API and is the same on all pages. */
  urn: string;
  title: string;
  /** The name of the publication. */
  publisher: string;
  home: string;
  self: string;
  next: string | undefined;
  previous: string | undefined;
  /** The language of the articles, or undefined if they have different ones. */
  lang: string | undefined;
  /** When one of the articles was last changed. Undefined in an empty feed. */
  lastUpdatedAt: string | undefined;
  entries: Entry[];
};

const noticeOf = ({ kind, note, at }: Card['corrections'][number]) =>
  `${kind.charAt(0).toUpperCase()}${kind.slice(1)}, ${at.slice(0, 10)}: ${note}`;

const noticesToHtml = (notices: readonly string[]) => notices.map((notice) => `<p>${escapeXml(notice)}</p>`).join('');

/** Returns the standfirst and the corrections of an entry as text; `''` if it has neither. */
export const summaryText = ({ standfirst, notices }: Entry) =>
  [standfirst ?? '', ...notices].filter(Boolean).join('\n\n');

/** Returns the standfirst and the corrections of an entry as HTML; `''` if it has neither. */
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

/** Returns the part of a feed that is made from its articles. */
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

/** Returns functions that give the addresses of a feed. Query parameters are sorted, so each feed has one address. */
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
    /** Returns the addresses of the feed in the other formats. */
    alternates: (format: Format) =>
      formats.filter((other) => other !== format).map((other) => ({ format: other, address: inFormat(other) })),
    /** Returns a text that identifies the feed on all its pages, independent of the address of the API. */
    identity: (format: Format) => `/v1/feeds/${format}${query({ after: undefined, before: undefined })}`,
  };
}
