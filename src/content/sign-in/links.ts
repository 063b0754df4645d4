import { createHash, randomBytes } from 'node:crypto';
import type { Actor } from '../../platform/auth/index.js';
import type { PeriodicJob } from '../../platform/background/index.js';
import type { Database, Transaction } from '../../platform/db/index.js';
import type { Events } from '../../platform/events/index.js';
import type { Mailer } from '../../platform/mail/index.js';
import { problems } from '../../platform/problems/index.js';
import { signInActor, type UserService } from '../users/index.js';
import { signInLinkEvents } from './events.js';
import { linkStore as store } from './links.store.js';
import { signInLinkInvalid } from './rules.js';
import type { NewSignInLink } from './schemas.js';

/** How long links are valid, in milliseconds: those that a user requests by mail, and those of an administrator. */
const validityMs = { mail: 15 * 60_000, invitation: 7 * 24 * 60 * 60_000 };

/** The minimum time between two mails to the same user, in milliseconds. */
const mailIntervalMs = 60_000;

type Dependencies = {
  database: Database;
  events: Events;
  users: Pick<UserService, 'lock' | 'lockByEmail'>;
  /** Undefined if there is no mail server. */
  mailer: Mailer | undefined;
  /** The address of the page on which users sign in with a link, with `{token}` in place of its token. */
  signInUrl: string | undefined;
  log?: { warn(details: object, message: string): void } | undefined;
};

const hashOf = (token: string) => createHash('sha256').update(token).digest('hex');

/** Manages the links with which users sign in once, without an identity provider. */
export function signInLinks({ database, events, users, mailer, signInUrl, log }: Dependencies) {
  const pendingMails = new Set<Promise<void>>();

  async function createLink(tx: Transaction, userId: string, validForMs: number): Promise<NewSignInLink> {
    const token = `sl_${randomBytes(32).toString('base64url')}`;
    const expiresAt = new Date(Date.now() + validForMs);
    await store.create(tx, { hash: hashOf(token), userId, expiresAt });
    return { token, url: signInUrl?.replace('{token}', token) ?? null, expiresAt: expiresAt.toISOString() };
  }

  async function sendLink(email: string): Promise<void> {
    if (mailer === undefined || signInUrl === undefined) return;
    const link = await database.transaction(signInActor, async (tx) => {
      const user = await users.lockByEmail(tx, email);
      if (user === undefined || user.status === 'deactivated') return undefined;
      if (await store.hasNewerThan(tx, user.id, new Date(Date.now() - mailIntervalMs))) return undefined;
      return createLink(tx, user.id, validityMs.mail);
    });
    if (link?.url == null) return;
    const [delivery] = await mailer.send([{ to: [email], subject: 'Your sign-in link', text: composeText(link.url) }]);
    if (delivery?.outcome !== 'sent') log?.warn({ reason: delivery?.reason }, 'a sign-in link could not be sent');
  }

  return {
    /**
     * Sends a link to the user with an e-mail address, if there is one. Returns before it knows, so that neither the
     * response nor its time shows who is a user.
     */
    request(email: string): void {
      const mail = sendLink(email).catch((err) => log?.warn({ err }, 'a sign-in link could not be sent'));
      pendingMails.add(mail);
      void mail.then(() => pendingMails.delete(mail));
    },

    /** Creates a link for a user, which an administrator passes on. @throws not-found, sign-in-link-invalid */
    create(actor: Actor, userId: string): Promise<NewSignInLink> {
      return database.transaction(actor, async (tx) => {
        const user = await users.lock(tx, userId, undefined);
        if (user.status === 'deactivated')
          throw problems.conflict('The user is deactivated. Reactivate the user first.');
        const link = await createLink(tx, userId, validityMs.invitation);
        const payload = { userId, expiresAt: link.expiresAt };
        await events.append(tx, signInLinkEvents.created, { subjectId: userId, payload, actor });
        return link;
      });
    },

    /** Uses a link. @returns the id of its user @throws sign-in-link-invalid */
    async use(tx: Transaction, token: string): Promise<string> {
      const userId = await store.use(tx, hashOf(token), new Date());
      if (userId === undefined) throw signInLinkInvalid('The link was used before, has expired, or is mistyped.');
      return userId;
    },

    expiry: {
      name: 'sign-in-links',
      everyMs: 60 * 60_000,
      async work() {
        await store.deleteExpired(database, new Date());
        return 'idle';
      },
    } satisfies PeriodicJob,

    /** Waits for the mails that are being sent. */
    close: async () => void (await Promise.all(pendingMails)),
  };
}

const composeText = (url: string) =>
  [
    'Open this link to sign in:',
    '',
    url,
    '',
    'The link works once, within 15 minutes. If you did not ask for it, ignore this mail.',
    '',
  ].join('\n');
