import { splitSearchWords } from '../../lib/search-words.js';
import { tagSlug } from '../../lib/tag-slug.js';
import { memoizeByQuery, Prisma, type Session, select, smallItemPageStatement } from '../../platform/db/index.js';
import { type JsonPage, keyset, type Order, positionOf, readJsonPage } from '../../platform/paging/index.js';
import { personIdByRef, publicPersonIdByRef } from '../people/index.js';
import type { View } from '../visibility/index.js';
import { listColumns, peopleJoin } from './columns.store.js';
import type { AssetListQuery } from './query.schemas.js';

const byCreation = (query: AssetListQuery): Order => ({
  name: query.sort,
  isDescending: query.sort === '-createdAt',
  column: Prisma.sql`p.created_at`,
  id: Prisma.sql`p.id`,
  type: 'timestamptz',
});

/** The table or view of a view. `public_assets` has only what the public may see now. */
const sourceOf = (view: View) => Prisma.raw(view === 'public' ? 'public_assets p' : 'assets p');

function conditions(query: AssetListQuery, view: View): Prisma.Sql {
  const parts = [Prisma.sql`TRUE`];
  if (query.kind !== undefined) parts.push(Prisma.sql`p.kind = ${query.kind}`);
  if (query.visibility !== undefined) parts.push(Prisma.sql`p.visibility = ${query.visibility}`);
  if (query.credit !== undefined) parts.push(Prisma.sql`p.credit = ${query.credit}`);
  if (query.tag !== undefined) parts.push(Prisma.sql`p.tag_slugs @> ARRAY[${tagSlug(query.tag)}]`);
  if (query.person !== undefined) {
    const person = view === 'public' ? publicPersonIdByRef(query.person) : personIdByRef(query.person);
    parts.push(Prisma.sql`p.id IN (SELECT asset_id FROM asset_people WHERE person_id = ${person})`);
  }
  if (query.q !== undefined) {
    const { query: words, excludedWords, excludedPhrases } = splitSearchWords(query.q);
    const column = Prisma.raw(view === 'public' ? 'p.search' : 'p.desk_search');
    const holds = (text: string) =>
      Prisma.sql`${column} @@ websearch_to_tsquery('public.broadsheet_simple_query', ${text})`;
    const exclusions = excludedWords === undefined ? excludedPhrases : [...excludedPhrases, excludedWords];
    if (words.trim() !== '' || exclusions.length === 0) parts.push(holds(words));
    for (const exclusion of exclusions) parts.push(Prisma.sql`NOT ${holds(exclusion)}`);
  }
  return Prisma.join(parts, ' AND ');
}

const listStatement = memoizeByQuery(({ query, view }: { query: AssetListQuery; view: View }) => {
  const order = byCreation(query);
  const keys = keyset(`assets.${view}`, order, query);
  const where = conditions(query, view);
  const statement = smallItemPageStatement({
    rows: Prisma.sql`SELECT p.*, ${positionOf(order)} AS key FROM ${sourceOf(view)} WHERE ${where} AND ${keys.where}
      ORDER BY ${keys.orderBy} LIMIT ${Prisma.raw(String(keys.limit))}`,
    joins: peopleJoin(view),
    columns: select(listColumns[view], query.fields),
    depends: view === 'public' ? Prisma.sql`linked.hidden` : undefined,
    limit: query.limit,
    backwards: keys.isBackwards,
  });
  return { statement, where, keys };
});

/** Reads a page of assets with one statement, and the total with a second one. */
export function readAssets(database: Session, query: AssetListQuery, view: View): Promise<JsonPage> {
  const { statement, where, keys } = listStatement({ query, view });
  const countSource = query.count === undefined ? undefined : Prisma.sql`${sourceOf(view)} WHERE ${where}`;
  return readJsonPage(database, { statement, keys, countSource, tags: ['assets'] });
}
