import { z } from 'zod';
import { Prisma, type Reader, type Transaction } from '../../../platform/db/index.js';
import type { PlannedChange } from '../../../platform/plans/index.js';
import { hasWaitingCorrectionsSql } from '../../corrections/index.js';
import { shownStatusSql } from '../review/state.store.js';
import { STATUSES } from '../schemas.js';
import { freePlannedSlugs } from './planned-slugs.store.js';

/** An article whose state has changed, as events describe it. */
const MovedArticle = z.object({
  id: z.string(),
  slug: z.string(),
  status: z.enum(STATUSES),
  version: z.int(),
  revision: z.int(),
  /** For a publication: the number of the revision that was live before. */
  before: z.int().nullable().optional(),
});
export type MovedArticle = z.infer<typeof MovedArticle>;

const returnedColumns = Prisma.raw(`a.id, a.slug, ${shownStatusSql('a')} AS status, a.version, a.revision`);

/** Which due articles to process. Articles that another process has locked are skipped, and the earliest come first. */
type Claim = {
  at: Date;
  limit: number;
  /** Ids of articles to skip. */
  except: readonly string[];
};

const selectDue = (time: 'scheduled_for' | 'unpublish_at', { at, limit, except }: Claim, which: Prisma.Sql) => {
  const due = Prisma.raw(`a.${time}`);
  return Prisma.sql`
    SELECT a.id FROM articles a WHERE ${due} <= ${at} AND ${which} AND NOT (a.id = ANY (${except}::uuid[]))
    ORDER BY ${due}, a.id LIMIT ${limit}::int FOR UPDATE SKIP LOCKED`;
};

/** An article whose `unpublish_at` has passed as well is not published any more. */
const isNotExpired = (at: Date) => Prisma.sql`(a.unpublish_at IS NULL OR a.unpublish_at > ${at})`;
const isNotEmbargoed = (at: Date) => Prisma.sql`(a.embargoed_until IS NULL OR a.embargoed_until <= ${at})`;
const isUnchanged = Prisma.sql`(a.status = 'published' AND a.published_revision = a.scheduled_revision AND NOT ${hasWaitingCorrectionsSql('a.id')})`;

/** Releases the slugs of scheduled revisions whose plan ends without a publication. */
const releasePlannedSlugsSql = Prisma.sql`freed AS (${freePlannedSlugs(Prisma.sql`a.id IN (SELECT id FROM due)`)})`;

