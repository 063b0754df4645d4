import { type Selectable, sql } from 'kysely';
import {
  jsonText,
  Prisma,
  type Reader,
  type Session,
  type SlugRegistry,
  select,
  steady,
  type Tables,
  type Transaction,
  takeSlugLike,
  takeSlugs,
  toKysely,
  violatedUnique,
} from '../../platform/db/index.js';
import { isId } from '../slugs/index.js';
import { columns, roleOn, wholeColumns } from './columns.store.js';
import { catalogue, type PersonAlias, type PersonRole } from './fields.js';
import { foldName, longestFirst, nameQuery } from './rules.js';
import type { PersonInput, PersonRow, WholePerson } from './schemas.js';

/** What is written of a person, whole. */
export type PersonWrite = Omit<PersonRow, 'id' | 'version' | 'createdAt' | 'updatedAt'> & { searchText: string };

export type NamedPerson = {
  id: string;
  slug: string;
  name: string;
  /** The office held today. */
  role: { title: string; organisation: string | null } | null;
};

/** Any number, the same for all: it names the lock under which imports make people. */
const makingLock = 7_201_931n;

export const personSlugs: SlugRegistry = { table: 'personSlugs', owner: 'personId' };

/** The id of the person whom a reference names, as an expression: of the other one, where two entries were one person. */
export const personIdByRef = (ref: string): Prisma.Sql =>
  isId(ref)
    ? Prisma.sql`(SELECT coalesce(merged_into, id) FROM people WHERE id = ${ref}::uuid)`
    : Prisma.sql`(SELECT person_id FROM person_slugs WHERE slug = ${ref})`;

const byRef = (ref: string): Prisma.Sql => Prisma.sql`p.id = ${personIdByRef(ref)}`;

const one = (ref: string): Prisma.Sql => Prisma.sql`SELECT ${select(columns)} FROM people p WHERE ${byRef(ref)}`;

/** Those whose names have words much like half of these: titles and initials that nobody has written down do not matter. */
const calledAbout = (beginnings: Prisma.Sql, words: Prisma.Sql): Prisma.Sql => Prisma.sql`p.id = ANY (coalesce(
  nullif(ARRAY(SELECT id FROM people WHERE search @@ to_tsquery('simple', ${beginnings})), '{}'),
  ARRAY(SELECT id FROM people WHERE search_text %> array_to_string(${words}, ' '))))`;

const role = Prisma.raw(`${roleOn('p.id', 't.day')} AS role`);

/** Those whom references name, ids and slugs of now and before alike, as an expression: a JSON array. */
export function peopleByRef(refs: readonly string[]): Prisma.Sql {
  if (refs.length === 0) return Prisma.sql`'[]'::json`;
  const today = Prisma.sql`(SELECT ${new Date().toISOString().slice(0, 10)}::text AS day) t`;
  return Prisma.sql`coalesce((SELECT json_agg(o) FROM (
    SELECT asked.id::text AS ref, p.id, p.slug, p.name, ${role} FROM people asked JOIN people p ON p.id = coalesce(asked.merged_into, asked.id)
    CROSS JOIN ${today} WHERE asked.id = ANY (${steady(refs.filter(isId), 'uuid[]')})
    UNION ALL
    SELECT s.slug AS ref, p.id, p.slug, p.name, ${role} FROM person_slugs s JOIN people p ON p.id = s.person_id
    CROSS JOIN ${today} WHERE s.slug = ANY (${steady(
      refs.filter((ref) => !isId(ref)),
      'text[]',
    )})) o), '[]')`;
}

/** The columns that are written with a person; all names are repeated for full-text search. */
const written = [...catalogue.columns, { name: 'searchText', column: 'search_text', type: 'text' }];
const columnNames = Prisma.raw(written.map(({ column }) => column).join(', '));
const recordNames = Prisma.raw(written.map(({ name }) => `"${name}"`).join(', '));
const recordTypes = Prisma.raw(written.map(({ name, type }) => `"${name}" ${type}`).join(', '));

