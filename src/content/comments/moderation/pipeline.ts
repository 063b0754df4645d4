import { htmlToText } from '../../../lib/rich-text/index.js';
import { type Actor, anonymousActor } from '../../../platform/auth/index.js';
import type { Reader as DatabaseReader, Session, Transaction } from '../../../platform/db/index.js';
import type { Events } from '../../../platform/events/index.js';
import { problems } from '../../../platform/problems/index.js';
import { commentEvents } from '../events.js';
import {
  authorBanned,
  commentsClosed,
  countLinks,
  flaggedPhrase,
  guestsRefused,
  isOpen,
  type ModerationInput,
  type Score,
} from '../policy/policy.rules.js';
import type { Policy } from '../policy/policy.schemas.js';
import { type ModerationContext, policyStore } from '../policy/policy.store.js';
import type { CommentEventPayload } from '../rules.js';
import type { Status } from '../schemas.js';
import type { CommentRow, CommentStore } from '../store.js';
import type { AuthorIdentity } from '../threads/author-identity.js';
import { readersStore } from '../threads/readers.store.js';
import type { CommentScorer } from './scorer.js';

/** What is known of whoever sends a request: where from, and what their browser says. */
export type ClientInfo = { ip: string; userAgent: string | null; referrer: string | null };

/** For how long somebody outside may think about a comment. Milliseconds. */
const scorerTimeoutMs = 2_000;

/** For how long an author may change what they wrote, and the same comment sent again is the first one. Milliseconds. */
export const editWindowMs = 15 * 60 * 1000;

export type PipelineDependencies = {
  database: Session;
  events: Events;
  articles: { findLive(reader: DatabaseReader, ref: string): Promise<{ id: string; slug: string } | undefined> };
  authors: AuthorIdentity;
  store: CommentStore;
  /** Keeps all counts right after a change of status. */
  recount: (tx: Transaction, before: CommentRow, after: Status | null) => Promise<void>;
  toEventPayload: (row: CommentRow) => CommentEventPayload;
  /** Whether an author may write only so many comments in a while. */
  limitAuthors: boolean;
  /** Whoever outside tells spam. */
  scorer: CommentScorer | undefined;
};

/** What new comments and changed ones have in common before `judge` is asked, and after. */
export function moderationPipeline({ database, events, articles, toEventPayload, scorer }: PipelineDependencies) {
  const policies = policyStore(database);
  const readers = readersStore(database);

  async function requireLiveArticle(reader: DatabaseReader, ref: string): Promise<{ id: string; slug: string }> {
    const article = await articles.findLive(reader, ref);
    if (article === undefined) throw problems.notFound('There is no such article.');
    return article;
  }

  async function requireModerationContext(
    reader: DatabaseReader,
    articleId: string,
    authorKey: string | null,
    readerKey: string | null,
  ): Promise<ModerationContext> {
    const context = await policies.findModerationContext(reader, articleId, authorKey, readerKey);
    if (context === undefined) throw problems.notFound('There is no such article.');
    return context;
  }

  function checkCommentsAccepted(policy: Policy, context: ModerationContext, actor: Actor | undefined): void {
    const place = { commentsOpen: context.commentsOpen, publishedAt: new Date(context.publishedAt) };
    if (!isOpen(policy, place, new Date())) throw commentsClosed('This article takes no more comments.');
    if (context.isBanned) throw authorBanned('The newsroom takes no comments from this author.');
    if (actor?.isAnonymous && !policy.guests) throw guestsRefused('Send a token with the comment.');
  }

  /** Has moderators look at a comment with a word that is only to be looked at, unless they do so already. */
  async function reportFlaggedWords(tx: Transaction, row: CommentRow, moderationInput: ModerationInput): Promise<void> {
    const isSeen = row.byStaff || row.status === 'rejected' || row.status === 'spam';
    const phrase = isSeen ? undefined : flaggedPhrase(moderationInput);
    if (phrase === undefined) return;
    await readers.flag(tx, row.id, null, { reason: 'words', note: `has “${phrase}”` });
    const payload = { ...toEventPayload(row), reason: 'words' as const };
    await events.append(tx, commentEvents.reported, { subjectId: row.id, payload, actor: anonymousActor });
  }

  /** What somebody outside says, in good time; a comment of which they say nothing is held. */
  async function requestScore(comment: Parameters<CommentScorer['score']>[0]): Promise<Score | undefined> {
    if (scorer === undefined) return undefined;
    try {
      const verdict = await scorer.score(comment, AbortSignal.timeout(scorerTimeoutMs));
      return { by: scorer.name, verdict, reason: null };
    } catch (error) {
      const reason =
        (error as Error).name === 'TimeoutError'
          ? `no answer in ${scorerTimeoutMs / 1000} s`
          : (error as Error).message;
      return { by: scorer.name, verdict: 'unknown', reason };
    }
  }

  return { requireLiveArticle, requireModerationContext, checkCommentsAccepted, reportFlaggedWords, requestScore };
}

export type ModerationPipeline = ReturnType<typeof moderationPipeline>;

/** What there is to judge in a text. */
export const contentOf = (
  body: string,
  bodyHtml: string,
  { words, approvedCount, refusedCount }: ModerationContext,
) => ({
  text: `${body}\n${htmlToText(bodyHtml)}`,
  linkCount: countLinks(bodyHtml),
  words,
  priorDecisions: { approvedCount, refusedCount },
});
