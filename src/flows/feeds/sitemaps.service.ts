import type { Site } from '../../content/articles/index.js';
import { element, type Markup, xmlDocument } from '../../lib/xml.js';
import type { Database } from '../../platform/db/index.js';
import type { Start } from './schemas.js';
import { type NewsStory, sitemapStore } from './sitemaps.store.js';

const namespace = 'http://www.sitemaps.org/schemas/sitemap/0.9';

const set = (content: Markup, attributes: Record<string, string> = {}) =>
  xmlDocument(element('urlset', { xmlns: namespace, ...attributes }, content));

/** Google News knows languages by two or three letters, and Chinese by its two scripts. */
export function newsLanguage(lang: string): string {
  const [language = '', ...rest] = lang.toLowerCase().split('-');
  if (language !== 'zh') return language;
  return rest.some((subtag) => ['hant', 'tw', 'hk', 'mo'].includes(subtag)) ? 'zh-tw' : 'zh-cn';
}

type Needs = {
  database: Database;
  site: Site;
  /** Addresses that one sitemap may have; as many as there may be when left out. */
  most?: number;
};

/** Sitemaps of what is published. */
export function sitemapService({ database, site, most }: Needs) {
  const store = sitemapStore(database, site.around, most);

  /** All stories, or the index of the parts of them; or one of those parts. */
  async function stories(from: Start | undefined): Promise<string> {
    const found = from === undefined ? await store.whole() : await store.part(from);
    if ('urls' in found) return set({ xml: `\n${found.urls}\n` });
    const parts = found.starts.map(([at, id]) =>
      element('sitemap', {}, element('loc', {}, `${site.base}/sitemap.xml?from=${at}_${id}`)),
    );
    return xmlDocument(element('sitemapindex', { xmlns: namespace }, ...parts));
  }

  const news = ({ slug, headline, lang, published }: NewsStory) =>
    element(
      'url',
      {},
      element('loc', {}, site.linkOf(slug)),
      element(
        'news:news',
        {},
        element(
          'news:publication',
          {},
          element('news:name', {}, site.name),
          element('news:language', {}, newsLanguage(lang)),
        ),
        element('news:publication_date', {}, published),
        element('news:title', {}, headline),
      ),
    );

  return {
    stories,
    /** Stories of the last two days, a thousand at most, as Google News has them. */
    async latest(): Promise<string> {
      const found = await store.news(new Date());
      return set(
        { xml: found.map((story) => news(story).xml).join('\n') },
        { 'xmlns:news': 'http://www.google.com/schemas/sitemap-news/0.9' },
      );
    },
  };
}

export type SitemapService = ReturnType<typeof sitemapService>;