/** The people of the newsroom: they are public, all of them. */
export function personStore(database: Session) {
  async function writeAliases(tx: Transaction, personId: string, aliases: PersonAlias[]): Promise<void> {
    if (aliases.length === 0) return;
    const rows = aliases.map((alias, position) => ({ personId, position, ...dated(alias) }));
    await tx.query.insertInto('personAliases').values(rows).execute();
  }

  async function writeRoles(tx: Transaction, personId: string, roles: PersonRole[]): Promise<void> {
    if (roles.length === 0) return;
    const rows = roles.map((one, position) => ({ personId, position, ...dated(one) }));
    await tx.query.insertInto('personRoles').values(rows).execute();
  }

  return {
    /**
     * Reads a person whom nobody else can change, delete or begin to name before the end of this transaction. The lock
     * comes first: one statement would see the aliases and roles of before its wait.
     */
    async hold(tx: Transaction, ref: string): Promise<PersonRow | undefined> {
      tx.beforeLock(`person ${ref}`);
      const locked = await tx.query
        .selectFrom('people as p')
        .select('p.id')
        .where(toKysely<boolean>(byRef(ref)))
        .forUpdate()
        .executeTakeFirst();
      return locked && (await tx.run<PersonRow>(one(locked.id)))[0];
    },

    /** A person with what the newsstand knows, as everybody sees them. */
    async readWhole(tx: Transaction, personId: string): Promise<WholePerson> {
      const [row] = await tx.run<WholePerson>(Prisma.sql`
        SELECT ${select(wholeColumns)} FROM people p WHERE p.id = ${personId}::uuid`);
      if (row === undefined) throw new Error(`Person ${personId} vanished in their own transaction.`);
      return row;
    },

    /** For each name, in their order, the people who are called anything like it: a score of them at most. */
    async calledLike(names: readonly string[]): Promise<PersonRow[][]> {
      const asked = names.map((name) => ({ beginnings: nameQuery(name), words: longestFirst(foldName(name)) }));
      const rows = await database.run<{ place: number; person: PersonRow }>(Prisma.sql`
        SELECT n.place::int AS place, c.person
        FROM jsonb_array_elements(${JSON.stringify(asked)}::jsonb) WITH ORDINALITY AS n (asked, place)
        CROSS JOIN LATERAL (SELECT ARRAY(SELECT jsonb_array_elements_text(n.asked->'words')) AS list) w
        CROSS JOIN LATERAL (
          SELECT ${jsonText(columns)}::json AS person FROM people p
          WHERE n.asked->>'beginnings' IS NOT NULL AND p.merged_into IS NULL
            AND ${calledAbout(Prisma.sql`n.asked->>'beginnings'`, Prisma.sql`w.list`)}
          ORDER BY word_similarity(array_to_string(w.list, ' '), p.search_text) DESC, similarity(array_to_string(w.list, ' '), p.search_text) DESC, p.id
          LIMIT 20
        ) c ORDER BY n.place`);
      const found = names.map((): PersonRow[] => []);
      for (const { place, person } of rows) found[place - 1]?.push(person);
      return found;
    },

    /**
     * For each printed name, in their order, who has all its words among theirs, the shortest names first; who has the slug; and by the
     * key of another system, who is meant for certain.
     */
    async calledExactly(
      names: readonly { query: string | null; slug: string | null; source: string | null; key: string | null }[],
    ): Promise<{ people: PersonRow[]; keyed: string | undefined }[]> {
      const statement = Prisma.sql`
        SELECT n.place::int AS place, c.keyed, ${jsonText(columns)}::json AS person
        FROM jsonb_array_elements(${JSON.stringify(names)}::jsonb) WITH ORDINALITY AS n (asked, place)
        CROSS JOIN LATERAL (
          SELECT hit.id, bool_or(hit.keyed) AS keyed FROM (
            (SELECT w.id, false AS keyed FROM people w WHERE w.search @@ (n.asked->>'query')::tsquery AND w.merged_into IS NULL
              ORDER BY length(w.search_text), w.id LIMIT 20)
            UNION ALL SELECT s.person_id, false FROM person_slugs s WHERE s.slug = n.asked->>'slug'
            UNION ALL SELECT coalesce(k.merged_into, k.id), true FROM person_external_ids e JOIN people k ON k.id = e.person_id
              WHERE e.source = n.asked->>'source' AND e.external_id = n.asked->>'key'
          ) hit GROUP BY hit.id
        ) c JOIN people p ON p.id = c.id WHERE p.merged_into IS NULL ORDER BY n.place, length(p.search_text), p.id`;
      const rows = await database.run<{ place: number; keyed: boolean; person: PersonRow }>(
        // As large as the directory is now, and not as it was when the first import began.
        Object.assign(statement, { planned: 'each-time' as const }),
      );
      const found = names.map(() => ({ people: [] as PersonRow[], keyed: undefined as string | undefined }));
      for (const { place, keyed, person } of rows) {
        const one = found[place - 1];
        one?.people.push(person);
        if (keyed && one !== undefined) one.keyed = person.id;
      }
      return found;
    },

    /** @returns the ids of those whose slug was free */
    takeSlugs: (tx: Transaction, wanted: readonly { slug: string; id: string }[]) => takeSlugs(tx, personSlugs, wanted),

    takeSlugLike: (tx: Transaction, slug: string, id: string) => takeSlugLike(tx, personSlugs, slug, id),

    /** Those with these names who have been made in the last minute; whoever else makes people waits for the end of this transaction. */
    async madeLately(tx: Transaction, names: readonly string[]): Promise<{ id: string; name: string; slug: string }[]> {
      await tx.query.selectNoFrom(sql`pg_advisory_xact_lock(${makingLock})`.as('lock')).execute();
      return tx.query
        .selectFrom('people')
        .select(['id', 'name', 'slug'])
        .where('name', 'in', names)
        .where('mergedInto', 'is', null)
        .where('createdAt', '>', sql<Date>`now() - interval '1 minute'`)
        .execute();
    },

    /** Those of the people whom references name. */
    async named(tx: Transaction, refs: readonly string[]): Promise<(NamedPerson & { ref: string })[]> {
      const { people } = await tx.query
        .selectNoFrom(toKysely<(NamedPerson & { ref: string })[]>(peopleByRef(refs)).as('people'))
        .executeTakeFirstOrThrow();
      return people;
    },

    /** The id of the person whom a reference names. */
    async find({ query }: Reader, ref: string): Promise<string | undefined> {
      const { id } = await query
        .selectNoFrom(toKysely<string | null>(personIdByRef(ref)).as('id'))
        .executeTakeFirstOrThrow();
      return id ?? undefined;
    },

    async create(tx: Transaction, personId: string, { aliases, roles, ...columns }: PersonWrite): Promise<PersonRow> {
      const row = await tx.query
        .insertInto('people')
        .values({ id: personId, ...columns })
        .returningAll()
        .executeTakeFirstOrThrow();
      await writeAliases(tx, personId, aliases);
      await writeRoles(tx, personId, roles);
      return { ...asRow(row), nameOrder: columns.nameOrder, aliases, roles };
    },

    async update(
      tx: Transaction,
      personId: string,
      columns: Omit<PersonWrite, 'aliases' | 'roles'> & { version: number; updatedAt: Date },
    ): Promise<Omit<PersonRow, 'aliases' | 'roles'>> {
      const row = await tx.query
        .updateTable('people')
        .set(columns)
        .where('id', '=', personId)
        .returningAll()
        .executeTakeFirstOrThrow();
      return { ...asRow(row), nameOrder: columns.nameOrder };
    },

    async replaceAliases(tx: Transaction, personId: string, aliases: PersonAlias[]): Promise<void> {
      await tx.query.deleteFrom('personAliases').where('personId', '=', personId).execute();
      await writeAliases(tx, personId, aliases);
    },

    async replaceRoles(tx: Transaction, personId: string, roles: PersonRole[]): Promise<void> {
      await tx.query.deleteFrom('personRoles').where('personId', '=', personId).execute();
      await writeRoles(tx, personId, roles);
    },

    /** Writes people who are new, in one statement. */
    async createMany(tx: Transaction, people: readonly { id: string; write: PersonWrite }[]): Promise<void> {
      if (people.length === 0) return;
      const rows = people.map(({ id: personId, write }) => ({ id: personId, ...write }));
      const entries = (name: 'aliases' | 'roles', columns: string) => Prisma.sql`
        SELECT g.id, (e.place - 1)::int, ${Prisma.raw(columns)}, e.entry->>'from', e.entry->>'to'
        FROM given g CROSS JOIN LATERAL jsonb_array_elements(g.${Prisma.raw(name)}) WITH ORDINALITY AS e (entry, place)`;
      await tx.run(Prisma.sql`
          WITH given AS MATERIALIZED (
            SELECT * FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS g (id uuid, ${recordTypes}, aliases jsonb, roles jsonb)
          ), persons AS (
            INSERT INTO people (id, ${columnNames}) SELECT id, ${recordNames} FROM given
          ), named AS (
            INSERT INTO person_aliases (person_id, position, name, kind, valid_from, valid_to)
            ${entries('aliases', `e.entry->>'name', e.entry->>'kind'`)}
          )
          INSERT INTO person_roles (person_id, position, title, organisation, valid_from, valid_to)
          ${entries('roles', `e.entry->>'title', e.entry->>'organisation'`)}`);
    },

    /** Whom records may mean: by Wikidata ids, addresses, slugs and names. */
    knownAs: (tx: Transaction, inputs: readonly PersonInput[]): Promise<PersonRow[]> => {
      const slugs = inputs.flatMap(({ slug }) => slug ?? []);
      return tx.run<PersonRow>(Prisma.sql`
        SELECT ${select(columns)} FROM people p WHERE p.merged_into IS NULL AND p.id IN (
          SELECT id FROM people WHERE wikidata_id = ANY (${inputs.flatMap(({ wikidataId }) => wikidataId ?? [])}::text[])
          UNION SELECT id FROM people WHERE same_as && ${inputs.flatMap(({ sameAs }) => sameAs ?? [])}::text[]
          UNION SELECT person_id FROM person_slugs WHERE slug = ANY (${slugs}::text[])
          UNION SELECT coalesce(m.merged_into, m.id) FROM people m WHERE m.name = ANY (${inputs.map(({ name }) => name)}::text[])
        ) FOR UPDATE OF p`);
    },

    remove: (tx: Transaction, personId: string) => tx.query.deleteFrom('people').where('id', '=', personId).execute(),

    /** How many articles name a person, on the desk, on the newsstand, or in a revision that is scheduled. */
    async countArticles(tx: Transaction, personId: string): Promise<number> {
      const { articles } = await tx.query
        .selectFrom((naming) =>
          naming
            .selectFrom('articlePeople')
            .select('articleId')
            .where('personId', '=', personId)
            .union(
              naming
                .selectFrom('publicationPeople')
                .select('articleId')
                .where('personId', '=', personId)
                .where('found', '=', false),
            )
            .union(
              naming
                .selectFrom('articles as a')
                .innerJoin('revisions as r', (join) =>
                  join.onRef('r.articleId', '=', 'a.id').onRef('r.number', '=', 'a.scheduledRevision'),
                )
                .select('a.id as articleId')
                .where('a.scheduledFor', 'is not', null)
                .whereRef('a.scheduledRevision', '<>', 'a.revision')
                .where(sql<boolean>`r.snapshot->'people' @> ${JSON.stringify([{ personId }])}::jsonb`),
            )
            .as('naming'),
        )
        .select(sql<number>`count(*)::int`.as('articles'))
        .executeTakeFirstOrThrow();
      return articles;
    },
  };
}

/** The dates of an alias or a role, as their columns are called. */
const dated = <Entry extends { from: string | null; to: string | null }>({ from, to, ...entry }: Entry) => ({
  ...entry,
  validFrom: from,
  validTo: to,
});

/** A row as it is presented: without what is there for the search alone. */
function asRow({
  search: _,
  searchText: __,
  mergedInto: ___,
  ...row
}: Selectable<Tables['people']> & { search?: unknown }) {
  return { ...row, createdAt: row.createdAt.toISOString(), updatedAt: row.updatedAt.toISOString() };
}

export function isWikidataIdTaken(error: unknown): boolean {
  return violatedUnique(error)?.includes('wikidata_id') ?? false;
}
