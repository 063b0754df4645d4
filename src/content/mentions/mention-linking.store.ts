import { sql } from 'kysely';
import { anyOf, type Database, Prisma, recordset, type Transaction } from '../../platform/db/index.js';
import { dayOf, roleOn } from '../people/index.js';
import { batchesOf, deskMentions, loadMentions, publicMentions } from './mention-batches.store.js';
import type { MentionRow, Texts } from './mention-rows.js';
import type { Suggestion } from './schemas.js';

/** The texts of a copy of an article, and the HTML of its body if it has block quotes. */
export type MarkedTexts = Texts & { markup: string | null };

/** The part of a publication that linking needs. */
type LivePublication = {
  revision: number;
  day: string;
  /** The texts of the publication, or null if they equal the draft copy. */
  texts: MarkedTexts | null;
  /** The mentions that are public now. */
  mentions: LiveMentionRow[];
};

export type LiveMentionRow = Pick<
  MentionRow,
  'id' | 'field' | 'surface' | 'title' | 'method' | 'confidence' | 'status' | 'quoted' | 'quotes'
> & { start: number; end: number; personId: string };

/** An article with everything that linking needs. */
export type ArticleToLink = {
  id: string;
  revision: number;
  lang: string;
  day: string;
  texts: MarkedTexts;
  mentions: MentionRow[];
  /** Increases with each decision of an editor. 0 before the first linking. */
  version: number;
  linkedRevision: number | null;
  suggestions: Suggestion[];
  live: LivePublication | null;
};

/** The result of linking an article. */
export type LinkResult = {
  article: ArticleToLink;
  mentions: readonly MentionRow[];
  suggestions: readonly Suggestion[];
  /** Null if the article is not published. */
  live: readonly LiveMentionRow[] | null;
};

const texts = (copy: string) =>
  `json_build_object('headline', ${copy}.headline, 'standfirst', coalesce(${copy}.standfirst, ''), 'body', ${copy}.body_text,
    'markup', CASE WHEN strpos(${copy}.body, '<blockquote') > 0 THEN ${copy}.body END)`;

const live = `CASE WHEN p.article_id IS NOT NULL THEN json_build_object('revision', p.revision, 'day', ${dayOf('p.published_at')},
  'texts', CASE WHEN p.revision <> a.revision THEN ${texts('p')} END) END`;

