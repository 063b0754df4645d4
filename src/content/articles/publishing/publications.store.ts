import { sql } from 'kysely';
import { anyOf, columnNames, Prisma, type Reader, type Transaction } from '../../../platform/db/index.js';
import { dayOf, roleOn } from '../../people/index.js';
import { isId } from '../../slugs/index.js';
import { contentColumns } from '../content.js';
import { snapshotSql } from '../revisions/snapshots.store.js';
import { listUnderSections } from './sections.store.js';

/** Positions of those found come after those of whom an editor may name. */
const foundPositionOffset = 1_000;

/** Who was found in the text of a story, each once. */
type FoundPeople = { articleId: string; people: readonly { personId: string; relation: string }[] };

/** The working copies `a` of which an earlier revision `r` is published, and those of which the newest one is. */
const earlierRevisions = Prisma.sql`articles a JOIN revisions r ON r.article_id = a.id AND r.number = a.published_revision AND a.published_revision <> a.revision`;
const newestRevisions = Prisma.sql`articles a`;
const isNewest = Prisma.sql`a.published_revision = a.revision`;

/** The slugs under which articles are published. */
const publishedSlugs = (ids: Prisma.Sql) => Prisma.sql`(
  SELECT a.id, a.slug FROM ${newestRevisions} WHERE a.id = ${ids} AND ${isNewest}
  UNION ALL SELECT a.id, r.snapshot->>'slug' FROM ${earlierRevisions} WHERE a.id = ${ids})`;

const contentColumnNames = Prisma.raw(contentColumns.map(({ column }) => column).join(', '));
const draftColumns = Prisma.raw(contentColumns.map(({ column }) => `a.${column}`).join(', '));

/** A section may have been deleted since the revision was saved. */
const snapshotColumns = Prisma.raw(
  contentColumns
    .map(({ column, type }) =>
      column === 'section_id'
        ? '(SELECT s.id FROM sections s WHERE s.id = p.section_id)'
        : `p.${column}${type === 'json' ? '::json' : ''}`,
    )
    .join(', '),
);

/** What of articles is published: of the newest revision the working copy, of an earlier one the snapshot. */
const publishedContent = (ids: Prisma.Sql, changedAt: Date | null) => Prisma.sql`
  SELECT a.id, a.version, a.revision, ${draftColumns}, a.published_at, a.first_published_at,
    coalesce(${changedAt}::timestamptz, a.updated_at), a.search
  FROM ${newestRevisions} WHERE a.id = ${ids} AND ${isNewest}
  UNION ALL
  SELECT a.id, a.version, r.number, ${snapshotColumns}, a.published_at, a.first_published_at, coalesce(${changedAt}::timestamptz, a.updated_at),
    public.story_words(p.lang, p.headline, p.standfirst, p.body_text)
  FROM ${earlierRevisions} ${snapshotSql} WHERE a.id = ${ids}`;

/** Whom the editors name in what is published. Of two who have turned out to be one person, one is named. */
const namedPeople = (ids: Prisma.Sql) => Prisma.sql`(
  SELECT l.article_id, l.position, l.person_id, l.relation, l.title_as_printed
  FROM ${newestRevisions} JOIN article_people l ON l.article_id = a.id WHERE a.id = ${ids} AND ${isNewest}
  UNION ALL
  (SELECT DISTINCT ON (a.id, k.id, n.person->>'relation') a.id, (n.place - 1)::int, k.id, n.person->>'relation', n.person->>'titleAsPrinted'
  FROM ${earlierRevisions} CROSS JOIN LATERAL jsonb_array_elements(r.snapshot->'people') WITH ORDINALITY AS n (person, place)
  JOIN people named ON named.id = (n.person->>'personId')::uuid JOIN people k ON k.id = coalesce(named.merged_into, named.id)
  WHERE a.id = ${ids} ORDER BY a.id, k.id, n.person->>'relation', n.place))`;

