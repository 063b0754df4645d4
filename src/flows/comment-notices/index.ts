import {
  type CommentNotices,
  commentEvents,
  type ModeratorNotice,
  type NoticeKind,
} from '../../content/comments/index.js';
import { anonymousActor } from '../../platform/auth/index.js';
import type { EventConsumer, NewsroomEvent } from '../../platform/background/index.js';
import { createMailer, type Delivery, type Email } from '../../platform/mail/index.js';
import { createEmailComposer } from './emails.js';

/** Older events cause no e-mails, so that a newsroom that turns e-mails on does not send them for its past. */
const maxEventAgeMs = 3 * 24 * 60 * 60 * 1000;

/** How long to wait between two attempts to send deferred e-mails. */
const retryIntervalMs = 60_000;

/** How many deferred notices one attempt reads. */
const retryBatchSize = 50;

/** After this time, an e-mail that the server still defers is given up. */
const maxRetrySeconds = 24 * 60 * 60;

type Options = {
  notices: CommentNotices;
  mail: {
    /** The SMTP server: smtp:// or smtps://, with a name and password if the server requires them. */
    url: string;
    from: string;
    /** The e-mail addresses that receive notices for moderators. Empty means that nobody does. */
    moderators: readonly string[];
  };
  /** The base URL of the API for links, without a trailing slash. RFC 8058 requires https. */
  publicUrl: string;
  /** The address of an article for readers, with `{slug}` for its slug. */
  articleUrl?: string | undefined;
  /** Is called once for each e-mail that is given up. */
  log?: { warn(details: object, message: string): void } | undefined;
};

type NoticeKey = { commentId: string; kind: NoticeKind };
type NoticeTargets = Record<NoticeKind, Set<string>>;
type OutgoingEmail = { email: Email; noticeKeys: NoticeKey[] };

const emptyTargets = (): NoticeTargets => ({ moderators: new Set(), reported: new Set(), answered: new Set() });

/** Returns the ids of the comments that events give a reason to write about, by the kind of the notice. */
function collectTargets(events: readonly NewsroomEvent[], since: number): NoticeTargets {
  const targets = emptyTargets();
  const { created: createdEvent, moderated: moderatedEvent, reported: reportedEvent } = commentEvents;
  for (const { type, subjectId, payload, actor, createdAt } of events) {
    if (createdAt.getTime() < since) continue;
    if (type === reportedEvent.type) targets.reported.add(subjectId);
    if (type !== createdEvent.type && type !== moderatedEvent.type) continue;
    const status = createdEvent.payload.safeParse(payload).data?.status;
    if (status === 'approved') targets.answered.add(subjectId);
    // A moderator who sets a comment to pending knows of it. A comment that its author changed is like a new one.
    else if (status === 'pending' && (type === createdEvent.type || actor === anonymousActor.name))
      targets.moderators.add(subjectId);
  }
  return targets;
}

/**
 * Creates the event consumer that sends e-mails about comments. Moderators get one e-mail per batch of events about the
 * comments that await moderation or were reported. Readers who asked for it get one for each public reply to a comment
 * of theirs. An outcome is recorded after sending: if the process dies in between, the e-mail is sent again with the
 * same Message-ID.
 *
 * If the mail server cannot be reached, the same events are handled again. An e-mail that the server defers is retried
 * on its own for a day, and one that it refuses is given up. Neither delays other e-mails.
 */
