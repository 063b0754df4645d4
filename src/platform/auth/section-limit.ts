import { defineProblem, type Problem } from '../problems/index.js';

/** A section to which a token is limited. */
export type LimitSection = { id: string; slug: string; name: string; path: string };

/** The sections outside of which an actor may change nothing. They include the sections below them. */
export type SectionLimit = readonly LimitSection[];

export const outsideSections = defineProblem(
  'outside-sections',
  403,
  'The token is limited to other sections',
  'The token may only change articles in the sections that `sections` names, and in the sections below them. It cannot move an article into or out of another section, and cannot change sections, people, lists or settings of the whole newsroom. Use a token without this limit, or a token for the section of the article.',
);

/** The maximum number of sections that the detail of a problem names. */
const maxNamed = 5;

const enumeration = new Intl.ListFormat('en', { type: 'conjunction' });

/** Creates the problem outside-sections for an actor with this limit. */
export function createSectionLimitProblem(limit: SectionLimit): Problem {
  const slugs = limit.map(({ slug }) => slug);
  const others = slugs.length > maxNamed ? [`${slugs.length - maxNamed} others`] : [];
  const detail =
    slugs.length === 0
      ? 'The token may change nothing, because all sections to which it was limited were deleted.'
      : `The token may only change articles in the ${slugs.length === 1 ? 'section' : 'sections'} ${enumeration.format([...slugs.slice(0, maxNamed), ...others])}, with those below.`;
  return outsideSections(detail, { members: { sections: slugs } });
}