/** Reads articles for linking and writes the results. Each statement handles many articles. */
export function mentionLinkingStore(database: Database) {
  return {
    /** Loads articles with their texts and mentions. Articles in the trash and deleted articles are left out. */
    async loadArticles(ids: readonly string[]): Promise<ArticleToLink[]> {
      // Before the mentions: a later decision of an editor then has another version, so that its article is linked again.
      const articles = await database.query
        .selectFrom('articles as a')
        .leftJoin('publications as p', 'p.articleId', 'a.id')
        .leftJoin('linkedArticles as l', 'l.articleId', 'a.id')
        .select(({ eb, fn }) => [
          ...(['a.id', 'a.revision', 'a.lang', 'l.revision as linkedRevision'] as const),
          sql
            .raw<string>(dayOf('coalesce(p.published_at, a.published_at, a.first_published_at, a.updated_at)'))
            .as('day'),
          sql.raw<MarkedTexts>(texts('a')).as('texts'),
          fn.coalesce('l.version', eb.lit(0)).as('version'),
          sql<Suggestion[]>`coalesce(l.suggestions, '[]')`.as('suggestions'),
          sql.raw<Omit<LivePublication, 'mentions'> | null>(live).as('live'),
        ])
        .where('a.id', '=', anyOf(ids))
        .where('a.status', '<>', 'trashed')
        .orderBy('a.id')
        .execute();
      const mentions = await loadMentions<MentionRow>(database, ids, deskMentions);
      const liveMentions = await loadMentions<LiveMentionRow>(database, ids, publicMentions);
      return articles.map((article) => ({
        ...article,
        mentions: mentions.get(article.id) ?? [],
        live: article.live && { ...article.live, mentions: liveMentions.get(article.id) ?? [] },
      }));
    },

    /**
     * Locks the articles that have not changed since they were read, until the transaction ends.
     *
     * @returns their ids
     */
    async lockUnchanged({ query }: Transaction, results: readonly LinkResult[]): Promise<Set<string>> {
      const snapshots = results.map(({ article, suggestions }) => ({
        id: article.id,
        revision: article.revision,
        version: article.version,
        live: article.live?.revision ?? null,
        suggestions,
      }));
      const types = { id: 'uuid', revision: 'int', version: 'int', live: 'int', suggestions: 'json' };
      // Sorted by id, so that two transactions that lock the same articles cannot deadlock.
      const unchangedRows = await query
        .selectFrom(recordset('g', snapshots, types))
        .innerJoin('articles as a', 'a.id', 'g.id')
        .select('a.id')
        .whereRef('a.revision', '=', 'g.revision')
        .where('g.live', 'is not distinct from', (eb) =>
          eb.selectFrom('publications as p').select('p.revision').whereRef('p.articleId', '=', 'a.id'),
        )
        .orderBy('a.id')
        .forShare('a')
        .execute();
      const lockedRows = await query
        .insertInto('linkedArticles')
        .columns(['articleId', 'revision', 'suggestions', 'linkedAt'])
        .expression((eb) =>
          eb
            .selectFrom(recordset('g', snapshots, types))
            .select(['g.id', 'g.revision', 'g.suggestions', sql<Date>`now()`.as('linkedAt')])
            .where('g.id', '=', anyOf(unchangedRows.map(({ id }) => id)))
            .orderBy('g.id'),
        )
        .onConflict((conflict) =>
          conflict
            .column('articleId')
            .doUpdateSet(({ ref }) => ({
              revision: ref('excluded.revision'),
              suggestions: ref('excluded.suggestions'),
              linkedAt: ref('excluded.linkedAt'),
            }))
            .where('linkedArticles.version', '=', ({ eb, fn }) =>
              fn<number>('greatest', [
                eb.lit(1),
                eb
                  .selectFrom(recordset('g', snapshots, types))
                  .select('g.version')
                  .whereRef('g.id', '=', 'linkedArticles.articleId'),
              ]),
            ),
        )
        .returning('articleId as id')
        .execute();
      return new Set(lockedRows.map(({ id }) => id));
    },

    /** Replaces the mentions of draft copies. Mentions of people who were deleted in the meantime are left out. */
    async replaceDeskMentions(tx: Transaction, results: readonly LinkResult[]): Promise<void> {
      if (results.length === 0) return;
      const ids = results.map(({ article }) => article.id);
      await tx.query.deleteFrom('mentions').where('articleId', '=', anyOf(ids)).execute();
      for (const batch of batchesOf(results, ({ mentions }) => mentions))
        await tx.change(Prisma.sql`
        INSERT INTO mentions (id, article_id, field, start_at, end_at, surface, text_before, text_after, title, person_id, candidates,
          method, confidence, status, quoted, quotes, pinned, decided_by, version)
        SELECT g.id, g."articleId", g.field, g.start, g."end", g.surface, g.before, g.after, g.title, g."personId", g.candidates,
          g.method, g.confidence, g.status, g.quoted, g.quotes, g.pinned, g."decidedBy", g.version
        FROM jsonb_to_recordset(${JSON.stringify(batch)}::jsonb) AS g (id uuid, "articleId" uuid, field text, start int, "end" int,
          surface text, before text, after text, title text, "personId" uuid, candidates json, method text, confidence float8,
          status text, quoted text, quotes json, pinned boolean, "decidedBy" text, version int)
        WHERE g."personId" IS NULL OR EXISTS (SELECT FROM people k WHERE k.id = g."personId")`);
    },

    /**
     * Replaces the public mentions. The office of a person who was already named stays as it was. Other offices are
     * those on the day of the article.
     */
    async replaceLiveMentions(tx: Transaction, results: readonly LinkResult[]): Promise<void> {
      if (results.length === 0) return;
      const ids = results.map(({ article }) => article.id);
      const frozenRoles = await tx.query
        .selectFrom('publicationMentions')
        .distinct()
        .select(['articleId', 'personId', 'roleTitle as title', 'roleOrganisation as organisation'])
        .where('articleId', '=', anyOf(ids))
        .execute();
      await tx.query.deleteFrom('publicationMentions').where('articleId', '=', anyOf(ids)).execute();
      await tx.query.deleteFrom('publicationQuotes').where('articleId', '=', anyOf(ids)).execute();
      for (const batch of batchesOf(results, ({ live }) => live ?? []))
        await tx.change(Prisma.sql`
        INSERT INTO publication_mentions (article_id, position, id, field, start_at, end_at, surface, title, person_id, role_title,
          role_organisation, method, confidence, status, quoted, quotes, order_key)
        SELECT g."articleId", g.position, g.id, g.field, g.start, g."end", g.surface, g.title, g."personId",
          CASE WHEN f."personId" IS NULL THEN held.role->>'title' ELSE f.title END,
          CASE WHEN f."personId" IS NULL THEN held.role->>'organisation' ELSE f.organisation END,
          g.method, g.confidence, g.status, g.quoted, g.quotes, extract(epoch FROM p.published_at)::float8 * 1000000 - g.position
        FROM jsonb_to_recordset(${JSON.stringify(batch)}::jsonb) AS g (id uuid, "articleId" uuid, position int, field text, start int,
          "end" int, surface text, title text, "personId" uuid, method text, confidence float8, status text, quoted text, quotes json)
        JOIN publications p ON p.article_id = g."articleId" JOIN people k ON k.id = g."personId" AND k.visibility = 'public'
        LEFT JOIN jsonb_to_recordset(${JSON.stringify(frozenRoles)}::jsonb) AS f ("articleId" uuid, "personId" uuid, title text, organisation text)
          ON f."articleId" = g."articleId" AND f."personId" = g."personId"
        CROSS JOIN LATERAL (SELECT ${Prisma.raw(roleOn('g."personId"', dayOf('p.published_at')))} AS role) held`);
      await tx.change(Prisma.sql`
        INSERT INTO publication_quotes (id, article_id, mention_id, person_id, field, start_at, end_at, text, verb, order_key)
        SELECT overlay(overlay(md5(m.id::text || (q.quote->>'start')) PLACING '8' FROM 13) PLACING '8' FROM 17)::uuid, m.article_id, m.id, m.person_id, m.field, (q.quote->>'start')::int,
          (q.quote->>'end')::int, q.quote->>'text', q.quote->>'verb', m.order_key
        FROM publication_mentions m CROSS JOIN LATERAL json_array_elements(m.quotes) AS q (quote)
        WHERE m.article_id = ANY (${ids}::uuid[])`);
    },
  };
}
