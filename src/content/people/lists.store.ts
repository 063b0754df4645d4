import {
  itemStatement,
  type JsonRow,
  jsonText,
  memoizeByQuery,
  Prisma,
  pageStatement,
  readItem,
  type Session,
} from '../../platform/db/index.js';
import {
  chooseOrder,
  type JsonPage,
  keyset,
  type Order,
  positionOf,
  readJsonPage,
} from '../../platform/paging/index.js';
import { isId } from '../slugs/index.js';
import type { View } from '../visibility/index.js';
import { columns, deskColumns, wholeColumns, wholeDeskColumns } from './columns.store.js';
import { foldName, longestFirst, nameQuery, orderOf } from './rules.js';
import type { PersonListQuery } from './schemas.js';

const id = Prisma.sql`p.id`;
const orders = {
  sortName: { column: Prisma.sql`p.sort_name`, id, type: 'text' },
  name: { column: Prisma.sql`p.name`, id, type: 'text' },
  updatedAt: { column: Prisma.sql`p.updated_at`, id, type: 'timestamptz' },
  createdAt: { column: Prisma.sql`p.created_at`, id, type: 'timestamptz' },
} as const satisfies Record<string, Omit<Order, 'name' | 'isDescending'>>;

/**
 * Returns the condition that a person has name words that begin with these words. If nobody has, it selects people with
 * similar words.
 *
 * The matches are collected in an array before they are sorted: PostgreSQL overestimates the matches of a prefix and
 * would otherwise scan all people in the order of the list.
 *
 * @param beginnings SQL expression of the text of a tsquery
 * @param words SQL expression of an array of the same words, the longest first, which the index looks up
 * @param isVisible condition on people who may be found. Without it, a hidden match would prevent similar ones
 */
const nameMatchSql = (
  beginnings: Prisma.Sql,
  words: Prisma.Sql,
  isVisible: Prisma.Sql,
) => Prisma.sql`p.id = ANY (coalesce(
  nullif(ARRAY(SELECT id FROM people WHERE search @@ to_tsquery('simple', ${beginnings}) AND ${isVisible}), '{}'),
  ARRAY(SELECT id FROM people WHERE search_text %> (${words})[1] AND search_text %> ALL (${words}) AND ${isVisible})))`;

/** Returns the condition on people, without an alias, whom a view with a filter shows. */
export function isVisibleSql(view: View, filter?: PersonListQuery['visibility']): Prisma.Sql {
  const visibility = view === 'public' ? 'public' : filter;
  return visibility === undefined ? Prisma.sql`TRUE` : Prisma.raw(`visibility = '${visibility}'`);
}

/** Returns the rank of a match: whole words before beginnings before similar words, and short lists of names first. */
const relevanceSql = (q: string): Prisma.Sql => {
  const words = foldName(q);
  const wholeWordsQuery = words.join(' & ');
  return Prisma.sql`(CASE WHEN p.search @@ to_tsquery('simple', ${wholeWordsQuery}) THEN 1 ELSE 0 END
    + word_similarity(${words.join(' ')}, p.search_text) + similarity(${words.join(' ')}, p.search_text))::float8`;
};

function conditions(query: PersonListQuery, view: View): Prisma.Sql {
  const isVisible = isVisibleSql(view, query.visibility);
  const parts = [Prisma.sql`p.merged_into IS NULL AND ${isVisible}`];
  if (query.q !== undefined) {
    const beginnings = nameQuery(query.q);
    parts.push(
      beginnings === null
        ? Prisma.sql`FALSE`
        : nameMatchSql(Prisma.sql`${beginnings}`, Prisma.sql`${longestFirst(foldName(query.q))}::text[]`, isVisible),
    );
  }
  if (query['updatedAt[gte]'] !== undefined) parts.push(Prisma.sql`p.updated_at >= ${query['updatedAt[gte]']}`);
  if (query['updatedAt[lt]'] !== undefined) parts.push(Prisma.sql`p.updated_at < ${query['updatedAt[lt]']}`);
  return Prisma.join(parts, ' AND ');
}

/**
 * Returns the people from whom a list is selected. People with given ids are read first: PostgreSQL would otherwise read
 * people in the order of the list until it has found enough of them.
 */
const sourceOf = ({ ids }: PersonListQuery): Prisma.Sql =>
  ids === undefined
    ? Prisma.sql`people p`
    : Prisma.sql`(SELECT * FROM people WHERE id = ANY (${ids}::uuid[]) OFFSET 0) p`;

const listStatement = memoizeByQuery(
  ({ query, fields, view }: { query: PersonListQuery; fields: readonly string[] | undefined; view: View }) => {
    const order = chooseOrder(orderOf(query), {
      ...orders,
      relevance: { column: relevanceSql(query.q ?? ''), id, type: 'float8' },
    });
    const keys = keyset('people', order, query);
    const where = conditions(query, view);
    const statement = pageStatement({
      rows: Prisma.sql`SELECT p.*, ${positionOf(order)} AS key FROM ${sourceOf(query)} WHERE ${where} AND ${keys.where}
        ORDER BY ${keys.orderBy} LIMIT ${Prisma.raw(String(keys.limit))}`,
      item: jsonText(view === 'public' ? columns : deskColumns, fields),
      limit: query.limit,
      backwards: keys.isBackwards,
    });
    return { statement, where, keys };
  },
);

/** Reads people as the public or the desk sees them. */
export function personLists(database: Session) {
  return {
    list(query: PersonListQuery, fields: readonly string[] | undefined, view: View): Promise<JsonPage> {
      const { statement, where, keys } = listStatement({ query, fields, view });
      const countFrom = query.count === undefined ? undefined : Prisma.sql`${sourceOf(query)} WHERE ${where}`;
      return readJsonPage(database, { statement, keys, countSource: countFrom, tags: ['people'] });
    },

    /** Reads a person, also by a slug that they had before. */
    read(ref: string, fields: readonly string[] | undefined, view: View): Promise<JsonRow | undefined> {
      const visibleOnly = view === 'public' ? " AND p.visibility = 'public'" : '';
      const source = () => ({
        id: 'p.id',
        slug: 'p.slug',
        version: 'p.version',
        updatedAt: 'p.updated_at',
        json: jsonText(view === 'public' ? wholeColumns : wholeDeskColumns, fields),
        from: `FROM people p WHERE p.id = ${isId(ref) ? '(SELECT coalesce(merged_into, id) FROM people WHERE id = $1::uuid)' : '(SELECT person_id FROM person_slugs WHERE slug = $1)'}${visibleOnly}`,
      });
      const shape = fields === undefined ? `person ${view} ${isId(ref)}` : undefined;
      return readItem(database, itemStatement(shape, source, ref));
    },
  };
}
