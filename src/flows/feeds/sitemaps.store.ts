import { sql } from 'kysely';
import { escapeXml } from '../../lib/xml.js';
import { type Database, Prisma, rfc3339, toKysely } from '../../platform/db/index.js';
import type { Start } from './schemas.js';

/** Addresses that one sitemap may have (sitemaps.org). */
const mostAddresses = 50_000;

/** Stories that a sitemap for Google News may have, and how old they may be in days. */
const mostNews = 1_000;
const newsDays = 2;

/** What stands before and after the slug in the address of a story. */
type Around = readonly [string, string];

export type NewsStory = { slug: string; headline: string; lang: string; published: string };

/** A story whose home is elsewhere is not ours to be found under. */
const isAtHome = ([before, after]: Around) =>
  Prisma.sql`coalesce(p.seo->>'canonicalUrl', '') IN ('', ${before} || p.slug || ${after})`;

const time = (column: string) => Prisma.raw(rfc3339(column));

/** The entries of some stories, as XML made by the database: fifty thousand never become objects here. */
function entries(stories: Prisma.Sql, [before, after]: Around): Prisma.Sql {
  // A slug is letters, digits and hyphens, and a time holds nothing that XML would mind.
  return Prisma.sql`(SELECT coalesce(string_agg(
      ${`<url><loc>${escapeXml(before)}`} || p.slug || ${`${escapeXml(after)}</loc><lastmod>`} || ${time('p.updated_at')} || '</lastmod></url>',
      E'\n' ORDER BY p.published_at, p.article_id), '')
    FROM (${stories}) p WHERE ${isAtHome([before, after])})`;
}

const columns = Prisma.sql`SELECT p.article_id, p.slug, p.seo, p.published_at, p.updated_at FROM publications p`;

/**
 * What sitemaps show of the newsstand: one statement each.
 *
 * @param most addresses that one sitemap may have
 */
export function sitemapStore(database: Database, around: Around, most = mostAddresses) {
  const size = Prisma.raw(String(most));
  const inOrder = Prisma.sql`ORDER BY p.published_at, p.article_id LIMIT ${size}`;

  return {
    /** All stories; or where each part of them begins, when they are too many for one sitemap. */
    async whole(): Promise<{ urls: Buffer } | { starts: [at: string, id: string][] }> {
      const [urls, starts] =
        (await database.readBytes(Prisma.sql`
          SELECT CASE WHEN n.stories <= ${size} THEN ${entries(Prisma.sql`${columns} ${inOrder}`, around)} END,
            CASE WHEN n.stories > ${size} THEN (
              SELECT json_agg(json_build_array(${time('p.published_at')}, p.article_id) ORDER BY p.place)
              FROM (SELECT published_at, article_id, row_number() OVER (ORDER BY published_at, article_id) AS place FROM publications) p
              WHERE p.place % ${size} = 1) END
          FROM (SELECT count(*) AS stories FROM publications) n`)) ?? [];
      return urls == null ? { starts: JSON.parse(starts?.toString() ?? '[]') } : { urls };
    },

    /** A part of them. */
    async part({ at, article }: Start): Promise<{ urls: Buffer }> {
      const stories = Prisma.sql`${columns} WHERE (p.published_at, p.article_id) >= (${at}::timestamptz, ${article}::uuid) ${inOrder}`;
      const [urls] = (await database.readBytes(Prisma.sql`SELECT ${entries(stories, around)}`)) ?? [];
      return { urls: urls ?? Buffer.alloc(0) };
    },

    /** What is news at a time, the newest first. */
    news(now: Date): Promise<NewsStory[]> {
      const since = new Date(now.getTime() - newsDays * 24 * 60 * 60 * 1000);
      return database.query
        .selectFrom('publications as p')
        .select(['p.slug', 'p.headline', 'p.lang', sql.raw<string>(rfc3339('p.first_published_at')).as('published')])
        .where('p.firstPublishedAt', '>=', since)
        .where(toKysely<boolean>(isAtHome(around)))
        .orderBy('p.firstPublishedAt', 'desc')
        .orderBy('p.articleId', 'desc')
        .limit(mostNews)
        .execute();
    },
  };
}
