import { sql } from 'kysely';
import { anyOf, columnNames, Prisma, type Reader, type Transaction, toKysely } from '../../../platform/db/index.js';
import { dayOf, remainingPeople, roleOn } from '../../people/index.js';
import { isId } from '../../slugs/index.js';
import { contentColumns } from '../content.js';
import { snapshotSql } from '../revisions/snapshots.store.js';
import { listUnderSections } from './sections.store.js';

/** The first position of people that the linker found, after all positions of people that editors named. */
const foundPositionOffset = 1_000;

/** The people that the linker found in the text of an article, each once. */
type FoundPeople = { articleId: string; people: readonly { personId: string; relation: string }[] };

/** The articles `a` whose published revision `r` is older than the draft copy. */
const earlierRevisions = Prisma.sql`articles a JOIN revisions r ON r.article_id = a.id AND r.number = a.published_revision AND a.published_revision <> a.revision`;
/** All articles `a`. Combine it with `isNewest` to select those whose newest revision is published. */
const newestRevisions = Prisma.sql`articles a`;
const isNewest = Prisma.sql`a.published_revision = a.revision`;

/** Selects the slugs under which articles are to be published. */
const publishedSlugs = (ids: Prisma.Sql) => Prisma.sql`(
  SELECT a.id, a.slug FROM ${newestRevisions} WHERE a.id = ${ids} AND ${isNewest}
  UNION ALL SELECT a.id, r.snapshot->>'slug' FROM ${earlierRevisions} WHERE a.id = ${ids})`;

const contentColumnNames = Prisma.raw(contentColumns.map(({ column }) => column).join(', '));
const draftColumns = Prisma.raw(contentColumns.map(({ column }) => `a.${column}`).join(', '));

/** A section or an asset may have been deleted since the revision was saved. */
const snapshotExceptions: Readonly<Record<string, string>> = {
  section_id: '(SELECT s.id FROM sections s WHERE s.id = p.section_id)',
  lead_image:
    'CASE WHEN p.lead_asset_id IS NULL OR p.lead_asset_id IN (SELECT i.id FROM assets i) THEN p.lead_image::json END',
};

const snapshotColumns = Prisma.raw(
  contentColumns
    .map(({ column, type }) => snapshotExceptions[column] ?? `p.${column}${type === 'json' ? '::json' : ''}`)
    .join(', '),
);

/**
 * Selects the content to publish: from the draft copy for the newest revision, from the snapshot for an earlier one.
 */
const publishedContent = (ids: Prisma.Sql, changedAt: Date | null) => Prisma.sql`
  SELECT a.id, a.version, a.revision, ${draftColumns}, a.published_at, a.first_published_at,
    coalesce(${changedAt}::timestamptz, a.updated_at), a.search
  FROM ${newestRevisions} WHERE a.id = ${ids} AND ${isNewest}
  UNION ALL
  SELECT a.id, a.version, r.number, ${snapshotColumns}, a.published_at, a.first_published_at, coalesce(${changedAt}::timestamptz, a.updated_at),
    public.story_words(p.lang, p.headline, p.standfirst, p.body_text)
  FROM ${earlierRevisions} ${snapshotSql} WHERE a.id = ${ids}`;

/** Selects the people that editors named in the content to publish. Two merged people are selected once. */
const namedPeople = (ids: Prisma.Sql) => Prisma.sql`(
  SELECT l.article_id, l.position, l.person_id, l.relation, l.title_as_printed
  FROM ${newestRevisions} JOIN article_people l ON l.article_id = a.id WHERE a.id = ${ids} AND ${isNewest}
  UNION ALL
  (SELECT DISTINCT ON (a.id, k.id, n.person->>'relation') a.id, (n.place - 1)::int, k.id, n.person->>'relation', n.person->>'titleAsPrinted'
  FROM ${earlierRevisions} CROSS JOIN LATERAL jsonb_array_elements(r.snapshot->'people') WITH ORDINALITY AS n (person, place)
  JOIN people named ON named.id = (n.person->>'personId')::uuid JOIN people k ON k.id = coalesce(named.merged_into, named.id)
  WHERE a.id = ${ids} ORDER BY a.id, k.id, n.person->>'relation', n.place))`;

/**
 * Returns a condition that is always true and locks people until the transaction ends. The later statements see the
 * result of a merge for which it waits.
 */
const holdsPeople = (personIds: Prisma.Sql) =>
  toKysely<boolean>(Prisma.sql`(SELECT count(*) FROM (${remainingPeople(personIds)}) held) >= 0`);

