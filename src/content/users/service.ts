import { v7 as uuid } from 'uuid';
import { type Actor, systemActorFor } from '../../platform/auth/index.js';
import type { Database, Transaction } from '../../platform/db/index.js';
import type { Events } from '../../platform/events/index.js';
import { applyPatch } from '../../platform/fields/index.js';
import type { Page } from '../../platform/paging/index.js';
import { checkPreconditions, type Preconditions } from '../../platform/preconditions/index.js';
import { problems } from '../../platform/problems/index.js';
import { holdPerson } from '../people/index.js';
import { requireRoleRights } from '../roles/index.js';
import { requireLimitSections } from '../section-limits/index.js';
import { userEvents } from './events.js';
import { createEmailTakenProblem, createUnknownPersonProblem, presentTo } from './rules.js';
import { type User, UserInput, type UserListQuery } from './schemas.js';
import { isEmailTaken, userStore as store, type UserRow } from './store.js';

type Dependencies = {
  database: Database;
  events: Events;
  /** Revokes all tokens and sessions of a user. */
  revokeTokensOf(tx: Transaction, actor: Actor, userId: string): Promise<void>;
};

/** Manages the users: the staff of the newsroom. */
export function userService({ database, events, revokeTokensOf }: Dependencies) {
  async function list(actor: Actor, query: UserListQuery): Promise<Page<User>> {
    const page = await store.list(database, query);
    return { ...page, data: page.data.map((row) => presentTo(actor, toUser(row))) };
  }

  /** @throws not-found */
  const get = async (actor: Actor, id: string): Promise<User> =>
    presentTo(actor, toUser(requireRow(await store.find(database, id))));

  /** @throws unknown-reference, email-taken */
  function create(actor: Actor, input: UserInput): Promise<User> {
    return database.transaction(actor, async (tx) => {
      const id = uuid();
      await rethrowEmailTaken(store.create(tx, { id, ...(await toColumns(tx, input)) }));
      return recordEvent(tx, 'created', id, actor);
    });
  }

  /** @throws not-found, stale-version, invalid-request, unknown-reference, email-taken */
  function patch(
    actor: Actor,
    id: string,
    changes: Record<string, unknown>,
    preconditions: Preconditions | undefined,
  ): Promise<User> {
    return database.transaction(actor, async (tx) => {
      const row = await lock(tx, id, preconditions);
      const input = applyPatch(UserInput, toInput(row), changes);
      await rethrowEmailTaken(store.update(tx, id, await toColumns(tx, input)));
      return recordEvent(tx, 'updated', id, actor);
    });
  }

  /** Prevents a user from doing anything, and revokes all tokens and sessions of the user. */
  function deactivate(actor: Actor, id: string, preconditions: Preconditions | undefined): Promise<User> {
    return database.transaction(actor, async (tx) => {
      const row = await lock(tx, id, preconditions);
      if (row.status === 'deactivated') return toUser(row);
      await store.update(tx, id, { status: 'deactivated', deactivatedAt: new Date() });
      await revokeTokensOf(tx, actor, id);
      await store.removeSignInLinks(tx, id);
      return recordEvent(tx, 'deactivated', id, actor);
    });
  }

  /** Lets a deactivated user sign in again. The tokens that the user had stay revoked. */
  function reactivate(actor: Actor, id: string, preconditions: Preconditions | undefined): Promise<User> {
    return database.transaction(actor, async (tx) => {
      const row = await lock(tx, id, preconditions);
      if (row.status !== 'deactivated') return toUser(row);
      const status = row.lastSignInAt === null ? 'invited' : 'active';
      await store.update(tx, id, { status, deactivatedAt: null });
      return recordEvent(tx, 'reactivated', id, actor);
    });
  }

  /** Deletes a user with all tokens and sessions. Revisions and the audit keep the name. */
  function remove(actor: Actor, id: string, preconditions: Preconditions | undefined): Promise<void> {
    return database.transaction(actor, async (tx) => {
      const row = await lock(tx, id, preconditions);
      await revokeTokensOf(tx, actor, id);
      await store.remove(tx, id);
      await events.append(tx, userEvents.deleted, { subjectId: id, payload: toUser(row), actor });
    });
  }

  /**
   * Records a sign-in. The first one makes an invited user active.
   *
   * @returns the user, or undefined if there is none or the user is deactivated
   */
  async function recordSignIn(tx: Transaction, id: string): Promise<User | undefined> {
    const row = await store.lock(tx, id);
    if (row === undefined || row.status === 'deactivated') return undefined;
    const lastSignInAt = new Date();
    await store.setLastSignIn(tx, id, lastSignInAt);
    if (row.status === 'active') return toUser({ ...row, lastSignInAt });
    await store.update(tx, id, { status: 'active' });
    return recordEvent(tx, 'updated', id, signInActor);
  }

  /** Locks a user until the transaction ends. @throws not-found, stale-version */
  async function lock(tx: Transaction, id: string, preconditions: Preconditions | undefined): Promise<UserRow> {
    const row = requireRow(await store.lock(tx, id));
    checkPreconditions(preconditions, row.version);
    return row;
  }

  async function recordEvent(
    tx: Transaction,
    change: keyof typeof userEvents,
    id: string,
    actor: Actor,
  ): Promise<User> {
    const user = toUser(requireRow(await store.find(tx, id)));
    await events.append(tx, userEvents[change], { subjectId: id, payload: user, actor });
    return user;
  }

  return {
    list,
    get,
    create,
    patch,
    deactivate,
    reactivate,
    remove,
    lock,
    /** Finds the user with an e-mail address, in lower case, and locks the row until the transaction ends. */
    lockByEmail: store.lockByEmail,
    recordSignIn,
  };
}

export type UserService = ReturnType<typeof userService>;

/** Broadsheet itself, when a sign-in changes a user. */
export const signInActor = systemActorFor('sign-in');

/** Resolves the references of an input. @throws unknown-reference */
async function toColumns(tx: Transaction, { name, email, role, sections, ownOnly = false, person }: UserInput) {
  await requireRoleRights(tx, role);
  const sectionIds = sections == null ? null : (await requireLimitSections(tx, sections)).map(({ id }) => id);
  const personId = person == null ? null : ((await holdPerson(tx, person)) ?? null);
  if (person != null && personId === null) throw createUnknownPersonProblem(person);
  return { name, email, role, sectionIds, ownOnly, personId };
}

async function rethrowEmailTaken(write: Promise<unknown>): Promise<void> {
  try {
    await write;
  } catch (error) {
    throw isEmailTaken(error) ? createEmailTakenProblem() : error;
  }
}

function requireRow(row: UserRow | undefined): UserRow {
  if (row === undefined) throw problems.notFound('There is no such user.');
  return row;
}

const toInput = ({ name, email, role, sections, ownOnly, person }: UserRow) => ({
  name,
  email,
  role,
  sections: sections?.map(({ id }) => id) ?? null,
  ownOnly,
  person: person?.id ?? null,
});

function toUser({ personId: _, deactivatedAt: __, ...row }: UserRow): User {
  return {
    ...row,
    sections: row.sections === null ? null : [...row.sections],
    status: row.status as User['status'],
    lastSignInAt: row.lastSignInAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}
