import { defineProblem, problems } from '../../platform/problems/index.js';
import type { Status } from './schemas.js';

export const wrongEditToken = defineProblem(
  'wrong-edit-token',
  403,
  'This is not the edit token of the comment',
  'The token that came back when the comment was posted proves who its author is. It is shown once and kept as a hash: one that is lost cannot be had again.',
);

export const editWindowExpired = defineProblem(
  'late-to-edit',
  409,
  'It is too late to change the comment',
  'Its author may change a comment for 15 minutes, and take it back at any time.',
);

export const commentHasReplies = defineProblem(
  'comment-has-replies',
  409,
  'The comment has replies',
  'Deleting it would tear the thread apart. Reject it instead, or delete its replies first.',
);

export const decisionConflict = defineProblem(
  'decided-otherwise',
  409,
  'Somebody else has decided meanwhile',
  'The comment has changed since you looked at it. `decided` says who has decided what, and why. Look at it again; if you still see it otherwise, send the decision with its version now.',
);

export const commentIsGone = defineProblem(
  'comment-is-gone',
  409,
  'Nothing is left of the comment',
  'Its author took it back, or what was held of them was erased. Only its place in the thread is left: it cannot be approved.',
);

/** Depth of the deepest comments of a thread; those at its top have 0. */
export const MAX_DEPTH = 8;

type ParentComment = { id: string; parentId: string | null; depth: number };

/** What events say of a comment. */
export type CommentEventPayload = { id: string; articleId: string; parentId: string | null; status: Status };

/** Comments that are taken in ten minutes: of an author, and from one network, behind which many may sit. */
const maxCommentsPerTenMinutes = { author: 10, network: 40 };

/** @param recent comments in the last ten minutes. @throws too-many-requests */
export function checkRates(recent: { ofAuthor: number; fromNetwork: number }): void {
  if (recent.ofAuthor >= maxCommentsPerTenMinutes.author)
    throw rateLimitExceeded(maxCommentsPerTenMinutes.author, 'of an author');
  if (recent.fromNetwork >= maxCommentsPerTenMinutes.network)
    throw rateLimitExceeded(maxCommentsPerTenMinutes.network, 'from one network');
}

const rateLimitExceeded = (limit: number, whose: string) =>
  problems.tooMany(`At most ${limit} comments ${whose} are taken in ten minutes.`, {
    headers: {
      'retry-after': '600',
      'ratelimit-limit': String(limit),
      'ratelimit-remaining': '0',
      'ratelimit-reset': '600',
    },
  });

/** Where a reply hangs: below the comment that it answers or, where threads get no deeper, beside it. */
export function placeBelow(parent: ParentComment | null): { parentId: string | null; depth: number } {
  if (parent === null) return { parentId: null, depth: 0 };
  if (parent.depth < MAX_DEPTH) return { parentId: parent.id, depth: parent.depth + 1 };
  return { parentId: parent.parentId, depth: parent.depth };
}

/** By how much the number of approved comments changes; null stands for a comment that is not there. */
export function countChange(before: Status | null, after: Status | null): -1 | 0 | 1 {
  if (before === after) return 0;
  if (after === 'approved') return 1;
  return before === 'approved' ? -1 : 0;
}

/** Refuses to delete a comment that others answer, whatever their status. */
export function checkDeletable(replies: number): void {
  if (replies > 0) throw commentHasReplies(`The comment has ${replies} replies, counting those that are not public.`);
}

/** Refuses to order comments by score unless they are tops of threads. */
export function checkOrder({ sort, parent }: { sort: string; parent?: string | undefined }): void {
  if (sort !== '-score' || parent === 'none') return;
  const detail = '"sort" can be -score only with parent=none: only the tops of threads are ordered by score.';
  throw problems.invalidRequest(detail, { errors: [{ parameter: 'sort', code: 'not-here', detail }] });
}
