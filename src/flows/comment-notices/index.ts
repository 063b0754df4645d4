import {
  type CommentNotices,
  commentEvents,
  type NoticeKind,
  type WaitingNotice,
} from '../../content/comments/index.js';
import { anonymous } from '../../platform/auth/index.js';
import type { EventConsumer, NewsroomEvent } from '../../platform/background/index.js';
import { type Letter, letterWriter } from './letters.js';
import { type Delivery, postOffice } from './post.js';

/** What happened longer ago is told to nobody: a newsroom that begins to send mail does not begin with its past. Milliseconds. */
const fresh = 3 * 24 * 60 * 60 * 1000;

/** Between looks for mails that the server has taken not yet. Milliseconds. */
const lookEvery = 60_000;

/** Mails of those that are tried again at a time. */
const retried = 50;

/** After this a mail that is always put off is given up. Seconds. */
const givenUpAfter = 24 * 60 * 60;

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
  log?: { warn(said: object, message: string): void } | undefined;
};

type Told = { commentId: string; kind: NoticeKind };
type Asked = Record<NoticeKind, Set<string>>;
type Parcel = { letter: Letter; told: Told[] };

const nothing = (): Asked => ({ moderators: new Set(), reported: new Set(), answered: new Set() });

/** Which comments events give a reason to write about. */
function askedBy(events: readonly NewsroomEvent[], since: number): Asked {
  const asked = nothing();
  const { created, moderated, reported } = commentEvents;
  for (const { type, subjectId, payload, actor, createdAt } of events) {
    if (createdAt.getTime() < since) continue;
    if (type === reported.type) asked.reported.add(subjectId);
    if (type !== created.type && type !== moderated.type) continue;
    const status = created.payload.safeParse(payload).data?.status;
    if (status === 'approved') asked.answered.add(subjectId);
    // A moderator who holds a comment knows of it; one whose author has changed it waits like a new one.
    else if (status === 'pending' && (type === created.type || actor === anonymous.name))
      asked.moderators.add(subjectId);
  }
  return asked;
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
  const write = letterWriter({ from: mail.from, publicUrl, articleUrl });
  const post = postOffice(mail.url, mail.from);
  let nextLook = 0;

  async function parcelsFor({ moderators, reported, answered }: Asked): Promise<Parcel[]> {
    const hear = mail.moderators.length > 0 && moderators.size + reported.size > 0;
    const waiting = hear ? await notices.toModerators([...moderators], [...reported]) : [];
    const answers = answered.size > 0 ? await notices.toAnswered([...answered]) : [];
    return [
      ...(waiting.length === 0
        ? []
        : [{ letter: write.toModerators(mail.moderators, waiting), told: waiting.flatMap(heard) }]),
      ...answers.map((answer) => ({
        letter: write.toAnswered(answer),
        told: [{ commentId: answer.id, kind: 'answered' as const }],
      })),
    ];
  }

  /** @param isLate whether a mail that is put off once more is given up */
  async function writeDown(
    parcels: readonly Parcel[],
    deliveries: readonly Delivery[],
    isLate: (told: Told) => boolean,
  ) {
    const rows = parcels.flatMap(({ told }, at) => {
      const { outcome, reason } = deliveries[at] ?? { outcome: 'unsent', reason: '' };
      const settled = outcome === 'unsent' ? 'deferred' : outcome;
      const outcomes = told.map((one) => ({
        ...one,
        outcome: settled === 'deferred' && isLate(one) ? ('refused' as const) : settled,
      }));
      const given = outcomes.filter((row) => row.outcome === 'refused');
      const comments = given.map(({ commentId }) => commentId);
      if (given.length > 0) log?.warn({ consumer: name, comments, reason }, 'a mail is not tried again');
      return outcomes;
    });
    if (rows.length > 0) await notices.told(rows);
    return rows;
  }

  return {
    name,

    async handle(events) {
      const parcels = await parcelsFor(askedBy(events, Date.now() - fresh));
      if (parcels.length === 0) return;
      const deliveries = await post.send(parcels.map(({ letter }) => letter));
      // The lease was renewed for these; the others wait until it has done so again.
      nextLook = Math.max(nextLook, Date.now() + 1_000);
      // A server that answers about one letter is there: what it did not take is tried again by itself.
      if (deliveries.every(({ outcome }) => outcome === 'unsent'))
        throw new Error(`The mail server takes no mail: ${deliveries[0]?.reason}`);
      await writeDown(parcels, deliveries, () => false);
    },

    async work() {
      if (Date.now() < nextLook) return 'idle';
      nextLook = Date.now() + lookEvery;
      const due = await notices.deferred(retried);
      if (due.length === 0) return 'idle';
      const asked = nothing();
      for (const { commentId, kind } of due) asked[kind].add(commentId);
      const late = new Set(due.filter(({ seconds }) => seconds > givenUpAfter).map(keyOf));
      const parcels = await parcelsFor(asked);
      const deliveries = await post.send(parcels.map(({ letter }) => letter));
      const rows = await writeDown(parcels, deliveries, (told) => late.has(keyOf(told)));
      // Neither is tried again what nobody is to hear of any more.
      const again = new Set(rows.filter(({ outcome }) => outcome === 'deferred').map(keyOf));
      await notices.settle(due.filter((one) => !again.has(keyOf(one))));
      return 'idle';
    },

    close: post.close,
  };
}

const name = 'comment-notices';

const keyOf = ({ commentId, kind }: Told) => `${kind} ${commentId}`;

const heard = ({ id, waits, reasons }: WaitingNotice): Told[] => [
  ...(waits ? [{ commentId: id, kind: 'moderators' as const }] : []),
  ...(reasons.length > 0 ? [{ commentId: id, kind: 'reported' as const }] : []),
];
