import type { Status } from '../schemas.js';

/** A comment from another system, with the status that it has there. */
export type CommentRecord = {
  /** The position in the input, for reports to people. */
  from: string;
  /** The other system, such as `disqus:forum`, and the id of the comment there. Equal values mean the same comment. */
  source: string;
  sourceId: string;
  /** The id of the comment that it replies to, in the same source. */
  parentSourceId: string | null;
  /** The possible names of its article. The first one that exists is used. */
  article: {
    ids: readonly string[];
    externalIds: readonly { source: string; id: string }[];
    slugs: readonly string[];
  };
  authorName: string;
  authorUrl: string | null;
  /** Not stored unless the import asks for it. */
  authorEmail: string | null;
  /** Markdown. Empty if only the place of the comment is left. */
  body: string;
  status: Status;
  createdAt: Date;
  editedAt: Date | null;
  /** When its author retracted it. */
  deletedAt: Date | null;
};

/**
 * The outcome of a record. A record with `no-article` or `no-parent` can succeed later, when the missing item exists.
 */
export type RecordOutcome = 'created' | 'known' | 'no-article' | 'no-parent';

/** A comment in an export. */
export type ExportedComment = {
  id: string;
  article: { id: string; slug: string; headline: string; externalIds: { source: string; id: string }[] };
  parentId: string | null;
  inReplyToId: string | null;
  depth: number;
  status: Status;
  /** The author. The address is included only if private fields were requested, and is null if there is none. */
  author: { name: string; url: string | null; email?: string | null };
  /** Markdown. */
  body: string;
  bodyHtml: string;
  createdAt: string;
  editedAt: string | null;
  deletedAt: string | null;
  source: string | null;
  sourceId: string | null;
};
