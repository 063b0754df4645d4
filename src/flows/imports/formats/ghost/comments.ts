import type { DraftComment } from '../../draft.js';
import type { Dropped } from '../../fitting/draft.js';
import { asText, type Fields, firstText } from '../../fitting/fields.js';
import { cut, oneLine } from '../../fitting/text.js';
import { commentBody } from '../wxr/comment-body.js';
import { nearest } from '../wxr/comments.js';
import { momentOf } from './moment.js';

const statuses: Readonly<Record<string, DraftComment['status']>> = {
  published: 'approved',
  hidden: 'rejected',
};

const longestId = 200;

/** The comments of a post, in exports that have that table, and how many were left out for which reason. */
export function commentsOf(
  rows: readonly Fields[],
  members: ReadonlyMap<string, Fields>,
): { comments: DraftComment[]; dropped: Dropped[] } {
  const comments: DraftComment[] = [];
  const counts = new Map<string, number>();
  const parents = new Map<string, string | null>();
  const kept = new Set<string>();
  for (const row of rows) {
    const key = asText(row.id);
    const isTwice = key !== null && parents.has(key);
    if (key !== null && !isTwice) parents.set(key, firstText(row.in_reply_to_id, row.parent_id));
    const comment = isTwice ? 'duplicate-id' : readComment(row, key, members);
    if (typeof comment === 'string') counts.set(comment, (counts.get(comment) ?? 0) + 1);
    else {
      comments.push(comment);
      kept.add(comment.key);
    }
  }
  const above = nearest(parents, kept);
  for (const comment of comments) comment.parentKey = above(comment.key);
  return { comments, dropped: [...counts].map(([reason, count]) => ({ what: `${count} comments`, reason })) };
}

function readComment(row: Fields, key: string | null, members: ReadonlyMap<string, Fields>): DraftComment | string {
  if (row.status === 'deleted') return 'deleted';
  if (key === null || key.length > longestId) return 'not-a-comment';
  const createdAt = momentOf(asText(row.created_at));
  if (createdAt === null) return 'no-date';
  const read = commentBody(asText(row.html) ?? '', 'spaces');
  if ('reason' in read) return read.reason;
  const name = asText(members.get(asText(row.member_id) ?? '')?.name);
  return {
    key,
    parentKey: null,
    authorName: cut(oneLine(name ?? ''), 100) || 'Anonymous',
    authorUrl: null,
    authorEmail: null,
    body: read.body,
    status: statuses[asText(row.status) ?? ''] ?? 'pending',
    createdAt,
  };
}
