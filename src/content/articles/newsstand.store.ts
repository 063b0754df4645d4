import type { Transaction } from '../../platform/db/index.js';
import { Prisma } from '../../platform/db/index.js';
import { dayOf, roleOn } from '../people/index.js';
import type { SectionArticles } from '../sections/index.js';
import { isId } from '../slugs/index.js';
import { snapshot } from './archive.store.js';
import { contentColumns } from './content.js';

/** Lists a publication under its section and those above it. */
const listUnderSections = (tx: Transaction, which: Prisma.Sql) =>
  tx.run(Prisma.sql`
      INSERT INTO publication_sections (section_id, article_id, published_at)
      SELECT above.id, p.article_id, p.published_at
      FROM publications p JOIN sections s ON s.id = p.section_id CROSS JOIN LATERAL unnest(s.lineage) AS above (id)
      WHERE ${which}`);

/** Positions of those found come after those of whom an editor may name. */
const afterEditors = 1_000;

/** Who was found in the text of a story, each once. */
type FoundIn = { articleId: string; people: readonly { personId: string; relation: string }[] };

/** The working copies `a` of which an earlier revision `r` is published, and those of which the newest one is. */
const earlier = Prisma.sql`articles a JOIN revisions r ON r.article_id = a.id AND r.number = a.published_revision AND a.published_revision <> a.revision`;
const newest = Prisma.sql`articles a`;
const isNewest = Prisma.sql`a.published_revision = a.revision`;

/** The slugs under which articles are published. */
const slugsOf = (ids: Prisma.Sql) => Prisma.sql`(
  SELECT a.id, a.slug FROM ${newest} WHERE a.id = ${ids} AND ${isNewest}
  UNION ALL SELECT a.id, r.snapshot->>'slug' FROM ${earlier} WHERE a.id = ${ids})`;

const names = Prisma.raw(contentColumns.map(({ column }) => column).join(', '));
const ofDraft = Prisma.raw(contentColumns.map(({ column }) => `a.${column}`).join(', '));

/** A section may have been deleted since the revision was saved. */
const ofSnapshot = Prisma.raw(
  contentColumns
    .map(({ column, type }) =>
      column === 'section_id'
        ? '(SELECT s.id FROM sections s WHERE s.id = p.section_id)'
        : `p.${column}${type === 'json' ? '::json' : ''}`,
    )
    .join(', '),
);

/** What of articles is published: of the newest revision the working copy, of an earlier one the snapshot. */
const contentOf = (ids: Prisma.Sql, changedAt: Date | null) => Prisma.sql`
  SELECT a.id, a.version, a.revision, ${ofDraft}, a.published_at, a.first_published_at,
    coalesce(${changedAt}::timestamptz, a.updated_at), a.search
  FROM ${newest} WHERE a.id = ${ids} AND ${isNewest}
  UNION ALL
  SELECT a.id, a.version, r.number, ${ofSnapshot}, a.published_at, a.first_published_at, coalesce(${changedAt}::timestamptz, a.updated_at),
    public.story_words(p.lang, p.headline, p.standfirst, p.body_text)
  FROM ${earlier} ${snapshot} WHERE a.id = ${ids}`;

/** Whom the editors name in what is published. Of two who have turned out to be one person, one is named. */
const namedIn = (ids: Prisma.Sql) => Prisma.sql`(
  SELECT l.article_id, l.position, l.person_id, l.relation, l.title_as_printed
  FROM ${newest} JOIN article_people l ON l.article_id = a.id WHERE a.id = ${ids} AND ${isNewest}
  UNION ALL
  (SELECT DISTINCT ON (a.id, k.id, n.person->>'relation') a.id, (n.place - 1)::int, k.id, n.person->>'relation', n.person->>'titleAsPrinted'
  FROM ${earlier} CROSS JOIN LATERAL jsonb_array_elements(r.snapshot->'people') WITH ORDINALITY AS n (person, place)
  JOIN people named ON named.id = (n.person->>'personId')::uuid JOIN people k ON k.id = coalesce(named.merged_into, named.id)
  WHERE a.id = ${ids} ORDER BY a.id, k.id, n.person->>'relation', n.place))`;

