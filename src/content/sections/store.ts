import { type ExpressionBuilder, type Insertable, type Selectable, sql, type Updateable } from 'kysely';
import {
  anyOf,
  columnsOf,
  itemStatement,
  type JsonRow,
  jsonText,
  memoizeByQuery,
  Prisma,
  pageStatement,
  type Reader,
  readItem,
  rfc3339,
  type Session,
  type SlugRegistry,
  type Tables,
  type Transaction,
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
import type { View, Visibility } from '../visibility/index.js';
import type { SectionListQuery } from './schemas.js';

export type SectionRow = Omit<Selectable<Tables['sections']>, 'visibility'> & { visibility: Visibility };

export const sectionSlugs: SlugRegistry = { table: 'sectionSlugs', owner: 'sectionId' };

/** The advisory lock of the tree. The number is arbitrary but must be the same in all processes. */
const treeLock = 7_201_905n;

const id = Prisma.sql`s.id`;
const orders = {
  position: { column: Prisma.sql`s.position`, id, type: 'int' },
  name: { column: Prisma.sql`s.name`, id, type: 'text' },
  path: { column: Prisma.sql`s.path`, id, type: 'text' },
  updatedAt: { column: Prisma.sql`s.updated_at`, id, type: 'timestamptz' },
  createdAt: { column: Prisma.sql`s.created_at`, id, type: 'timestamptz' },
} as const satisfies Record<string, Omit<Order, 'name' | 'isDescending'>>;

const publicColumns = columnsOf({
  id: 's.id',
  slug: 's.slug',
  name: 's.name',
  description: 's.description',
  parentId: 's.parent_id',
  path: 's.path',
  position: 's.position',
  version: 's.version',
  createdAt: rfc3339('s.created_at'),
  updatedAt: rfc3339('s.updated_at'),
});

const deskColumns = { ...publicColumns, ...columnsOf({ visibility: 's.visibility' }) };
const columnsIn = (view: View) => (view === 'public' ? publicColumns : deskColumns);

const byRef =
  (ref: string) =>
  ({ eb }: ExpressionBuilder<Tables, 'sections'>) =>
    isId(ref)
      ? eb('id', '=', ref)
      : eb('id', '=', eb.selectFrom('sectionSlugs').select('sectionId').where('slug', '=', ref));

function conditions(query: SectionListQuery, view: View): Prisma.Sql {
  const visibility = view === 'public' ? 'public' : query.visibility;
  const parts = [visibility === undefined ? Prisma.sql`TRUE` : Prisma.raw(`s.visibility = '${visibility}'`)];
  if (query.parent === 'none') parts.push(Prisma.sql`s.parent_id IS NULL`);
  else if (query.parent !== undefined) {
    parts.push(
      isId(query.parent)
        ? Prisma.sql`s.parent_id = ${query.parent}::uuid`
        : Prisma.sql`s.parent_id = (SELECT section_id FROM section_slugs WHERE slug = ${query.parent})`,
    );
  }
  if (query.ids !== undefined) parts.push(Prisma.sql`s.id = ANY (${query.ids}::uuid[])`);
  if (query['updatedAt[gte]'] !== undefined) parts.push(Prisma.sql`s.updated_at >= ${query['updatedAt[gte]']}`);
  if (query['updatedAt[lt]'] !== undefined) parts.push(Prisma.sql`s.updated_at < ${query['updatedAt[lt]']}`);
  return Prisma.join(parts, ' AND ');
}

export type SectionRef = { id: string; slug: string; name: string; path: string };

/** Returns the expression of the section of a reference: a JSON object, or null. */
export const sectionByRef = (ref: string): Prisma.Sql => Prisma.sql`(
  SELECT row_to_json(o) FROM (SELECT s.id, s.slug, s.name, s.path FROM sections s WHERE s.id = ${
    isId(ref) ? Prisma.sql`${ref}::uuid` : Prisma.sql`(SELECT section_id FROM section_slugs WHERE slug = ${ref})`
  }) o)`;

const listStatement = memoizeByQuery(({ query, view }: { query: SectionListQuery; view: View }) => {
  const order = chooseOrder(query.sort, orders);
  const keys = keyset('sections', order, query);
  const where = conditions(query, view);
  const statement = pageStatement({
    rows: Prisma.sql`SELECT s.*, ${positionOf(order)} AS key FROM sections s WHERE ${where} AND ${keys.where} ORDER BY ${keys.orderBy} LIMIT ${Prisma.raw(String(keys.limit))}`,
    item: Prisma.sql`(SELECT ${jsonText(columnsIn(view), query.fields)} FROM (SELECT p.*) s)`,
    limit: query.limit,
    backwards: keys.isBackwards,
  });
  return { statement, keys, where };
});

/** Makes drafts public. Returns the sections that became public. */
export const makePublic = ({ query }: Transaction, sectionIds: readonly string[]): Promise<SectionRow[]> =>
  query
    .updateTable('sections')
    .set(({ eb }) => ({ visibility: 'public', version: eb('version', '+', 1), updatedAt: sql<Date>`now()` }))
    .where('id', '=', anyOf(sectionIds))
    .where('visibility', '=', 'draft')
    .returningAll()
    .$castTo<SectionRow>()
    .execute();

/** Reads and writes sections, drafts included. */
export function sectionStore(database: Session) {
  return {
    list(query: SectionListQuery, view: View): Promise<JsonPage> {
      const { statement, keys, where } = listStatement({ query, view });
      const countFrom = query.count === undefined ? undefined : Prisma.sql`sections s WHERE ${where}`;
      return readJsonPage(database, { statement, keys, countSource: countFrom, tags: ['sections'] });
    },

    /** Reads a section, also by a slug that it had before. */
    read(ref: string, fields: readonly string[] | undefined, view: View): Promise<JsonRow | undefined> {
      const visibleOnly = view === 'public' ? " AND s.visibility = 'public'" : '';
      const source = () => ({
        id: 's.id',
        slug: 's.slug',
        version: 's.version',
        updatedAt: 's.updated_at',
        json: jsonText(columnsIn(view), fields),
        from: `FROM sections s WHERE s.id = ${isId(ref) ? '$1::uuid' : '(SELECT section_id FROM section_slugs WHERE slug = $1)'}${visibleOnly}`,
      });
      const shape = fields === undefined ? `section ${view} ${isId(ref)}` : undefined;
      return readItem(database, itemStatement(shape, source, ref));
    },

    find: ({ query }: Reader, ref: string): Promise<SectionRow | undefined> =>
      query.selectFrom('sections').selectAll().where(byRef(ref)).$castTo<SectionRow>().executeTakeFirst(),

    /**
     * Reads a section and locks it until the transaction ends. Whoever is about to delete it waits until no transaction
     * refers to it, and `key share` keeps it from being deleted.
     */
    lock(tx: Transaction, ref: string, strength: 'update' | 'key share'): Promise<SectionRow | undefined> {
      tx.beforeLock(`section ${ref}`);
      const row = tx.query.selectFrom('sections').selectAll().where(byRef(ref)).$castTo<SectionRow>();
      return (strength === 'update' ? row.forUpdate() : row.forKeyShare()).executeTakeFirst();
    },

    /** Locks the tree until the transaction ends, so that nobody else moves sections. */
    async lockTree(tx: Transaction): Promise<void> {
      tx.beforeLock('the tree of sections');
      await tx.query.selectNoFrom(sql`pg_advisory_xact_lock(${treeLock})`.as('lock')).execute();
    },

    create: (tx: Transaction, row: Insertable<Tables['sections']>): Promise<SectionRow> =>
      tx.query.insertInto('sections').values(row).returningAll().$castTo<SectionRow>().executeTakeFirstOrThrow(),

    update: (tx: Transaction, sectionId: string, row: Updateable<Tables['sections']>): Promise<SectionRow> =>
      tx.query
        .updateTable('sections')
        .set(row)
        .where('id', '=', sectionId)
        .returningAll()
        .$castTo<SectionRow>()
        .executeTakeFirstOrThrow(),

    remove: (tx: Transaction, sectionId: string) =>
      tx.query.deleteFrom('sections').where('id', '=', sectionId).execute(),

    isEmpty: async (): Promise<boolean> =>
      (await database.query.selectFrom('sections').select('id').limit(1).executeTakeFirst()) === undefined,

    async countChildren(tx: Transaction, parentId: string): Promise<number> {
      const { children } = await tx.query
        .selectFrom('sections')
        .select(({ fn }) => fn.countAll<string>().as('children'))
        .where('parentId', '=', parentId)
        .executeTakeFirstOrThrow();
      return Number(children);
    },

    /** Returns the number of levels of a subtree, its root included. */
    async levels(tx: Transaction, sectionId: string): Promise<number> {
      const { levels } = await tx.query
        .selectFrom('sections')
        .select(sql<number>`(max(cardinality(lineage)) - min(cardinality(lineage)) + 1)::int`.as('levels'))
        .where(sql<boolean>`${sectionId}::uuid = ANY (lineage)`)
        .executeTakeFirstOrThrow();
      return levels ?? 1;
    },

    adoptChildren: (tx: Transaction, from: string, to: string) =>
      tx.query
        .updateTable('sections')
        .set(({ eb }) => ({ parentId: to, version: eb('version', '+', 1), updatedAt: sql<Date>`now()` }))
        .where('parentId', '=', from)
        .execute(),

    /**
     * Computes path and lineage of all sections below a section again, from their parents.
     *
     * @returns the ids of the sections that changed
     */
    async rewriteDescendants(tx: Transaction, rootId: string): Promise<string[]> {
      const rows = await tx.query
        .withRecursive('tree(id, path, lineage)', (query) =>
          query
            .selectFrom('sections')
            .select(['id', 'path', 'lineage'])
            .where('id', '=', rootId)
            .unionAll(
              query
                .selectFrom('sections as child')
                .innerJoin('tree', 'child.parentId', 'tree.id')
                .select([
                  'child.id',
                  sql<string>`tree.path || '/' || child.slug`.as('path'),
                  sql<string[]>`tree.lineage || child.id`.as('lineage'),
                ]),
            ),
        )
        .updateTable('sections')
        .from('tree')
        .set(({ ref }) => ({ path: ref('tree.path'), lineage: ref('tree.lineage') }))
        .whereRef('sections.id', '=', 'tree.id')
        .where(sql<boolean>`(sections.path, sections.lineage) IS DISTINCT FROM (tree.path, tree.lineage)`)
        .returning('sections.id')
        .execute();
      return rows.map((row) => row.id);
    },
  };
}
