import { v7 as uuid } from 'uuid';
import { commentMarkdownToHtml } from '../../lib/rich-text/index.js';
import type { Actor } from '../../platform/auth/index.js';
import type { Database } from '../../platform/db/index.js';
import type { Events } from '../../platform/events/index.js';
import type { Authors } from './author.js';
import { newEditToken } from './edit-token.js';
import { commentEvents } from './events.js';
import { countChange, layOut } from './rules.js';
import type { Status } from './schemas.js';
import type { CommentStore } from './store.js';

/** A comment that comes from elsewhere, with what was decided on it there. */
export type CommentImport = {
  articleId: string;
  /** Names it within the import, for its replies. */
  key: string;
  parentKey?: string | undefined;
  authorName: string;
  authorEmail: string;
  body: string;
  status: Status;
  createdAt: Date;
};

type Needs = { database: Database; events: Events; store: CommentStore; authors: Authors };

/**
 * Takes in comments with their status and time, all or none. Each comes after the one that it answers.
 *
 * @returns the id of each, by its key
 */
export function importing({ database, events, store, authors }: Needs) {
  return (actor: Actor, items: readonly CommentImport[]): Promise<Map<string, string>> => {
    // Rendered before the transaction, which keeps a connection and its locks.
    const placed = layOut(items, ({ createdAt }) => uuid({ msecs: createdAt.getTime() }));
    const rows = placed.map(({ item, id, parentId, depth, replyCount }) => ({
      id,
      articleId: item.articleId,
      parentId,
      depth,
      replyCount,
      status: item.status,
      authorName: item.authorName,
      authorEmail: authors.seal(item.authorEmail),
      authorKey: authors.key(item.authorEmail),
      body: item.body,
      bodyHtml: commentMarkdownToHtml(item.body),
      editTokenHash: newEditToken().hash,
      createdAt: item.createdAt,
      updatedAt: item.createdAt,
    }));
    const approved = new Map<string, number>();
    for (const { articleId, status } of rows)
      approved.set(articleId, (approved.get(articleId) ?? 0) + countChange(null, status));
    return database.transaction(async (tx) => {
      await store.createMany(tx, rows);
      await store.addApproved(tx, approved);
      await events.appendAll(
        tx,
        commentEvents.created,
        rows.map((row) => ({ subjectId: row.id, payload: row, actor })),
      );
      return new Map(placed.map(({ item, id }) => [item.key, id]));
    });
  };
}
