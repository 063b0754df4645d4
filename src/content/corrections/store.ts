import {
  columnsOf,
  composedFor,
  type FinishedRow,
  itemStatement,
  jsonText,
  Prisma,
  pageStatement,
  readItem,
  type Session,
  select,
  type Transaction,
} from '../../platform/db/index.js';
import { type FinishedPage, finishPage, keyset, type Order, type Page, positionOf } from '../../platform/http/index.js';
import { isId } from '../slugs/index.js';
import { deskColumns, publicColumns } from './columns.store.js';
import type { CorrectionListQuery, DeskCorrection } from './schemas.js';

export type CorrectionRow = Prisma.CorrectionGetPayload<object>;
export type ListQuery = Omit<CorrectionListQuery, 'view'>;

const shown = columnsOf(publicColumns);
const onDesk = columnsOf(deskColumns);

const newestFirst = (name: string, column: string): Order => ({
  name,
  descending: true,
  column: Prisma.raw(column),
  id: Prisma.sql`c.id`,
  type: 'timestamptz',
});
const publicOrder = newestFirst('at', 'c.at');
// What waits has no time yet.
const deskOrder = newestFirst('createdAt', 'c.created_at');

const sectionId = (ref: string) =>
  isId(ref) ? Prisma.sql`${ref}::uuid` : Prisma.sql`(SELECT section_id FROM section_slugs WHERE slug = ${ref})`;

const liveArticle = (ref: string) =>
  isId(ref)
    ? Prisma.sql`${ref}::uuid`
    : Prisma.sql`coalesce(
        (SELECT article_id FROM publications WHERE slug = ${ref}), (SELECT article_id FROM publication_slugs WHERE slug = ${ref}))`;

const deskArticle = (ref: string) =>
  isId(ref) ? Prisma.sql`${ref}::uuid` : Prisma.sql`(SELECT article_id FROM article_slugs WHERE slug = ${ref})`;

function conditions(query: ListQuery, article: (ref: string) => Prisma.Sql, inSection: (ref: string) => Prisma.Sql) {
  const parts = [Prisma.sql`TRUE`];
  // The kinds are few and known: each is written out, so that the planner knows how many there are of it.
  if (query.kind !== undefined) parts.push(Prisma.raw(`c.kind = '${query.kind}'`));
  if (query.article !== undefined) parts.push(Prisma.sql`c.article_id = ${article(query.article)}`);
  if (query.section !== undefined) parts.push(inSection(query.section));
  if (query['at[gte]'] !== undefined) parts.push(Prisma.sql`c.at >= ${query['at[gte]']}`);
  if (query['at[lt]'] !== undefined) parts.push(Prisma.sql`c.at < ${query['at[lt]']}`);
  return Prisma.join(parts, ' AND ');
}

const publicConditions = (query: ListQuery) =>
  conditions(
    query,
    liveArticle,
    (ref) => Prisma.sql`EXISTS (SELECT FROM publication_sections l
      WHERE l.article_id = c.article_id AND l.section_id = ${sectionId(ref)} OFFSET 0)`,
  );

const deskConditions = (query: ListQuery) =>
  conditions(
    query,
    deskArticle,
    (ref) => Prisma.sql`EXISTS (SELECT FROM articles a JOIN sections s ON s.id = a.section_id
      WHERE a.id = c.article_id AND ${sectionId(ref)} = ANY (s.lineage))`,
  );

const publicStatement = composedFor((query: ListQuery) => {
  const keys = keyset('corrections', publicOrder, query);
  const where = publicConditions(query);
  const statement = pageStatement({
    rows: Prisma.sql`SELECT c.*, ${positionOf(publicOrder)} AS key FROM public_corrections c
      WHERE ${where} AND ${keys.where} ORDER BY ${keys.orderBy} LIMIT ${Prisma.raw(String(keys.limit))}`,
    item: Prisma.sql`(SELECT ${jsonText(shown, query.fields)} FROM (SELECT p.*) c)`,
    limit: query.limit,
    backwards: keys.backwards,
  });
  return { statement, keys, where };
});

