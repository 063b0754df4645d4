import { sql } from 'kysely';
import { escapeXml } from '../../lib/xml.js';
import { type Database, Prisma, rfc3339, toKysely } from '../../platform/db/index.js';
import type { SitemapStart } from './schemas.js';

/** The maximum number of addresses in one sitemap (sitemaps.org). */
const maxUrlsPerSitemap = 50_000;

/** The maximum number of articles in a sitemap for Google News, and their maximum age. */
const maxNewsArticles = 1_000;
const newsMaxAgeDays = 2;

/** The parts of an article's address before and after the slug. */
type UrlAffixes = readonly [string, string];

export type NewsArticle = { slug: string; headline: string; lang: string; published: string };

/** Selects articles whose canonical URL is this site. Others are to be found under their canonical URL. */
const isCanonicalHere = ([before, after]: UrlAffixes) =>
  Prisma.sql`coalesce(p.seo->>'canonicalUrl', '') IN ('', ${before} || p.slug || ${after})`;

const time = (column: string) => Prisma.raw(rfc3339(column));

/** Builds the XML entries in the database, so that 50,000 articles never become JavaScript objects. */
function urlEntries(articles: Prisma.Sql, [before, after]: UrlAffixes): Prisma.Sql {
  // Slugs and times need no escaping in XML: a slug has only letters, digits and hyphens.
  return Prisma.sql`(SELECT coalesce(string_agg(
      ${`<url><loc>${escapeXml(before)}`} || p.slug || ${`${escapeXml(after)}</loc><lastmod>`} || ${time('p.updated_at')} || '</lastmod></url>',
      E'\n' ORDER BY p.published_at, p.article_id), '')
    FROM (${articles}) p WHERE ${isCanonicalHere([before, after])})`;
}

const columns = Prisma.sql`SELECT p.article_id, p.slug, p.seo, p.published_at, p.updated_at FROM publications p`;

/**
 * Reads publications for sitemaps. Each method is one statement.
 *
 * @param maxUrls the maximum number of addresses in one sitemap
 */
export function sitemapStore(database: Database, urlAffixes: UrlAffixes, maxUrls = maxUrlsPerSitemap) {
  const maxUrlsSql = Prisma.raw(String(maxUrls));
  const inOrder = Prisma.sql`ORDER BY p.published_at, p.article_id LIMIT ${maxUrlsSql}`;

  return {
    /** Returns the entries of all articles as XML, or the starts of the parts if there are too many for one sitemap. */
    async loadSitemap(): Promise<{ urls: Buffer } | { starts: [at: string, id: string][] }> {
      const [urls, starts] =
        (await database.readBytes(Prisma.sql`
          SELECT CASE WHEN n.stories <= ${maxUrlsSql} THEN ${urlEntries(Prisma.sql`${columns} ${inOrder}`, urlAffixes)} END,
            CASE WHEN n.stories > ${maxUrlsSql} THEN (
              SELECT json_agg(json_build_array(${time('p.published_at')}, p.article_id) ORDER BY p.place)
              FROM (SELECT published_at, article_id, row_number() OVER (ORDER BY published_at, article_id) AS place FROM publications) p
              WHERE p.place % ${maxUrlsSql} = 1) END
          FROM (SELECT count(*) AS stories FROM publications) n`)) ?? [];
      return urls == null ? { starts: JSON.parse(starts?.toString() ?? '[]') } : { urls };
    },

    /** Returns the entries of the part that begins at this article as XML. */
    async loadPart({ at, article }: SitemapStart): Promise<{ urls: Buffer }> {
      const articles = Prisma.sql`${columns} WHERE (p.published_at, p.article_id) >= (${at}::timestamptz, ${article}::uuid) ${inOrder}`;
      const [urls] = (await database.readBytes(Prisma.sql`SELECT ${urlEntries(articles, urlAffixes)}`)) ?? [];
      return { urls: urls ?? Buffer.alloc(0) };
    },

    /** Returns the articles first published in the two days before `now`, the newest first. */
    findNews(now: Date): Promise<NewsArticle[]> {
      const since = new Date(now.getTime() - newsMaxAgeDays * 24 * 60 * 60 * 1000);
      return database.query
        .selectFrom('publications as p')
        .select(['p.slug', 'p.headline', 'p.lang', sql.raw<string>(rfc3339('p.first_published_at')).as('published')])
        .where('p.firstPublishedAt', '>=', since)
        .where(toKysely<boolean>(isCanonicalHere(urlAffixes)))
        .orderBy('p.firstPublishedAt', 'desc')
        .orderBy('p.articleId', 'desc')
        .limit(maxNewsArticles)
        .execute();
    },
  };
}
