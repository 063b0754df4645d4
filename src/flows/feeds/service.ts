import { v5 as uuidOf } from 'uuid';
import type { ArticleListQuery, ArticleService, Site } from '../../content/articles/index.js';
import type { PersonService } from '../../content/people/index.js';
import type { SectionService } from '../../content/sections/index.js';
import { anonymous } from '../../platform/auth/index.js';
import { namesIn } from '../../platform/cache/index.js';
import type { FinishedItem, FinishedPage } from '../../platform/paging/index.js';
import { atomOf } from './atom.js';
import { addressesOf, type Card, cardFields, contentOf, type Feed } from './feed.js';
import { jsonFeedOf } from './json-feed.js';
import { rssOf } from './rss.js';
import { type FeedQuery, FORMATS, type Format } from './schemas.js';

/** A feed as it is sent. */
export type SentFeed = {
  type: string;
  body: string;
  /** RFC 8288: the pages beside it, and the same in other formats. */
  links: string;
  /** Names by which it is purged. */
  tags: string[];
};

type Needs = { articles: ArticleService; sections: SectionService; people: PersonService; site: Site };

/** The newsstand as feeds: what `GET /v1/articles` lists, for feed readers. */
export function feedService({ articles, sections, people, site }: Needs) {
  const write: Readonly<Record<Format, (feed: Feed) => string>> = { rss: rssOf, atom: atomOf, json: jsonFeedOf };

  /** The things by which a list is narrowed, which give a feed its name. */
  async function filtersOf({ section, person, author }: FeedQuery): Promise<FinishedItem[]> {
    const fields = ['id', 'name'];
    return Promise.all([
      ...(section === undefined ? [] : [sections.get(section, { fields })]),
      ...[person, author].flatMap((ref) => (ref === undefined ? [] : [people.get(ref, { fields })])),
    ]);
  }

  /** @param url under which it was asked for */
  async function read(format: Format, query: FeedQuery, url: string): Promise<SentFeed> {
    const { content, ...list } = query;
    const isFull = content === 'full';
    const asked: ArticleListQuery = {
      ...list,
      view: 'public',
      fields: cardFields(isFull),
      include: isFull ? ['body', 'corrections'] : ['corrections'],
    };
    // First the stories: what a filter names that is not there is refused by the list.
    const { items, page, tags } = (await articles.list(anonymous, asked)) as FinishedPage;
    const filters = await filtersOf(query);
    const addresses = addressesOf(url, site.base);
    const at = (cursor: string | null, parameter: 'after' | 'before') =>
      cursor === null
        ? undefined
        : addresses.page(format, { after: undefined, before: undefined, [parameter]: cursor });
    const feed: Feed = {
      urn: `urn:uuid:${uuidOf(addresses.identity(format), uuidOf.URL)}`,
      title: titleOf(filters, query),
      publisher: site.name,
      home: site.home,
      self: addresses.page(format),
      next: at(page.next, 'after'),
      previous: at(page.previous, 'before'),
      ...contentOf(JSON.parse(`[${items}]`) as Card[], site),
    };
    const links = [
      ...(feed.next === undefined ? [] : [`<${feed.next}>; rel="next"`]),
      ...(feed.previous === undefined ? [] : [`<${feed.previous}>; rel="prev"`]),
      ...addresses
        .others(format)
        .map((other) => `<${other.address}>; rel="alternate"; type="${FORMATS[other.format]}"`),
    ];
    return {
      type: `${FORMATS[format]}; charset=utf-8`,
      body: write[format](feed),
      links: links.join(', '),
      tags: [...tags, ...namesIn(items), ...filters.map(({ id }) => id)],
    };
  }

  function titleOf(filters: readonly FinishedItem[], { tag, q }: FeedQuery): string {
    const names = filters.map(({ json }) => (JSON.parse(json.toString()) as { name: string }).name);
    const parts = [...names, ...(tag === undefined ? [] : [tag]), ...(q === undefined ? [] : [`“${q}”`])];
    return parts.length === 0 ? site.name : `${parts.join(', ')} – ${site.name}`;
  }

  return { read };
}

export type FeedService = ReturnType<typeof feedService>;
