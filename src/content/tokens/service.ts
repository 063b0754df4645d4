import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { v7 as uuid } from 'uuid';
import { type Actor, type Scope, systemActor } from '../../platform/auth/index.js';
import type { Database, Transaction } from '../../platform/db/index.js';
import type { Events } from '../../platform/events/index.js';
import type { Page } from '../../platform/paging/index.js';
import { problems } from '../../platform/problems/index.js';
import { tokenEvents } from './events.js';
import { capExpiry, checkExpiry, resolveScopes, tokenNameTaken } from './rules.js';
import type { NewToken, Token, TokenInput, TokenListQuery } from './schemas.js';
import { isNameTaken, type TokenRow, tokenStore } from './store.js';

type Dependencies = { database: Database; events: Events; adminToken: string | undefined };

/** `lastUsedAt` is written at most this often. Milliseconds. */
const touchIntervalMs = 60_000;

const hashOf = (token: string) => createHash('sha256').update(token).digest('hex');

export function tokenService({ database, events, adminToken }: Dependencies) {
  const store = tokenStore(database);
  const adminHash = adminToken === undefined ? undefined : hashOf(adminToken);

  /** Gives the actor whose token this is; undefined for one that is unknown, revoked or expired. */
  async function authenticate(token: string): Promise<Actor | undefined> {
    const hash = hashOf(token);
    if (adminHash !== undefined && timingSafeEqual(Buffer.from(hash), Buffer.from(adminHash))) {
      return { tokenId: null, name: 'ADMIN_TOKEN', scopes: new Set<Scope>(['admin']), isAnonymous: false };
    }
    const row = await store.findByHash(hash);
    const now = new Date();
    if (row === null || isExpired(row, now)) return undefined;
    if (row.lastUsedAt === null || now.getTime() - row.lastUsedAt.getTime() > touchIntervalMs)
      await store.touch(row.id, now);
    return actorOf(row);
  }

  /** The actor whose token has this id, for what goes on in their name; undefined when it is revoked or has expired since. */
  async function findActor(id: string): Promise<Actor | undefined> {
    const row = await store.findById(id);
    return row === null || isExpired(row, new Date()) ? undefined : actorOf(row);
  }

  /** Which of these are neither revoked nor expired, for whoever stays longer than a request. */
  async function filterValid(ids: readonly string[]): Promise<ReadonlySet<string>> {
    return new Set((await store.findValid(ids, new Date())).map(({ id }) => id));
  }

  async function list(query: TokenListQuery): Promise<Page<Token>> {
    const page = await store.list(query);
    return { ...page, data: page.data.map(toToken) };
  }

  /**
   * Makes a token that may do no more than the one that makes it, and for no longer.
   *
   * @throws grant-too-wide, token-name-taken, invalid-request; unauthenticated when the one that makes it has been revoked meanwhile
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
    await store.releaseName(tx, input.name, now);
    const row = await rethrowNameConflict(
      store.create(tx, {
        id: uuid(),
        name: input.name,
        hash: hashOf(token),
        scopes,
        expiresAt: capExpiry(input.expiresAt, parent?.expiresAt ?? null),
        parentId: parent?.id ?? null,
        createdBy: actor.name,
      }),
    );
    await events.append(tx, tokenEvents.created, { subjectId: row.id, payload: toToken(row), actor });
    return { ...toToken(row), token };
  }

  /** The token that something is made with, kept from being revoked until the transaction ends. */
  async function lockParent(tx: Transaction, id: string, now: Date): Promise<TokenRow> {
    const row = await store.hold(tx, id);
    if (row === undefined || isExpired(row, now))
      throw problems.unauthenticated('The token was revoked or has expired.');
    return row;
  }

  /** Whether a token is good, and stays so until the transaction ends: for whoever writes in its name without a request. */
  async function isGood(tx: Transaction, id: string): Promise<boolean> {
    const row = await store.hold(tx, id);
    return row !== undefined && !isExpired(row, new Date());
  }

  /** Revokes a token and all that were made with it, by way of others, too. */
  function revoke(actor: Actor, id: string): Promise<void> {
    return database.transaction(actor, async (tx) => {
      const family = await store.lockFamily(tx, id);
      if (family.length === 0) throw problems.notFound('There is no such token.');
      await store.remove(
        tx,
        family.map((row) => row.id),
      );
      await events.appendAll(
        tx,
        tokenEvents.revoked,
        family.map((row) => ({ subjectId: row.id, payload: toToken(row), actor })),
      );
    });
  }

  /**
   * Makes the first admin token of an empty database, unless the environment has one. Of several processes that start at once one
   * makes it.
   *
   * @param announce tells the operator the token, before it is stored: a process that is killed in between leaves none whose token
   *   nobody knows, and the next start makes another
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

const actorOf = ({ id, name, scopes }: TokenRow): Actor => ({
  tokenId: id,
  name,
  scopes: new Set(scopes as Scope[]),
  isAnonymous: false,
});

/** The database decides who has a name. */
async function rethrowNameConflict<T>(write: Promise<T>): Promise<T> {
  try {
    return await write;
  } catch (error) {
    if (!isNameTaken(error)) throw error;
    throw tokenNameTaken('A token with this name is valid already.', {
      errors: [{ pointer: '/name', code: 'taken', detail: 'Choose another name, or revoke that token first.' }],
    });
  }
}

function toToken(row: TokenRow): Token {
  return {
    id: row.id,
    name: row.name,
    scopes: row.scopes as Scope[],
    expiresAt: row.expiresAt?.toISOString() ?? null,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    createdBy: row.createdBy === null ? null : { tokenId: row.parentId, name: row.createdBy },
  };
}
