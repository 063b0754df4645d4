import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { v7 as uuid } from 'uuid';
import {
  type Actor,
  operatorActor,
  requireNoSectionLimit,
  type Scope,
  type SectionLimit,
  systemActor,
} from '../../platform/auth/index.js';
import type { Database, Transaction } from '../../platform/db/index.js';
import type { Events } from '../../platform/events/index.js';
import type { Page } from '../../platform/paging/index.js';
import { problems } from '../../platform/problems/index.js';
import { findInsideSections, findSections } from '../section-limits/index.js';
import { tokenEvents } from './events.js';
import {
  capExpiry,
  checkExpiry,
  checkWithinLimit,
  managesAllTokens,
  requireLimitSections,
  resolveScopes,
  tokenNameTaken,
} from './rules.js';
import type { NewToken, Token, TokenInput, TokenListQuery } from './schemas.js';
import { isNameTaken, type TokenRow, tokenStore } from './store.js';

type Dependencies = { database: Database; events: Events; adminToken: string | undefined };

/** The minimum time between two updates of `lastUsedAt`, in milliseconds. */
const touchIntervalMs = 60_000;

const hashOf = (token: string) => createHash('sha256').update(token).digest('hex');

export function tokenService({ database, events, adminToken }: Dependencies) {
  const store = tokenStore(database);
  const adminHash = adminToken === undefined ? undefined : hashOf(adminToken);

  /** Returns the actor of a token, or undefined if the token is unknown, revoked or expired. */
  async function authenticate(token: string): Promise<Actor | undefined> {
    const hash = hashOf(token);
    if (adminHash !== undefined && timingSafeEqual(Buffer.from(hash), Buffer.from(adminHash))) return operatorActor;
    const row = await store.findByHash(hash);
    const now = new Date();
    if (row === undefined || isExpired(row, now)) return undefined;
    if (row.lastUsedAt === null || now.getTime() - row.lastUsedAt.getTime() > touchIntervalMs)
      await store.touch(row.id, now);
    return actorOf(row);
  }

  /**
   * Returns the actor of a token id, for background work in the actor's name. Undefined if the token was revoked or has
   * expired.
   */
  async function findActor(id: string): Promise<Actor | undefined> {
    const row = await store.findById(id);
    return row === undefined || isExpired(row, new Date()) ? undefined : actorOf(row);
  }

  /** Returns the ids of the tokens that are still valid, for connections that outlive a request. */
  async function filterValid(ids: readonly string[]): Promise<ReadonlySet<string>> {
    return new Set((await store.findValid(ids, new Date())).map(({ id }) => id));
  }

  /** Lists all tokens for `admin`, and for other actors those that they created, directly or indirectly. */
  async function list(actor: Actor, query: TokenListQuery): Promise<Page<Token>> {
    const page = await store.list(query, managesAllTokens(actor) ? undefined : actor.tokenId);
    return { ...page, data: page.data.map(toToken) };
  }

  /**
   * Creates a token with at most the scopes, the sections and the lifetime of the token that creates it.
   *
   * @throws grant-too-wide, token-name-taken, unknown-reference, invalid-request; unauthenticated if the parent was
   *   revoked in the meantime
   */
  async function create(actor: Actor, input: TokenInput): Promise<NewToken> {
    return database.transaction(actor, (tx) => createIn(tx, actor, input));
  }

  async function createIn(tx: Transaction, actor: Actor, input: TokenInput): Promise<NewToken> {
    const scopes = resolveScopes(actor, input);
    checkExpiry(input.expiresAt, new Date());
    const token = `bs_${randomBytes(32).toString('base64url')}`;
    const now = new Date();
    const parent = actor.tokenId === null ? null : await lockParent(tx, actor.tokenId, now);
    const limit = await resolveLimit(tx, input.sections ?? null, parent?.sections ?? null);
    await store.releaseName(tx, input.name, now);
    const row = await rethrowNameConflict(
      store.create(tx, {
        id: uuid(),
        name: input.name,
        hash: hashOf(token),
        scopes,
        sectionIds: limit === null ? null : idsOf(limit),
        expiresAt: capExpiry(input.expiresAt, parent?.expiresAt ?? null),
        parentId: parent?.id ?? null,
        createdBy: actor.name,
      }),
    );
    await events.append(tx, tokenEvents.created, { subjectId: row.id, payload: toToken(row), actor });
    return { ...toToken(row), token };
  }

  /**
   * Returns the sections to which a new token is limited: the requested ones, or else those of its parent.
   *
   * @throws unknown-reference, grant-too-wide
   */
  async function resolveLimit(
    tx: Transaction,
    refs: readonly string[] | null,
    parentLimit: SectionLimit | null,
  ): Promise<SectionLimit | null> {
    if (refs === null) return parentLimit;
    const sections = requireLimitSections(refs, await findSections(tx, refs));
    if (parentLimit !== null)
      checkWithinLimit(sections, await findInsideSections(tx, idsOf(parentLimit), idsOf(sections)));
    return sections;
  }

  /** Locks the parent of a new token against revocation until the transaction ends. */
  async function lockParent(tx: Transaction, id: string, now: Date): Promise<TokenRow> {
    const row = await store.hold(tx, id);
    if (row === undefined || isExpired(row, now))
      throw problems.unauthenticated('The token was revoked or has expired. Use another token.');
    return row;
  }

  /** Returns whether a token is valid, and prevents its revocation until the transaction ends. */
  async function isGood(tx: Transaction, id: string): Promise<boolean> {
    const row = await store.hold(tx, id);
    return row !== undefined && !isExpired(row, new Date());
  }

  /**
   * Revokes a token and all its descendants.
   *
   * @throws not-found, also if the actor does not manage all tokens and did not create this one; outside-sections for
   *   an administrator who is limited to sections and did not create it
   */
  function revoke(actor: Actor, id: string): Promise<void> {
    return database.transaction(actor, async (tx) => {
      const family = (await mayRevoke(tx, actor, id)) ? await store.lockFamily(tx, id) : [];
      if (family.length === 0) throw problems.notFound('The token does not exist or was already revoked.');
      await store.remove(tx, idsOf(family));
      await events.appendAll(
        tx,
        tokenEvents.revoked,
        family.map((row) => ({ subjectId: row.id, payload: toToken(row), actor })),
      );
    });
  }

  async function mayRevoke(tx: Transaction, actor: Actor, id: string): Promise<boolean> {
    const isAdmin = managesAllTokens(actor);
    if (isAdmin && actor.sectionLimit === null) return true;
    if (actor.tokenId !== null && (await store.isDescendant(tx, id, actor.tokenId))) return true;
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
      if (await store.hasAny(tx)) return undefined;
      const { token } = await createIn(tx, systemActor, { name: 'First administrator', role: 'admin' });
      announce(token);
      return token;
    });
  }

  return { authenticate, findActor, isGood, filterValid, list, create, revoke, ensureAdmin };
}

export type TokenService = ReturnType<typeof tokenService>;

const isExpired = ({ expiresAt }: TokenRow, now: Date) => expiresAt !== null && expiresAt <= now;

const idsOf = (rows: readonly { id: string }[]): string[] => rows.map(({ id }) => id);

const actorOf = ({ id, name, scopes, sections, hiddenFields, readOnlyFields }: TokenRow): Actor => ({
  tokenId: id,
  userId: null,
  name,
  scopes: new Set(scopes as Scope[]),
  sectionLimit: sections,
  isLimitedToOwn: false,
  fieldLimit:
    hiddenFields.length + readOnlyFields.length === 0 ? null : { hidden: hiddenFields, readOnly: readOnlyFields },
  isAnonymous: false,
});

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

function toToken(row: TokenRow): Token {
  return {
    id: row.id,
    name: row.name,
    scopes: row.scopes as Scope[],
    sections: row.sections === null ? null : [...row.sections],
    expiresAt: row.expiresAt?.toISOString() ?? null,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    createdBy: row.createdBy === null ? null : { tokenId: row.parentId, name: row.createdBy },
  };
}
