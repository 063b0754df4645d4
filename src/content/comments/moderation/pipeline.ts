import { htmlToText } from '../../../lib/rich-text/index.js';
import { type Actor, anonymous } from '../../../platform/auth/index.js';
import type { Reader as DatabaseReader, Session, Transaction } from '../../../platform/db/index.js';
import type { Events } from '../../../platform/events/index.js';
import { problems } from '../../../platform/problems/index.js';
import { commentEvents } from '../events.js';
import {
  banned,
  type Considered,
  commentsClosed,
  countLinks,
  flaggedPhrase,
  guestsRefused,
  isOpen,
  type Score,
} from '../policy/policy.rules.js';
import type { Policy } from '../policy/policy.schemas.js';
import { type Circumstances, policyStore } from '../policy/policy.store.js';
import type { Told } from '../rules.js';
import type { Status } from '../schemas.js';
import type { CommentRow, CommentStore } from '../store.js';
import type { Authors } from '../threads/author.js';
import { readersStore } from '../threads/readers.store.js';
import type { CommentScorer } from './scoring.js';

/** What is known of whoever sends a request: where from, and what their browser says. */
export type Reader = { ip: string; userAgent: string | null; referrer: string | null };

/** For how long somebody outside may think about a comment. Milliseconds. */
const patience = 2_000;

/** For how long an author may change what they wrote, and the same comment sent again is the first one. Milliseconds. */
export const window = 15 * 60 * 1000;

export type Incoming = {
  database: Session;
  events: Events;
  articles: { findLive(reader: DatabaseReader, ref: string): Promise<{ id: string; slug: string } | undefined> };
  authors: Authors;
  store: CommentStore;
  /** Keeps all counts right after a change of status. */
  recount: (tx: Transaction, before: CommentRow, after: Status | null) => Promise<void>;
  told: (row: CommentRow) => Told;
  /** Whether an author may write only so many comments in a while. */
  limitAuthors: boolean;
  /** Whoever outside tells spam. */
  scorer: CommentScorer | undefined;
};

/** What new comments and changed ones have in common before `judge` is asked, and after. */
export function pipeline({ database, events, articles, told, scorer }: Incoming) {
  const policies = policyStore(database);
  const readers = readersStore(database);

  async function mustBeLive(reader: DatabaseReader, ref: string): Promise<{ id: string; slug: string }> {
    const article = await articles.findLive(reader, ref);
    if (article === undefined) throw problems.notFound('There is no such article.');
    return article;
  }

  async function mustKnow(
    reader: DatabaseReader,
    articleId: string,
    authorKey: string | null,
    readerKey: string | null,
  ): Promise<Circumstances> {
    const around = await policies.circumstances(reader, articleId, authorKey, readerKey);
    if (around === undefined) throw problems.notFound('There is no such article.');
    return around;
  }

  function checkTaken(policy: Policy, around: Circumstances, actor: Actor | undefined): void {
    const place = { commentsOpen: around.commentsOpen, publishedAt: new Date(around.publishedAt) };
    if (!isOpen(policy, place, new Date())) throw commentsClosed('This article takes no more comments.');
    if (around.isBanned) throw banned('The newsroom takes no comments from this author.');
    if (actor?.anonymous && !policy.guests) throw guestsRefused('Send a token with the comment.');
  }

  /** Has moderators look at a comment with a word that is only to be looked at, unless they do so already. */
  async function reportWords(tx: Transaction, row: CommentRow, considered: Considered): Promise<void> {
    const isSeen = row.byStaff || row.status === 'rejected' || row.status === 'spam';
    const phrase = isSeen ? undefined : flaggedPhrase(considered);
    if (phrase === undefined) return;
    await readers.flag(tx, row.id, null, { reason: 'words', note: `has “${phrase}”` });
    const payload = { ...told(row), reason: 'words' as const };
    await events.append(tx, commentEvents.reported, { subjectId: row.id, payload, actor: anonymous });
  }

  /** What somebody outside says, in good time; a comment of which they say nothing is held. */
  async function ask(comment: Parameters<CommentScorer['score']>[0]): Promise<Score | undefined> {
    if (scorer === undefined) return undefined;
    try {
      const verdict = await scorer.score(comment, AbortSignal.timeout(patience));
      return { by: scorer.name, verdict, reason: null };
    } catch (error) {
      const reason =
        (error as Error).name === 'TimeoutError' ? `no answer in ${patience / 1000} s` : (error as Error).message;
      return { by: scorer.name, verdict: 'unknown', reason };
    }
  }

  return { mustBeLive, mustKnow, checkTaken, reportWords, ask };
}

export type Pipeline = ReturnType<typeof pipeline>;

/** What there is to judge in a text. */
export const contentOf = (body: string, bodyHtml: string, { words, approved, refused }: Circumstances) => ({
  text: `${body}\n${htmlToText(bodyHtml)}`,
  links: countLinks(bodyHtml),
  words,
  before: { approved, refused },
});
