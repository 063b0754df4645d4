import { type Database, Prisma, type SlugRegistry, type Transaction, violatedUnique } from '../../platform/db/index.js';
import { chooseOrder, keyset, type Order, type Page } from '../../platform/http/index.js';
import { isId } from '../slugs/index.js';
import { nameQuery } from './rules.js';
import type { Person, PersonAlias, PersonListQuery, PersonRole } from './schemas.js';

export type PersonRow = Omit<Person, 'currentRoles' | 'createdAt' | 'updatedAt'> & { createdAt: Date; updatedAt: Date };

/** What is written of a person, whole. */
export type PersonWrite = Omit<PersonRow, 'id' | 'version' | 'createdAt' | 'updatedAt'> & { searchText: string };

export type NamedPerson = { id: string; slug: string; name: string };

export const personSlugs: SlugRegistry = { table: 'person_slugs', owner: 'person_id' };

const id = Prisma.sql`p.id`;
const orders = {
  sortName: { column: Prisma.sql`p.sort_name`, id, type: 'text' },
  name: { column: Prisma.sql`p.name`, id, type: 'text' },
  updatedAt: { column: Prisma.sql`p.updated_at`, id, type: 'timestamptz' },
  createdAt: { column: Prisma.sql`p.created_at`, id, type: 'timestamptz' },
} as const satisfies Record<string, Omit<Order, 'name' | 'descending'>>;

const columns = Prisma.sql`p.id, p.slug, p.name, p.sort_name AS "sortName", p.given_name AS "givenName",
  p.family_name AS "familyName", p.name_order AS "nameOrder", p.short_names AS "shortNames",
  coalesce((
    SELECT json_agg(
      json_build_object('name', a.name, 'kind', a.kind, 'from', a.valid_from, 'to', a.valid_to) ORDER BY a.position
    )
    FROM person_aliases a WHERE a.person_id = p.id
  ), '[]') AS aliases,
  coalesce((
    SELECT json_agg(
      json_build_object('title', r.title, 'organisation', r.organisation, 'from', r.valid_from, 'to', r.valid_to)
      ORDER BY r.position
    )
    FROM person_roles r WHERE r.person_id = p.id
  ), '[]') AS roles,
  p.disambiguation, p.bio, p.image_url AS "imageUrl", p.wikidata_id AS "wikidataId", p.same_as AS "sameAs",
  p.version, p.created_at AS "createdAt", p.updated_at AS "updatedAt"`;

const byRef = (ref: string): Prisma.Sql =>
  isId(ref)
    ? Prisma.sql`p.id = ${ref}::uuid`
    : Prisma.sql`p.id = (SELECT person_id FROM person_slugs WHERE slug = ${ref})`;

const one = (ref: string): Prisma.Sql => Prisma.sql`SELECT ${columns} FROM people p WHERE ${byRef(ref)}`;

/**
 * Found first and sorted afterwards: PostgreSQL expects any prefix to match many, and would go through all people in
 * the order of the list instead.
 */
const named = (words: string): Prisma.Sql =>
  Prisma.sql`p.id = ANY (ARRAY(SELECT id FROM people WHERE search @@ to_tsquery('simple', ${words})))`;

function conditions(query: PersonListQuery): Prisma.Sql {
  const parts = [Prisma.sql`TRUE`];
  if (query.q !== undefined) {
    const words = nameQuery(query.q);
    parts.push(words === null ? Prisma.sql`FALSE` : named(words));
  }
  if (query.ids !== undefined) parts.push(Prisma.sql`p.id = ANY (${query.ids}::uuid[])`);
  if (query['updatedAt[gte]'] !== undefined) parts.push(Prisma.sql`p.updated_at >= ${query['updatedAt[gte]']}`);
  if (query['updatedAt[lt]'] !== undefined) parts.push(Prisma.sql`p.updated_at < ${query['updatedAt[lt]']}`);
  return Prisma.join(parts, ' AND ');
}

