import { sql } from 'kysely';
import { anyOf, type Transaction } from '../../platform/db/index.js';
import type { PersonLinks } from '../people/index.js';
import type { View } from '../visibility/index.js';

/** What a merge has changed: the links that lead to the other person now, and those that the other person had already. */
type UndoData = {
  movedRows: { assetId: string; role: string }[];
  removedRows: { assetId: string; role: string; position: number }[];
};

/**
 * Returns the ids of people by name. Names that several people have, or that nobody has, are left out. The people are
 * neither deleted nor merged until the transaction ends.
 */
export async function findPeopleByName(
  { query }: Transaction,
  names: readonly string[],
  view: View,
): Promise<ReadonlyMap<string, string>> {
  if (names.length === 0) return new Map();
  const rows = await query
    .selectFrom('people')
    .select(['id', 'name'])
    .where('name', '=', anyOf([...new Set(names)], 'text'))
    .where('mergedInto', 'is', null)
    .$if(view === 'public', (people) => people.where('visibility', '=', 'public'))
    .orderBy('id')
    .forKeyShare()
    .execute();
  const idsByName = new Map<string, string[]>();
  for (const { id, name } of rows) idsByName.set(name, [...(idsByName.get(name) ?? []), id]);
  return new Map(
    [...idsByName].flatMap(([name, [id, ...others]]) => (id === undefined || others.length > 0 ? [] : [[name, id]])),
  );
}

/** Counts the assets that show a person or that the person made. */
export async function countAssetsOfPerson({ query }: Transaction, personId: string): Promise<number> {
  const { count } = await query
    .selectFrom('assetPeople')
    .select(sql<number>`count(DISTINCT asset_id)::int`.as('count'))
    .where('personId', '=', personId)
    .executeTakeFirstOrThrow();
  return count;
}

/** Moves the links from assets to a person when two people are merged, and back. */
export const personAssets: PersonLinks = {
  async move({ query }, from, to): Promise<UndoData> {
    const removedRows = await query
      .deleteFrom('assetPeople as l')
      .where('l.personId', '=', from)
      .where((eb) =>
        eb.exists(
          eb
            .selectFrom('assetPeople as o')
            .select('o.assetId')
            .whereRef('o.assetId', '=', 'l.assetId')
            .whereRef('o.role', '=', 'l.role')
            .where('o.personId', '=', to),
        ),
      )
      .returning(['l.assetId', 'l.role', 'l.position'])
      .execute();
    const movedRows = await query
      .updateTable('assetPeople')
      .set({ personId: to })
      .where('personId', '=', from)
      .returning(['assetId', 'role'])
      .execute();
    return { movedRows, removedRows };
  },

  async moveBack({ query }, undoData, from, to) {
    // A merge of an earlier version knows no assets.
    const { movedRows, removedRows } = (undoData ?? { movedRows: [], removedRows: [] }) as UndoData;
    for (const { assetId, role } of movedRows)
      await query
        .updateTable('assetPeople')
        .set({ personId: to })
        .where('assetId', '=', assetId)
        .where('role', '=', role)
        .where('personId', '=', from)
        .execute();
    for (const row of removedRows)
      await query
        .insertInto('assetPeople')
        .columns(['assetId', 'role', 'position', 'personId'])
        .expression((eb) =>
          eb
            .selectFrom('assetPeople')
            .select([
              'assetId',
              'role',
              eb.val(row.position).as('position'),
              eb.cast<string>(eb.val(to), 'uuid').as('personId'),
            ])
            .where('assetId', '=', row.assetId)
            .where('role', '=', row.role)
            .where('personId', '=', from),
        )
        .onConflict((conflict) => conflict.doNothing())
        .execute();
  },
};