export function commentNotices({
  notices,
  mail,
  publicUrl,
  articleUrl,
  log,
}: Options): EventConsumer & { close(): void } {
  const composer = createEmailComposer({ from: mail.from, publicUrl, articleUrl });
  const mailer = createMailer(mail.url, mail.from);
  let nextRetryAt = 0;

  async function composeEmails({
    moderators: pendingIds,
    reported: reportedIds,
    answered: replyIds,
  }: NoticeTargets): Promise<OutgoingEmail[]> {
    const isForModerators = mail.moderators.length > 0 && pendingIds.size + reportedIds.size > 0;
    const moderatorNotices = isForModerators
      ? await notices.findModeratorNotices([...pendingIds], [...reportedIds])
      : [];
    const replyNotices = replyIds.size > 0 ? await notices.findReplyNotices([...replyIds]) : [];
    return [
      ...(moderatorNotices.length === 0
        ? []
        : [
            {
              email: composer.composeModeratorEmail(mail.moderators, moderatorNotices),
              noticeKeys: moderatorNotices.flatMap(noticeKeysOf),
            },
          ]),
      ...replyNotices.map((notice) => ({
        email: composer.composeReplyEmail(notice),
        noticeKeys: [{ commentId: notice.id, kind: 'answered' as const }],
      })),
    ];
  }

  /**
   * Records what became of the e-mails, and logs those that are given up.
   *
   * @param isLate returns whether a deferred notice has been retried for long enough and is given up
   */
  async function recordDeliveries(
    emails: readonly OutgoingEmail[],
    deliveries: readonly Delivery[],
    isLate: (key: NoticeKey) => boolean,
  ) {
    const rows = emails.flatMap(({ noticeKeys }, index) => {
      const { outcome, reason } = deliveries[index] ?? { outcome: 'unsent', reason: '' };
      const finalOutcome = outcome === 'unsent' ? 'deferred' : outcome;
      const outcomes = noticeKeys.map((key) => ({
        ...key,
        outcome: finalOutcome === 'deferred' && isLate(key) ? ('refused' as const) : finalOutcome,
      }));
      const refusedRows = outcomes.filter((row) => row.outcome === 'refused');
      const comments = refusedRows.map(({ commentId }) => commentId);
      if (refusedRows.length > 0) log?.warn({ consumer: name, comments, reason }, 'an e-mail was given up');
      return outcomes;
    });
    if (rows.length > 0) await notices.recordOutcomes(rows);
    return rows;
  }

  return {
    name,

    async handle(events) {
      const emails = await composeEmails(collectTargets(events, Date.now() - maxEventAgeMs));
      if (emails.length === 0) return;
      const deliveries = await mailer.send(emails.map(({ email }) => email));
      // Sending has used up time of the lease. Deferred e-mails wait until it has been renewed.
      nextRetryAt = Math.max(nextRetryAt, Date.now() + 1_000);
      // If the server responded about one e-mail, it is up, and the others are retried on their own.
      if (deliveries.every(({ outcome }) => outcome === 'unsent'))
        throw new Error(`The mail server accepts no mail: ${deliveries[0]?.reason}`);
      await recordDeliveries(emails, deliveries, () => false);
    },

    async work() {
      if (Date.now() < nextRetryAt) return 'idle';
      nextRetryAt = Date.now() + retryIntervalMs;
      const due = await notices.findDeferred(retryBatchSize);
      if (due.length === 0) return 'idle';
      const targets = emptyTargets();
      for (const { commentId, kind } of due) targets[kind].add(commentId);
      const expiredKeys = new Set(due.filter(({ seconds }) => seconds > maxRetrySeconds).map(keyOf));
      const emails = await composeEmails(targets);
      const deliveries = await mailer.send(emails.map(({ email }) => email));
      const rows = await recordDeliveries(emails, deliveries, (key) => expiredKeys.has(keyOf(key)));
      // This also removes notices that have become pointless, for example because the comment was deleted.
      const deferredKeys = new Set(rows.filter(({ outcome }) => outcome === 'deferred').map(keyOf));
      await notices.removeDeferred(due.filter((notice) => !deferredKeys.has(keyOf(notice))));
      return 'idle';
    },

    close: mailer.close,
  };
}

const name = 'comment-notices';

const keyOf = ({ commentId, kind }: NoticeKey) => `${kind} ${commentId}`;

const noticeKeysOf = ({ id, waits, reasons }: ModeratorNotice): NoticeKey[] => [
  ...(waits ? [{ commentId: id, kind: 'moderators' as const }] : []),
  ...(reasons.length > 0 ? [{ commentId: id, kind: 'reported' as const }] : []),
];
