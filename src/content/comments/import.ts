import { v7 as uuid } from 'uuid';
import { commentMarkdownToHtml } from '../../lib/rich-text/index.js';
import type { Actor } from '../../platform/auth/index.js';
import type { Database } from '../../platform/db/index.js';
import type { Events } from '../../platform/events/index.js';
import type { Authors } from './author.js';
import { countApproved } from './counts.store.js';
import { newEditToken } from './edit-token.js';
import { commentEvents } from './events.js';
import { layOut } from './rules.js';
import type { Status } from './schemas.js';

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

type Needs = { database: Database; events: Events; authors: Authors };

/**
 * Takes in comments with their status and time, all or none. Each comes after the one that it answers.
 *
 * @returns the id of each, by its key
 */
export function importing({ database, events, authors }: Needs) {
  return (actor: Actor, items: readonly CommentImport[]): Promise<Map<string, string>> => {
    // Rendered before the transaction, which keeps a connection and its locks.
    const placed = layOut(items, ({ createdAt }) => uuid({ msecs: createdAt.getTime() }));
    const parents = new Map(placed.map(({ id, parentId }) => [id, parentId]));
    const rootOf = (id: string): string => {
      const above = parents.get(id) ?? null;
      return above === null ? id : rootOf(above);
    };
    const rows = placed.map(({ item, id, parentId, depth }) => ({
      id,
      rootId: parentId === null ? null : rootOf(parentId),
      reviewedAt: item.status === 'pending' ? null : item.createdAt,
      articleId: item.articleId,
      parentId,
      depth,
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
    const approved = rows
      .filter(({ status }) => status === 'approved')
      .map(({ id, articleId, parentId }) => ({ id, articleId, parentId, change: 1 as const }));
    return database.transaction(async (tx) => {
      await tx.comment.createMany({ data: rows });
      await countApproved(tx, approved);
      await events.appendAll(
        tx,
        commentEvents.created,
        rows.map((row) => ({ subjectId: row.id, payload: row, actor })),
      );
      return new Map(placed.map(({ item, id }) => [item.key, id]));
    });
  };
}