/** The newsstand: what the public reads is written here, and nowhere else. */
export const newsstandStore = {
  /**
   * Copies the revisions that articles say are published to the newsstand, in place of what was there.
   *
   * @param changedAt what readers are told of when they were changed, where that is not when the desk changed them
   */
  async put(tx: Transaction, articleIds: readonly string[], changedAt: Date | null = null): Promise<void> {
    if (articleIds.length === 0) return;
    const ids = Prisma.sql`ANY (${articleIds}::uuid[])`;
    const write = (statement: Prisma.Sql) => tx.run(statement);
    // Whoever was found in a text stays listed until it has been looked through again.
    const found = await tx.run<FoundIn>(Prisma.sql`
        SELECT article_id AS "articleId", json_agg(json_build_object('personId', person_id, 'relation', relation) ORDER BY position) AS people
        FROM publication_people WHERE article_id = ${ids} AND found GROUP BY article_id`);
    await write(Prisma.sql`
      INSERT INTO publication_slugs (slug, article_id)
      SELECT p.slug, p.article_id FROM publications p JOIN ${slugsOf(ids)} next ON next.id = p.article_id
      WHERE p.slug <> next.slug
      ON CONFLICT (slug) DO NOTHING`);
    await write(Prisma.sql`
      WITH gone AS (DELETE FROM publications WHERE article_id = ${ids})
      DELETE FROM publication_slugs WHERE slug IN (SELECT next.slug FROM ${slugsOf(ids)} next)`);
    await write(Prisma.sql`
      WITH shown AS (
        UPDATE revisions r SET published_at = now() FROM articles a
        WHERE a.id = ${ids} AND r.article_id = a.id AND r.number = a.published_revision AND r.published_at IS NULL
      )
      INSERT INTO publications (article_id, version, revision, ${names}, published_at, first_published_at, updated_at, search)
      ${contentOf(ids, changedAt)}`);
    await listUnderSections(tx, Prisma.sql`p.article_id = ${ids}`);
    await write(Prisma.sql`
      INSERT INTO publication_tags (tag, article_id, published_at)
      SELECT DISTINCT tag, p.article_id, p.published_at FROM publications p CROSS JOIN LATERAL unnest(p.tags) AS tag WHERE p.article_id = ${ids}`);
    await write(Prisma.sql`
      INSERT INTO publication_people (article_id, position, person_id, relation, title_as_printed, listed, published_at, role_title, role_organisation)
      SELECT l.article_id, l.position, l.person_id, l.relation, l.title_as_printed,
        row_number() OVER (PARTITION BY l.article_id, l.person_id ORDER BY l.position) = 1, p.published_at, held.role->>'title', held.role->>'organisation'
      FROM ${namedIn(ids)} l JOIN publications p ON p.article_id = l.article_id
      CROSS JOIN LATERAL (SELECT ${Prisma.raw(roleOn('l.person_id', dayOf('p.published_at')))} AS role) held`);
    await newsstandStore.nameFound(tx, found);
  },

  /**
   * Lists stories under those who were found in their texts, beside those whom the editors named, in place of whoever was
   * found before.
   *
   * @returns ids of stories in which somebody was found before
   */
  async nameFound(tx: Transaction, stories: readonly FoundIn[]): Promise<ReadonlySet<string>> {
    if (stories.length === 0) return new Set();
    const ids = stories.map(({ articleId }) => articleId);
    const before = await tx.run<{ id: string }>(Prisma.sql`
      DELETE FROM publication_people WHERE article_id = ANY (${ids}::uuid[]) AND found RETURNING article_id AS id`);
    await tx.change(Prisma.sql`
      INSERT INTO publication_people (article_id, position, person_id, relation, listed, published_at, found)
      SELECT p.article_id, ${afterEditors} + n.place, n.person_id, n.relation, true, p.published_at, true
      FROM jsonb_to_recordset(${JSON.stringify(
        stories.flatMap(({ articleId, people }) =>
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
    return new Set(before.map(({ id }) => id));
  },

  /** Takes stories off the newsstand; their slugs are remembered, for when they come back under others. */
  async take(tx: Transaction, articleIds: readonly string[]): Promise<void> {
    if (articleIds.length === 0) return;
    await tx.change(Prisma.sql`
      INSERT INTO publication_slugs (slug, article_id) SELECT slug, article_id FROM publications WHERE article_id = ANY (${articleIds}::uuid[])
      ON CONFLICT (slug) DO NOTHING`);
    await tx.change(Prisma.sql`DELETE FROM publications WHERE article_id = ANY (${articleIds}::uuid[])`);
  },

  /** Remembers the slugs of stories that were published elsewhere and are not any more. */
  async remember(tx: Transaction, articleIds: readonly string[]): Promise<void> {
    if (articleIds.length === 0) return;
    await tx.change(Prisma.sql`
      INSERT INTO publication_slugs (slug, article_id) SELECT slug, id FROM articles WHERE id = ANY (${articleIds}::uuid[])
      ON CONFLICT (slug) DO NOTHING`);
  },

  /** What the public sees of a story, to put it back on the desk. */
  read: (tx: Transaction, articleId: string) =>
    tx.publication.findUnique({
      where: { articleId },
      include: { people: { where: { found: false }, orderBy: { position: 'asc' } } },
    }),

  /** When what readers see was changed, as they are told. */
  async changedAt(tx: Transaction, articleId: string): Promise<Date | null> {
    const shown = await tx.publication.findUnique({ where: { articleId }, select: { updatedAt: true } });
    return shown?.updatedAt ?? null;
  },

  /** Says that the newsstand shows this revision, where the copy is the same. */
  async setRevision(tx: Transaction, articleId: string, revision: number): Promise<void> {
    await tx.publication.update({ where: { articleId }, data: { revision } });
    await tx.revision.update({
      where: { articleId_number: { articleId, number: revision } },
      data: { publishedAt: new Date() },
      select: { number: true },
    });
  },

  /** Says that what readers see of a live story has changed, at this time at the earliest; its text has not. */
  async touch(tx: Transaction, articleId: string, at: Date): Promise<void> {
    for (const [table, id] of [
      ['publications', 'article_id'],
      ['articles', 'id'],
    ] as const)
      await tx.change(
        Prisma.sql`UPDATE ${Prisma.raw(table)} SET updated_at = greatest(updated_at, ${at}::timestamptz) WHERE ${Prisma.raw(id)} = ${articleId}::uuid`,
      );
  },

  async findLive(tx: Transaction, ref: string): Promise<{ id: string; slug: string; commentsOpen: boolean } | null> {
    const which = isId(ref)
      ? Prisma.sql`p.article_id = ${ref}::uuid`
      : Prisma.sql`(p.slug = ${ref} OR p.article_id = (SELECT article_id FROM publication_slugs WHERE slug = ${ref}))`;
    const rows = await tx.run<{ id: string; slug: string; commentsOpen: boolean }>(
      Prisma.sql`SELECT p.article_id AS id, p.slug, p.comments_open AS "commentsOpen" FROM publications p WHERE ${which}`,
    );
    return rows[0] ?? null;
  },
};

/** The articles `planned` of which a revision is scheduled that is in this section. */
const plannedIn = (sectionId: string) => Prisma.sql`articles planned JOIN revisions kept
  ON planned.scheduled_for IS NOT NULL AND kept.article_id = planned.id AND kept.number = planned.scheduled_revision
    AND kept.snapshot->>'sectionId' = ${sectionId}`;

/** What articles do for sections. */
export const sectionArticles: SectionArticles = {
  async countIn(tx, sectionId) {
    const [row] = await tx.run<{ n: number }>(Prisma.sql`
      SELECT count(*)::int AS n FROM (
        SELECT id FROM articles WHERE section_id = ${sectionId}::uuid
        UNION SELECT article_id FROM publications WHERE section_id = ${sectionId}::uuid
        UNION SELECT planned.id FROM ${plannedIn(sectionId)}
      ) AS using_it`);
    return row?.n ?? 0;
  },

  async moveAll(tx, from, to) {
    // What is scheduled moves as what is published does: at its hour it goes out as somebody who may publish has seen it.
    await tx.change(Prisma.sql`
      UPDATE revisions r SET snapshot = jsonb_set(r.snapshot, '{sectionId}', to_jsonb(${to}::text))
      FROM ${plannedIn(from)} WHERE r.article_id = planned.id AND r.number = planned.scheduled_revision`);
    await tx.change(
      Prisma.sql`UPDATE articles SET section_id = ${to}::uuid, version = version + 1, updated_at = now() WHERE section_id = ${from}::uuid`,
    );
    await tx.change(
      Prisma.sql`DELETE FROM publication_sections WHERE article_id IN (SELECT article_id FROM publications WHERE section_id = ${from}::uuid)`,
    );
    const moved = await tx.run<{ id: string }>(Prisma.sql`
      UPDATE publications SET section_id = ${to}::uuid WHERE section_id = ${from}::uuid RETURNING article_id AS id`);
    await listUnderSections(tx, Prisma.sql`p.article_id = ANY (${moved.map(({ id }) => id)}::uuid[])`);
  },

  async relist(tx, sectionIds) {
    await tx.change(Prisma.sql`
      DELETE FROM publication_sections WHERE article_id IN (SELECT article_id FROM publications WHERE section_id = ANY (${sectionIds}::uuid[]))`);
    await listUnderSections(tx, Prisma.sql`p.section_id = ANY (${sectionIds}::uuid[])`);
  },
};
