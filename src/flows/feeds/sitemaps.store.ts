import { sql } from 'kysely';
import { escapeXml } from '../../lib/xml.js';
import { type Database, Prisma, rfc3339, toKysely } from '../../platform/db/index.js';
import type { SitemapStart } from './schemas.js';

/** Addresses that one sitemap may have (sitemaps.org). */
const maxUrlsPerSitemap = 50_000;

/** Stories that a sitemap for Google News may have, and how old they may be in days. */
const maxNewsArticles = 1_000;
const newsMaxAgeDays = 2;

/** What stands before and after the slug in the address of a story. */
type UrlAffixes = readonly [string, string];

export type NewsArticle = { slug: string; headline: string; lang: string; published: string };

/** A story whose home is elsewhere is not ours to be found under. */
const isCanonicalHere = ([before, after]: UrlAffixes) =>
  Prisma.sql`coalesce(p.seo->>'canonicalUrl', '') IN ('', ${before} || p.slug || ${after})`;

const time = (column: string) => Prisma.raw(rfc3339(column));

/** The entries of some stories, as XML made by the database: fifty thousand never become objects here. */
function urlEntries(articles: Prisma.Sql, [before, after]: UrlAffixes): Prisma.Sql {
  // A slug is letters, digits and hyphens, and a time holds nothing that XML would mind.
  return Prisma.sql`(SELECT coalesce(string_agg(
      ${`<url><loc>${escapeXml(before)}`} || p.slug || ${`${escapeXml(after)}</loc><lastmod>`} || ${time('p.updated_at')} || '</lastmod></url>',
      E'\n' ORDER BY p.published_at, p.article_id), '')
    FROM (${articles}) p WHERE ${isCanonicalHere([before, after])})`;
}

const columns = Prisma.sql`SELECT p.article_id, p.slug, p.seo, p.published_at, p.updated_at FROM publications p`;

/**
 * What sitemaps show of the newsstand: one statement each.
 *
 * @param maxUrls addresses that one sitemap may have
 */
export function sitemapStore(database: Database, urlAffixes: UrlAffixes, maxUrls = maxUrlsPerSitemap) {
  const maxUrlsSql = Prisma.raw(String(maxUrls));
  const inOrder = Prisma.sql`ORDER BY p.published_at, p.article_id LIMIT ${maxUrlsSql}`;

  return {
    /** All stories; or where each part of them begins, when they are too many for one sitemap. */
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

    /** A part of them. */
    async loadPart({ at, article }: SitemapStart): Promise<{ urls: Buffer }> {
      const articles = Prisma.sql`${columns} WHERE (p.published_at, p.article_id) >= (${at}::timestamptz, ${article}::uuid) ${inOrder}`;
      const [urls] = (await database.readBytes(Prisma.sql`SELECT ${urlEntries(articles, urlAffixes)}`)) ?? [];
      return { urls: urls ?? Buffer.alloc(0) };
    },

    /** What is news at a time, the newest first. */
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
