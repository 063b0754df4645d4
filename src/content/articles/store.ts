import {
  type Database,
  jsonText,
  Prisma,
  releaseSlug,
  type SlugRegistry,
  select,
  type Transaction,
  violatedUnique,
} from '../../platform/db/index.js';
import type { FinishedItem } from '../../platform/http/index.js';
import { isId } from '../slugs/index.js';
import { desk, deskColumns, type Include, newsstand, wholeColumns } from './columns.store.js';
import type { ArticleQuery } from './query.schemas.js';

export const articleSlugs: SlugRegistry = { table: 'article_slugs', owner: 'article_id' };

const everything = {
  people: { orderBy: { position: 'asc' } },
  externalIds: { orderBy: [{ source: 'asc' }, { externalId: 'asc' }] },
} as const satisfies Prisma.ArticleInclude;

/** The working copy with what hangs on it. */
export type ArticleRow = Prisma.ArticleGetPayload<{ include: typeof everything }>;
export type WholeRow = Record<string, unknown> & { id: string; slug: string; body: string };

type Asked = Pick<ArticleQuery, 'bodyFormat' | 'fields'> & { include?: readonly Include[] | undefined };

/** What of a working copy is written and kept in the archive; references are ids. */
export type Written = {
  slug: string;
  headline: string;
  standfirst: string | null;
  type: string;
  body: string;
  bodyText: string;
  lang: string;
  dateline: string | null;
  sectionId: string | null;
  tags: string[];
  sources: object[];
  related: string[];
  leadImage: object | null;
  seo: object | null;
  commentsOpen: boolean;
  people: { personId: string; relation: string; titleAsPrinted: string | null }[];
  externalIds: { source: string; externalId: string }[];
};

const found = (ref: string) =>
  isId(ref)
    ? Prisma.sql`p.id = ${ref}::uuid`
    : Prisma.sql`p.id = (SELECT article_id FROM article_slugs WHERE slug = ${ref})`;

function columnsOf({ people: _, externalIds: __, bodyText, leadImage, seo, sources, ...written }: Written) {
  return {
    ...written,
    bodyText,
    sources: sources as Prisma.InputJsonArray,
    leadImage: (leadImage as Prisma.InputJsonObject | null) ?? Prisma.DbNull,
    seo: (seo as Prisma.InputJsonObject | null) ?? Prisma.DbNull,
  };
}

const peopleRows = (articleId: string, { people }: Written) =>
  people.map((person, position) => ({ articleId, position, ...person }));
const externalIdRows = (articleId: string, { externalIds }: Written) =>
  externalIds.map((pair) => ({ articleId, ...pair }));

