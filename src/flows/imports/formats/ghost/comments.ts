import type { DraftComment } from '../../draft.js';
import type { Omission } from '../../normalisation/draft.js';
import { asText, type Fields, firstText } from '../../normalisation/fields.js';
import { oneLine, truncate } from '../../normalisation/text.js';
import { commentBody } from '../wxr/comment-body.js';
import { nearestKeptParent } from '../wxr/comments.js';
import { parseTimestamp } from './timestamp.js';

const statuses: Readonly<Record<string, DraftComment['status']>> = {
  published: 'approved',
  hidden: 'rejected',
};

const maxIdLength = 200;

/** Returns the comments of a post, if the export has comments, and counts those that were left out, by reason. */
export function commentsOf(
  rows: readonly Fields[],
  members: ReadonlyMap<string, Fields>,
): { comments: DraftComment[]; omissions: Omission[] } {
  const comments: DraftComment[] = [];
  const counts = new Map<string, number>();
  const parents = new Map<string, string | null>();
  const keptKeys = new Set<string>();
  for (const row of rows) {
    const key = asText(row.id);
    const isDuplicate = key !== null && parents.has(key);
    if (key !== null && !isDuplicate) parents.set(key, firstText(row.in_reply_to_id, row.parent_id));
    const comment = isDuplicate ? 'duplicate-id' : readComment(row, key, members);
    if (typeof comment === 'string') counts.set(comment, (counts.get(comment) ?? 0) + 1);
    else {
      comments.push(comment);
      keptKeys.add(comment.key);
    }
  }
  const parentKeyOf = nearestKeptParent(parents, keptKeys);
  for (const comment of comments) comment.parentKey = parentKeyOf(comment.key);
  return { comments, omissions: [...counts].map(([reason, count]) => ({ what: `${count} comments`, reason })) };
}

function readComment(row: Fields, key: string | null, members: ReadonlyMap<string, Fields>): DraftComment | string {
  if (row.status === 'deleted') return 'deleted';
  if (key === null || key.length > maxIdLength) return 'not-a-comment';
  const createdAt = parseTimestamp(asText(row.created_at));
  if (createdAt === null) return 'no-date';
  const read = commentBody(asText(row.html) ?? '', 'spaces');
  if ('reason' in read) return read.reason;
  const name = asText(members.get(asText(row.member_id) ?? '')?.name);
  return {
    key,
    parentKey: null,
    authorName: truncate(oneLine(name ?? ''), 100) || 'Anonymous',
    authorUrl: null,
    authorEmail: null,
    body: read.body,
    status: statuses[asText(row.status) ?? ''] ?? 'pending',
    createdAt,
  };
}
