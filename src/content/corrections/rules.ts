import { defineProblem, problems } from '../../platform/problems/index.js';

export const notCorrectable = defineProblem(
  'not-correctable',
  409,
  'There is nothing that readers could be told of',
  'A correction is about what readers have seen. One without `publish` needs a story that is live; with `publish` the story has to have been live before, and neither killed nor in the trash.',
);

/** A story as far as it can be corrected. */
export type Correctable = {
  id: string;
  status: string;
  revision: number;
  /** Number of the revision that is live; null while none is. */
  publishedRevision: number | null;
  firstPublishedAt: Date | null;
};

const revisable = ['draft', 'scheduled', 'published', 'unpublished'];

/** Refuses a correction of what no reader has seen. @param publish whether it goes out with a publication, now or later */
export function checkCorrectable(
  { status, publishedRevision, firstPublishedAt }: Correctable,
  publish: boolean | undefined,
): void {
  if (publish === undefined && publishedRevision === null)
    throw notCorrectable(`The article is ${status}: only one that is published can be corrected as it is.`, {
      members: { currentStatus: status },
    });
  if (firstPublishedAt === null || !revisable.includes(status))
    throw notCorrectable(`The article is ${status}, and readers have never seen it, or must not see it again.`, {
      members: { currentStatus: status },
    });
}

type Revisions = { revisionBefore?: number | null | undefined; revisionAfter?: number | null | undefined };

/** The revisions that are named, with the places at which they are. */
const namedIn = ({ revisionBefore, revisionAfter }: Revisions) =>
  [
    { number: revisionBefore, pointer: '/revisionBefore' },
    { number: revisionAfter, pointer: '/revisionAfter' },
  ].flatMap(({ number, pointer }) => (number == null ? [] : [{ number, pointer }]));

/** Refuses numbers of revisions that the story does not have. @param newest number of its newest one */
export function checkRevisions(revisions: Revisions, newest: number): void {
  const errors = namedIn(revisions)
    .filter(({ number }) => number > newest)
    .map(({ number, pointer }) => ({
      pointer,
      code: 'unknown-revision',
      detail: `There is no revision ${number} of this article: ${newest} is the newest.`,
    }));
  if (errors[0] !== undefined) throw problems.unknownReference(errors[0].detail, { errors });
}
