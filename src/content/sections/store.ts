import {
  columnsOf,
  composedFor,
  type FinishedRow,
  itemStatement,
  jsonText,
  Prisma,
  pageStatement,
  readItem,
  rfc3339,
  type Session,
  type SlugRegistry,
  type Transaction,
} from '../../platform/db/index.js';
import {
  chooseOrder,
  type FinishedPage,
  finishPage,
  keyset,
  type Order,
  positionOf,
} from '../../platform/http/index.js';
import { isId } from '../slugs/index.js';
import type { SectionListQuery } from './schemas.js';

export type SectionRow = Prisma.SectionGetPayload<object>;

export const sectionSlugs: SlugRegistry = { table: 'section_slugs', owner: 'section_id' };

/** Any number, the same for all: it names the lock under which the tree changes shape. */
const treeLock = 7_201_905n;

const id = Prisma.sql`s.id`;
const orders = {
  position: { column: Prisma.sql`s.position`, id, type: 'int' },
  name: { column: Prisma.sql`s.name`, id, type: 'text' },
  path: { column: Prisma.sql`s.path`, id, type: 'text' },
  updatedAt: { column: Prisma.sql`s.updated_at`, id, type: 'timestamptz' },
  createdAt: { column: Prisma.sql`s.created_at`, id, type: 'timestamptz' },
} as const satisfies Record<string, Omit<Order, 'name' | 'descending'>>;

const columns = columnsOf({
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

const byRef = (ref: string): Prisma.SectionWhereInput => (isId(ref) ? { id: ref } : { slugs: { some: { slug: ref } } });

function conditions(query: SectionListQuery): Prisma.Sql {
  const parts = [Prisma.sql`TRUE`];
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

/** The section that a reference names, as an expression: a JSON object, or null. */
export const sectionByRef = (ref: string): Prisma.Sql => Prisma.sql`(
  SELECT row_to_json(o) FROM (SELECT s.id, s.slug, s.name, s.path FROM sections s WHERE s.id = ${
    isId(ref) ? Prisma.sql`${ref}::uuid` : Prisma.sql`(SELECT section_id FROM section_slugs WHERE slug = ${ref})`
  }) o)`;

const listStatement = composedFor((query: SectionListQuery) => {
  const order = chooseOrder(query.sort, orders);
  const keys = keyset('sections', order, query);
  const where = conditions(query);
  const statement = pageStatement({
    rows: Prisma.sql`SELECT s.*, ${positionOf(order)} AS key FROM sections s WHERE ${where} AND ${keys.where} ORDER BY ${keys.orderBy} LIMIT ${Prisma.raw(String(keys.limit))}`,
    item: Prisma.sql`(SELECT ${jsonText(columns, query.fields)} FROM (SELECT p.*) s)`,
    limit: query.limit,
    backwards: keys.backwards,
  });
  return { statement, keys, where };
});

/** The sections of the newsroom: they are public, all of them. */
export function sectionStore(database: Session) {
  return {
    list(query: SectionListQuery): Promise<FinishedPage> {
      const { statement, keys, where } = listStatement(query);
      const counted = query.count === undefined ? undefined : Prisma.sql`sections s WHERE ${where}`;
      return finishPage(database, { statement, keys, counted, tags: ['sections'] });
    },

    /** A section as everybody sees it, by a slug that it had before, too. */
    readPublic(ref: string, fields: readonly string[] | undefined): Promise<FinishedRow | undefined> {
      const source = () => ({
        id: 's.id',
        slug: 's.slug',
        version: 's.version',
        updatedAt: 's.updated_at',
        json: jsonText(columns, fields),
        from: `FROM sections s WHERE s.id = ${isId(ref) ? '$1::uuid' : '(SELECT section_id FROM section_slugs WHERE slug = $1)'}`,
      });
      return readItem(database, itemStatement(fields === undefined ? `section ${isId(ref)}` : undefined, source, ref));
    },

    find: (tx: Transaction, ref: string): Promise<SectionRow | null> => tx.section.findFirst({ where: byRef(ref) }),

    /** Makes other changes of the tree's shape wait for the end of this transaction. */
    async lockTree(tx: Transaction): Promise<void> {
      tx.beforeLock('the tree of sections');
      await tx.change(Prisma.sql`SELECT pg_advisory_xact_lock(${treeLock})`);
    },

    create: (tx: Transaction, data: Prisma.SectionUncheckedCreateInput): Promise<SectionRow> =>
      tx.section.create({ data }),

    update: (tx: Transaction, sectionId: string, data: Prisma.SectionUncheckedUpdateInput): Promise<SectionRow> =>
      tx.section.update({ where: { id: sectionId }, data }),

    remove: (tx: Transaction, sectionId: string) => tx.section.delete({ where: { id: sectionId } }),

    isEmpty: async (): Promise<boolean> => (await database.prisma.section.findFirst({ select: { id: true } })) === null,

    countChildren: (tx: Transaction, parentId: string): Promise<number> => tx.section.count({ where: { parentId } }),

    /** Levels of the subtree under a section, itself included. */
    async levels(tx: Transaction, sectionId: string): Promise<number> {
      const [row] = await tx.run<{ levels: number }>(Prisma.sql`
        SELECT (max(cardinality(below.lineage)) - min(cardinality(below.lineage)) + 1)::int AS levels
        FROM sections below WHERE ${sectionId}::uuid = ANY (below.lineage)`);
      return row?.levels ?? 1;
    },

    adoptChildren: (tx: Transaction, from: string, to: string) =>
      tx.change(
        Prisma.sql`UPDATE sections SET parent_id = ${to}::uuid, version = version + 1, updated_at = now() WHERE parent_id = ${from}::uuid`,
      ),

    /**
     * Writes path and lineage anew for everything below a section, from the parents.
     *
     * @returns the ids of those whose place has changed
     */
    async replace(tx: Transaction, below: string): Promise<string[]> {
      const rows = await tx.run<{ id: string }>(Prisma.sql`
        WITH RECURSIVE tree AS (
          SELECT id, path, lineage FROM sections WHERE id = ${below}::uuid
          UNION ALL
          SELECT c.id, tree.path || '/' || c.slug, tree.lineage || c.id FROM sections c JOIN tree ON c.parent_id = tree.id
        )
        UPDATE sections s SET path = tree.path, lineage = tree.lineage
        FROM tree WHERE s.id = tree.id AND (s.path, s.lineage) IS DISTINCT FROM (tree.path, tree.lineage)
        RETURNING s.id`);
      return rows.map((row) => row.id);
    },
  };
}
