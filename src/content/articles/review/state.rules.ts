import type { Status } from '../schemas.js';
import type { ReviewState } from './desk.schemas.js';

type InReview = { revision: number; reviewStep: string | null; reviewRevision: number | null };
type Publishable = { revision: number; publishedRevision: number | null; scheduledRevision: number | null };

/**
 * The columns of an article that is not in review. Publishing, scheduling, unpublishing, killing and trashing an article
 * end its review.
 */
export const noReview = { reviewStep: null, reviewRevision: null } as const;

/**
 * Returns the state of a review. An approval holds for one revision. After an edit, the article counts as submitted
 * again, so no edit has to end the approval.
 */
export function reviewStateOf({ revision, reviewStep, reviewRevision }: InReview): ReviewState | null {
  if (reviewStep === 'approved' && reviewRevision !== revision) return 'submitted';
  return reviewStep as ReviewState | null;
}

/**
 * Returns the status that the API shows: that of the review in place of `draft` and `unpublished`, while the review is
 * open.
 */
export function shownStatusOf(article: InReview & { status: string }): Status {
  const state = reviewStateOf(article);
  const isInReview = state === 'submitted' || state === 'approved';
  return isInReview && (article.status === 'draft' || article.status === 'unpublished')
    ? state
    : (article.status as Status);
}

/** Returns whether the newest revision is published or scheduled, so that there is nothing to review. */
export const isReleased = ({ revision, publishedRevision, scheduledRevision }: Publishable): boolean =>
  revision === publishedRevision || revision === scheduledRevision;
