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

/** Converts the status of a comment in a WordPress export. An unknown status becomes `pending`. */
export const wordpressCommentStatus = (wordpressStatus: string): (typeof statuses)[keyof typeof statuses] =>
  statuses[wordpressStatus.trim().toLowerCase() as keyof typeof statuses] ?? 'pending';
