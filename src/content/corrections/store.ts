import { type InferResult, type Insertable, type Selectable, sql, type Updateable } from 'kysely';
import {
  columnsOf,
  itemStatement,
  type JsonRow,
  jsonText,
  memoizeByQuery,
  Prisma,
  pageStatement,
  type Reader,
  readItem,
  recordset,
  type Session,
  type Tables,
  type Transaction,
  toKysely,
} from '../../platform/db/index.js';
import {
  type JsonPage,
  keyset,
  loadPage,
  type Order,
  type Page,
  positionByCreation,
  positionOf,
  readJsonPage,
} from '../../platform/paging/index.js';
import { isId } from '../slugs/index.js';
import { deskArticle, publicColumns } from './columns.store.js';
import type { CorrectionListQuery, DeskCorrection, Kind } from './schemas.js';

export type CorrectionRow = Selectable<Tables['corrections']>;
export type ListQuery = CorrectionListQuery;

const publicSelection = columnsOf(publicColumns);

const selectDeskCorrections = ({ query }: Reader) =>
  query
    .selectFrom('corrections as c')
    .select(['c.id', 'c.kind', 'c.note', 'c.at', sql.raw<DeskCorrection['article']>(deskArticle).as('article')])
    .select(['c.version', 'c.updatedAt', 'c.revisionBefore', 'c.revisionAfter', 'c.madeBy', 'c.createdAt']);

const toDeskCorrection = (row: InferResult<ReturnType<typeof selectDeskCorrections>>[number]): DeskCorrection => ({
  ...row,
  kind: row.kind as Kind,
  at: row.at?.toISOString() ?? null,
  updatedAt: row.updatedAt.toISOString(),
  createdAt: row.createdAt.toISOString(),
});

const newestFirst = (name: string, column: string): Order => ({
  name,
  isDescending: true,
  column: Prisma.raw(column),
  id: Prisma.sql`c.id`,
  type: 'timestamptz',
});
const publicOrder = newestFirst('at', 'c.at');
// A correction that waits has no `at`.
const deskOrder = newestFirst('createdAt', 'c.created_at');

const sectionId = (ref: string) =>
  isId(ref) ? Prisma.sql`${ref}::uuid` : Prisma.sql`(SELECT section_id FROM section_slugs WHERE slug = ${ref})`;

const liveArticle = (ref: string) =>
  isId(ref)
    ? Prisma.sql`${ref}::uuid`
    : Prisma.sql`coalesce(
        (SELECT article_id FROM publications WHERE slug = ${ref}), (SELECT article_id FROM publication_slugs WHERE slug = ${ref}))`;

const articleId = (ref: string) =>
  isId(ref) ? Prisma.sql`${ref}::uuid` : Prisma.sql`(SELECT article_id FROM article_slugs WHERE slug = ${ref})`;

function conditions(query: ListQuery, article: (ref: string) => Prisma.Sql, inSection: (ref: string) => Prisma.Sql) {
  const parts = [Prisma.sql`TRUE`];
  // The kind is a literal instead of a parameter, so that the planner can estimate how many corrections have it.
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
    articleId,
    (ref) => Prisma.sql`EXISTS (SELECT FROM articles a JOIN sections s ON s.id = a.section_id
      WHERE a.id = c.article_id AND ${sectionId(ref)} = ANY (s.lineage))`,
  );

const publicStatement = memoizeByQuery((query: ListQuery) => {
  const keys = keyset('corrections', publicOrder, query);
  const where = publicConditions(query);
  const statement = pageStatement({
    rows: Prisma.sql`SELECT c.*, ${positionOf(publicOrder)} AS key FROM public_corrections c
      WHERE ${where} AND ${keys.where} ORDER BY ${keys.orderBy} LIMIT ${Prisma.raw(String(keys.limit))}`,
    item: Prisma.sql`(SELECT ${jsonText(publicSelection, query.fields)} FROM (SELECT p.*) c)`,
    limit: query.limit,
    backwards: keys.isBackwards,
  });
  return { statement, keys, where };
});