/** Reads and writes publications. No other module writes them, except for merged people and moved sections. */
export const publicationStore = {
  /**
   * Writes the publications of articles from their published revisions. Replaces the earlier publications and lists the
   * articles under their sections, tags and people. Only `writePublications` calls it.
   *
   * @param changedAt the public `updatedAt`, if it differs from that of the draft copy
   */
  async upsert(tx: Transaction, articleIds: readonly string[], changedAt: Date | null = null): Promise<void> {
    if (articleIds.length === 0) return;
    const ids = Prisma.sql`ANY (${articleIds}::uuid[])`;
    const write = (statement: Prisma.Sql) => tx.run(statement);
    // Keep the people that the linker found until it has processed the new text.
    const foundPeople = await tx.query
      .selectFrom('publicationPeople')
      .select([
        'articleId',
        sql<
          FoundPeople['people']
        >`json_agg(json_build_object('personId', person_id, 'relation', relation) ORDER BY position)`.as('people'),
      ])
      .where('articleId', '=', anyOf(articleIds))
      .where('found', '=', true)
      .where(holdsPeople(Prisma.sql`ARRAY(SELECT n.person_id FROM ${namedPeople(ids)} n)`))
      .groupBy('articleId')
      .execute();
    await write(Prisma.sql`
      INSERT INTO publication_slugs (slug, article_id)
      SELECT p.slug, p.article_id FROM publications p JOIN ${publishedSlugs(ids)} next ON next.id = p.article_id
      WHERE p.slug <> next.slug
      ON CONFLICT (slug) DO NOTHING`);
    await write(Prisma.sql`
      WITH gone AS (DELETE FROM publications WHERE article_id = ${ids})
      DELETE FROM publication_slugs WHERE slug IN (SELECT next.slug FROM ${publishedSlugs(ids)} next)`);
    await write(Prisma.sql`
      WITH shown AS (
        UPDATE revisions r SET published_at = now() FROM articles a
        WHERE a.id = ${ids} AND r.article_id = a.id AND r.number = a.published_revision AND r.published_at IS NULL
      ), written AS (
        INSERT INTO publications (article_id, version, revision, ${contentColumnNames}, published_at, first_published_at, updated_at, search)
        ${publishedContent(ids, changedAt)} RETURNING article_id, body_assets
      )
      INSERT INTO publication_assets (article_id, asset_id)
      SELECT w.article_id, i.id FROM written w JOIN assets i ON i.id = ANY (w.body_assets)`);
    await listUnderSections(tx, Prisma.sql`p.article_id = ${ids}`);
    await write(Prisma.sql`
      INSERT INTO publication_tags (tag, article_id, published_at)
      SELECT DISTINCT tag, p.article_id, p.published_at FROM publications p CROSS JOIN LATERAL unnest(p.tag_slugs) AS tag WHERE p.article_id = ${ids}`);
    await write(Prisma.sql`
      INSERT INTO publication_people (article_id, position, person_id, relation, title_as_printed, listed, published_at, role_title, role_organisation)
      SELECT l.article_id, l.position, l.person_id, l.relation, l.title_as_printed,
        row_number() OVER (PARTITION BY l.article_id, l.person_id ORDER BY l.position) = 1, p.published_at, held.role->>'title', held.role->>'organisation'
      FROM ${namedPeople(ids)} l JOIN publications p ON p.article_id = l.article_id
      CROSS JOIN LATERAL (SELECT ${Prisma.raw(roleOn('l.person_id', dayOf('p.published_at')))} AS role) held`);
    await publicationStore.nameFound(tx, foundPeople);
  },

  /**
   * Lists articles under the public people that the linker found in their texts, unless an editor named them already.
   * Replaces the people that it found before. People who were merged are left out, because the linker then finds the
   * people who remain.
   *
   * @returns the ids of the articles that had such people before
   */
  async nameFound(tx: Transaction, articles: readonly FoundPeople[]): Promise<ReadonlySet<string>> {
    if (articles.length === 0) return new Set();
    const ids = articles.map(({ articleId }) => articleId);
    const personIds = articles.flatMap(({ people }) => people.map(({ personId }) => personId));
    const before = await tx.query
      .deleteFrom('publicationPeople')
      .where('articleId', '=', anyOf(ids))
      .where('found', '=', true)
      .where(holdsPeople(Prisma.sql`${personIds}::uuid[]`))
      .returning('articleId')
      .execute();
    await tx.change(Prisma.sql`
      INSERT INTO publication_people (article_id, position, person_id, relation, listed, published_at, found)
      SELECT p.article_id, ${foundPositionOffset} + n.place, n.person_id, n.relation, true, p.published_at, true
      FROM jsonb_to_recordset(${JSON.stringify(
        articles.flatMap(({ articleId, people }) =>
          people.map(({ personId, relation }, place) => ({
            article_id: articleId,
            place,
            person_id: personId,
            relation,
          })),
        ),
      )}::jsonb) AS n (article_id uuid, place int, person_id uuid, relation text)
      JOIN publications p ON p.article_id = n.article_id JOIN people k ON k.id = n.person_id AND k.visibility = 'public' AND k.merged_into IS NULL
      WHERE NOT EXISTS (SELECT FROM publication_people l WHERE l.article_id = n.article_id AND l.person_id = n.person_id)`);
    return new Set(before.map(({ articleId }) => articleId));
  },

  /** Deletes publications. Their slugs are kept, so that they redirect if the articles return with other slugs. */
  async remove(tx: Transaction, articleIds: readonly string[]): Promise<void> {
    if (articleIds.length === 0) return;
    await tx.query
      .insertInto('publicationSlugs')
      .columns(['slug', 'articleId'])
      .expression((query) =>
        query.selectFrom('publications').select(['slug', 'articleId']).where('articleId', '=', anyOf(articleIds)),
      )
      .onConflict((conflict) => conflict.column('slug').doNothing())
      .execute();
    await tx.query.deleteFrom('publications').where('articleId', '=', anyOf(articleIds)).execute();
  },

  /** Keeps the slugs of imported articles that were published elsewhere but no longer are. */
  async rememberSlugs(tx: Transaction, articleIds: readonly string[]): Promise<void> {
    if (articleIds.length === 0) return;
    await tx.query
      .insertInto('publicationSlugs')
      .columns(['slug', 'articleId'])
      .expression((query) => query.selectFrom('articles').select(['slug', 'id']).where('id', '=', anyOf(articleIds)))
      .onConflict((conflict) => conflict.column('slug').doNothing())
      .execute();
  },

  /** Reads a publication with the people that editors named, so that it can replace the draft copy. */
  async findWithPeople({ query }: Transaction, articleId: string) {
    const publication = await query
      .selectFrom('publications')
      .select(columnNames('publications'))
      .where('articleId', '=', articleId)
      .executeTakeFirst();
    if (publication === undefined) return undefined;
    const people = await query
      .selectFrom('publicationPeople')
      .selectAll()
      .where('articleId', '=', articleId)
      .where('found', '=', false)
      .orderBy('position')
      .execute();
    return { ...publication, people };
  },

  /** Returns the public `updatedAt` of an article, or null if it is not published. */
  async getUpdatedAt(tx: Transaction, articleId: string): Promise<Date | null> {
    const publication = await tx.query
      .selectFrom('publications')
      .select('updatedAt')
      .where('articleId', '=', articleId)
      .executeTakeFirst();
    return publication?.updatedAt ?? null;
  },

  /** Sets the revision number of a publication when the content of both is the same. */
  async setRevision({ query }: Transaction, articleId: string, revision: number): Promise<void> {
    await query.updateTable('publications').set({ revision }).where('articleId', '=', articleId).execute();
    await query
      .updateTable('revisions')
      .set({ publishedAt: new Date() })
      .where('articleId', '=', articleId)
      .where('number', '=', revision)
      .execute();
  },

  /** Moves `updatedAt` of a published article to this time, unless it is later already. Its text stays the same. */
  async touch({ query }: Transaction, articleId: string, at: Date): Promise<void> {
    const updatedAt = sql<Date>`greatest(updated_at, ${at}::timestamptz)`;
    await query.updateTable('publications').set({ updatedAt }).where('articleId', '=', articleId).execute();
    await query.updateTable('articles').set({ updatedAt }).where('id', '=', articleId).execute();
  },

  findLive: ({ query }: Reader, ref: string) =>
    query
      .selectFrom('publications')
      .select(['articleId as id', 'slug', 'commentsOpen'])
      .where((eb) =>
        isId(ref)
          ? eb('articleId', '=', ref)
          : eb.or([
              eb('slug', '=', ref),
              eb('articleId', '=', eb.selectFrom('publicationSlugs').select('articleId').where('slug', '=', ref)),
            ]),
      )
      .executeTakeFirst(),
};
