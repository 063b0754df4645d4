import { lowerCaseAddress, toEmailAddress } from '../../lib/email-address.js';
import type { Database } from '../../platform/db/index.js';
import type { IssuerSettings } from '../../platform/issuer-settings.js';
import type { Claims } from '../../platform/oidc/index.js';
import { Problem } from '../../platform/problems/index.js';
import { requireLimitSections } from '../section-limits/index.js';
import { type StoredRights, signInActor, UserInput, type UserService } from '../users/index.js';
import { findGrant, type Grant, hasGrant } from './grants.js';
import { type IdentifiedUser, identityStore as store } from './identities.store.js';
import { createNoAccountProblem } from './rules.js';

type Dependencies = {
  database: Database;
  users: Pick<UserService, 'create' | 'patch' | 'lockByEmail' | 'recordSignIn'>;
  log?: { warn(details: object, message: string): void } | undefined;
};

/** The minimum time between two updates of `lastSignInAt`, in milliseconds. */
const touchIntervalMs = 60_000;

/** The subject of a token (OpenID Connect Core 1.0, section 2). */
const subjectForm = /^[\x20-\x7e]{1,255}$/;

/** Only an address that the provider has verified identifies a user. Others could be chosen by an attacker. */
function verifiedEmailOf({ email, email_verified: isVerified }: Claims): string | undefined {
  if (isVerified !== true) return undefined;
  const address = typeof email === 'string' ? toEmailAddress(email) : undefined;
  return address === undefined ? undefined : lowerCaseAddress(address);
}

/** Finds the users of accounts at providers. */
export function userIdentities({ database, users, log }: Dependencies) {
  /**
   * Returns the user of an account. An account that signs in for the first time is linked to the user with its verified
   * e-mail address. If there is none, and the claims grant a role, the user is created.
   *
   * If the issuer has grants, the role and the sections of the user follow the claims.
   *
   * @throws no-account
   */
  async function requireUser(settings: IssuerSettings, claims: Claims): Promise<StoredRights> {
    const { sub: subject } = claims;
    if (!subjectForm.test(subject)) throw createNoAccountProblem('The identity provider sent no usable id of you.');
    const grant = findGrant(settings, claims);
    if (settings.grants !== undefined && grant === undefined)
      throw createNoAccountProblem('You are in no group that has access to this newsroom.');
    const find = () => store.find(database, settings.issuer, subject);
    const user = (await find()) ?? (await linkUser(settings, claims, grant, find));
    if (user.rights.status === 'deactivated') return user.rights;
    const rights = grant === undefined ? user.rights : await followGrant(user.rights, grant, find);
    if (user.lastSignInAt === null || Date.now() - user.lastSignInAt.getTime() > touchIntervalMs)
      await database.transaction(signInActor, (tx) => users.recordSignIn(tx, rights.id));
    return rights;
  }

  async function linkUser(
    { issuer }: IssuerSettings,
    claims: Claims,
    grant: Grant | undefined,
    find: () => Promise<IdentifiedUser | undefined>,
  ): Promise<IdentifiedUser> {
    const email = verifiedEmailOf(claims);
    if (email === undefined) throw createNoAccountProblem('The identity provider sent no verified e-mail address.');
    const link = () =>
      database.transaction(signInActor, async (tx) => {
        const user = await users.lockByEmail(tx, email);
        if (user === undefined) return false;
        if (user.status === 'deactivated')
          throw createNoAccountProblem('The user with your e-mail address was deactivated.');
        await store.link(tx, { issuer, subject: claims.sub, userId: user.id });
        return true;
      });
    if (!(await link())) {
      if (grant === undefined) throw createNoAccountProblem('No user has your e-mail address.');
      await createUser(email, claims, grant);
      await link();
    }
    const user = await find();
    if (user === undefined)
      throw createNoAccountProblem('The user with your e-mail address signs in with another account of this provider.');
    return user;
  }

  async function createUser(email: string, { name }: Claims, { role, sections }: Grant): Promise<void> {
    const columns = { email, role, ...(sections === undefined ? {} : { sections }) };
    const input = UserInput.safeParse({ ...columns, name }).data ?? UserInput.parse({ ...columns, name: email });
    try {
      await users.create(signInActor, input);
    } catch (error) {
      // Another request of the same person was faster.
      if (error instanceof Problem && error.definition.code === 'email-taken') return;
      throw toGrantFault(error);
    }
  }

  /** Gives a user the role and the sections of a grant, if they differ. */
  async function followGrant(
    rights: StoredRights,
    grant: Grant,
    find: () => Promise<IdentifiedUser | undefined>,
  ): Promise<StoredRights> {
    if (hasGrant(rights, grant)) return rights;
    try {
      const sections = grant.sections === undefined ? null : await requireLimitSections(database, grant.sections);
      const ids = sections?.map(({ id }) => id) ?? null;
      // The grant names a section by a slug that it had before.
      if (hasGrant(rights, { ...grant, sections: ids ?? undefined })) return rights;
      await users.patch(signInActor, rights.id, { role: grant.role, sections: ids }, undefined);
    } catch (error) {
      throw toGrantFault(error);
    }
    return (await find())?.rights ?? rights;
  }

  /** A grant may name a role or section that does not exist. The user then has no access, instead of former rights. */
  function toGrantFault(error: unknown): unknown {
    if (!(error instanceof Problem) || error.definition.code !== 'unknown-reference') return error;
    log?.warn({ fault: error.detail }, 'a grant in OIDC_ISSUERS cannot be applied');
    return createNoAccountProblem('The configuration of the server grants a role or section that does not exist.');
  }

  return { requireUser };
}
