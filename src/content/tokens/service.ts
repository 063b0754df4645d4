import { randomBytes } from 'node:crypto';
import { v7 as uuid } from 'uuid';
import {
  type Actor,
  type Rights,
  requireNoSectionLimit,
  requireScope,
  systemActor,
} from '../../platform/auth/index.js';
import type { Database, Transaction } from '../../platform/db/index.js';
import type { Events } from '../../platform/events/index.js';
import type { Page } from '../../platform/paging/index.js';
import { problems } from '../../platform/problems/index.js';
import { type RoleRights, requireRoleRights } from '../roles/index.js';
import { findInsideSections, requireLimitSections } from '../section-limits/index.js';
import { actorOf, hashOf, storedRightsOf, tokenAuthentication } from './authentication.js';
import { tokenEvents } from './events.js';
import {
  capExpiry,
  checkExpiry,
  checkWithinLimit,
  chooseOwner,
  limitRights,
  managesAllTokens,
  requireScopes,
  tokenNameTaken,
} from './rules.js';
import type { NewToken, Token, TokenInput, TokenListQuery } from './schemas.js';
import { sessionRetention } from './session-retention.js';
import { isNameTaken, type TokenRow, tokenStore } from './store.js';
import { toToken } from './token-response.js';

type Dependencies = { database: Database; events: Events; adminToken: string | undefined };

/** How long a session lasts, in milliseconds. */
const sessionMs = 12 * 60 * 60 * 1000;

const createSecret = () => `bs_${randomBytes(32).toString('base64url')}`;

