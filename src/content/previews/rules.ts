import { type Actor, hasScope, isHidden, requireReadableFields } from '../../platform/auth/index.js';
import { defineProblem, problems } from '../../platform/problems/index.js';
import { checkEmbargo } from '../articles/index.js';
import { lifetimeSeconds, type PreviewInput } from './schemas.js';

export const notPreviewable = defineProblem(
  'not-previewable',
  409,
  'The article cannot be previewed',
  'A killed article or an article in the trash cannot be previewed, and its existing preview links return 404. Unkill or restore the article first.',
);

/** The offices of people that a preview shows. */
const personFields = ['roles'];

/** Checks that no field is hidden from an actor which a preview shows. @throws field-not-allowed */
export function requirePreviewFields(actor: Actor): void {
  requireReadableFields(actor, 'articles', 'all', 'A preview shows all fields of an article.');
  requireReadableFields(actor, 'people', personFields, 'A preview shows the offices of people.');
}

/** Returns whether an actor may create preview links. */
export const isPreviewer = (actor: Actor): boolean =>
  hasScope(actor, 'content:write') && !isHidden(actor, 'articles', 'all') && !isHidden(actor, 'people', personFields);

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
