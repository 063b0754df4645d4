import { jsonObject, Prisma, rfc3339 } from '../../../platform/db/index.js';
import type { Status } from '../schemas.js';
import type { ReviewState } from './desk.schemas.js';

const hasLapsedSql = (article: string) =>
  `(${article}.review_step = 'approved' AND ${article}.review_revision <> ${article}.revision)`;

/** The SQL of `reviewStateOf`. */
const reviewStateSql = (article: string) =>
  `CASE WHEN ${hasLapsedSql(article)} THEN 'submitted' ELSE ${article}.review_step END`;

/** Whether the status of the review is shown in place of the stored one. Null if there is no review. */
const isShownSql = (article: string) =>
  `(${article}.review_step IN ('submitted', 'approved') AND ${article}.status IN ('draft', 'unpublished'))`;

/** The SQL of `shownStatusOf`. */
export const shownStatusSql = (article: string) =>
  `CASE WHEN ${isShownSql(article)} THEN ${reviewStateSql(article)} ELSE ${article}.status END`;

/** The SQL of `review`: the state of the review of the article `p` with its last step, or null. */
export const reviewSql = `CASE WHEN p.review_step IS NOT NULL THEN ${jsonObject(`
  SELECT ${reviewStateSql('p')} AS state, ${hasLapsedSql('p')} AS "hasLapsed", n.revision, n.author AS by,
    ${rfc3339('n.created_at')} AS at, n.text AS note
  FROM article_notes n WHERE n.article_id = p.id AND n.kind <> 'note' ORDER BY n.created_at DESC, n.id DESC LIMIT 1`)} END`;

/** The SQL of `assignee`: the user to whom the article `p` is assigned, or null. */
export const assigneeSql = jsonObject('SELECT u.id, u.name FROM users u WHERE u.id = p.assignee_id');

/** Returns the condition that the review of the article `p` is in one of these states. */
export const isInReviewState = (states: readonly ReviewState[]): Prisma.Sql =>
  Prisma.sql`(p.review_step IS NOT NULL AND ${Prisma.raw(reviewStateSql('p'))} = ANY (${states}::text[]))`;

/** Returns the condition that the API shows one of these states as the status of the article `p`. */
export function hasShownStatus(statuses: readonly Status[]): Prisma.Sql {
  const reviewStates = statuses.filter((status) => status === 'submitted' || status === 'approved');
  const storedStatuses = statuses.filter((status) => status !== 'submitted' && status !== 'approved');
  const isStored = Prisma.sql`p.status = ANY (${storedStatuses}::text[])`;
  const isShown = Prisma.raw(isShownSql('p'));
  const conditions = [
    ...(storedStatuses.length === 0 ? [] : [Prisma.sql`(${isStored} AND ${isShown} IS NOT TRUE)`]),
    ...(reviewStates.length === 0 ? [] : [Prisma.sql`(${isShown} AND ${isInReviewState(reviewStates)})`]),
  ];
  return Prisma.sql`(${Prisma.join(conditions, ' OR ')})`;
}
