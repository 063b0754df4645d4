import type { Actor } from '../../../platform/auth/index.js';
import { defineProblem, problems } from '../../../platform/problems/index.js';
import { illegalMove } from '../rules.js';
import type { ReviewState } from './desk.schemas.js';
import { isReleased, reviewStateOf, shownStatusOf } from './state.rules.js';

export const approvalRequired = defineProblem(
  'needs-approval',
  409,
  'The article needs an approval',
  'In this newsroom, somebody else has to approve the newest revision of an article before it is published or scheduled. Submit the article with `POST /v1/articles/{ref}/submit`. A person who has not worked on the text since it was last published can then approve it. An approval lapses when the article is changed.',
);

export const ownApproval = defineProblem(
  'own-approval',
  403,
  'You cannot approve your own text',
  'In this newsroom, publishing needs a second person. You have worked on this text: you saved a revision since the article was last published, or an earlier one on which a restored revision is based. Somebody else has to approve it.',
);

/** The states of a review from which each step can be taken. Null stands for no review. */
const previousStates = {
  submitted: [null, 'returned', 'submitted'],
  returned: ['submitted', 'approved'],
  approved: ['submitted', 'approved'],
} as const satisfies Record<ReviewState, readonly (ReviewState | null)[]>;

/**
 * Checks that a step of the review is possible.
 *
 * @throws illegal-move
 */
export function checkReviewStep(
  step: ReviewState,
  row: Parameters<typeof isReleased>[0] & Parameters<typeof shownStatusOf>[0],
): void {
  const members = { currentStatus: shownStatusOf(row) };
  if (step === 'submitted' && isReleased(row))
    throw illegalMove('The newest revision is published or scheduled already, so there is nothing to review.', {
      members,
    });
  const state = reviewStateOf(row);
  if ((previousStates[step] as readonly (ReviewState | null)[]).includes(state)) return;
  const detail =
    step === 'submitted'
      ? 'The article is approved. Publish it, or return it first.'
      : state === 'returned'
        ? 'The article was returned. Submit it first.'
        : 'The article is not in review. Submit it first.';
  throw illegalMove(detail, { members });
}

/** Returns the id of the user who makes the request. @throws invalid-request if the token belongs to no user */
export function requireOwnUserId({ userId }: Actor, place: { pointer: string } | { parameter: string }): string {
  if (userId !== null) return userId;
  const detail = 'must be the id of a user, because this token belongs to no user. Only users can send `me`.';
  const name = 'pointer' in place ? place.pointer : place.parameter;
  throw problems.invalidRequest(`"${name}" ${detail}`, { errors: [{ ...place, code: 'no-user', detail }] });
}
