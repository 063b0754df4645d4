import { type RawBuilder, sql } from 'kysely';
import { anyOf, type Session, selection, type Transaction } from '../../platform/db/index.js';
import type { PlannedChange } from '../../platform/plans/index.js';
import { deskColumns } from './columns.store.js';
import type { DeskAsset } from './schemas.js';

/** Returns the expression of the next time after now at which the rights begin or end. */
export const nextTime = (from: RawBuilder<unknown>, until: RawBuilder<unknown>) =>
  sql`least(CASE WHEN ${from} > now() THEN ${from} END, CASE WHEN ${until} > now() THEN ${until} END)`;

/** Finds the times at which readers begin or cease to see assets. Uses the clock of the database, as public reads do. */
export function availabilityStore({ query }: Session) {
  return {
    async findNextTime(): Promise<Date | null> {
      const { at } = await query
        .selectFrom('assets')
        .select((eb) => eb.fn.min('publicChangeAt').as('at'))
        .where('publicChangeAt', 'is not', null)
        .executeTakeFirstOrThrow();
      return at;
    },

    async findPlannedChanges(limit: number): Promise<PlannedChange[]> {
      const changes = await query
        .selectFrom('assets')
        .select(['id', 'publicChangeAt as at'])
        .where('publicChangeAt', 'is not', null)
        .orderBy('publicChangeAt')
        .orderBy('id')
        .limit(limit)
        .$narrowType<{ at: Date }>()
        .execute();
      return changes.map((change) => ({ ...change, list: 'assets' }));
    },
  };
}

/**
 * Notes the next times of assets whose time has come, the earliest first. Assets that another process has locked are
 * skipped.
 *
 * @returns the assets as they are now
 */
export async function claimDueAssets(tx: Transaction, limit: number): Promise<DeskAsset[]> {
  const rows = await tx.query
    .updateTable('assets')
    .set({ publicChangeAt: sql<Date | null>`${nextTime(sql`available_from`, sql`available_until`)}` })
    .where('id', 'in', (assets) =>
      assets
        .selectFrom('assets')
        .select('id')
        .where('publicChangeAt', '<=', sql<Date>`now()`)
        .orderBy('publicChangeAt')
        .limit(limit)
        .forUpdate()
        .skipLocked(),
    )
    .returning('id')
    .execute();
  if (rows.length === 0) return [];
  return tx.query
    .selectFrom('assets as p')
    .select(selection(deskColumns))
    .where('p.id', '=', anyOf(rows.map(({ id }) => id)))
    .$castTo<DeskAsset>()
    .execute();
}
