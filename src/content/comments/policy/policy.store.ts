import { type RawBuilder, type Selectable, sql } from 'kysely';
import { v7 as uuid } from 'uuid';
import { lockName, type Reader, type Session, type Tables, type Transaction } from '../../../platform/db/index.js';
import { isId } from '../../slugs/index.js';
import type { BanInput, PolicyInput, StatedPolicy, WordAction, WordInput } from './policy.schemas.js';

/** The place of a policy: the site, a section or an article. */
export type Place = { place: string; sectionId: string | null; articleId: string | null };

/** A stated policy and its place, with the slug of the section or the article. */
export type PlacedPolicy = { place: 'site' | 'section' | 'article'; slug: string | null } & StatedPolicy;

export const sitePlace: Place = { place: 'site', sectionId: null, articleId: null };
export const sectionPlace = (id: string): Place => ({ place: `section ${id}`, sectionId: id, articleId: null });
export const articlePlace = (id: string): Place => ({ place: `article ${id}`, sectionId: null, articleId: id });

/** What the moderation pipeline reads about a published article and an author. */
export type ModerationContext = {
  publishedAt: Date;
  commentsOpen: boolean;
  /** Stated policies, from the site to the article. */
  policies: PolicyInput[];
  /** The policy stated on the article itself. */
  own: StatedPolicy;
  words: { phrase: string; action: WordAction }[];
  isBanned: boolean;
  approvedCount: number;
  refusedCount: number;
  /** Numbers of comments in the last ten minutes, counted up to 50. */
  ofAuthor: number;
  fromNetwork: number;
};

const values =
  sql.raw(`c.mode, c.close_after_days AS "closeAfterDays", c.max_links AS "maxLinks", c.min_seconds AS "minSeconds",
  c.max_depth AS "maxDepth", c.guests`);

const emptyPolicy: StatedPolicy = {
  mode: null,
  closeAfterDays: null,
  maxLinks: null,
  minSeconds: null,
  maxDepth: null,
  guests: null,
};

/** Counting stops here. The rate limits are lower, and one network may have sent thousands of comments. */
const maxCountedComments = 50;

const cappedCount = (which: RawBuilder<unknown>) =>
  sql<number>`(SELECT count(*)::int FROM (SELECT FROM comments c WHERE ${which} LIMIT ${sql.lit(maxCountedComments)}) counted)`;

/** How many days a refused comment counts against its author. */
const refusalMemoryDays = 90;

