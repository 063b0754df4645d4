import { columnsOf, type Database, jsonText, memoizeByQuery, Prisma, pageStatement } from '../../platform/db/index.js';
import { type JsonPage, keyset, readJsonPage } from '../../platform/paging/index.js';
import { personIdByRef } from '../people/index.js';
import { isId } from '../slugs/index.js';
import { articleOf, newestFirst, publicColumns, textOrder } from './columns.store.js';
import type { ArticleMentionsQuery, PersonMentionsQuery } from './schemas.js';

const publicItemColumns = columnsOf(publicColumns);
const personItemColumns = columnsOf({
  ...publicColumns,
  article: articleOf('m.article_id'),
});

const liveArticle = (ref: string) =>
  isId(ref)
    ? Prisma.sql`${ref}::uuid`
    : Prisma.sql`coalesce((SELECT article_id FROM publications WHERE slug = ${ref}), (SELECT article_id FROM publication_slugs WHERE slug = ${ref}))`;

const articleStatement = memoizeByQuery(({ ref, query }: { ref: string; query: ArticleMentionsQuery }) => {
  const keys = keyset('article-mentions', textOrder('m.position'), query);
  const where = Prisma.sql`m.article_id = ${liveArticle(ref)}`;
  const statement = pageStatement({
    rows: Prisma.sql`SELECT m.*, m.position AS key FROM publication_mentions m WHERE ${where} AND ${keys.where}
      ORDER BY ${keys.orderBy} LIMIT ${Prisma.raw(String(keys.limit))}`,
    item: ofRow(jsonText(publicItemColumns)),
    depends: Prisma.sql`ARRAY[p.article_id]`,
    limit: query.limit,
    backwards: keys.isBackwards,
  });
  return { statement, where, keys };
});

const personStatement = memoizeByQuery(({ ref, query }: { ref: string; query: PersonMentionsQuery }) => {
  const keys = keyset('person-mentions', newestFirst, query);
  const quoteFilter = query.quoted === undefined ? Prisma.empty : Prisma.sql`AND m.quoted = ${query.quoted}`;
  const where = Prisma.sql`m.person_id = ${personIdByRef(ref)} ${quoteFilter}`;
  const statement = pageStatement({
    rows: Prisma.sql`SELECT m.*, m.order_key AS key FROM publication_mentions m WHERE ${where} AND ${keys.where}
      ORDER BY ${keys.orderBy} LIMIT ${Prisma.raw(String(keys.limit))}`,
    item: ofRow(jsonText(personItemColumns)),
    limit: query.limit,
    backwards: keys.isBackwards,
  });
  return { statement, where, keys };
});

/** Renames the alias `p` of page rows to `m`, which the columns of mentions use. */
function ofRow(item: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(SELECT i.item FROM (SELECT p.*) m CROSS JOIN LATERAL (SELECT ${item} AS item) i)`;
}

/** Reads the mentions of publications, with one statement per page. */
export function publicMentionStore(database: Database) {
  return {
    /** Lists the mentions of a published article, in the order of its text. */
    listByArticle(ref: string, query: ArticleMentionsQuery): Promise<JsonPage> {
      const { statement, where, keys } = articleStatement({ ref, query });
      const countFrom = query.count === undefined ? undefined : Prisma.sql`publication_mentions m WHERE ${where}`;
      return readJsonPage(database, { statement, keys, countSource: countFrom, tags: [], hasEntities: false });
    },

    /** Lists the mentions of a person, the newest article first. */
    listByPerson(ref: string, query: PersonMentionsQuery): Promise<JsonPage> {
      const { statement, where, keys } = personStatement({ ref, query });
      const countFrom = query.count === undefined ? undefined : Prisma.sql`publication_mentions m WHERE ${where}`;
      return readJsonPage(database, {
        statement,
        keys,
        countSource: countFrom,
        tags: ['articles'],
        hasEntities: false,
      });
    },
  };
}
