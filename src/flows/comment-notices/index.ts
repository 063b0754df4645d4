import {
  type CommentNotices,
  commentEvents,
  type NoticeKind,
  type WaitingNotice,
} from '../../content/comments/index.js';
import { anonymousActor } from '../../platform/auth/index.js';
import type { EventConsumer, NewsroomEvent } from '../../platform/background/index.js';
import { createEmailComposer, type Email } from './emails.js';
import { createMailer, type Delivery } from './mailer.js';

/** What happened longer ago is told to nobody: a newsroom that begins to send mail does not begin with its past. Milliseconds. */
const maxEventAgeMs = 3 * 24 * 60 * 60 * 1000;

/** Between looks for mails that the server has taken not yet. Milliseconds. */
const retryIntervalMs = 60_000;

/** Mails of those that are tried again at a time. */
const retryBatchSize = 50;

/** After this a mail that is always put off is given up. Seconds. */
const maxRetrySeconds = 24 * 60 * 60;

type Options = {
  notices: CommentNotices;
  mail: {
    /** smtp:// or smtps://, with name and password where the server asks for them. */
    url: string;
    from: string;
    /** Who hears of what waits and what was reported; nobody, when it is empty. */
    moderators: readonly string[];
  };
  /** Where the API is reached, without a trailing slash: links lead there. RFC 8058 wants https. */
  publicUrl: string;
  /** Where readers find an article, with `{slug}` for its slug. */
  articleUrl?: string | undefined;
  /** Hears, once, of each mail that is not tried again. */
  log?: { warn(details: object, message: string): void } | undefined;
};

type NoticeKey = { commentId: string; kind: NoticeKind };
type NoticeTargets = Record<NoticeKind, Set<string>>;
type OutgoingEmail = { email: Email; noticeKeys: NoticeKey[] };

const emptyTargets = (): NoticeTargets => ({ moderators: new Set(), reported: new Set(), answered: new Set() });

/** Which comments events give a reason to write about. */
function collectTargets(events: readonly NewsroomEvent[], since: number): NoticeTargets {
  const targets = emptyTargets();
  const { created: createdEvent, moderated: moderatedEvent, reported: reportedEvent } = commentEvents;
  for (const { type, subjectId, payload, actor, createdAt } of events) {
    if (createdAt.getTime() < since) continue;
    if (type === reportedEvent.type) targets.reported.add(subjectId);
    if (type !== createdEvent.type && type !== moderatedEvent.type) continue;
    const status = createdEvent.payload.safeParse(payload).data?.status;
    if (status === 'approved') targets.answered.add(subjectId);
    // A moderator who holds a comment knows of it; one whose author has changed it waits like a new one.
    else if (status === 'pending' && (type === createdEvent.type || actor === anonymousActor.name))
      targets.moderators.add(subjectId);
  }
  return targets;
}

/**
 * Mail about comments: to moderators, one for each batch of events, about what waits and what was reported; to readers who asked for
 * it, one for each public answer to a comment of theirs. What was sent is written down after it was sent: a process that ends in between
 * sends it again, under the same Message-ID.
 *
 * A server that cannot be reached is tried again with the same events. A mail that a server puts off is tried again by itself,
 * for a day, and one that it refuses is not: neither holds up others.
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

  /** @param isLate whether a mail that is put off once more is given up */
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
      if (refusedRows.length > 0) log?.warn({ consumer: name, comments, reason }, 'a mail is not tried again');
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
      // The lease was renewed for these; the others wait until it has done so again.
      nextRetryAt = Math.max(nextRetryAt, Date.now() + 1_000);
      // A server that answers about one letter is there: what it did not take is tried again by itself.
      if (deliveries.every(({ outcome }) => outcome === 'unsent'))
        throw new Error(`The mail server takes no mail: ${deliveries[0]?.reason}`);
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
      // Neither is tried again what nobody is to hear of any more.
      const deferredKeys = new Set(rows.filter(({ outcome }) => outcome === 'deferred').map(keyOf));
      await notices.removeDeferred(due.filter((notice) => !deferredKeys.has(keyOf(notice))));
      return 'idle';
    },

    close: mailer.close,
  };
}

const name = 'comment-notices';

const keyOf = ({ commentId, kind }: NoticeKey) => `${kind} ${commentId}`;

const noticeKeysOf = ({ id, waits, reasons }: WaitingNotice): NoticeKey[] => [
  ...(waits ? [{ commentId: id, kind: 'moderators' as const }] : []),
  ...(reasons.length > 0 ? [{ commentId: id, kind: 'reported' as const }] : []),
];
