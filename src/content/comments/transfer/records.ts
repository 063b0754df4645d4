import type { Status } from '../schemas.js';

/** A comment that comes from elsewhere, with what was decided of it there. */
export type CommentRecord = {
  /** Where it stands in what was read, for reports to people. */
  from: string;
  /** Where it comes from, such as `disqus:forum`, and what it is called there: the same again is the same comment. */
  source: string;
  sourceId: string;
  /** What it answers, by its name in the same source. */
  parentSourceId: string | null;
  /** By what its article may be known here: the first that is found is it. */
  article: {
    ids: readonly string[];
    externalIds: readonly { source: string; id: string }[];
    slugs: readonly string[];
  };
  authorName: string;
  authorUrl: string | null;
  /** Dropped unless it is asked for. */
  authorEmail: string | null;
  /** Markdown. Empty where only its place is left. */
  body: string;
  status: Status;
  createdAt: Date;
  editedAt: Date | null;
  /** When its author took it back. */
  deletedAt: Date | null;
};

/** What became of a record: `no-article` and `no-parent` may be found later, when more is there. */
export type RecordOutcome = 'created' | 'known' | 'no-article' | 'no-parent';

/** A comment as it leaves for elsewhere. */
export type ExportedComment = {
  id: string;
  article: { id: string; slug: string; headline: string; externalIds: { source: string; id: string }[] };
  parentId: string | null;
  inReplyToId: string | null;
  depth: number;
  status: Status;
  /** The address only where private fields were asked for; null where there is none. */
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
