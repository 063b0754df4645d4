import { type SelectQueryBuilder, sql } from 'kysely';
import { toKysely } from '../db/index.js';
import type { Keyset, Page, Position } from './lists.js';

/**
 * Reads a page of rows and, if requested, the total with a second statement.
 *
 * @param position returns the position of a row in the order of `keys`
 * @param item converts a row to an item
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

/** Returns the position of a row in the order of creation. */
export const positionByCreation = ({ createdAt, id }: { createdAt: Date; id: string }): Position => ({
  key: createdAt.toISOString(),
  id,
});
