/** What an external scorer receives about a comment. */
type ScoredComment = {
  articleSlug: string;
  authorName: string;
  authorEmail: string;
  authorUrl: string | null;
  body: string;
  isReply: boolean;
  /** The network address of the reader. The user agent and referrer come from the request headers. */
  ip: string;
  userAgent: string | null;
  referrer: string | null;
};

/** An external service that recognises spam. */
export type CommentScorer = {
  /** The name of the service in the history of a comment. */
  name: string;
  /**
   * Scores a comment.
   *
   * @throws any error if the service gives no verdict. The comment is then held.
   */
  score(comment: ScoredComment, signal: AbortSignal): Promise<'ham' | 'spam'>;
};