/** Corrections: the public reads a view of those that it was told of. */
export function correctionStore(database: Session) {
  return {
    listPublic(query: ListQuery): Promise<FinishedPage> {
      const { statement, keys, where } = publicStatement(query);
      const counted = query.count === undefined ? undefined : Prisma.sql`public_corrections c WHERE ${where}`;
      // With a story that is live again its corrections come back.
      return finishPage(database, { statement, keys, counted, tags: ['corrections', 'articles'] });
    },

    async listDesk(query: ListQuery): Promise<Page<DeskCorrection>> {
      const keys = keyset('corrections.desk', deskOrder, query);
      const where = deskConditions(query);
      const rows = await database.run<DeskCorrection>(Prisma.sql`
        SELECT ${select(onDesk)} FROM corrections c
        WHERE ${where} AND ${keys.where} ORDER BY ${keys.orderBy} LIMIT ${keys.limit}`);
      const counted =
        query.count === undefined
          ? undefined
          : (
              await database.run<{ n: number }>(Prisma.sql`SELECT count(*)::int AS n FROM corrections c WHERE ${where}`)
            )[0]?.n;
      return keys.page(
        rows,
        ({ createdAt, id }) => ({ key: createdAt, id }),
        (row) => row,
        counted,
      );
    },

    /** Whether the references of a list name something: on the newsstand, or on the desk. */
    async known(refs: { section: string | undefined; article: string | undefined }, isDesk: boolean) {
      const { section, article } = refs;
      const exists = (table: string, id: string, wanted: Prisma.Sql) =>
        Prisma.sql`EXISTS (SELECT FROM ${Prisma.raw(table)} WHERE ${Prisma.raw(id)} = ${wanted})`;
      const yes = Prisma.sql`TRUE`;
      const ofArticle = (ref: string) =>
        isDesk ? exists('articles', 'id', deskArticle(ref)) : exists('publications', 'article_id', liveArticle(ref));
      const [row] = await database.run<{ section: boolean; article: boolean }>(Prisma.sql`
        SELECT ${section === undefined ? yes : exists('sections', 'id', sectionId(section))} AS section,
          ${article === undefined ? yes : ofArticle(article)} AS article`);
      return row ?? { section: true, article: true };
    },

    readPublic(id: string, fields: readonly string[] | undefined): Promise<FinishedRow | undefined> {
      const source = () => ({
        id: 'c.id',
        version: 'c.version',
        updatedAt: 'c.updated_at',
        depends: 'ARRAY[c.article_id]',
        json: jsonText(shown, fields),
        from: 'FROM public_corrections c WHERE c.id = $1::uuid',
      });
      return readItem(database, itemStatement(fields === undefined ? 'correction' : undefined, source, id));
    },

    async readDesk(id: string, tx?: Transaction): Promise<DeskCorrection | undefined> {
      const statement = Prisma.sql`SELECT ${select(onDesk)} FROM corrections c WHERE c.id = ${id}::uuid`;
      const rows =
        tx === undefined ? await database.run<DeskCorrection>(statement) : await tx.run<DeskCorrection>(statement);
      return rows[0];
    },

    find: (tx: Transaction, id: string): Promise<CorrectionRow | null> => tx.correction.findUnique({ where: { id } }),

    isKnown: async (tx: Transaction, where: Prisma.CorrectionWhereInput): Promise<boolean> =>
      (await tx.correction.count({ where })) > 0,

    create: (tx: Transaction, data: Prisma.CorrectionUncheckedCreateInput): Promise<CorrectionRow> =>
      tx.correction.create({ data }),

    update: (tx: Transaction, id: string, data: Prisma.CorrectionUncheckedUpdateInput): Promise<CorrectionRow> =>
      tx.correction.update({ where: { id }, data }),

    remove: (tx: Transaction, id: string) => tx.correction.delete({ where: { id } }),
  };
}

/** Whether a story has corrections that wait for its next publication. */
export async function hasWaiting(tx: Transaction, articleId: string): Promise<boolean> {
  return (await tx.correction.count({ where: { articleId, at: null } })) > 0;
}

/** Whether corrections of an article wait for its publication. @param article its id, in SQL */
export const isAwaited = (article: string): Prisma.Sql =>
  Prisma.raw(`EXISTS (SELECT FROM corrections w WHERE w.article_id = ${article} AND w.at IS NULL)`);

type Publication = { id: string; before: number | null; after: number };

/** Makes public what waited for these publications. Who made it may have said which revisions it is about. */
export const release = (tx: Transaction, publications: readonly Publication[], now: Date): Promise<CorrectionRow[]> =>
  tx.run<CorrectionRow>(Prisma.sql`
    UPDATE corrections c SET at = ${now}, updated_at = ${now}, version = version + 1,
      revision_before = coalesce(revision_before, p.before), revision_after = coalesce(revision_after, p.after)
    FROM jsonb_to_recordset(${JSON.stringify(publications)}::jsonb) AS p (id uuid, before int, after int)
    WHERE c.article_id = p.id AND c.at IS NULL
    RETURNING c.id, c.article_id AS "articleId", c.kind, c.at, c.version`);
