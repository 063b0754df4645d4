import { defineProblem, problems } from '../../platform/problems/index.js';
import { checkEmbargo } from '../articles/index.js';
import { lifetimeSeconds, type PreviewInput } from './schemas.js';

export const notPreviewable = defineProblem(
  'not-previewable',
  409,
  'Nobody is shown this article',
  'What is in the trash, or was killed, has no previews; those that it had show nothing. Restore it first.',
);

/** An article of which a preview is to be made. */
export type PreviewableArticle = { status: string; embargoedUntil: Date | null };

/**
 * Refuses to show to somebody outside what nobody is to see, or not yet.
 *
 * @throws embargoed, unless whoever makes the link may publish
 */
export function checkPreviewable(
  { status, embargoedUntil }: PreviewableArticle,
  byPublisher: boolean,
  now: Date,
): void {
  if (!byPublisher) checkEmbargo({ embargoedUntil }, now);
  if (status === 'trashed' || status === 'killed')
    throw notPreviewable(`The article is ${status}.`, { members: { currentStatus: status } });
}

/**
 * Until when a new link is good.
 *
 * @throws invalid-request for a time that is past, or too far away
 */
export function expiryOf({ expiresIn = lifetimeSeconds.default, expiresAt }: PreviewInput, now: Date): Date {
  if (expiresAt === undefined) return new Date(now.getTime() + expiresIn * 1000);
  const seconds = (expiresAt.getTime() - now.getTime()) / 1000;
  if (seconds > 0 && seconds <= lifetimeSeconds.max) return expiresAt;
  const [code, detail] = seconds > 0 ? ['too-late', 'is more than 90 days away.'] : ['past', 'lies in the past.'];
  throw problems.invalidRequest(`"/expiresAt": ${detail}`, { errors: [{ pointer: '/expiresAt', code, detail }] });
}
