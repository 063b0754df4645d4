import { type Insertable, type Selectable, sql, type Updateable } from 'kysely';
import type { SectionLimit } from '../../platform/auth/index.js';
import {
  columnNames,
  type Database,
  jsonObject,
  Prisma,
  type Reader,
  type Tables,
  type Transaction,
  violatedUnique,
} from '../../platform/db/index.js';
import { chooseOrder, keyset, loadPage, type Page, positionByCreation } from '../../platform/paging/index.js';
import type { PersonLinks } from '../people/index.js';
import { limitSections } from '../section-limits/index.js';
import type { UserListQuery } from './schemas.js';

type LinkedPerson = { id: string; slug: string; name: string };

/** A user with their sections and the linked person. */
export type UserRow = Omit<Selectable<Tables['users']>, 'sectionIds'> & {
  sections: SectionLimit | null;
  person: LinkedPerson | null;
};

/** The columns of a user. `sectionIds` is null for a user without a limit. */
type UserColumns = Omit<Insertable<Tables['users']>, 'sectionIds'> & { sectionIds: readonly string[] | null };

const columns = columnNames('users', 'sectionIds');
const sections = sql.raw<SectionLimit | null>(limitSections('u.section_ids')).as('sections');
const person = sql
  .raw<LinkedPerson | null>(jsonObject('SELECT p.id, p.slug, p.name FROM people p WHERE p.id = u.person_id'))
  .as('person');

const selectUsers = ({ query }: Reader) => query.selectFrom('users as u').select(columns).select([sections, person]);

const orders = { createdAt: { column: Prisma.sql`u.created_at`, id: Prisma.sql`u.id`, type: 'timestamptz' } } as const;

const toSqlArray = (ids: readonly string[] | null) => sql<string[]>`${ids}::uuid[]`;

/** Stores users. */
export const userStore = {
  list(database: Database, { role, status, ...query }: UserListQuery): Promise<Page<UserRow>> {
    const users = selectUsers(database)
      .$if(role !== undefined, (some) => some.where('u.role', '=', role ?? ''))
      .$if(status !== undefined, (some) => some.where('u.status', '=', status ?? ''));
    return loadPage(users, keyset('users', chooseOrder(query.sort, orders), query), positionByCreation, (row) => row);
  },

  find: (reader: Reader, id: string): Promise<UserRow | undefined> =>
    selectUsers(reader).where('u.id', '=', id).executeTakeFirst(),

  /** Finds a user and locks the row until the transaction ends. */
  lock: (tx: Transaction, id: string): Promise<UserRow | undefined> =>
    selectUsers(tx).where('u.id', '=', id).forUpdate('u').executeTakeFirst(),

  /** Finds the user with an e-mail address, in lower case, and locks the row until the transaction ends. */
  lockByEmail: (tx: Transaction, email: string): Promise<UserRow | undefined> =>
    selectUsers(tx).where('u.email', '=', email).forUpdate('u').executeTakeFirst(),

  /** Sets when a user last signed in. This is no new version of the user. */
  setLastSignIn: (tx: Transaction, id: string, lastSignInAt: Date) =>
    tx.query.updateTable('users').set({ lastSignInAt }).where('id', '=', id).execute(),

  create: (tx: Transaction, { sectionIds, ...row }: UserColumns) =>
    tx.query
      .insertInto('users')
      .values({ ...row, sectionIds: toSqlArray(sectionIds) })
      .execute(),

  update: (
    tx: Transaction,
    id: string,
    { sectionIds, ...row }: Updateable<Omit<Tables['users'], 'sectionIds'>> & { sectionIds?: readonly string[] | null },
  ) =>
    tx.query
      .updateTable('users')
      .set((eb) => ({
        ...row,
        ...(sectionIds === undefined ? {} : { sectionIds: toSqlArray(sectionIds) }),
        version: eb('version', '+', 1),
        updatedAt: new Date(),
      }))
      .where('id', '=', id)
      .execute(),

  removeSignInLinks: (tx: Transaction, id: string) =>
    tx.query.deleteFrom('signInLinks').where('userId', '=', id).execute(),

  remove: (tx: Transaction, id: string) => tx.query.deleteFrom('users').where('id', '=', id).execute(),
};

/** Returns whether an error means that another user has the e-mail address. */
export const isEmailTaken = (error: unknown): boolean =>
  /users_email_key|"fields":\["email"\]/.test(violatedUnique(error) ?? '');

/** Moves the link from users to a person when two people are merged. */
export const personUsers: PersonLinks = {
  async move({ query }, from, to): Promise<string[]> {
    const rows = await query
      .updateTable('users')
      .set({ personId: to })
      .where('personId', '=', from)
      .returning('id')
      .execute();
    return rows.map(({ id }) => id);
  },

  async moveBack({ query }, undoData, from, to) {
    for (const id of undoData as string[])
      await query
        .updateTable('users')
        .set({ personId: to })
        .where('id', '=', id)
        .where('personId', '=', from)
        .execute();
  },
};
