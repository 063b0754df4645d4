import { defineProblem, problems } from '../../platform/problems/index.js';

export const notCorrectable = defineProblem(
  'not-correctable',
  409,
  'The article cannot be corrected',
  'A correction is about a text that readers have seen. Without `publish`, the article must be published. With `publish`, the article must have been published before, and it must not be killed or in the trash.',
);

/** The state of an article that decides whether it can be corrected. */
export type Correctable = {
  id: string;
  status: string;
  revision: number;
  /** The number of the live revision, or null if the article is not published. */
  publishedRevision: number | null;
  firstPublishedAt: Date | null;
};

const revisable = ['draft', 'submitted', 'approved', 'scheduled', 'published', 'unpublished'];

/**
 * Checks that readers have seen the article.
 *
 * @param publish true if the correction is published with the draft copy, false if it waits for the next publication
 * @throws not-correctable
 */
export function checkCorrectable(
  { status, publishedRevision, firstPublishedAt }: Correctable,
  publish: boolean | undefined,
): void {
  if (publish === undefined && publishedRevision === null)
    throw notCorrectable(`The article is ${status}. Without "publish", it must be published.`, {
      members: { currentStatus: status },
    });
  if (firstPublishedAt === null || !revisable.includes(status))
    throw notCorrectable(`The article is ${status}. Only an article that readers may have seen can be corrected.`, {
      members: { currentStatus: status },
    });
}

type Revisions = { revisionBefore?: number | null | undefined; revisionAfter?: number | null | undefined };

/** Returns the revision numbers that a request contains, with their places. */
const namedIn = ({ revisionBefore, revisionAfter }: Revisions) =>
  [
    { number: revisionBefore, pointer: '/revisionBefore' },
    { number: revisionAfter, pointer: '/revisionAfter' },
  ].flatMap(({ number, pointer }) => (number == null ? [] : [{ number, pointer }]));

/**
 * Checks that the article has these revisions.
 *
 * @param newest number of the newest revision
 * @throws unknown-reference
 */
export function checkRevisions(revisions: Revisions, newest: number): void {
  const errors = namedIn(revisions)
    .filter(({ number }) => number > newest)
    .map(({ number, pointer }) => ({
      pointer,
      code: 'unknown-revision',
      detail: `The article has no revision ${number}. Its newest revision is ${newest}.`,
    }));
  if (errors[0] !== undefined) throw problems.unknownReference(errors[0].detail, { errors });
}
