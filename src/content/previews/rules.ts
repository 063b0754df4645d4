import { defineProblem, problems } from '../../platform/problems/index.js';
import { checkEmbargo } from '../articles/index.js';
import { lifetimeSeconds, type PreviewInput } from './schemas.js';

export const notPreviewable = defineProblem(
  'not-previewable',
  409,
  'The article cannot be previewed',
  'A killed article or an article in the trash cannot be previewed, and its existing preview links return 404. Unkill or restore the article first.',
);

/** An article for which a preview is requested. */
export type PreviewableArticle = { status: string; embargoedUntil: Date | null };

/**
 * Checks that an article may be previewed.
 *
 * @throws not-previewable for a killed article or one in the trash; embargoed if the actor may not publish
 */
export function checkPreviewable(
  { status, embargoedUntil }: PreviewableArticle,
  byPublisher: boolean,
  now: Date,
): void {
  if (!byPublisher) checkEmbargo({ embargoedUntil }, now);
  if (status === 'trashed' || status === 'killed')
    throw notPreviewable(`The article is ${status}. Restore it first.`, { members: { currentStatus: status } });
}

/**
 * Returns when a new link expires.
 *
 * @throws invalid-request for a time in the past or more than 90 days away
 */
export function expiryOf({ expiresIn = lifetimeSeconds.default, expiresAt }: PreviewInput, now: Date): Date {
  if (expiresAt === undefined) return new Date(now.getTime() + expiresIn * 1000);
  const seconds = (expiresAt.getTime() - now.getTime()) / 1000;
  if (seconds > 0 && seconds <= lifetimeSeconds.max) return expiresAt;
  const [code, detail] =
    seconds > 0 ? ['too-late', 'must be at most 90 days from now.'] : ['past', 'must be in the future.'];
  throw problems.invalidRequest(`"/expiresAt": ${detail}`, { errors: [{ pointer: '/expiresAt', code, detail }] });
}