/** The people of the newsroom: they are public, all of them. */
export function personStore(database: Database) {
  async function writeAliases(tx: Transaction, personId: string, aliases: PersonAlias[]): Promise<void> {
    if (aliases.length === 0) return;
    await tx.personAlias.createMany({ data: aliases.map((alias, position) => ({ personId, position, ...alias })) });
  }

  async function writeRoles(tx: Transaction, personId: string, roles: PersonRole[]): Promise<void> {
    if (roles.length === 0) return;
    await tx.personRole.createMany({ data: roles.map((role, position) => ({ personId, position, ...role })) });
  }

  return {
    async list(query: PersonListQuery): Promise<Page<PersonRow>> {
      const order = chooseOrder(query.sort, orders);
      const keys = keyset('people', order, query);
      const where = conditions(query);
      const rows = await database.read<PersonRow>(
        Prisma.sql`
          SELECT ${columns} FROM people p WHERE ${where} AND ${keys.where}
          ORDER BY ${keys.orderBy} LIMIT ${keys.limit}`,
      );
      const total =
        query.count === undefined
          ? undefined
          : (await database.read<{ n: number }>(Prisma.sql`SELECT count(*)::int AS n FROM people p WHERE ${where}`))[0]
              ?.n;
      const keyOf = (row: PersonRow) => {
        const key = row[order.name as keyof typeof orders];
        return key instanceof Date ? key.toISOString() : key;
      };
      return keys.page(
        rows,
        (row) => ({ key: keyOf(row), id: row.id }),
        (row) => row,
        total,
      );
    },

    /** Reads outside a transaction, in one statement. */
    get: async (ref: string): Promise<PersonRow | null> => (await database.read<PersonRow>(one(ref)))[0] ?? null,

    /**
     * Reads a person whom nobody else can change, delete or begin to name before the end of this transaction. The lock
     * comes first: one statement would see the aliases and roles of before its wait.
     */
    async hold(tx: Transaction, ref: string): Promise<PersonRow | null> {
      const [locked] = await tx.$queryRaw<{ id: string }[]>`SELECT p.id FROM people p WHERE ${byRef(ref)} FOR UPDATE`;
      if (locked === undefined) return null;
      return (await tx.$queryRaw<PersonRow[]>(one(locked.id)))[0] ?? null;
    },

    /** Those whom references name, ids and slugs of now and before alike, in one statement; by reference. */
    async findAll(tx: Transaction, refs: readonly string[]): Promise<Map<string, NamedPerson>> {
      if (refs.length === 0) return new Map();
      const ids = refs.filter(isId);
      const slugs = refs.filter((ref) => !isId(ref));
      const rows = await tx.$queryRaw<(NamedPerson & { ref: string })[]>`
        SELECT p.id, p.slug, p.name, p.id::text AS ref FROM people p WHERE p.id = ANY (${ids}::uuid[])
        UNION ALL
        SELECT p.id, p.slug, p.name, s.slug AS ref FROM person_slugs s JOIN people p ON p.id = s.person_id
        WHERE s.slug = ANY (${slugs}::text[])`;
      return new Map(rows.map(({ ref, ...person }) => [ref, person]));
    },

    async create(tx: Transaction, personId: string, { aliases, roles, ...data }: PersonWrite): Promise<PersonRow> {
      const row = await tx.person.create({ data: { id: personId, ...data }, omit: { searchText: true } });
      await writeAliases(tx, personId, aliases);
      await writeRoles(tx, personId, roles);
      return { ...row, nameOrder: data.nameOrder, aliases, roles };
    },

    async update(
      tx: Transaction,
      personId: string,
      data: Omit<PersonWrite, 'aliases' | 'roles'> & { version: number; updatedAt: Date },
    ): Promise<Omit<PersonRow, 'aliases' | 'roles'>> {
      const row = await tx.person.update({ where: { id: personId }, data, omit: { searchText: true } });
      return { ...row, nameOrder: data.nameOrder };
    },

    async replaceAliases(tx: Transaction, personId: string, aliases: PersonAlias[]): Promise<void> {
      await tx.personAlias.deleteMany({ where: { personId } });
      await writeAliases(tx, personId, aliases);
    },

    async replaceRoles(tx: Transaction, personId: string, roles: PersonRole[]): Promise<void> {
      await tx.personRole.deleteMany({ where: { personId } });
      await writeRoles(tx, personId, roles);
    },

    remove: (tx: Transaction, personId: string) => tx.person.delete({ where: { id: personId }, select: { id: true } }),

    /** How many articles name a person, on the desk or on the newsstand. */
    async countArticles(tx: Transaction, personId: string): Promise<number> {
      const [row] = await tx.$queryRaw<{ n: number }[]>`
        SELECT count(*)::int AS n FROM (
          SELECT article_id FROM article_people WHERE person_id = ${personId}::uuid
          UNION
          SELECT article_id FROM publication_people WHERE person_id = ${personId}::uuid
        ) AS naming`;
      return row?.n ?? 0;
    },
  };
}

export function isWikidataIdTaken(error: unknown): boolean {
  return violatedUnique(error)?.includes('wikidata_id') ?? false;
}