export function policyStore(database: Session) {
  return {
    /** Reads the moderation context of a published article and an author in one statement. */
    async findModerationContext(
      reader: Reader,
      articleId: string,
      authorKey: string | null,
      readerKey: string | null,
    ): Promise<ModerationContext | undefined> {
      const row = await reader.query
        .selectFrom('publications as p')
        .leftJoin('sections as s', 's.id', 'p.sectionId')
        .select([
          'p.publishedAt',
          'p.commentsOpen',
          sql<PolicyInput[]>`coalesce((SELECT json_agg(row_to_json(o)) FROM (
            SELECT ${values} FROM comment_policies c
            WHERE c.place = 'site' OR c.article_id = p.article_id OR c.section_id = ANY (s.lineage)
            ORDER BY c.article_id IS NOT NULL, array_position(s.lineage, c.section_id) NULLS FIRST) o), '[]')`.as(
            'policies',
          ),
          sql<StatedPolicy | null>`(SELECT row_to_json(o) FROM (
            SELECT ${values} FROM comment_policies c WHERE c.article_id = p.article_id) o)`.as('own'),
          sql<ModerationContext['words']>`coalesce((SELECT json_agg(row_to_json(o)) FROM (
            SELECT w.phrase, w.action FROM comment_words w ORDER BY w.phrase) o), '[]')`.as('words'),
          sql<boolean>`EXISTS (SELECT FROM comment_bans b WHERE b.author_key = ${authorKey} AND (b.until IS NULL OR b.until > now()))`.as(
            'isBanned',
          ),
          sql<number>`(SELECT count(*)::int FROM comments c WHERE c.author_key = ${authorKey} AND c.status = 'approved')`.as(
            'approvedCount',
          ),
          sql<number>`(SELECT count(*)::int FROM comments c WHERE c.author_key = ${authorKey} AND c.status IN ('rejected', 'spam')
            AND c.created_at > now() - make_interval(days => ${refusalMemoryDays}::int))`.as('refusedCount'),
          cappedCount(sql`c.author_key = ${authorKey} AND c.created_at > now() - interval '10 minutes'`).as('ofAuthor'),
          cappedCount(sql`c.reader_key = ${readerKey} AND c.created_at > now() - interval '10 minutes'`).as(
            'fromNetwork',
          ),
        ])
        .where('p.articleId', '=', articleId)
        .executeTakeFirst();
      return row && { ...row, own: row.own ?? emptyPolicy };
    },

    /** Returns the policy stated at one place. All values are null if there is none. */
    async findPolicy({ query }: Reader, { place }: Place): Promise<StatedPolicy> {
      const row = await query
        .selectFrom('commentPolicies')
        .select(['mode', 'closeAfterDays', 'maxLinks', 'minSeconds', 'maxDepth', 'guests'])
        .where('place', '=', place)
        .executeTakeFirst();
      return (row ?? emptyPolicy) as StatedPolicy;
    },

    /** Returns all stated policies with the slug of the section or article: the site, then sections, then articles. */
    listPolicies: ({ query }: Reader): Promise<PlacedPolicy[]> =>
      query
        .selectFrom('commentPolicies as c')
        .leftJoin('sections as s', 's.id', 'c.sectionId')
        .leftJoin('articles as a', 'a.id', 'c.articleId')
        .select([
          sql<PlacedPolicy['place']>`CASE WHEN c.article_id IS NOT NULL THEN 'article'
            WHEN c.section_id IS NOT NULL THEN 'section' ELSE 'site' END`.as('place'),
          sql<string | null>`coalesce(a.slug, s.slug)`.as('slug'),
          'c.mode',
          'c.closeAfterDays',
          'c.maxLinks',
          'c.minSeconds',
          'c.maxDepth',
          'c.guests',
        ])
        .orderBy('c.articleId', (order) => order.asc().nullsFirst())
        .orderBy('s.path', (order) => order.asc().nullsFirst())
        .$castTo<PlacedPolicy>()
        .execute(),

    /** Makes other changes to the policy of this place wait for the end of this transaction. */
    lock: (tx: Transaction, { place }: Place) => lockName(tx, `comment_policies ${place}`),

    /**
     * Keeps the section or the article of a place from being deleted until the transaction ends.
     *
     * @returns its id, or undefined if it has just been deleted
     */
    async holdEntity(tx: Transaction, { sectionId, articleId }: Place): Promise<string | undefined> {
      const [table, id] = articleId === null ? (['sections', sectionId] as const) : (['articles', articleId] as const);
      tx.beforeLock(articleId === null ? `section ${id}` : `article ${id}`);
      const row = await tx.query.selectFrom(table).select('id').where('id', '=', id).forKeyShare().executeTakeFirst();
      return row?.id;
    },

    async setPolicy(tx: Transaction, place: Place, input: PolicyInput, updatedBy: string): Promise<void> {
      const {
        mode = null,
        closeAfterDays = null,
        maxLinks = null,
        minSeconds = null,
        maxDepth = null,
        guests = null,
      } = input;
      const data = { mode, closeAfterDays, maxLinks, minSeconds, maxDepth, guests, updatedBy, updatedAt: new Date() };
      await tx.query
        .insertInto('commentPolicies')
        .values({ ...place, ...data })
        .onConflict((conflict) => conflict.column('place').doUpdateSet(data))
        .execute();
    },

    async findSectionId(ref: string): Promise<string | undefined> {
      const { query } = database;
      const row = isId(ref)
        ? await query.selectFrom('sections').select('id').where('id', '=', ref).executeTakeFirst()
        : await query.selectFrom('sectionSlugs').select('sectionId as id').where('slug', '=', ref).executeTakeFirst();
      return row?.id;
    },

    listWords: () => database.query.selectFrom('commentWords').selectAll().orderBy('phrase').execute(),

    /** Adds a word rule, or changes the action of an existing rule. */
    upsertWord: (tx: Transaction, { phrase, action }: WordInput) =>
      tx.query
        .insertInto('commentWords')
        .values({ id: uuid(), phrase, action })
        .onConflict((conflict) => conflict.column('phrase').doUpdateSet({ action }))
        .returningAll()
        .executeTakeFirstOrThrow(),

    findWord: (tx: Transaction, phrase: string) =>
      tx.query.selectFrom('commentWords').selectAll().where('phrase', '=', phrase).executeTakeFirst(),

    /**
     * Deletes a word rule.
     *
     * @returns the deleted rule, or undefined if it does not exist
     */
    deleteWord: (tx: Transaction, id: string) =>
      tx.query.deleteFrom('commentWords').where('id', '=', id).returningAll().executeTakeFirst(),

    listBans: async () =>
      (await database.query.selectFrom('commentBans').selectAll().orderBy('createdAt', 'desc').execute()).map(
        withoutAuthorKey,
      ),

    async upsertBan(tx: Transaction, authorKey: string, { reason = null, until }: BanInput, bannedBy: string) {
      const terms = { reason, until: until == null ? null : new Date(until), bannedBy };
      return withoutAuthorKey(
        await tx.query
          .insertInto('commentBans')
          .values({ id: uuid(), authorKey, ...terms })
          .onConflict((conflict) => conflict.column('authorKey').doUpdateSet(terms))
          .returningAll()
          .executeTakeFirstOrThrow(),
      );
    },

    /**
     * Deletes a ban.
     *
     * @returns the deleted ban, or undefined if it does not exist
     */
    deleteBan: (tx: Transaction, id: string) =>
      tx.query
        .deleteFrom('commentBans')
        .where('id', '=', id)
        .returning(['id', 'until', 'createdAt'])
        .executeTakeFirst(),

    /** Returns the author key of a comment, or undefined if the comment does not exist. */
    findCommentAuthor: (commentId: string) =>
      database.query.selectFrom('comments').select('authorKey').where('id', '=', commentId).executeTakeFirst(),

    history: (commentId: string) =>
      database.query
        .selectFrom('commentDecisions')
        .selectAll()
        .where('commentId', '=', commentId)
        .orderBy('id')
        .execute(),
  };
}

/** Returns a ban without the key of its author. */
const withoutAuthorKey = ({ authorKey: _, ...ban }: Selectable<Tables['commentBans']>) => ban;
