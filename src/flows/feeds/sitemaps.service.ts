import type { Site } from '../../content/articles/index.js';
import { element, type Markup, xmlDocument } from '../../lib/xml.js';
import type { Database } from '../../platform/db/index.js';
import type { SitemapStart } from './schemas.js';
import { type NewsArticle, sitemapStore } from './sitemaps.store.js';

const namespace = 'http://www.sitemaps.org/schemas/sitemap/0.9';

const urlSet = (content: Markup, attributes: Record<string, string> = {}) =>
  xmlDocument(element('urlset', { xmlns: namespace, ...attributes }, content));

/** Returns the code that Google News uses for a language: two or three letters, or zh-cn or zh-tw for Chinese. */
export function newsLanguage(lang: string): string {
  const [language = '', ...rest] = lang.toLowerCase().split('-');
  if (language !== 'zh') return language;
  return rest.some((subtag) => ['hant', 'tw', 'hk', 'mo'].includes(subtag)) ? 'zh-tw' : 'zh-cn';
}

type Dependencies = {
  database: Database;
  site: Site;
  /** The maximum number of addresses in one sitemap. The default is the limit of sitemaps.org. */
  maxUrls?: number;
};

/** Writes sitemaps of the published articles. */
export function sitemapService({ database, site, maxUrls }: Dependencies) {
  const store = sitemapStore(database, site.linkParts, maxUrls);

  /**
   * Returns the sitemap of all articles, or an index of its parts if it is too large for one file.
   *
   * @param from the start of the part to return instead
   */
  async function getArticleSitemap(from: SitemapStart | undefined): Promise<string> {
    const sitemap = from === undefined ? await store.loadSitemap() : await store.loadPart(from);
    if ('urls' in sitemap) return urlSet({ xml: `\n${sitemap.urls}\n` });
    const parts = sitemap.starts.map(([at, id]) =>
      element('sitemap', {}, element('loc', {}, `${site.base}/sitemap.xml?from=${at}_${id}`)),
    );
    return xmlDocument(element('sitemapindex', { xmlns: namespace }, ...parts));
  }

  const newsEntry = ({ slug, headline, lang, published: publishedAt }: NewsArticle) =>
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
        element('news:publication_date', {}, publishedAt),
        element('news:title', {}, headline),
      ),
    );

  return {
    getArticleSitemap,
    /** Returns the sitemap for Google News with up to 1,000 articles that were first published in the last two days. */
    async getNewsSitemap(): Promise<string> {
      const articles = await store.findNews(new Date());
      return urlSet(
        { xml: articles.map((article) => newsEntry(article).xml).join('\n') },
        { 'xmlns:news': 'http://www.google.com/schemas/sitemap-news/0.9' },
      );
    },
  };
}

export type SitemapService = ReturnType<typeof sitemapService>;
