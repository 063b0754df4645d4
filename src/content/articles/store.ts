import type { Selectable, Updateable } from 'kysely';
import {
  anyOf,
  columnNames,
  itemStatement,
  type JsonRow,
  jsonText,
  Prisma,
  type Reader,
  readItem,
  releaseSlug,
  type Session,
  type SlugRegistry,
  select,
  type Tables,
  type Transaction,
  toJson,
  toKysely,
  violatedUnique,
} from '../../platform/db/index.js';
import { isId } from '../slugs/index.js';
import {
  articleColumns,
  assetsSql,
  deskColumns,
  draftCopy,
  type Include,
  lockColumn,
  publicationCopy,
} from './columns.store.js';
import type { ArticleContent } from './content.js';
import {
  columnsOf,
  type DraftRow,
  externalIdRows,
  insertPeople,
  type PublicationRow,
  type WithContent,
} from './content-rows.store.js';
import { replaceAssets } from './drafts/assets.store.js';
import { freePlannedSlugs, isPlannedSlug } from './planning/planned-slugs.store.js';
import type { ArticleReadRequest } from './query.schemas.js';
import { noReview } from './review/state.rules.js';
import { DeskArticle } from './schemas.js';

export const articleSlugs: SlugRegistry = { table: 'articleSlugs', owner: 'articleId' };

/** A draft copy with its people and external ids. */
export type ArticleRow = WithContent<DraftRow, PublicationRow> & {
  people: Selectable<Tables['articlePeople']>[];
  externalIds: Selectable<Tables['articleExternalIds']>[];
};
export type DeskArticleRow = Record<string, unknown> & { id: string; slug: string; body: string };

type ReadOptions = Pick<ArticleReadRequest, 'bodyFormat' | 'fields'> & { include?: readonly Include[] | undefined };

/** The note of a saved revision, and the revision from which its content was restored. */
export type RevisionMetadata = { note?: string | null | undefined; restoredFrom?: number | null | undefined };

/** Returns the condition that selects the article `p` with an id or slug. */
export const matchesRef = (ref: string) =>
  isId(ref)
    ? Prisma.sql`p.id = ${ref}::uuid`
    : Prisma.sql`p.id = (SELECT article_id FROM article_slugs WHERE slug = ${ref})`;

/** The id of the published article that has a slug now, or had it before. */
const publishedIdBySlug = `coalesce((SELECT article_id FROM publications WHERE slug = $1), (SELECT article_id FROM publication_slugs WHERE slug = $1))`;

/** Adds their people and external ids to draft copies, with two statements in total. */
export async function withLinkedRows({ query }: Reader, drafts: readonly DraftRow[]): Promise<ArticleRow[]> {
  if (drafts.length === 0) return [];
  const ids = drafts.map(({ id }) => id);
  const people = await query
    .selectFrom('articlePeople')
    .selectAll()
    .where('articleId', '=', anyOf(ids))
    .orderBy('position')
    .execute();
  const externalIds = await query
    .selectFrom('articleExternalIds')
    .selectAll()
    .where('articleId', '=', anyOf(ids))
    .orderBy('source')
    .orderBy('externalId')
    .execute();
  const rows = new Map<string, ArticleRow>(
    drafts.map((draft) => [draft.id, { ...draft, people: [], externalIds: [] }]),
  );
  for (const person of people) rows.get(person.articleId)?.people.push(person);
  for (const externalId of externalIds) rows.get(externalId.articleId)?.externalIds.push(externalId);
  return [...rows.values()];
}

/**
 * Reads and writes draft copies, their states and their revisions.
 *
 * @param mediaUrl the address below which the renditions of assets are
 */
