import type { Comment, ModeratedComment, PostedComment, Status } from './schemas.js';
import type { CommentRow } from './store.js';
import type { AuthorIdentity } from './threads/author-identity.js';
import type { ModeratorRow } from './threads/lists.store.js';
import { fillReactionCounts } from './threads/reactions.js';

/** Creates the functions that turn rows of comments into responses. */
export function createCommentPresenter(authors: AuthorIdentity) {
  /** Returns a comment as moderators see it, with the address of its author. */
  function presentForModerator(row: ModeratorRow): ModeratedComment {
    const { body, status, openFlags, notify, source, article, ancestors } = row;
    const { author, ...comment } = present(row);
    return {
      ...comment,
      author: { ...author, email: authors.open(row.authorEmail) },
      body,
      status: status as Status,
      openFlags,
      reviewedAt: row.reviewedAt?.toISOString() ?? null,
      notify,
      source,
      ...(ancestors === undefined ? {} : { ancestors }),
      ...(article === undefined ? {} : { article }),
    };
  }

  /** Returns a comment as its author sees it, with the edit token if there is one. */
  function presentForAuthor(row: CommentRow, editToken: string | null): PostedComment {
    return { ...present(row), status: row.status as Status, editToken };
  }

  return { presentForModerator, presentForAuthor };
}

type PresentableRow = Omit<
  ModeratorRow,
  'status' | 'authorEmail' | 'body' | 'openFlags' | 'reviewedAt' | 'notify' | 'source'
>;

/** The version and the time of change become the ETag and Last-Modified headers. Schemas for the public drop them. */
function present(row: PresentableRow): Comment & { version: number; updatedAt: string } {
  const { id, articleId, parentId, rootId, inReplyToId, depth, bodyHtml, score, replyCount, version } = row;
  const { replies, nextReplies, thread, nextInThread } = row;
  return {
    id,
    articleId,
    parentId,
    rootId,
    inReplyToId: inReplyToId ?? parentId,
    depth,
    author: { name: row.authorName, url: row.authorUrl, staff: row.byStaff },
    bodyHtml,
    createdAt: row.createdAt.toISOString(),
    editedAt: row.editedAt?.toISOString() ?? null,
    deletedAt: row.deletedAt?.toISOString() ?? null,
    removed: row.deletedAt !== null,
    pinned: row.pinnedAt !== null,
    reactions: fillReactionCounts(row.reactions),
    score,
    replyCount,
    descendantCount: row.descendants,
    version,
    updatedAt: row.updatedAt.toISOString(),
    ...(replies === undefined ? {} : { replies, nextReplies }),
    ...(thread === undefined ? {} : { thread, nextInThread }),
  };
}
