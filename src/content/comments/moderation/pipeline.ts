import { type Actor, anonymousActor } from '../../../platform/auth/index.js';
import type { Reader as DatabaseReader, Session, Transaction } from '../../../platform/db/index.js';
import type { Events } from '../../../platform/events/index.js';
import { problems } from '../../../platform/problems/index.js';
import { convert } from '../../../platform/rich-text/index.js';
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

/** What a request reveals about its sender. */
export type ClientInfo = { ip: string; userAgent: string | null; referrer: string | null };

/** How long the external scorer may take, in milliseconds. */
const scorerTimeoutMs = 2_000;

/**
 * How long an author may edit a comment, in milliseconds. An identical comment within this time counts as a repeat of
 * the first.
 */
export const editWindowMs = 15 * 60 * 1000;

export type PipelineDependencies = {
  database: Session;
  events: Events;
  articles: { findLive(reader: DatabaseReader, ref: string): Promise<{ id: string; slug: string } | undefined> };
  authors: AuthorIdentity;
  store: CommentStore;
  /** Updates all counts after a change of status. */
  recount: (tx: Transaction, before: CommentRow, after: Status | null) => Promise<void>;
  toEventPayload: (row: CommentRow) => CommentEventPayload;
  /** Whether the number of comments per author and per network is limited. */
  limitAuthors: boolean;
  /** The external spam scorer. */
  scorer: CommentScorer | undefined;
};

/** Provides the steps before and after `judge` that new and edited comments share. */
export function moderationPipeline({ database, events, articles, toEventPayload, scorer }: PipelineDependencies) {
  const policies = policyStore(database);
  const readers = readersStore(database);

  async function requireLiveArticle(reader: DatabaseReader, ref: string): Promise<{ id: string; slug: string }> {
    const article = await articles.findLive(reader, ref);
    if (article === undefined) throw problems.notFound('The article does not exist or is not published.');
    return article;
  }

  async function requireModerationContext(
    reader: DatabaseReader,
    articleId: string,
    authorKey: string | null,
    readerKey: string | null,
  ): Promise<ModerationContext> {
    const context = await policies.findModerationContext(reader, articleId, authorKey, readerKey);
    if (context === undefined) throw problems.notFound('The article does not exist or is not published.');
    return context;
  }

  function checkCommentsAccepted(policy: Policy, context: ModerationContext, actor: Actor | undefined): void {
    const place = { commentsOpen: context.commentsOpen, publishedAt: new Date(context.publishedAt) };
    if (!isOpen(policy, place, new Date())) throw commentsClosed('Comments on this article are closed.');
    if (context.isBanned) throw authorBanned('The author is banned from commenting.');
    if (actor?.isAnonymous && !policy.guests) throw guestsRefused('Send a token with the comment.');
  }

  /** Reports a comment that contains a flagged phrase, unless it is refused or by the staff. */
  async function reportFlaggedWords(tx: Transaction, row: CommentRow, moderationInput: ModerationInput): Promise<void> {
    const isSeen = row.byStaff || row.status === 'rejected' || row.status === 'spam';
    const phrase = isSeen ? undefined : flaggedPhrase(moderationInput);
    if (phrase === undefined) return;
    await readers.flag(tx, row.id, null, { reason: 'words', note: `contains “${phrase}”` });
    const payload = { ...toEventPayload(row), reason: 'words' as const };
    await events.append(tx, commentEvents.reported, { subjectId: row.id, payload, actor: anonymousActor });
  }

  /**
   * Asks the external scorer within the time limit. The verdict is `unknown` if the scorer fails, and the comment is
   * held.
   */
  async function requestScore(comment: Parameters<CommentScorer['score']>[0]): Promise<Score | undefined> {
    if (scorer === undefined) return undefined;
    try {
      const verdict = await scorer.score(comment, AbortSignal.timeout(scorerTimeoutMs));
      return { by: scorer.name, verdict, reason: null };
    } catch (error) {
      const reason =
        (error as Error).name === 'TimeoutError'
          ? `no response within ${scorerTimeoutMs / 1000} s`
          : (error as Error).message;
      return { by: scorer.name, verdict: 'unknown', reason };
    }
  }

  return { requireLiveArticle, requireModerationContext, checkCommentsAccepted, reportFlaggedWords, requestScore };
}

export type ModerationPipeline = ReturnType<typeof moderationPipeline>;

/** The text of a comment in its three forms. */
type CommentText = { markdown: string; html: string; plainText: string };

/** Converts the Markdown of a comment. */
export async function convertComment(markdown: string): Promise<CommentText> {
  const html = await convert('commentMarkdownToHtml', markdown);
  return { markdown, html, plainText: await convert('htmlToText', html) };
}

/** Returns the part of the moderation input that depends on the text. */
export const contentOf = (
  { markdown, html, plainText }: CommentText,
  { words, approvedCount, refusedCount }: ModerationContext,
) => ({
  text: `${markdown}\n${plainText}`,
  linkCount: countLinks(html),
  words,
  priorDecisions: { approvedCount, refusedCount },
});
