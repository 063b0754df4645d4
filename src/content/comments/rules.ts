import { defineProblem, problems } from '../../platform/problems/index.js';
import type { Status } from './schemas.js';

export const wrongEditToken = defineProblem(
  'wrong-edit-token',
  403,
  'The edit token is wrong',
  'The server returned the edit token when the comment was posted. Send that token. The server stores only a hash, so a lost token cannot be recovered.',
);

export const editWindowExpired = defineProblem(
  'late-to-edit',
  409,
  'The comment can no longer be edited',
  'An author can edit a comment for 15 minutes after posting it. Retract the comment instead, which is possible at any time.',
);

export const commentHasReplies = defineProblem(
  'comment-has-replies',
  409,
  'The comment has replies',
  'A comment with replies cannot be deleted, because its replies would lose their position in the thread. Reject the comment, or delete its replies first.',
);

export const decisionConflict = defineProblem(
  'decided-otherwise',
  409,
  'The comment has changed since you read it',
  'The decision names an older version of the comment. `decided` contains the last decision, who made it and why. Read the comment again, and send your decision with the current version if you still disagree.',
);

export const commentIsGone = defineProblem(
  'comment-is-gone',
  409,
  'The content of the comment was removed',
  'The author retracted the comment, or its text was erased. Only the position of the comment in the thread remains, so it cannot be approved or edited. Leave it as it is.',
);

/** The maximum depth of a comment. Top-level comments have depth 0. */
export const MAX_DEPTH = 8;

type ParentComment = { id: string; parentId: string | null; depth: number };

/** What an event contains about a comment. */
export type CommentEventPayload = { id: string; articleId: string; parentId: string | null; status: Status };

/**
 * How many comments are accepted in ten minutes: from one author, and from one network, which many readers may share.
 */
const maxCommentsPerTenMinutes = { author: 10, network: 40 };

/**
 * Checks the rate limits of comments.
 *
 * @param recent the numbers of comments in the last ten minutes
 * @throws too-many-requests
 */
export function checkRates(recent: { ofAuthor: number; fromNetwork: number }): void {
  if (recent.ofAuthor >= maxCommentsPerTenMinutes.author)
    throw rateLimitExceeded(maxCommentsPerTenMinutes.author, 'from one author');
  if (recent.fromNetwork >= maxCommentsPerTenMinutes.network)
    throw rateLimitExceeded(maxCommentsPerTenMinutes.network, 'from one network');
}

const rateLimitExceeded = (limit: number, whose: string) =>
  problems.tooMany(`At most ${limit} comments ${whose} are accepted in ten minutes. Try again in ten minutes.`, {
    headers: {
      'retry-after': '600',
      'ratelimit-limit': String(limit),
      'ratelimit-remaining': '0',
      'ratelimit-reset': '600',
    },
  });

/** Returns the place of a reply: below its parent or, if the parent already has the maximum depth, beside it. */
export function placeBelow(parent: ParentComment | null): { parentId: string | null; depth: number } {
  if (parent === null) return { parentId: null, depth: 0 };
  if (parent.depth < MAX_DEPTH) return { parentId: parent.id, depth: parent.depth + 1 };
  return { parentId: parent.parentId, depth: parent.depth };
}

/** Returns by how much the number of approved comments changes. Null is the status of a comment that does not exist. */
export function countChange(before: Status | null, after: Status | null): -1 | 0 | 1 {
  if (before === after) return 0;
  if (after === 'approved') return 1;
  return before === 'approved' ? -1 : 0;
}

/**
 * Checks that a comment has no replies of any status.
 *
 * @throws comment-has-replies
 */
export function checkDeletable(replies: number): void {
  if (replies > 0)
    throw commentHasReplies(`The comment has ${replies} replies, including replies that are not public.`);
}

/** Checks that only top-level comments are sorted by score. @throws invalid-request */
export function checkOrder({ sort, parent }: { sort: string; parent?: string | undefined }): void {
  if (sort !== '-score' || parent === 'none') return;
  const detail =
    '"sort" must not be -score without parent=none, because only top-level comments have an order by score.';
  throw problems.invalidRequest(detail, { errors: [{ parameter: 'sort', code: 'not-here', detail }] });
}