/** The newsstand: what the public reads is written here, and nowhere else. */
export const publicationStore = {
  /**
   * Copies the revisions that articles say are published to the newsstand, in place of what was there.
   *
   * @param changedAt what readers are told of when they were changed, where that is not when the desk changed them
   */
  async upsert(tx: Transaction, articleIds: readonly string[], changedAt: Date | null = null): Promise<void> {
    if (articleIds.length === 0) return;
    const ids = Prisma.sql`ANY (${articleIds}::uuid[])`;
    const write = (statement: Prisma.Sql) => tx.run(statement);
    // Whoever was found in a text stays listed until it has been looked through again.
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
      )
      INSERT INTO publications (article_id, version, revision, ${contentColumnNames}, published_at, first_published_at, updated_at, search)
      ${publishedContent(ids, changedAt)}`);
    await listUnderSections(tx, Prisma.sql`p.article_id = ${ids}`);
    await write(Prisma.sql`
      INSERT INTO publication_tags (tag, article_id, published_at)
      SELECT DISTINCT tag, p.article_id, p.published_at FROM publications p CROSS JOIN LATERAL unnest(p.tags) AS tag WHERE p.article_id = ${ids}`);
    await write(Prisma.sql`
      INSERT INTO publication_people (article_id, position, person_id, relation, title_as_printed, listed, published_at, role_title, role_organisation)
      SELECT l.article_id, l.position, l.person_id, l.relation, l.title_as_printed,
        row_number() OVER (PARTITION BY l.article_id, l.person_id ORDER BY l.position) = 1, p.published_at, held.role->>'title', held.role->>'organisation'
      FROM ${namedPeople(ids)} l JOIN publications p ON p.article_id = l.article_id
      CROSS JOIN LATERAL (SELECT ${Prisma.raw(roleOn('l.person_id', dayOf('p.published_at')))} AS role) held`);
    await publicationStore.nameFound(tx, foundPeople);
  },

  /**
   * Lists stories under those who were found in their texts, beside those whom the editors named, in place of whoever was
   * found before.
   *
   * @returns ids of stories in which somebody was found before
   */
  async nameFound(tx: Transaction, articles: readonly FoundPeople[]): Promise<ReadonlySet<string>> {
    if (articles.length === 0) return new Set();
    const ids = articles.map(({ articleId }) => articleId);
    const before = await tx.query
      .deleteFrom('publicationPeople')
      .where('articleId', '=', anyOf(ids))
      .where('found', '=', true)
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
      JOIN publications p ON p.article_id = n.article_id JOIN people k ON k.id = n.person_id
      WHERE NOT EXISTS (SELECT FROM publication_people l WHERE l.article_id = n.article_id AND l.person_id = n.person_id)`);
    return new Set(before.map(({ articleId }) => articleId));
  },

  /** Takes stories off the newsstand; their slugs are remembered, for when they come back under others. */
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

  /** Remembers the slugs of stories that were published elsewhere and are not any more. */
  async rememberSlugs(tx: Transaction, articleIds: readonly string[]): Promise<void> {
    if (articleIds.length === 0) return;
    await tx.query
      .insertInto('publicationSlugs')
      .columns(['slug', 'articleId'])
      .expression((query) => query.selectFrom('articles').select(['slug', 'id']).where('id', '=', anyOf(articleIds)))
      .onConflict((conflict) => conflict.column('slug').doNothing())
      .execute();
  },

  /** What the public sees of a story, to put it back on the desk. */
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

  /** When what readers see was changed, as they are told. */
  async getUpdatedAt(tx: Transaction, articleId: string): Promise<Date | null> {
    const publication = await tx.query
      .selectFrom('publications')
      .select('updatedAt')
      .where('articleId', '=', articleId)
      .executeTakeFirst();
    return publication?.updatedAt ?? null;
  },

  /** Says that the newsstand shows this revision, where the copy is the same. */
  async setRevision({ query }: Transaction, articleId: string, revision: number): Promise<void> {
    await query.updateTable('publications').set({ revision }).where('articleId', '=', articleId).execute();
    await query
      .updateTable('revisions')
      .set({ publishedAt: new Date() })
      .where('articleId', '=', articleId)
      .where('number', '=', revision)
      .execute();
  },

  /** Says that what readers see of a live story has changed, at this time at the earliest; its text has not. */
  async touch({ query }: Transaction, articleId: string, at: Date): Promise<void> {
    const updatedAt = sql<Date>`greatest(updated_at, ${at}::timestamptz)`;
    await query.updateTable('publications').set({ updatedAt }).where('articleId', '=', articleId).execute();
    await query.updateTable('articles').set({ updatedAt }).where('id', '=', articleId).execute();
  },

  findLive: (
    { query }: Reader,
    ref: string,
  ): Promise<{ id: string; slug: string; commentsOpen: boolean } | undefined> =>
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