export function tokenService({ database, events, adminToken }: Dependencies) {
  const store = tokenStore(database);

  /**
   * Lists all tokens for `admin`, those of the user for a user who is signed in, and for other actors those that they
   * created, directly or indirectly.
   *
   * @throws forbidden for a token without the scope `tokens`
   */
  async function list(actor: Actor, query: TokenListQuery): Promise<Page<Token>> {
    requireTokenManager(actor);
    const page = await store.list(query, managesAllTokens(actor) ? undefined : actor);
    return { ...page, data: page.data.map(toToken) };
  }

  /**
   * Creates a token with at most the rights and the lifetime of the token that creates it. A token of a user never has
   * more rights than the user has.
   *
   * @throws forbidden, grant-too-wide, token-name-taken, unknown-reference, invalid-request; unauthenticated if the
   *   creator was revoked in the meantime
   */
  async function create(actor: Actor, input: TokenInput): Promise<NewToken> {
    requireTokenManager(actor);
    return database.transaction(actor, (tx) => createIn(tx, actor, input));
  }

  async function createIn(tx: Transaction, actor: Actor, input: TokenInput): Promise<NewToken> {
    const userId = chooseOwner(actor, input.owner);
    const roleRights = await findRights(tx, input);
    requireScopes(actor, roleRights.scopes);
    checkExpiry(input.expiresAt, new Date());
    const now = new Date();
    if (actor.userId !== null && !(await store.holdUser(tx, actor.userId))) throw createRevokedProblem();
    const parent = actor.isSignedIn || actor.tokenId === null ? null : await lockParent(tx, actor.tokenId);
    const upperLimit: Rights | null = userId === null ? actor : parent && storedRightsOf(parent);
    const rights = limitRights({ ...roleRights, ownOnly: roleRights.ownOnly || input.ownOnly === true }, upperLimit);
    await store.releaseName(tx, input.name, userId, now);
    return saveToken(tx, actor, {
      ...{ name: input.name, kind: 'api', userId, parentId: parent?.id ?? null },
      ...rights,
      sectionIds: await resolveLimit(tx, input.sections ?? null, upperLimit),
      expiresAt: capExpiry(input.expiresAt, parent?.expiresAt ?? null),
    });
  }

  /** Stores a new token and returns it with its secret. @throws token-name-taken */
  async function saveToken(
    tx: Transaction,
    actor: Actor,
    columns: Omit<Parameters<typeof store.create>[1], 'id' | 'hash' | 'createdBy'>,
  ): Promise<NewToken> {
    const token = createSecret();
    const row = await rethrowNameConflict(
      store.create(tx, { ...columns, id: uuid(), hash: hashOf(token), createdBy: actor.name }),
    );
    await events.append(tx, tokenEvents.created, { subjectId: row.id, payload: toToken(row), actor });
    return { ...toToken(row), token };
  }

  /**
   * Creates a session of a user who has signed in. It has all rights of the user, and lasts 12 hours.
   *
   * @returns the token of the session with its secret
   */
  async function createSession(tx: Transaction, user: { id: string; name: string }): Promise<NewToken> {
    const actor: Actor = { ...systemActor, userId: user.id, name: user.name };
    return saveToken(tx, actor, {
      ...{ name: `Session of ${user.name}`, kind: 'session', userId: user.id, parentId: null, holdsName: false },
      ...{ scopes: ['admin'], sectionIds: null, ownOnly: false, hiddenFields: [], readOnlyFields: [] },
      expiresAt: new Date(Date.now() + sessionMs),
    });
  }

  /** Returns what a new token may do, before the limits of its creator. @throws unknown-reference */
  async function findRights(tx: Transaction, { role, scopes = [] }: TokenInput): Promise<RoleRights> {
    if (role === undefined) return { scopes, ownOnly: false, hiddenFields: [], readOnlyFields: [] };
    return requireRoleRights(tx, role);
  }

  /**
   * Returns the sections to which a new token is limited: the requested ones, or else those of its upper limit.
   *
   * @throws unknown-reference, grant-too-wide
   */
  async function resolveLimit(
    tx: Transaction,
    refs: readonly string[] | null,
    upperLimit: Rights | null,
  ): Promise<string[] | null> {
    const limit = upperLimit?.sectionLimit ?? null;
    if (refs === null) return limit === null ? null : idsOf(limit);
    const sections = await requireLimitSections(tx, refs);
    if (limit !== null) checkWithinLimit(sections, await findInsideSections(tx, idsOf(limit), idsOf(sections)));
    return idsOf(sections);
  }

  /** Locks the parent of a new token against revocation until the transaction ends. */
  async function lockParent(tx: Transaction, id: string): Promise<TokenRow> {
    const row = await store.hold(tx, id);
    if (row === undefined || actorOf(row) === undefined) throw createRevokedProblem();
    return row;
  }

  /**
   * Revokes a token and all its descendants.
   *
   * @throws forbidden; not-found, also if the actor does not manage this token; outside-sections for an administrator
   *   who is limited to sections and does not manage it otherwise
   */
  function revoke(actor: Actor, id: string): Promise<void> {
    requireTokenManager(actor);
    return database.transaction(actor, async (tx) => {
      const family = (await mayRevoke(tx, actor, id)) ? await store.lockFamily(tx, [id]) : [];
      if (family.length === 0) throw problems.notFound('The token does not exist or was already revoked.');
      await removeFamily(tx, actor, family);
    });
  }

  /** Revokes all tokens and sessions of a user, and what was created with them. */
  async function revokeTokensOf(tx: Transaction, actor: Actor, userId: string): Promise<void> {
    await removeFamily(tx, actor, await store.lockFamily(tx, await store.findIdsOfUser(tx, userId)));
  }

  async function removeFamily(tx: Transaction, actor: Actor, family: readonly TokenRow[]): Promise<void> {
    if (family.length === 0) return;
    await store.remove(tx, idsOf(family));
    await events.appendAll(
      tx,
      tokenEvents.revoked,
      family.map((row) => ({ subjectId: row.id, payload: toToken(row), actor })),
    );
  }

  async function mayRevoke(tx: Transaction, actor: Actor, id: string): Promise<boolean> {
    const isAdmin = managesAllTokens(actor);
    if (isAdmin && actor.sectionLimit === null) return true;
    if (await store.isManaged(tx, id, actor)) return true;
    if (isAdmin) requireNoSectionLimit(actor);
    return false;
  }

  /**
   * Creates the first admin token of an empty database, unless ADMIN_TOKEN is set. If several processes start at once,
   * only one creates it.
   *
   * @param announce shows the token to the operator before it is committed. A process that is killed in between leaves
   *   no unknown token behind, and the next start creates another one
   */
  async function ensureAdmin(announce: (token: string) => void): Promise<string | undefined> {
    if (adminToken !== undefined) return undefined;
    return database.transaction(systemActor, async (tx) => {
      await store.lockFirstStart(tx);
      if (await store.isUsed(tx)) return undefined;
      const { token } = await createIn(tx, systemActor, { name: 'First administrator', role: 'admin' });
      announce(token);
      return token;
    });
  }

  return {
    ...tokenAuthentication(database, adminToken),
    list,
    create,
    createSession,
    revoke,
    revokeTokensOf,
    ensureAdmin,
    sessionRetention: sessionRetention(store),
  };
}

export type TokenService = ReturnType<typeof tokenService>;

/** A user who is signed in manages their own tokens. A token needs a scope for it. @throws forbidden */
function requireTokenManager(actor: Actor): void {
  if (!actor.isSignedIn) requireScope(actor, 'tokens');
}

const createRevokedProblem = () => problems.unauthenticated('The token was revoked or has expired. Use another token.');

const idsOf = (rows: readonly { id: string }[]): string[] => rows.map(({ id }) => id);

/** Converts a violation of the unique index on names to the problem token-name-taken. */
async function rethrowNameConflict<T>(write: Promise<T>): Promise<T> {
  try {
    return await write;
  } catch (error) {
    if (!isNameTaken(error)) throw error;
    throw tokenNameTaken('A valid token already has this name.', {
      errors: [{ pointer: '/name', code: 'taken', detail: 'Choose another name, or revoke that token first.' }],
    });
  }
}
