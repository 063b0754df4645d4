import { createHash, timingSafeEqual } from 'node:crypto';
import { type Actor, haveSameRights, intersectRights, operatorActor, toFieldLimit } from '../../platform/auth/index.js';
import type { Database, Transaction } from '../../platform/db/index.js';
import { actorOfUser, findStoredRights, rightsOf } from '../users/index.js';
import { type TokenRow, tokenStore } from './store.js';

/** The minimum time between two updates of `lastUsedAt`, in milliseconds. */
const touchIntervalMs = 60_000;

/** The token or, for an actor without a stored token, the user whose rights background work has. */
export type Holder = Pick<Actor, 'tokenId' | 'userId'>;

export const hashOf = (token: string) => createHash('sha256').update(token).digest('hex');

const isExpired = ({ expiresAt }: TokenRow, now: Date) => expiresAt !== null && expiresAt <= now;

/** Finds the actors of tokens, and checks again later whether they still have their rights. */
export function tokenAuthentication(database: Database, adminToken: string | undefined) {
  const store = tokenStore(database);
  const adminHash = adminToken === undefined ? undefined : hashOf(adminToken);

  /**
   * Returns the actor of a token. Undefined if the token is unknown, revoked or expired, or if its user was deactivated.
   */
  async function authenticate(token: string): Promise<Actor | undefined> {
    const hash = hashOf(token);
    if (adminHash !== undefined && timingSafeEqual(Buffer.from(hash), Buffer.from(adminHash))) return operatorActor;
    const row = await store.findByHash(hash);
    const actor = actorOf(row);
    if (row === undefined || actor === undefined) return undefined;
    const now = new Date();
    if (row.lastUsedAt === null || now.getTime() - row.lastUsedAt.getTime() > touchIntervalMs)
      await store.touch(row.id, now);
    return actor;
  }

  /** Returns the actor of a token or user, for background work in the actor's name. Undefined if it has no rights now. */
  async function findActor({ tokenId, userId }: Holder): Promise<Actor | undefined> {
    if (tokenId !== null) return actorOf(await store.findById(tokenId));
    const [user] = userId === null ? [] : await findStoredRights(database, [userId]);
    return user && actorOfUser(user);
  }

  /** Returns whether a token or user is valid, and prevents a revocation until the transaction ends. */
  async function isGood(tx: Transaction, { tokenId, userId }: Holder): Promise<boolean> {
    if (userId !== null && !(await store.holdUser(tx, userId))) return false;
    return tokenId === null || actorOf(await store.hold(tx, tokenId)) !== undefined;
  }

  /** Returns those actors that still have exactly their rights, for connections that outlive a request. */
  async function filterUnchanged(actors: readonly Actor[]): Promise<ReadonlySet<Actor>> {
    const tokenIds = [...new Set(actors.flatMap(({ tokenId }) => tokenId ?? []))];
    const userIds = [...new Set(actors.flatMap(({ tokenId, userId }) => (tokenId === null ? (userId ?? []) : [])))];
    const tokens = tokenIds.length === 0 ? [] : await store.findByIds(tokenIds);
    const users = userIds.length === 0 ? [] : await findStoredRights(database, userIds);
    const current = new Map([
      ...tokens.map((row) => [row.id, actorOf(row)] as const),
      ...users.map((user) => [user.id, actorOfUser(user)] as const),
    ]);
    const now = new Date();
    return new Set(
      actors.filter((actor) => {
        const id = actor.tokenId ?? actor.userId;
        if (id === null) return true;
        const currentActor = current.get(id);
        const isOver = actor.validUntil !== undefined && actor.validUntil <= now;
        return !isOver && currentActor !== undefined && haveSameRights(currentActor, actor);
      }),
    );
  }

  return { authenticate, findActor, isGood, filterUnchanged };
}

/** Returns the actor of a token, with the rights that the token and its user have in common. */
export function actorOf(row: TokenRow | undefined): Actor | undefined {
  if (row === undefined || isExpired(row, new Date())) return undefined;
  const { id: tokenId, userId, name, user } = row;
  const isSignedIn = row.kind === 'session';
  if (userId === null) return { tokenId, userId, name, ...storedRightsOf(row), isAnonymous: false, isSignedIn };
  if (user === null || user.status === 'deactivated') return undefined;
  const rights = intersectRights(storedRightsOf(row), rightsOf(user));
  return { tokenId, userId, name: user.name, ...rights, isAnonymous: false, isSignedIn };
}

/** Returns the rights that were given to a token. Those of its user may be smaller. */
export const storedRightsOf = ({ scopes, sections, ownOnly, hiddenFields, readOnlyFields }: TokenRow) => ({
  scopes: new Set(scopes as TokenScope[]),
  sectionLimit: sections,
  isLimitedToOwn: ownOnly,
  fieldLimit: toFieldLimit(hiddenFields, readOnlyFields),
});

type TokenScope = Actor['scopes'] extends ReadonlySet<infer Scope> ? Scope : never;
