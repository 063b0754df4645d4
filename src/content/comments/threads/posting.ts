import { v7 as uuid } from 'uuid';
import { commentMarkdownToHtml } from '../../../lib/rich-text/index.js';
import { type Actor, holds } from '../../../platform/auth/index.js';
import type { Transaction } from '../../../platform/db/index.js';
import { problems } from '../../../platform/problems/index.js';
import { commentEvents } from '../events.js';
import { contentOf, type Incoming, type Pipeline, type Reader, window } from '../moderation/pipeline.js';
import { type Considered, isOpenToScore, judge, nearest, type Score } from '../policy/policy.rules.js';
import type { Circumstances } from '../policy/policy.store.js';
import { checkRates } from '../rules.js';
import type { CommentRow } from '../store.js';
import type { CommentInput } from '../writing.schemas.js';
import { newEditToken } from './edit-token.js';

/** How comments come in: each goes through the pipeline, whose first verdict counts. */
export function posting(
  { database, events, authors, store, recount, told, limitAuthors, scorer }: Incoming,
  { mustBeLive, mustKnow, checkTaken, reportWords, ask }: Pipeline,
) {
  /** @returns the comment, and the secret of its author; none when it is one that was sent already */
  async function post(
    actor: Actor,
    ref: string,
    input: CommentInput,
    reader: Reader,
  ): Promise<{ row: CommentRow; editToken: string | null }> {
    const now = new Date();
    const secret = newEditToken();
    const bodyHtml = commentMarkdownToHtml(input.body);
    const keys = { author: authors.key(input.authorEmail), reader: authors.readerKey(reader.ip, now) };
    const isStaff = holds(actor, 'comments:moderate');
    const consider = (articleId: string, around: Circumstances): Considered => ({
      isStaff,
      fellForTrap: (input.confirmEmail ?? '') !== '',
      seconds: input.formToken === undefined ? undefined : authors.secondsSince(input.formToken, articleId, now),
      policy: nearest(around.policies),
      ...contentOf(input.body, bodyHtml, around),
    });
    const check = (around: Circumstances) => {
      checkTaken(nearest(around.policies), around, actor);
      if (limitAuthors && !isStaff) checkRates(around);
    };

    // Whoever is asked outside is asked before the transaction, which keeps a connection and its locks.
    let score: Score | undefined;
    if (scorer !== undefined) {
      const { id, slug } = await mustBeLive(database, ref);
      const around = await mustKnow(database, id, keys.author, keys.reader);
      check(around);
      if (isOpenToScore(judge(consider(id, around))))
        score = await ask({
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
      const article = await mustBeLive(tx, ref);
      store.waitForArticle(tx, article.id);
      const around = await mustKnow(tx, article.id, keys.author, keys.reader);
      const considered = { ...consider(article.id, around), score };
      const asked = input.parentId ?? null;
      checkTaken(considered.policy, around, actor);
      const fingerprint = authors.fingerprint(article.id, asked, input.authorEmail, input.body, keys.reader);
      const same = await store.sentSince(tx, fingerprint, new Date(Date.now() - window));
      if (same !== undefined) return { row: same, editToken: null };
      check(around);
      const hung = await hang(tx, article.id, asked, considered.policy.maxDepth);
      const verdict = judge(considered);
      const row = await store.create(tx, {
        id: uuid(),
        articleId: article.id,
        ...hung,
        status: verdict.status,
        authorName: input.authorName,
        authorEmail: authors.seal(input.authorEmail),
        authorKey: keys.author,
        readerKey: keys.reader,
        authorUrl: input.authorUrl ?? null,
        body: input.body,
        bodyHtml,
        fingerprint,
        notify: input.notify ?? false,
        byStaff: isStaff,
        reviewedAt: isStaff ? now : null,
        editTokenHash: secret.hash,
      });
      await store.decided(tx, row.id, null, verdict, actor.name);
      await recount(tx, { ...row, status: 'pending' }, verdict.status);
      await events.append(tx, commentEvents.created, { subjectId: row.id, payload: told(row), actor });
      await reportWords(tx, row, considered);
      return { row, editToken: secret.token };
    });
  }

  /** Where a reply hangs: below the comment that it answers or, where threads get no deeper, on the last that may have replies. */
  async function hang(tx: Transaction, articleId: string, asked: string | null, maxDepth: number) {
    if (asked === null) return { parentId: null, rootId: null, depth: 0, inReplyToId: null };
    const parent = await store.findApproved(tx, articleId, asked);
    if (parent === undefined) {
      const detail = 'There is no such public comment on this article.';
      throw problems.unknownReference(detail, { errors: [{ pointer: '/parentId', code: 'unknown-comment', detail }] });
    }
    const rootId = parent.rootId ?? parent.id;
    if (parent.depth < maxDepth) return { parentId: parent.id, rootId, depth: parent.depth + 1, inReplyToId: null };
    const parentId = maxDepth === 0 ? null : await store.ancestorAt(tx, parent.id, maxDepth - 1);
    if (parentId === null) return { parentId, rootId: null, depth: 0, inReplyToId: parent.id };
    return { parentId, rootId, depth: maxDepth, inReplyToId: parent.id };
  }

  return { post };
}
