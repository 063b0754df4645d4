import { v5 as uuidOf } from 'uuid';
import type { ArticleListRequest, ArticleService, Site } from '../../content/articles/index.js';
import type { PersonService } from '../../content/people/index.js';
import type { SectionService } from '../../content/sections/index.js';
import { entityNamesIn } from '../../platform/cache/index.js';
import type { JsonItem, JsonPage } from '../../platform/paging/index.js';
import { toAtom } from './atom.js';
import { type Card, cardFields, type Feed, feedContent, feedUrls } from './feed.js';
import { toJsonFeed } from './json-feed.js';
import { toRss } from './rss.js';
import { type FeedQuery, FORMATS, type Format } from './schemas.js';

/** The parts of a response with a feed. */
export type FeedResponse = {
  type: string;
  body: string;
  /** The value of the `Link` header (RFC 8288): the pages before and after, and the feed in other formats. */
  links: string;
  /** The cache tags by which the response is invalidated. */
  tags: string[];
};

type Dependencies = { articles: ArticleService; sections: SectionService; people: PersonService; site: Site };

/** Writes the articles that `GET /v1/articles` lists as feeds. */
export function feedService({ articles, sections, people, site }: Dependencies) {
  const writers: Readonly<Record<Format, (feed: Feed) => string>> = { rss: toRss, atom: toAtom, json: toJsonFeed };

  /** Loads the section and people by which the list is filtered. Their names are used in the title of the feed. */
  async function loadFilters({ section, person, author }: FeedQuery): Promise<JsonItem[]> {
    const fields = ['id', 'name'];
    return Promise.all([
      ...(section === undefined ? [] : [sections.get(section, { fields }, 'public')]),
      ...[person, author].flatMap((ref) => (ref === undefined ? [] : [people.get(ref, { fields }, 'public')])),
    ]);
  }

  /**
   * Reads one page of a feed.
   *
   * @param url the URL of the request
   * @throws unknown-reference for a section or person that does not exist
   */
  async function read(format: Format, query: FeedQuery, url: string): Promise<FeedResponse> {
    const { content, ...list } = query;
    const isFull = content === 'full';
    const listQuery: ArticleListRequest = {
      ...list,
      view: 'public',
      fields: cardFields(isFull),
      include: isFull ? ['body', 'corrections'] : ['corrections'],
    };
    // Read the list first, because it refuses filters that refer to something that does not exist.
    const { items, page, tags } = (await articles.list(listQuery)) as JsonPage;
    const filters = await loadFilters(query);
    const urls = feedUrls(url, site.base);
    const pageUrl = (cursor: string | null, parameter: 'after' | 'before') =>
      cursor === null ? undefined : urls.page(format, { after: undefined, before: undefined, [parameter]: cursor });
    const feed: Feed = {
      urn: `urn:uuid:${uuidOf(urls.identity(format), uuidOf.URL)}`,
      title: titleOf(filters, query),
      publisher: site.name,
      home: site.home,
      self: urls.page(format),
      next: pageUrl(page.next, 'after'),
      previous: pageUrl(page.previous, 'before'),
      ...feedContent(JSON.parse(`[${items}]`) as Card[], site),
    };
    const links = [
      ...(feed.next === undefined ? [] : [`<${feed.next}>; rel="next"`]),
      ...(feed.previous === undefined ? [] : [`<${feed.previous}>; rel="prev"`]),
      ...urls.alternates(format).map((other) => `<${other.address}>; rel="alternate"; type="${FORMATS[other.format]}"`),
    ];
    return {
      type: `${FORMATS[format]}; charset=utf-8`,
      body: writers[format](feed),
      links: links.join(', '),
      tags: [...tags, ...entityNamesIn(items), ...filters.map(({ id }) => id)],
    };
  }

  function titleOf(filters: readonly JsonItem[], { tag, q }: FeedQuery): string {
    const names = filters.map(({ json }) => (JSON.parse(json.toString()) as { name: string }).name);
    const parts = [...names, ...(tag === undefined ? [] : [tag]), ...(q === undefined ? [] : [`“${q}”`])];
    return parts.length === 0 ? site.name : `${parts.join(', ')} – ${site.name}`;
  }

  return { read };
}

export type FeedService = ReturnType<typeof feedService>;
