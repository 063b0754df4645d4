import { v7 as uuid } from 'uuid';
import { type Actor, hasScope } from '../../../platform/auth/index.js';
import type { Transaction } from '../../../platform/db/index.js';
import { problems } from '../../../platform/problems/index.js';
import { requireSectionAccess } from '../../section-limits/index.js';
import { commentEvents } from '../events.js';
import type { CommentInput } from '../input.schemas.js';
import {
  type ClientInfo,
  contentOf,
  convertComment,
  editWindowMs,
  type ModerationPipeline,
  type PipelineDependencies,
} from '../moderation/pipeline.js';
import { isOpenToScore, judge, type ModerationInput, resolvePolicy, type Score } from '../policy/policy.rules.js';
import type { ModerationContext } from '../policy/policy.store.js';
import { checkRates } from '../rules.js';
import type { CommentRow } from '../store.js';
import { newEditToken } from './edit-token.js';

/** Accepts new comments and moderates them. */
export function commentSubmission(
  { database, events, authors, store, recount, toEventPayload, limitAuthors, scorer }: PipelineDependencies,
  {
    requireLiveArticle,
    requireModerationContext,
    checkCommentsAccepted,
    reportFlaggedWords,
    requestScore,
  }: ModerationPipeline,
) {
  /**
   * Posts a comment.
   *
   * @returns the comment and the edit token of its author; the token is null if the same comment was already posted
   * @throws not-found, comments-closed, banned, guests-refused, too-many-requests, unknown-reference
   */
  async function post(
    actor: Actor,
    ref: string,
    input: CommentInput,
    reader: ClientInfo,
  ): Promise<{ row: CommentRow; editToken: string | null }> {
    const now = new Date();
    const secret = newEditToken();
    const text = await convertComment(input.body);
    const keys = { author: authors.key(input.authorEmail), reader: authors.readerKey(reader.ip, now) };
    const isStaff = hasScope(actor, 'comments:moderate');
    const buildModerationInput = (articleId: string, context: ModerationContext): ModerationInput => ({
      isStaff,
      isHoneypotFilled: (input.confirmEmail ?? '') !== '',
      formAgeSeconds:
        input.formToken === undefined ? undefined : authors.formAgeSeconds(input.formToken, articleId, now),
      policy: resolvePolicy(context.policies),
      ...contentOf(text, context),
    });
    const checkAllowed = (context: ModerationContext) => {
      checkCommentsAccepted(resolvePolicy(context.policies), context, actor);
      if (limitAuthors && !isStaff) checkRates(context);
    };

    // The external scorer is asked before the transaction begins, so that no connection or lock waits for it.
    let score: Score | undefined;
    if (scorer !== undefined) {
      const { id, slug } = await requireLiveArticle(database, ref);
      const context = await requireModerationContext(database, id, keys.author, keys.reader);
      checkAllowed(context);
      if (isOpenToScore(judge(buildModerationInput(id, context))))
        score = await requestScore({
          articleSlug: slug,
          authorName: input.authorName,
          authorEmail: input.authorEmail,
          authorUrl: input.authorUrl ?? null,
          body: input.body,
          isReply: input.parentId != null,
          ...reader,
        });
    }

    return database.transaction(actor, async (tx) => {
      const article = await requireLiveArticle(tx, ref);
      // The token may approve the comment immediately, or admit it where guests are refused.
      await requireSectionAccess(tx, actor, { articleIds: [article.id] });
      store.waitForArticle(tx, article.id);
      const context = await requireModerationContext(tx, article.id, keys.author, keys.reader);
      const moderationInput = { ...buildModerationInput(article.id, context), score };
      const requestedParentId = input.parentId ?? null;
      checkCommentsAccepted(moderationInput.policy, context, actor);
      const fingerprint = authors.fingerprint(article.id, requestedParentId, input.authorName, input.body, keys.reader);
      const duplicate = await store.findDuplicateSince(tx, fingerprint, new Date(Date.now() - editWindowMs));
      if (duplicate !== undefined) return { row: duplicate, editToken: null };
      checkAllowed(context);
      const placement = await placeReply(tx, article.id, requestedParentId, moderationInput.policy.maxDepth);
      const verdict = judge(moderationInput);
      const row = await store.create(tx, {
        id: uuid(),
        articleId: article.id,
        ...placement,
        status: verdict.status,
        authorName: input.authorName,
        authorEmail: authors.seal(input.authorEmail),
        authorKey: keys.author,
        readerKey: keys.reader,
        authorUrl: input.authorUrl ?? null,
        body: input.body,
        bodyHtml: text.html,
        fingerprint,
        notify: input.notify ?? false,
        byStaff: isStaff,
        reviewedAt: isStaff ? now : null,
        editTokenHash: secret.hash,
      });
      await store.insertDecision(tx, row.id, null, verdict, actor.name);
      await recount(tx, { ...row, status: 'pending' }, verdict.status);
      await events.append(tx, commentEvents.created, { subjectId: row.id, payload: toEventPayload(row), actor });
      await reportFlaggedWords(tx, row, moderationInput);
      return { row, editToken: secret.token };
    });
  }

  /**
   * Returns the place of a reply: below the parent or, if the parent is at the maximum depth, below the deepest
   * ancestor that may have replies.
   */
  async function placeReply(tx: Transaction, articleId: string, requestedParentId: string | null, maxDepth: number) {
    if (requestedParentId === null) return { parentId: null, rootId: null, depth: 0, inReplyToId: null };
    const parent = await store.findApproved(tx, articleId, requestedParentId);
    if (parent === undefined) {
      const detail = 'The parent comment does not exist, is not public, or belongs to another article.';
      throw problems.unknownReference(detail, { errors: [{ pointer: '/parentId', code: 'unknown-comment', detail }] });
    }
    const rootId = parent.rootId ?? parent.id;
    if (parent.depth < maxDepth) return { parentId: parent.id, rootId, depth: parent.depth + 1, inReplyToId: null };
    const parentId = maxDepth === 0 ? null : await store.findAncestorAt(tx, parent.id, maxDepth - 1);
    if (parentId === null) return { parentId, rootId: null, depth: 0, inReplyToId: parent.id };
    return { parentId, rootId, depth: maxDepth, inReplyToId: parent.id };
  }

  return { post };
}
