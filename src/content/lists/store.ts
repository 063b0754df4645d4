import { type Insertable, type Selectable, sql } from 'kysely';
import {
  columnsOf,
  jsonText,
  memoizeByQuery,
  Prisma,
  pageStatement,
  type Session,
  type SlugRegistry,
  type Tables,
  type Transaction,
  toJson,
  toKysely,
} from '../../platform/db/index.js';
import {
  type JsonItem,
  type JsonPage,
  keyset,
  type Order,
  type Page,
  readJsonPage,
} from '../../platform/paging/index.js';
import { isId } from '../slugs/index.js';
import { cardColumns, deskCard, pinsSql } from './columns.store.js';
import { Definition, publicListStatement } from './public-list.store.js';
import type { Pin } from './rules.js';
import type { DeskList, DeskListCard, ListListQuery, ListQuery, Rule } from './schemas.js';

export const listSlugs: SlugRegistry = { table: 'listSlugs', owner: 'listId' };

/** A list with its pins. */
export type ListRow = Selectable<Tables['lists']> & { pins: Selectable<Tables['listPins']>[] };

type NewList = Omit<Insertable<Tables['lists']>, 'rule'> & { rule: Rule | null };

const byName: Order = {
  name: 'name',
  isDescending: false,
  column: Prisma.sql`l.name`,
  id: Prisma.sql`l.id`,
  type: 'text',
};

const cardSelection = columnsOf(cardColumns);

const idByRef = (ref: string) =>
  isId(ref) ? Prisma.sql`${ref}::uuid` : Prisma.sql`(SELECT list_id FROM list_slugs WHERE slug = ${ref})`;

const listStatement = memoizeByQuery((query: ListListQuery) => {
  const keys = keyset('lists', byName, query);
  const statement = pageStatement({
    rows: Prisma.sql`SELECT l.*, l.name AS key FROM public_lists l WHERE ${keys.where} ORDER BY ${keys.orderBy} LIMIT ${Prisma.raw(String(keys.limit))}`,
    item: Prisma.sql`(SELECT ${jsonText(cardSelection)} FROM (SELECT p.*) l)`,
    limit: query.limit,
    backwards: keys.isBackwards,
  });
  return { statement, keys };
});

const toRuleJson = (rule: Rule | null) => (rule === null ? null : toJson(rule));

const toText = (column: Buffer | null | undefined) => column?.toString() ?? '';

/** Reads and writes lists. Public reads use database views that contain only published lists. */
export function listStore(database: Session, mediaUrl: string) {
  return {
    listPublic(query: ListListQuery): Promise<JsonPage> {
      const { statement, keys } = listStatement(query);
      const countFrom = query.count === undefined ? undefined : Prisma.sql`public_lists l`;
      return readJsonPage(database, { statement, keys, countSource: countFrom, tags: ['lists'] });
    },

    async listDesk(query: ListListQuery): Promise<Page<DeskListCard>> {
      const keys = keyset('lists.desk', byName, query);
      const rows = await database.query
        .selectFrom('lists as l')
        .select(deskCard)
        .where(toKysely<boolean>(keys.where))
        .orderBy(toKysely(keys.orderBy))
        .limit(keys.limit)
        .$narrowType<Pick<DeskList, 'rule'>>()
        .execute();
      const countRow =
        query.count === undefined
          ? undefined
          : await database.query
              .selectFrom('lists')
              .select(sql<number>`count(*)::int`.as('total'))
              .executeTakeFirstOrThrow();
      return keys.page(
        rows,
        ({ name, id }) => ({ key: name, id }),
        (row) => row,
        countRow?.total,
      );
    },

    /** Reads the definition of a published list, from which the statement for its articles is built. */
    async definition(ref: string): Promise<Definition | undefined> {
      const [row] = await database.run(
        Prisma.sql`
        SELECT l.id, l.version, l.size, l.rule FROM public_lists l WHERE l.id = ${idByRef(ref)}`,
        Definition,
      );
      return row;
    },

    /** Reads a published list with its articles. Returns undefined if the definition is outdated. */
    async readPublic(
      definition: Definition,
      query: Pick<ListQuery, 'include' | 'fields'>,
    ): Promise<JsonItem | undefined> {
      const row = await database.readBytes(publicListStatement({ definition, mediaUrl, ...query }));
      if (row === undefined) return undefined;
      const [id, slug, version, updatedAt, until, assetIds, json] = row;
      return {
        id: toText(id),
        slug: toText(slug),
        version: Number(toText(version)),
        updatedAt: Number(toText(updatedAt)),
        ...(until === null || until === undefined ? {} : { freshUntil: Number(toText(until)) }),
        // A tag per article would reveal pinned articles before they are published, so use the tag of all articles.
        tags: ['lists', 'articles', ...toText(assetIds).split(' ').filter(Boolean)],
        json: json ?? Buffer.alloc(0),
      };
    },

    readDesk: (ref: string, tx?: Transaction): Promise<DeskList | undefined> =>
      (tx ?? database).query
        .selectFrom('lists as l')
        .select([...deskCard, sql.raw<DeskList['items']>(pinsSql).as('items')])
        .where('l.id', '=', toKysely<string>(idByRef(ref)))
        .$narrowType<Pick<DeskList, 'rule'>>()
        .executeTakeFirst(),

    /** Reads a list and locks it until the transaction ends. */
    async lock(tx: Transaction, ref: string): Promise<ListRow | undefined> {
      tx.beforeLock(`list ${ref}`);
      const list = await tx.query
        .selectFrom('lists')
        .selectAll()
        .where('id', '=', toKysely<string>(idByRef(ref)))
        .forUpdate()
        .executeTakeFirst();
      if (list === undefined) return undefined;
      const pins = await tx.query
        .selectFrom('listPins')
        .selectAll()
        .where('listId', '=', list.id)
        .orderBy('position')
        .execute();
      return { ...list, pins };
    },

    create: (tx: Transaction, { rule, ...row }: NewList) =>
      tx.query
        .insertInto('lists')
        .values({ ...row, rule: toRuleJson(rule) })
        .execute(),

    update: (tx: Transaction, id: string, { rule, ...row }: Partial<NewList> & { updatedAt: Date }) =>
      tx.query
        .updateTable('lists')
        .set({ ...row, ...(rule === undefined ? {} : { rule: toRuleJson(rule) }) })
        .where('id', '=', id)
        .execute(),

    /** Replaces all pins of a list. */
    async pin(tx: Transaction, listId: string, pins: readonly Pin[]): Promise<void> {
      await tx.query.deleteFrom('listPins').where('listId', '=', listId).execute();
      if (pins.length > 0)
        await tx.query
          .insertInto('listPins')
          .values(pins.map((pin) => ({ ...pin, listId })))
          .execute();
    },

    remove: (tx: Transaction, id: string) => tx.query.deleteFrom('lists').where('id', '=', id).execute(),
  };
}
