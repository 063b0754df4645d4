/** What is told of a comment to whoever scores it. */
type ScoredComment = {
  articleSlug: string;
  authorName: string;
  authorEmail: string;
  authorUrl: string | null;
  body: string;
  isReply: boolean;
  /** The reader's network address and what their browser says of itself. */
  ip: string;
  userAgent: string | null;
  referrer: string | null;
};

/** Somebody outside who tells spam. */
export type CommentScorer = {
  /** Stands in the history of what was decided. */
  name: string;
  /** @throws when it cannot tell: the comment is held then */
  score(comment: ScoredComment, signal: AbortSignal): Promise<'ham' | 'spam'>;
};
