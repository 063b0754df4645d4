import { v7 as uuid } from 'uuid';
import type { Actor, Scope } from '../../platform/auth/index.js';
import type { Database, Transaction } from '../../platform/db/index.js';
import type { Events } from '../../platform/events/index.js';
import type { Page } from '../../platform/paging/index.js';
import { checkPreconditions, type Preconditions } from '../../platform/preconditions/index.js';
import { problems } from '../../platform/problems/index.js';
import { roleEvents } from './events.js';
import {
  builtInNames,
  builtInRights,
  createUnknownRoleProblem,
  type RoleRights,
  requireOwnRole,
  roleInUse,
} from './rules.js';
import type { Role, RoleInput } from './schemas.js';
import { type RoleRow, roleStore as store } from './store.js';

type Dependencies = { database: Database; events: Events };

/** Manages the roles that operators define, beside the built-in ones. */
export function roleService({ database, events }: Dependencies) {
  /** Lists the built-in roles, and then the others by name. */
  async function list(): Promise<Page<Role & { id: string }>> {
    const rows = await store.list(database);
    const roles = [...builtInNames.map(toBuiltInRole), ...rows.map(toRole)];
    return { data: roles.map((role) => ({ ...role, id: role.name })), page: { next: null, previous: null } };
  }

  /** @throws not-found */
  async function get(name: string): Promise<Role> {
    return builtInRights(name) === undefined
      ? toRole(requireRow(await store.find(database, name)))
      : toBuiltInRole(name);
  }

  /**
   * Creates a role or replaces its definition, which applies to the next request of its users.
   *
   * @throws built-in-role, stale-version
   */
  function upsert(
    actor: Actor,
    name: string,
    input: RoleInput,
    preconditions: Preconditions | undefined,
  ): Promise<{ role: Role; isNew: boolean }> {
    requireOwnRole(name);
    const columns = toColumns(input);
    return database.transaction(actor, async (tx) => {
      const before = await store.lock(tx, name);
      checkPreconditions(preconditions, before?.version);
      const row =
        before === undefined
          ? await store.create(tx, { id: uuid(), name, ...columns })
          : await store.update(tx, before.id, columns);
      if (row === undefined) throw problems.conflict('Another request has just created this role. Repeat the request.');
      await recordEvent(tx, before === undefined ? 'created' : 'updated', row, actor);
      return { role: toRole(row), isNew: before === undefined };
    });
  }

  /** @throws built-in-role, not-found, role-in-use, stale-version */
  function remove(actor: Actor, name: string, preconditions: Preconditions | undefined): Promise<void> {
    requireOwnRole(name);
    return database.transaction(actor, async (tx) => {
      const row = requireRow(await store.lock(tx, name));
      checkPreconditions(preconditions, row.version);
      const userCount = await store.countUsers(tx, name);
      if (userCount > 0) throw roleInUse(`${userCount === 1 ? 'One user has' : `${userCount} users have`} this role.`);
      await store.remove(tx, row.id);
      await recordEvent(tx, 'deleted', row, actor);
    });
  }

  async function recordEvent(tx: Transaction, change: keyof typeof roleEvents, row: RoleRow, actor: Actor) {
    await events.append(tx, roleEvents[change], { subjectId: row.id, payload: toRole(row), actor });
  }

  return { list, get, upsert, remove };
}

export type RoleService = ReturnType<typeof roleService>;

/**
 * Returns what the role that a request names in `/role` may do, and prevents its deletion until the transaction ends.
 *
 * @throws unknown-reference
 */
export async function requireRoleRights(tx: Transaction, name: string): Promise<RoleRights> {
  const builtIn = builtInRights(name);
  if (builtIn !== undefined) return builtIn;
  const row = await store.hold(tx, name);
  if (row === undefined) throw createUnknownRoleProblem(name);
  return { ...row, scopes: row.scopes as Scope[] };
}

function requireRow(row: RoleRow | undefined): RoleRow {
  if (row === undefined) throw problems.notFound('There is no such role.');
  return row;
}

const toColumns = ({ description = null, ...input }: RoleInput) => ({
  ...input,
  description,
  scopes: [...new Set(input.scopes)],
  hiddenFields: [...new Set(input.hiddenFields)],
  readOnlyFields: [...new Set(input.readOnlyFields)],
});

const toRole = ({ id: _, createdAt: __, updatedAt: ___, ...row }: RoleRow): Role => ({
  ...row,
  builtIn: false,
  scopes: row.scopes as Scope[],
});

const toBuiltInRole = (name: string): Role => {
  const { scopes = [], ownOnly = false } = builtInRights(name) ?? {};
  return {
    name,
    description: null,
    builtIn: true,
    scopes: [...scopes],
    ownOnly,
    hiddenFields: [],
    readOnlyFields: [],
    version: 1,
  };
};
