import type { Cast, CastMember, Place, Resolution } from './cast-types.js';
import { lastBefore } from './relatives.js';

/** How many paragraphs after a stranger was named a surname can still mean the stranger. */
const maxParagraphs = 2;

/**
 * Returns whether a surname may rather mean a stranger who has it, too. The stranger is the last with this surname who
 * was named in full, or was named in the same sentence as the person of the cast. A person of the cast is meant if the
 * headline or the standfirst names the person, or if the surname alone meant the person before.
 *
 * @param isInHeadline returns whether the headline has the surname alone
 */
export function isNamesakeLatest(
  { strangers, counts }: Cast,
  key: string,
  here: readonly CastMember[],
  place: Place,
  isInHeadline: (key: string) => boolean,
): boolean {
  const all = strangers.size === 0 || here.length === 0 ? undefined : strangers.get(key);
  const last = all?.at(-1)?.place;
  if (all === undefined || last === undefined || last.part !== place.part) return false;
  const { sentences, blocks } = place.part;
  const isFar = (blocks[place.at] ?? 0) - (blocks[last.at] ?? 0) > maxParagraphs;
  const isMeant = (member: CastMember): boolean => {
    if (counts.has(member.person)) return true;
    const own = lastBefore(member, place);
    if (own !== undefined && own > last.at && sentences[own] !== sentences[last.at]) return true;
    if (isFar && (member.places.get(place.part)?.length ?? 0) > all.length) return true;
    for (const { field } of member.places.keys()) if (field !== 'body') return true;
    return false;
  };
  return !here.some(isMeant) && !isInHeadline(key);
}

/** Returns people whom a surname may mean, but hardly does. */
export const doubtful = (here: readonly CastMember[]): Resolution => ({
  candidates: here.map(({ person }) => ({ person, score: 0.4 / here.length })),
  method: 'short-name',
  confidence: 0.4,
});
