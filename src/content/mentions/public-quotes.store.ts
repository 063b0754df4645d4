import { columnsOf, type Database, jsonText, memoizeByQuery, Prisma, pageStatement } from '../../platform/db/index.js';
import { type JsonPage, keyset, readJsonPage } from '../../platform/paging/index.js';
import { personIdByRef } from '../people/index.js';
import { articleOf, newestFirst, personOf } from './columns.store.js';
import type { PersonQuotesQuery } from './quote.schemas.js';

/** The properties of a quote `m`, each with its SQL expression. */
const quoteColumns = columnsOf({
  id: 'm.id',
  mentionId: 'm.mention_id',
  field: 'm.field',
  text: 'm.text',
  start: 'm.start_at',
  end: 'm.end_at',
  verb: 'm.verb',
  speaker: personOf('m.person_id'),
  article: articleOf('m.article_id'),
});

const statementOf = memoizeByQuery(({ ref, query }: { ref: string; query: PersonQuotesQuery }) => {
  const keys = keyset('person-quotes', newestFirst, query);
  const where = Prisma.sql`m.person_id = ${personIdByRef(ref)}`;
  const statement = pageStatement({
    rows: Prisma.sql`SELECT m.*, m.order_key AS key FROM publication_quotes m WHERE ${where} AND ${keys.where}
      ORDER BY ${keys.orderBy} LIMIT ${Prisma.raw(String(keys.limit))}`,
    item: Prisma.sql`(SELECT i.item FROM (SELECT p.*) m CROSS JOIN LATERAL (SELECT ${jsonText(quoteColumns)} AS item) i)`,
    limit: query.limit,
    backwards: keys.isBackwards,
  });
  return { statement, where, keys };
});

/** Reads the quotes of publications, with one statement per page. */
export function publicQuoteStore(database: Database) {
  return {
    /** Lists the quotes of a person, the newest article first. */
    listByPerson(ref: string, query: PersonQuotesQuery): Promise<JsonPage> {
      const { statement, where, keys } = statementOf({ ref, query });
      const countFrom = query.count === undefined ? undefined : Prisma.sql`publication_quotes m WHERE ${where}`;
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
