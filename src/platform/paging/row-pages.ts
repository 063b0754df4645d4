import { type SelectQueryBuilder, sql } from 'kysely';
import { toKysely } from '../db/index.js';
import type { Keyset, Page, Position } from './lists.js';

/**
 * Reads a page of the rows that are wanted, and counts all of them by a second statement where that was asked for.
 *
 * @param position where a row stands in the order of `keys`
 * @param item what is shown of a row
 */
export async function loadPage<Tables, From extends keyof Tables, Row, Item>(
  rowQuery: SelectQueryBuilder<Tables, From, Row>,
  keys: Keyset,
  position: (row: Row) => Position,
  item: (row: Row) => Item,
): Promise<Page<Item>> {
  const rows = await rowQuery
    .where(toKysely<boolean>(keys.where))
    .orderBy(toKysely(keys.orderBy))
    .limit(keys.limit)
    .execute();
  const count = sql<number>`count(*)::int`.as('total');
  const countRow = keys.isCounted ? await rowQuery.clearSelect().select(count).executeTakeFirstOrThrow() : undefined;
  return keys.page(rows, position, item, (countRow as { total: number } | undefined)?.total);
}

/** Where a row stands among others that are ordered by when they were made. */
export const positionByCreation = ({ createdAt, id }: { createdAt: Date; id: string }): Position => ({
  key: createdAt.toISOString(),
  id,
});
