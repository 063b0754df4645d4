import { type Insertable, sql } from 'kysely';
import {
  anyOf,
  itemStatement,
  type JsonRow,
  jsonText,
  lockName,
  readItem,
  type Session,
  selection,
  type Tables,
  type Transaction,
  toJson,
} from '../../platform/db/index.js';
import type { View } from '../visibility/index.js';
import { nextTime } from './availability.store.js';
import { deskColumns, publicColumns } from './columns.store.js';
import type { DeskAsset } from './schemas.js';

type NewAsset = Insertable<Tables['assets']>;
type AltTexts = { alt: Readonly<Record<string, string>> };
type NewAssetValues = Omit<NewAsset, 'alt'> & AltTexts;
/** The columns that a change of the description and the rights replaces. */
export type AssetChange = Omit<NewAsset, 'id' | 'kind' | 'mediaType' | 'bytes' | 'checksum' | 'alt'> &
  AltTexts &
  Required<Pick<NewAsset, 'visibility' | 'availableFrom' | 'availableUntil'>>;
export type AssetPeople = { creatorId: string | undefined; picturedIds: readonly string[] };

/** People who are not public yet. Their publication changes the public responses, which do not show them yet. */
const hiddenPeople =
  "ARRAY(SELECT l.person_id FROM asset_people l JOIN people o ON o.id = l.person_id AND o.visibility = 'draft' WHERE l.asset_id = p.id)";

/** Whether the public sees the asset of a row of `assets` now. */
const isPublic = sql<boolean>`assets.id IN (SELECT id FROM public_assets)`;

/** Returns the time at which the public will begin or cease to see an asset with these rights. */
const publicChange = ({ visibility, availableFrom, availableUntil }: AssetChange) => ({
  publicChangeAt: sql<Date | null>`CASE WHEN ${visibility}::text = 'public' THEN ${nextTime(
    sql`${availableFrom}::timestamptz`,
    sql`${availableUntil}::timestamptz`,
  )} END`,
});

/** Returns those of the ids whose assets readers see now. */
export async function findAvailable({ query }: Transaction, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await query.selectFrom('assets').select('id').where('id', '=', anyOf(ids)).where(isPublic).execute();
  return new Set(rows.map(({ id }) => id));
}

/** Makes draft assets public. @returns the assets that were drafts */
export async function revealDrafts({ query }: Transaction, ids: readonly string[]): Promise<DeskAsset[]> {
  const rows = await query
    .updateTable('assets')
    .set({
      visibility: 'public',
      publicChangeAt: sql<Date | null>`${nextTime(sql`available_from`, sql`available_until`)}`,
      version: sql<number>`version + 1`,
      updatedAt: sql<Date>`now()`,
    })
    .where('id', '=', anyOf(ids))
    .where('visibility', '=', 'draft')
    .returning('id')
    .execute();
  if (rows.length === 0) return [];
  return query
    .selectFrom('assets as p')
    .select(selection(deskColumns))
    .where('p.id', '=', anyOf(rows.map(({ id }) => id)))
    .orderBy('p.id')
    .$castTo<DeskAsset>()
    .execute();
}

/** Returns the names of people. */
export async function findPersonNames({ query }: Transaction, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const rows = await query.selectFrom('people').select('name').where('id', '=', anyOf(ids)).execute();
  return rows.map(({ name }) => name);
}

/** Reads and writes assets. Public reads use a view that contains only what the public may see now. */
export function assetStore(database: Session) {
  return {
    read(id: string, fields: readonly string[] | undefined, view: View): Promise<JsonRow | undefined> {
      const source = () => ({
        id: 'p.id',
        version: 'p.version',
        updatedAt: 'p.updated_at',
        ...(view === 'public' ? { depends: hiddenPeople } : {}),
        json: jsonText(view === 'public' ? publicColumns : deskColumns, fields),
        from: `FROM ${view === 'public' ? 'public_assets' : 'assets'} p WHERE p.id = $1::uuid`,
      });
      return readItem(database, itemStatement(fields === undefined ? `asset ${view}` : undefined, source, id));
    },

    readDesk: (tx: Transaction, id: string): Promise<DeskAsset> =>
      tx.query
        .selectFrom('assets as p')
        .select(selection(deskColumns))
        .where('p.id', '=', id)
        .$castTo<DeskAsset>()
        .executeTakeFirstOrThrow(),

    /** Reads an asset and locks it until the transaction ends. */
    async lock(tx: Transaction, id: string): Promise<DeskAsset | undefined> {
      tx.beforeLock(`asset ${id}`);
      return tx.query
        .selectFrom('assets as p')
        .select(selection(deskColumns))
        .where('p.id', '=', id)
        .forUpdate()
        .$castTo<DeskAsset>()
        .executeTakeFirst();
    },

    /** Returns the id of the asset with the same bytes. */
    async findByChecksum(tx: Transaction, checksum: string): Promise<string | undefined> {
      const row = await tx.query.selectFrom('assets').select('id').where('checksum', '=', checksum).executeTakeFirst();
      return row?.id;
    },

    /** Creates an asset. Returns false if there is one with the same bytes. */
    async create(tx: Transaction, { alt, ...asset }: NewAssetValues): Promise<boolean> {
      const row = await tx.query
        .insertInto('assets')
        .values({ ...asset, alt: toJson(alt) })
        .onConflict((conflict) => conflict.column('checksum').doNothing())
        .returning('id')
        .executeTakeFirst();
      return row !== undefined;
    },

    /** Replaces the description and the rights. */
    async update(tx: Transaction, id: string, values: AssetChange): Promise<void> {
      await tx.query
        .updateTable('assets')
        .set({
          ...values,
          alt: toJson(values.alt),
          ...publicChange(values),
          version: sql<number>`version + 1`,
          updatedAt: sql<Date>`now()`,
        })
        .where('id', '=', id)
        .execute();
    },

    /** Replaces the people of an asset. */
    async writePeople(tx: Transaction, assetId: string, { creatorId, picturedIds }: AssetPeople): Promise<void> {
      await tx.query.deleteFrom('assetPeople').where('assetId', '=', assetId).execute();
      const rows = picturedIds.map((personId, position) => ({ assetId, personId, role: 'pictured', position }));
      if (creatorId !== undefined) rows.push({ assetId, personId: creatorId, role: 'creator', position: 0 });
      if (rows.length > 0) await tx.query.insertInto('assetPeople').values(rows).execute();
    },

    /** Reads what is needed to send the file of an asset. */
    async findFile(id: string, view: View) {
      const columns = [
        'kind',
        'filename',
        'mediaType',
        'bytes',
        'checksum',
        'width',
        'height',
        'focalX',
        'focalY',
        'availableUntil',
      ] as const;
      const row = await database.query
        .selectFrom('assets')
        .select(columns)
        .where('id', '=', id)
        .$if(view === 'public', (assets) => assets.where(isPublic))
        .executeTakeFirst();
      if (row === undefined) return undefined;
      const { focalX, focalY, bytes, ...file } = row;
      const focalPoint = focalX === null || focalY === null ? null : { x: focalX, y: focalY };
      return { ...file, bytes: Number(bytes), focalPoint };
    },

    /** Locks the name of a file until the transaction ends, whether there is such a file or not. */
    lockFile: (tx: Transaction, key: string) => lockName(tx, key),

    remove: (tx: Transaction, id: string) => tx.query.deleteFrom('assets').where('id', '=', id).execute(),
  };
}
