import { z } from 'zod';
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

/** What the articles module tells about the use of assets. */
export type AssetUses = {
  /** Returns the condition that an article shows the asset with the id in an SQL expression, or that none does. */
  usageCondition(id: Prisma.Sql, isUsed: boolean): Prisma.Sql;
};

/** The conditions of the rights. They are never NULL, and each can use its index. */
const rightsConditions = {
  available: Prisma.sql`(p.available_from IS NULL OR p.available_from <= now()) AND (p.available_until IS NULL OR p.available_until > now())`,
  embargoed: Prisma.sql`(p.available_from IS NOT NULL AND p.available_from > now())`,
  expired: Prisma.sql`(p.available_until IS NOT NULL AND p.available_until <= now())`,
} as const;

function conditions(query: AssetListQuery, view: View, { usageCondition }: AssetUses): Prisma.Sql {
  const parts = [Prisma.sql`TRUE`];
  if (query.rights !== undefined) parts.push(rightsConditions[query.rights]);
  if (query.used !== undefined) parts.push(usageCondition(Prisma.sql`p.id`, query.used));
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

function listStatement({ query, view }: { query: AssetListQuery; view: View }, uses: AssetUses) {
  const order = byCreation(query);
  const keys = keyset(`assets.${view}`, order, query);
  const where = conditions(query, view, uses);
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
}

const UnusedAsset = z.object({
  id: z.uuid(),
  filename: z.string().nullable(),
  bytes: z.number(),
  visibility: z.string(),
  version: z.int(),
});

/** An asset that no article shows. `bytes` is the size of its file. */
export type UnusedAsset = z.infer<typeof UnusedAsset>;

/** Reads pages of assets, each with one statement, and the total with a second one. */
export function assetListStore(database: Session, uses: AssetUses) {
  const statementOf = memoizeByQuery((request: { query: AssetListQuery; view: View }) => listStatement(request, uses));
  return {
    list(query: AssetListQuery, view: View): Promise<JsonPage> {
      const { statement, where, keys } = statementOf({ query, view });
      const countSource = query.count === undefined ? undefined : Prisma.sql`${sourceOf(view)} WHERE ${where}`;
      return readJsonPage(database, { statement, keys, countSource, tags: ['assets'] });
    },

    /** Returns the next assets, in the order of their ids, that no article shows and that have not changed since a time. */
    findUnused: (before: Date, afterId: string | undefined, limit: number): Promise<UnusedAsset[]> =>
      database.run(
        Prisma.sql`SELECT p.id, p.filename, p.bytes::float8 AS bytes, p.visibility, p.version FROM assets p
          WHERE p.updated_at < ${before} AND ${afterId === undefined ? Prisma.sql`TRUE` : Prisma.sql`p.id > ${afterId}::uuid`}
            AND ${uses.usageCondition(Prisma.sql`p.id`, false)}
          ORDER BY p.id LIMIT ${limit}`,
        UnusedAsset,
      ),
  };
}
