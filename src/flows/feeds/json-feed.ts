import type { z } from 'zod';
import { type Entry, type Feed, summaryText } from './feed.js';
import type { JsonFeed } from './schemas.js';

type Item = z.infer<typeof JsonFeed>['items'][number];

/** JSON Feed requires content: the body, otherwise the summary, otherwise the headline. */
const itemContent = ({ body, headline }: Entry, summary: string) =>
  body === undefined ? { content_text: summary || headline } : { content_html: body };

function toItem(entry: Entry): Item {
  const { leadImage, section, authors } = entry;
  const summary = summaryText(entry);
  const tags = [...(section === null ? [] : [section.name]), ...entry.tags];
  return {
    id: entry.urn,
    url: entry.link,
    title: entry.headline,
    ...itemContent(entry, summary),
    ...(summary === '' ? {} : { summary }),
    date_published: entry.publishedAt,
    date_modified: entry.updatedAt,
    ...(authors.length === 0 ? {} : { authors }),
    ...(tags.length === 0 ? {} : { tags: [...new Set(tags)] }),
    language: entry.lang,
    ...(leadImage === null
      ? {}
      : {
          image: leadImage.url,
          _image: { alt: leadImage.alt, caption: leadImage.caption, credit: leadImage.credit },
        }),
  };
}

/** Writes a feed as JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/). */
export function toJsonFeed({ title, home, self, next, lang, entries }: Feed): string {
  const feed: z.infer<typeof JsonFeed> = {
    version: 'https://jsonfeed.org/version/1.1',
    title,
    home_page_url: home,
    feed_url: self,
    ...(next === undefined ? {} : { next_url: next }),
    ...(lang === undefined ? {} : { language: lang }),
    items: entries.map(toItem),
  };
  return JSON.stringify(feed);
}
