import { type Selectable, sql } from 'kysely';
import {
  anyOf,
  claimSlugLike,
  claimSlugs,
  Prisma,
  type SlugRegistry,
  selection,
  type Tables,
  type Transaction,
  toKysely,
  violatedUnique,
} from '../../platform/db/index.js';
import { deskColumns, wholeDeskColumns } from './columns.store.js';
import type { PersonAlias, PersonRole } from './field.schemas.js';
import { catalogue } from './fields.js';
import { personIdByRef } from './references.store.js';
import type { DeskWholePerson, PersonRow } from './schemas.js';

/** All columns and entries of a person that are written. */
export type PersonWrite = Omit<PersonRow, 'id' | 'version' | 'createdAt' | 'updatedAt'> & { searchText: string };

export const personSlugs: SlugRegistry = { table: 'personSlugs', owner: 'personId' };

/** The columns that are written for a person. `search_text` repeats all names for the search. */
const writeColumns = [...catalogue.columns, { name: 'searchText', column: 'search_text', type: 'text' }];
const columnNames = Prisma.raw(writeColumns.map(({ column }) => column).join(', '));
const recordNames = Prisma.raw(writeColumns.map(({ name }) => `"${name}"`).join(', '));
const recordTypes = Prisma.raw(writeColumns.map(({ name, type }) => `"${name}" ${type}`).join(', '));

async function writeAliases(tx: Transaction, personId: string, aliases: PersonAlias[]): Promise<void> {
  if (aliases.length === 0) return;
  const rows = aliases.map((alias, position) => ({ personId, position, ...toDateColumns(alias) }));
  await tx.query.insertInto('personAliases').values(rows).execute();
}

async function writeRoles(tx: Transaction, personId: string, roles: PersonRole[]): Promise<void> {
  if (roles.length === 0) return;
  const rows = roles.map((one, position) => ({ personId, position, ...toDateColumns(one) }));
  await tx.query.insertInto('personRoles').values(rows).execute();
}

/** Reads and writes people, drafts included. */
export const personStore = {
  /**
   * Locks a person until the transaction ends, so that nobody else can change, delete or newly name them, and reads
   * them. The lock is a statement of its own: a single statement would read the aliases and roles from before its wait.
   */
  async hold(tx: Transaction, ref: string): Promise<PersonRow | undefined> {
    tx.beforeLock(`person ${ref}`);
    const lockedRow = await tx.query
      .selectFrom('people as p')
      .select('p.id')
      .where('p.id', '=', toKysely<string>(personIdByRef(ref)))
      .forUpdate()
      .executeTakeFirst();
    if (lockedRow === undefined) return undefined;
    return tx.query
      .selectFrom('people as p')
      .select(selection(deskColumns))
      .where('p.id', '=', lockedRow.id)
      .$castTo<PersonRow>()
      .executeTakeFirstOrThrow();
  },

  /** Reads a person with their appearances, as the desk sees them. */
  readWhole: (tx: Transaction, personId: string): Promise<DeskWholePerson> =>
    tx.query
      .selectFrom('people as p')
      .select(selection(wholeDeskColumns))
      .where('p.id', '=', personId)
      .$castTo<DeskWholePerson>()
      .executeTakeFirstOrThrow(),

  /** Claims slugs and returns the ids whose slug was free. */
  takeSlugs: (tx: Transaction, claims: readonly { slug: string; id: string }[]) => claimSlugs(tx, personSlugs, claims),

  takeSlugLike: (tx: Transaction, slug: string, id: string) => claimSlugLike(tx, personSlugs, slug, id),

  async create(tx: Transaction, personId: string, { aliases, roles, ...columns }: PersonWrite): Promise<PersonRow> {
    const row = await tx.query
      .insertInto('people')
      .values({ id: personId, ...columns })
      .returning(returnedColumns)
      .executeTakeFirstOrThrow();
    await writeAliases(tx, personId, aliases);
    await writeRoles(tx, personId, roles);
    return { ...asRow(row), nameOrder: columns.nameOrder, visibility: columns.visibility, aliases, roles };
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
      .returning(returnedColumns)
      .executeTakeFirstOrThrow();
    return { ...asRow(row), nameOrder: columns.nameOrder, visibility: columns.visibility };
  },

  async replaceAliases(tx: Transaction, personId: string, aliases: PersonAlias[]): Promise<void> {
    await tx.query.deleteFrom('personAliases').where('personId', '=', personId).execute();
    await writeAliases(tx, personId, aliases);
  },

  async replaceRoles(tx: Transaction, personId: string, roles: PersonRole[]): Promise<void> {
    await tx.query.deleteFrom('personRoles').where('personId', '=', personId).execute();
    await writeRoles(tx, personId, roles);
  },

  /** Creates people with one statement. */
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

  /** Makes drafts public. Returns the people who became public. */
  async reveal({ query }: Transaction, personIds: readonly string[]): Promise<PersonRow[]> {
    const revealedRows = await query
      .updateTable('people')
      .set(({ eb }) => ({ visibility: 'public', version: eb('version', '+', 1), updatedAt: sql<Date>`now()` }))
      .where('id', '=', anyOf(personIds))
      .where('visibility', '=', 'draft')
      .returning('id')
      .execute();
    if (revealedRows.length === 0) return [];
    return query
      .selectFrom('people as p')
      .select(selection(deskColumns))
      .where('p.id', '=', anyOf(revealedRows.map(({ id }) => id)))
      .orderBy('p.id')
      .$castTo<PersonRow>()
      .execute();
  },

  remove: (tx: Transaction, personId: string) => tx.query.deleteFrom('people').where('id', '=', personId).execute(),

  /**
   * Counts the articles that name a person in the draft copy, the publication or the scheduled revision, and those in
   * which an editor has confirmed or added a mention of the person.
   */
  async countArticles(tx: Transaction, personId: string): Promise<number> {
    const { articles } = await tx.query
      .selectFrom((eb) =>
        eb
          .selectFrom('articlePeople')
          .select('articleId')
          .where('personId', '=', personId)
          .union(
            eb
              .selectFrom('publicationPeople')
              .select('articleId')
              .where('personId', '=', personId)
              .where('found', '=', false),
          )
          .union(
            eb
              .selectFrom('mentions')
              .select('articleId')
              .where('personId', '=', personId)
              .where('status', '=', 'confirmed')
              // An editor cannot see or change a mention whose words are not in the text.
              .where('startAt', 'is not', null),
          )
          .union(
            eb
              .selectFrom('publicationMentions')
              .select('articleId')
              .where('personId', '=', personId)
              .where('status', '=', 'confirmed'),
          )
          .union(
            eb
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

/** Renames the dates of an alias or a role to the names of their columns. */
const toDateColumns = <Entry extends { from: string | null; to: string | null }>({ from, to, ...entry }: Entry) => ({
  ...entry,
  validFrom: from,
  validTo: to,
});

/** The columns that a write returns: all except those for the search. */
const returnedColumns = [
  'id',
  ...catalogue.columns.map(({ name }) => name),
  'version',
  'createdAt',
  'updatedAt',
] as const;

function asRow<Row extends Pick<Selectable<Tables['people']>, 'createdAt' | 'updatedAt'>>(row: Row) {
  return { ...row, createdAt: row.createdAt.toISOString(), updatedAt: row.updatedAt.toISOString() };
}

export function isWikidataIdTaken(error: unknown): boolean {
  return violatedUnique(error)?.includes('wikidata_id') ?? false;
}
