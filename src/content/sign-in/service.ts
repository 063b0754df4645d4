import type { Actor } from '../../platform/auth/index.js';
import type { Config } from '../../platform/config.js';
import type { Database, Transaction } from '../../platform/db/index.js';
import type { Events } from '../../platform/events/index.js';
import { createMailer } from '../../platform/mail/index.js';
import { isJwt } from '../../platform/oidc/index.js';
import type { TokenService } from '../tokens/index.js';
import { signInActor, type User, type UserService } from '../users/index.js';
import { accessTokenAuthentication } from './access-tokens.js';
import { browserSignIn } from './browser-sign-in.js';
import { userIdentities } from './identities.js';
import { signInLinks } from './links.js';
import { createNoAccountProblem, signInLinkInvalid } from './rules.js';

type Dependencies = {
  database: Database;
  events: Events;
  users: UserService;
  tokens: Pick<TokenService, 'authenticate' | 'createSession' | 'revoke'>;
  settings: Partial<Pick<Config, 'issuers' | 'publicUrl' | 'corsOrigins' | 'mail' | 'signInUrl'>>;
  /** The key that encrypts the state of sign-ins. */
  secret: string;
  log?: { warn(details: object, message: string): void } | undefined;
};

/** A new session: the user, and the token for the cookie. */
type Session = { user: User; token: string; expiresAt: string };

/** Signs users in: with access tokens and in browsers at OpenID Connect providers, and with links. */
export function signInService({ database, events, tokens, users, settings, secret, log }: Dependencies) {
  const { issuers = [], publicUrl, corsOrigins = [], mail, signInUrl } = settings;
  const trustedOrigins = corsOrigins.filter((origin) => origin !== '*');
  const identities = userIdentities({ database, users, log });
  const authenticateJwt = accessTokenAuthentication(issuers, identities);
  const browser = browserSignIn({ issuers, publicUrl, trustedOrigins, secret });
  const mailer = mail && createMailer(mail.url, mail.from);
  const links = signInLinks({ database, events, users, mailer, signInUrl, log });

  /** Returns the actor of a token. Undefined if it is not valid. @throws unauthenticated, no-account, unavailable */
  async function authenticate(token: string): Promise<Actor | undefined> {
    return issuers.length > 0 && isJwt(token) ? authenticateJwt(token) : tokens.authenticate(token);
  }

  /** Creates a session. Undefined if the user is deactivated. */
  async function createSession(tx: Transaction, userId: string): Promise<Session | undefined> {
    const user = await users.recordSignIn(tx, userId);
    if (user === undefined) return undefined;
    const { token, expiresAt } = await tokens.createSession(tx, user);
    return { user, token, expiresAt: expiresAt ?? '' };
  }

  /**
   * Completes a sign-in at a provider.
   *
   * @throws not-found, sign-in-failed, no-account, unavailable
   */
  async function completeSignIn(
    name: string,
    query: string,
    sealedState: string | undefined,
  ): Promise<{ session: Session; returnTo: string; sealedHint: string | undefined }> {
    const { issuer, claims, returnTo, sealedHint } = await browser.complete(name, query, sealedState);
    const { id } = await identities.requireUser(issuer, claims);
    const session = await database.transaction(signInActor, (tx) => createSession(tx, id));
    if (session === undefined) throw createNoAccountProblem('Your user was deactivated.');
    return { session, returnTo, sealedHint };
  }

  /** Signs a user in with a link. @throws sign-in-link-invalid */
  function useLink(actor: Actor, token: string): Promise<Session> {
    return database.transaction(actor, async (tx) => {
      const session = await createSession(tx, await links.use(tx, token));
      if (session === undefined) throw signInLinkInvalid('The user of the link is deactivated.');
      return session;
    });
  }

  /** Ends the session of an actor, if the actor has one. */
  async function signOut(actor: Actor): Promise<void> {
    if (actor.isSignedIn && actor.tokenId !== null) await tokens.revoke(actor, actor.tokenId);
  }

  /**
   * Ends the session of an actor, if the actor has one, and finds out where its browser ends its session at a provider.
   *
   * @returns the address for the browser
   * @throws not-found, invalid-request; unavailable if the provider does not respond, after the session has ended here
   */
  async function signOutAtProvider(
    actor: Actor,
    name: string,
    returnTo: string,
    sealedHint: string | undefined,
  ): Promise<string> {
    const findAddress = browser.prepareSignOut(name, returnTo, sealedHint);
    await signOut(actor);
    return findAddress();
  }

  return {
    authenticate,
    beginSignIn: browser.begin,
    completeSignIn,
    requestLink: links.request,
    createLink: links.create,
    useLink,
    signOut,
    signOutAtProvider,
    linkExpiry: links.expiry,
    async close() {
      await links.close();
      mailer?.close();
    },
  };
}

export type SignInService = ReturnType<typeof signInService>;