/** The desk and the archive. */
export function deskStore(database: Database) {
  return {
    /** What the public sees of a story; by a slug that it had before, too. */
    async readPublic(
      ref: string,
      { include = [], bodyFormat, fields }: Asked,
    ): Promise<(FinishedItem & { slug: string }) | undefined> {
      const which = isId(ref)
        ? Prisma.sql`${ref}::uuid`
        : Prisma.sql`coalesce((SELECT article_id FROM publications WHERE slug = ${ref}), (SELECT article_id FROM publication_slugs WHERE slug = ${ref}))`;
      const [row] = await database.read<FinishedItem & { slug: string }>(
        Prisma.sql`SELECT p.article_id AS id, p.slug, p.version, p.updated_at AS "updatedAt", p.related AS tags,
          ${jsonText(wholeColumns(newsstand, include, bodyFormat), fields)} AS json
          FROM publications p WHERE p.article_id = ${which}`,
      );
      return row;
    },

    /** The working copy, in whatever state. */
    async readDesk(
      ref: string,
      { include = [], bodyFormat }: Omit<Asked, 'fields'>,
      tx?: Transaction,
    ): Promise<WholeRow | undefined> {
      const columns = wholeColumns(desk, include, bodyFormat);
      const statement = Prisma.sql`SELECT ${select(columns)}, ${deskColumns} FROM articles p WHERE ${found(ref)}`;
      const rows =
        tx === undefined ? await database.read<WholeRow>(statement) : await tx.$queryRaw<WholeRow[]>(statement);
      return rows[0];
    },

    /** Gives the working copy and keeps others from changing it until the transaction ends. */
    async lock(tx: Transaction, ref: string): Promise<ArticleRow | null> {
      const [row] = await tx.$queryRaw<{ id: string }[]>(
        Prisma.sql`SELECT p.id FROM articles p WHERE ${found(ref)} FOR UPDATE`,
      );
      return row === undefined ? null : tx.article.findUnique({ where: { id: row.id }, include: everything });
    },

    /** Ids by reference, for those that there are. */
    async idsOf(tx: Transaction, refs: readonly string[]): Promise<Map<string, string>> {
      if (refs.length === 0) return new Map();
      const ids = refs.filter(isId);
      const slugs = refs.filter((ref) => !isId(ref));
      const rows = await tx.$queryRaw<{ ref: string; id: string }[]>`
        SELECT id::text AS ref, id FROM articles WHERE id = ANY (${ids}::uuid[])
        UNION ALL SELECT slug, article_id FROM article_slugs WHERE slug = ANY (${slugs})`;
      return new Map(rows.map(({ ref, id }) => [ref, id]));
    },

    async create(tx: Transaction, id: string, written: Written, now: Date): Promise<void> {
      await tx.article.create({ data: { id, ...columnsOf(written), createdAt: now, updatedAt: now } });
      if (written.people.length > 0) await tx.articlePerson.createMany({ data: peopleRows(id, written) });
      if (written.externalIds.length > 0) await tx.articleExternalId.createMany({ data: externalIdRows(id, written) });
    },

    async update(tx: Transaction, before: ArticleRow, written: Written, now: Date): Promise<void> {
      const { id } = before;
      const data = {
        ...columnsOf(written),
        version: before.version + 1,
        revision: before.revision + 1,
        updatedAt: now,
      };
      await tx.article.update({ where: { id }, data });
      await tx.articlePerson.deleteMany({ where: { articleId: id } });
      if (written.people.length > 0) await tx.articlePerson.createMany({ data: peopleRows(id, written) });
      await tx.articleExternalId.deleteMany({ where: { articleId: id } });
      if (written.externalIds.length > 0) await tx.articleExternalId.createMany({ data: externalIdRows(id, written) });
    },

    /** Writes one snapshot into the archive; it is never changed. */
    archive: (tx: Transaction, articleId: string, number: number, written: Written, savedBy: string, now: Date) =>
      tx.revision.create({
        data: { articleId, number, snapshot: written as unknown as Prisma.InputJsonObject, savedBy, createdAt: now },
      }),

    move: (tx: Transaction, before: ArticleRow, data: Prisma.ArticleUncheckedUpdateInput) =>
      tx.article.update({ where: { id: before.id }, data: { ...data, version: before.version + 1 } }),

    setPublishedRevision: (tx: Transaction, id: string, publishedRevision: number) =>
      tx.article.update({ where: { id }, data: { publishedRevision } }),

    releaseSlug: (tx: Transaction, slug: string, id: string) => releaseSlug(tx, articleSlugs, slug, id),

    purge: (tx: Transaction, id: string) => tx.article.delete({ where: { id } }),

    /** Whether an article was ever published under this slug, so that readers may still come by it. */
    async wasPublic(tx: Transaction, articleId: string, slug: string): Promise<boolean> {
      const [row] = await tx.$queryRaw<{ known: boolean }[]>`
        SELECT EXISTS (SELECT FROM publications WHERE article_id = ${articleId}::uuid AND slug = ${slug})
            OR EXISTS (SELECT FROM publication_slugs WHERE article_id = ${articleId}::uuid AND slug = ${slug}) AS known`;
      return row?.known ?? false;
    },

    async find(tx: Transaction, ref: string): Promise<{ id: string; slug: string } | null> {
      const [row] = await tx.$queryRaw<{ id: string; slug: string }[]>(
        Prisma.sql`SELECT p.id, p.slug FROM articles p WHERE ${found(ref)}`,
      );
      return row ?? null;
    },
  };
}

export type DeskStore = ReturnType<typeof deskStore>;

export function isExternalIdTaken(error: unknown): boolean {
  return violatedUnique(error)?.includes('external_id') ?? false;
}