/** Finds due plans in the columns `scheduled_for` and `unpublish_at` of `articles`, and carries them out. */
export const timetableStore = {
  /**
   * Marks the scheduled revisions of due articles as published, even if the articles were edited since. An article that
   * was not live is published as of the planned time, or as of now if it is late.
   *
   * @param onTimeSince an article scheduled before this time is late
   * @returns the articles with the slug and revision that readers see
   */
  publish: (tx: Transaction, claim: Claim, onTimeSince: Date): Promise<MovedArticle[]> =>
    tx.run(
      Prisma.sql`
      WITH due AS (${selectDue('scheduled_for', claim, Prisma.sql`${isNotExpired(claim.at)} AND ${isNotEmbargoed(claim.at)} AND NOT ${isUnchanged}`)}),
      timed AS (
        SELECT a.id, a.scheduled_for AS hour, a.published_revision AS before, a.status = 'published' AS live,
          a.scheduled_revision AS revision, coalesce(r.snapshot->>'slug', a.slug) AS slug,
          CASE WHEN a.scheduled_for >= ${onTimeSince} THEN a.scheduled_for ELSE ${claim.at}::timestamptz END AS shown
        FROM articles a JOIN due ON due.id = a.id
        LEFT JOIN revisions r ON r.article_id = a.id AND r.number = a.scheduled_revision AND a.scheduled_revision <> a.revision
      ), gone_out AS (
        UPDATE articles a SET status = 'published', published_revision = a.scheduled_revision, version = a.version + 1,
          scheduled_for = NULL, scheduled_revision = NULL,
          published_at = CASE WHEN timed.live THEN a.published_at ELSE timed.shown END,
          first_published_at = coalesce(a.first_published_at, timed.shown),
          updated_at = CASE WHEN timed.live THEN ${claim.at}::timestamptz ELSE timed.shown END
        FROM timed WHERE timed.id = a.id RETURNING a.id, timed.slug, a.status, a.version, timed.revision, timed.hour, timed.before
      )
      SELECT id, slug, status, version, revision, before FROM gone_out ORDER BY hour, id`,
      MovedArticle,
    ),

  /** Marks due articles as unpublished. */
  unpublish: (tx: Transaction, claim: Claim): Promise<MovedArticle[]> =>
    tx.run(
      Prisma.sql`
      WITH due AS (${selectDue('unpublish_at', claim, Prisma.sql`a.status = 'published'`)}), ${releasePlannedSlugsSql},
      taken AS (
        UPDATE articles a SET status = 'unpublished', published_revision = NULL, version = a.version + 1, scheduled_for = NULL,
          scheduled_revision = NULL, unpublish_at = NULL, review_step = NULL, review_revision = NULL, updated_at = ${claim.at}::timestamptz
        FROM due WHERE due.id = a.id RETURNING ${returnedColumns}
      )
      SELECT * FROM taken ORDER BY id`,
      MovedArticle,
    ),

  /** Ends plans that have no effect: the article would be unpublished already, or has no change to publish. */
  dropPlans: (tx: Transaction, claim: Claim): Promise<MovedArticle[]> =>
    tx.run(
      Prisma.sql`
      WITH due AS (${selectDue('scheduled_for', claim, Prisma.sql`(${isUnchanged} OR (a.status = 'scheduled' AND NOT ${isNotExpired(claim.at)}))`)}), ${releasePlannedSlugsSql},
      off AS (
        UPDATE articles a SET version = a.version + 1, scheduled_for = NULL, scheduled_revision = NULL, updated_at = ${claim.at}::timestamptz,
          unpublish_at = CASE WHEN a.status = 'published' THEN a.unpublish_at END,
          status = CASE WHEN a.status = 'published' THEN a.status WHEN a.first_published_at IS NULL THEN 'draft' ELSE 'unpublished' END
        FROM due WHERE due.id = a.id RETURNING ${returnedColumns}
      )
      SELECT * FROM off ORDER BY id`,
      MovedArticle,
    ),
};

/** Reads plans outside of any transaction. */
export function plannedChangeStore({ query }: Reader) {
  return {
    /** Returns the time of the next planned change, which may be in the past, or null if nothing is planned. */
    async findNextTime(): Promise<Date | null> {
      const { at } = await query
        .selectNoFrom(({ fn, selectFrom }) =>
          fn<Date | null>('least', [
            selectFrom('articles')
              .select((eb) => eb.fn.min('scheduledFor').as('at'))
              .where('scheduledFor', 'is not', null),
            selectFrom('articles')
              .select((eb) => eb.fn.min('unpublishAt').as('at'))
              .where('unpublishAt', 'is not', null),
          ]).as('at'),
        )
        .executeTakeFirstOrThrow();
      return at;
    },

    /** Returns the next planned changes, each with the id of its article, the earliest first. */
    async findPlannedChanges(limit: number): Promise<PlannedChange[]> {
      const soonest = (time: 'scheduledFor' | 'unpublishAt') =>
        query
          .selectFrom((articles) =>
            articles
              .selectFrom('articles')
              .select(['id', `${time} as at`])
              .where(time, 'is not', null)
              .orderBy(time)
              .orderBy('id')
              .limit(limit)
              .as('some'),
          )
          .selectAll();
      const changes = await query
        .selectFrom(soonest('scheduledFor').unionAll(soonest('unpublishAt')).as('planned'))
        .select(['id', 'at'])
        .orderBy('at')
        .limit(limit)
        .$narrowType<{ at: Date }>()
        .execute();
      return changes.map((change) => ({ ...change, list: 'articles' }));
    },
  };
}