/** Reads and writes corrections. Public reads use a database view that contains only public corrections. */
export function correctionStore(database: Session) {
  return {
    listPublic(query: ListQuery): Promise<JsonPage> {
      const { statement, keys, where } = publicStatement(query);
      const countFrom = query.count === undefined ? undefined : Prisma.sql`public_corrections c WHERE ${where}`;
      // The corrections of an article appear again when it is published again.
      return readJsonPage(database, { statement, keys, countSource: countFrom, tags: ['corrections', 'articles'] });
    },

    async listDesk(query: ListQuery): Promise<Page<DeskCorrection>> {
      const keys = keyset('corrections.desk', deskOrder, query);
      const rowsQuery = selectDeskCorrections(database).where(toKysely<boolean>(deskConditions(query)));
      return loadPage(rowsQuery, keys, positionByCreation, toDeskCorrection);
    },

    /** Returns whether the references of a list exist. Public lists count only public articles and sections. */
    checkExistence: (
      { section, article }: { section: string | undefined; article: string | undefined },
      isDesk: boolean,
    ) =>
      database.query
        .selectNoFrom((eb) => {
          const sections = eb
            .selectFrom('sections')
            .select('id')
            .$if(!isDesk, (some) => some.where('visibility', '=', 'public'));
          const articles = isDesk
            ? eb
                .selectFrom('articles')
                .select('id')
                .where('id', '=', toKysely<string>(articleId(article ?? '')))
            : eb
                .selectFrom('publications')
                .select('articleId as id')
                .where('articleId', '=', toKysely<string>(liveArticle(article ?? '')));
          return [
            eb
              .or([
                eb.lit(section === undefined),
                eb.exists(sections.where('id', '=', toKysely<string>(sectionId(section ?? '')))),
              ])
              .as('section'),
            eb.or([eb.lit(article === undefined), eb.exists(articles)]).as('article'),
          ];
        })
        .executeTakeFirstOrThrow(),

    readPublic(id: string, fields: readonly string[] | undefined): Promise<JsonRow | undefined> {
      const source = () => ({
        id: 'c.id',
        version: 'c.version',
        updatedAt: 'c.updated_at',
        depends: 'ARRAY[c.article_id]',
        json: jsonText(publicSelection, fields),
        from: 'FROM public_corrections c WHERE c.id = $1::uuid',
      });
      return readItem(database, itemStatement(fields === undefined ? 'correction' : undefined, source, id));
    },

    async readDesk(id: string, reader: Reader = database): Promise<DeskCorrection | undefined> {
      const row = await selectDeskCorrections(reader).where('c.id', '=', id).executeTakeFirst();
      return row && toDeskCorrection(row);
    },

    find: ({ query }: Reader, id: string): Promise<CorrectionRow | undefined> =>
      query.selectFrom('corrections').selectAll().where('id', '=', id).executeTakeFirst(),

    /** Returns whether an article has this correction already. */
    async isKnown(
      { query }: Reader,
      { articleId, kind, note, at }: Pick<CorrectionRow, 'articleId' | 'kind' | 'note' | 'at'>,
    ): Promise<boolean> {
      const existingRow = await query
        .selectFrom('corrections')
        .select('id')
        .where('articleId', '=', articleId)
        .where('kind', '=', kind)
        .where('note', '=', note)
        .where('at', 'is not distinct from', at)
        .executeTakeFirst();
      return existingRow !== undefined;
    },

    create: (tx: Transaction, row: Insertable<Tables['corrections']>): Promise<CorrectionRow> =>
      tx.query.insertInto('corrections').values(row).returningAll().executeTakeFirstOrThrow(),

    update: (tx: Transaction, id: string, columns: Updateable<Tables['corrections']>): Promise<CorrectionRow> =>
      tx.query.updateTable('corrections').set(columns).where('id', '=', id).returningAll().executeTakeFirstOrThrow(),

    remove: (tx: Transaction, id: string) => tx.query.deleteFrom('corrections').where('id', '=', id).execute(),
  };
}

/** Returns whether an article has corrections that wait for its next publication. */
export async function hasWaitingCorrections({ query }: Reader, articleId: string): Promise<boolean> {
  const row = await query
    .selectFrom('corrections')
    .select('id')
    .where('articleId', '=', articleId)
    .where('at', 'is', null)
    .executeTakeFirst();
  return row !== undefined;
}

/** Returns the condition that an article has corrections that wait. `article` is the SQL expression of its id. */
export const hasWaitingCorrectionsSql = (article: string): Prisma.Sql =>
  Prisma.raw(`EXISTS (SELECT FROM corrections w WHERE w.article_id = ${article} AND w.at IS NULL)`);

type Publication = { id: string; before: number | null; after: number };

/** Publishes the corrections that wait for these publications. Revisions that an editor gave are kept. */
export const publishWaiting = (
  tx: Transaction,
  publications: readonly Publication[],
  now: Date,
): Promise<CorrectionRow[]> =>
  tx.query
    .updateTable('corrections as c')
    .from(recordset('p', publications, { id: 'uuid', before: 'int', after: 'int' }))
    .set(({ eb, fn }) => ({
      at: now,
      updatedAt: now,
      version: eb('c.version', '+', 1),
      revisionBefore: fn.coalesce('c.revisionBefore', 'p.before'),
      revisionAfter: fn.coalesce('c.revisionAfter', 'p.after'),
    }))
    .whereRef('c.articleId', '=', 'p.id')
    .where('c.at', 'is', null)
    .returningAll('c')
    .execute();