export function deskStore(database: Session, mediaUrl: string) {
  return {
    /** Reads a published article, also by a slug that it had before. */
    readPublic(ref: string, { include = [], bodyFormat, fields }: ReadOptions): Promise<JsonRow | undefined> {
      const byId = isId(ref);
      const source = () => ({
        id: 'p.article_id',
        slug: 'p.slug',
        version: 'p.version',
        updatedAt: 'p.updated_at',
        depends: `p.related || ${assetsSql(bodyFormat !== 'text')}`,
        json: jsonText(articleColumns(publicationCopy, { include, bodyFormat, mediaUrl }), fields),
        from: `FROM publications p WHERE p.article_id = ${byId ? '$1::uuid' : publishedIdBySlug}`,
      });
      const shape = `article ${byId} ${bodyFormat} ${[...new Set(include)].sort()} ${mediaUrl}`;
      return readItem(database, itemStatement(fields === undefined ? shape : undefined, source, ref));
    },

    /** Reads the desk view of an article in any state. */
    async readDesk(
      ref: string,
      { include = [], bodyFormat }: Omit<ReadOptions, 'fields'>,
      tx?: Transaction,
    ): Promise<DeskArticleRow | undefined> {
      const columns = articleColumns(draftCopy, { include, bodyFormat, mediaUrl });
      const statement = Prisma.sql`SELECT ${select(columns)}, ${deskColumns}, ${lockColumn} FROM articles p WHERE ${matchesRef(ref)}`;
      return (await (tx ?? database).run(statement, DeskArticle))[0];
    },

    /** Reads a draft copy and locks it until the transaction ends. */
    async lock(tx: Transaction, ref: string): Promise<ArticleRow | undefined> {
      tx.beforeLock(`article ${ref}`);
      const row = await tx.query
        .selectFrom('articles as p')
        .select(columnNames('articles'))
        .where(toKysely<boolean>(matchesRef(ref)))
        .forUpdate()
        .executeTakeFirst();
      return row && (await withLinkedRows(tx, [row]))[0];
    },

    async update(tx: Transaction, before: ArticleRow, content: ArticleContent, now: Date): Promise<void> {
      const { id } = before;
      const data = {
        ...columnsOf(content),
        version: before.version + 1,
        revision: before.revision + 1,
        updatedAt: now,
      };
      await tx.query.updateTable('articles').set(data).where('id', '=', id).execute();
      await tx.query.deleteFrom('articlePeople').where('articleId', '=', id).execute();
      if (content.people.length > 0)
        await tx.run(Prisma.sql`
          WITH ${insertPeople(Prisma.sql`SELECT ${id}::uuid, ${JSON.stringify(content.people)}::jsonb`)} SELECT 1`);
      await tx.query.deleteFrom('articleExternalIds').where('articleId', '=', id).execute();
      await replaceAssets(tx, before, content);
      if (content.externalIds.length > 0)
        await tx.query.insertInto('articleExternalIds').values(externalIdRows(id, content)).execute();
    },

    /** Writes a revision. A revision never changes. */
    createRevision: (
      tx: Transaction,
      { id: articleId, number, content }: { id: string; number: number; content: ArticleContent },
      { note, restoredFrom, ...by }: RevisionMetadata & { savedBy: string; saverId: string | null; createdAt: Date },
    ) =>
      tx.query
        .insertInto('revisions')
        .values({
          articleId,
          number,
          snapshot: toJson(content),
          note: note || null,
          restoredFrom: restoredFrom ?? null,
          ...by,
        })
        .execute(),

    /** Changes the state of an article. When a plan ends, the slug that only its revision has is released. */
    async updateState(tx: Transaction, before: ArticleRow, state: Updateable<Tables['articles']>): Promise<void> {
      const { id, scheduledRevision: plannedRevision } = before;
      const isPlanOver =
        plannedRevision !== null &&
        state.scheduledRevision !== undefined &&
        state.scheduledRevision !== plannedRevision;
      if (isPlanOver && plannedRevision !== before.revision)
        await tx.change(freePlannedSlugs(Prisma.sql`a.id = ${id}::uuid`));
      await tx.query
        .updateTable('articles')
        .set({ ...state, version: before.version + 1 })
        .where('id', '=', id)
        .execute();
    },

    /**
     * Marks the newest revision as the published one when its content is already public. A plan to publish that content
     * moves to this revision, and there is nothing left to review.
     */
    setPublishedRevision: (tx: Transaction, before: ArticleRow, publishedRevision: number) =>
      tx.query
        .updateTable('articles')
        .set({
          publishedRevision,
          ...noReview,
          ...(before.scheduledRevision === before.publishedRevision && before.scheduledRevision !== null
            ? { scheduledRevision: publishedRevision }
            : {}),
        })
        .where('id', '=', before.id)
        .execute(),

    releaseSlug: (tx: Transaction, slug: string, id: string) => releaseSlug(tx, articleSlugs, slug, id),

    purge: (tx: Transaction, id: string) => tx.query.deleteFrom('articles').where('id', '=', id).execute(),

    /** Returns whether an article keeps a slug that its draft copy no longer has: readers use it, or a plan will. */
    async isSlugKept(tx: Transaction, articleId: string, slug: string): Promise<boolean> {
      const { isKept } = await tx.query
        .selectNoFrom(({ or, exists, selectFrom }) => {
          const hasSlugIn = (table: 'publications' | 'publicationSlugs') =>
            exists(selectFrom(table).select('slug').where('articleId', '=', articleId).where('slug', '=', slug));
          const isPlanned = isPlannedSlug(Prisma.sql`${articleId}::uuid`, Prisma.sql`${slug}`);
          return or([hasSlugIn('publications'), hasSlugIn('publicationSlugs'), toKysely<boolean>(isPlanned)]).as(
            'isKept',
          );
        })
        .executeTakeFirstOrThrow();
      return Boolean(isKept);
    },

    find: ({ query }: Reader, ref: string): Promise<{ id: string; slug: string } | undefined> =>
      query
        .selectFrom('articles as p')
        .select(['p.id', 'p.slug'])
        .where(toKysely<boolean>(matchesRef(ref)))
        .executeTakeFirst(),
  };
}

export type DeskStore = ReturnType<typeof deskStore>;

export function isExternalIdTaken(error: unknown): boolean {
  return /external_id/.test(violatedUnique(error) ?? '');
}
