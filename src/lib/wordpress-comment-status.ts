const statuses = {
  '1': 'approved',
  approve: 'approved',
  approved: 'approved',
  '0': 'pending',
  hold: 'pending',
  spam: 'spam',
  trash: 'rejected',
  'post-trashed': 'rejected',
} as const;

/** What WordPress calls a comment that is approved, held, spam or put away, in its exports; anything else is looked at first. */
export const wordpressCommentStatus = (wordpressStatus: string): (typeof statuses)[keyof typeof statuses] =>
  statuses[wordpressStatus.trim().toLowerCase() as keyof typeof statuses] ?? 'pending';
