/** Where the words of a text stand, and what stands around them: as the Web Annotation Data Model quotes text (TextQuoteSelector). */
export type Quote = { start: number | null; surface: string; before: string; after: string };

/** UTF-16 units that are remembered of what stands on either side. */
const contextLength = 32;

/** How many places of the same words are looked at: a story says no name more often. */
const maxPlaces = 1_000;

/** What to remember of a place in a text, to find it again. */
export function quoteContext(text: string, start: number, end: number): Pick<Quote, 'before' | 'after'> {
  return { before: text.slice(Math.max(0, start - contextLength), start), after: text.slice(end, end + contextLength) };
}

function commonSuffixLength(one: string, other: string): number {
  let length = 0;
  while (length < one.length && length < other.length && one.at(-1 - length) === other.at(-1 - length)) length += 1;
  return length;
}

function commonPrefixLength(one: string, other: string): number {
  let length = 0;
  while (length < one.length && length < other.length && one[length] === other[length]) length += 1;
  return length;
}

/**
 * Finds quoted words again in a text that may have changed: where most of what stood around them still does, and among
 * such places the nearest to where they stood. No two are put at one place.
 *
 * @returns where each begins, in their order; undefined where its words are no longer in the text
 */
export function anchorQuotes(text: string, quotes: readonly Quote[]): (number | undefined)[] {
  const usedPositions = new Set<number>();
  const best = quotes.map(({ start, surface, before, after }) => {
    const places: { at: number; fit: number; distance: number }[] = [];
    for (
      let at = text.indexOf(surface);
      surface !== '' && at !== -1 && places.length < maxPlaces;
      at = text.indexOf(surface, at + 1)
    ) {
      const fit =
        commonSuffixLength(text.slice(Math.max(0, at - contextLength), at), before) +
        commonPrefixLength(text.slice(at + surface.length, at + surface.length + contextLength), after);
      places.push({ at, fit, distance: Math.abs(at - (start ?? 0)) });
    }
    return places.sort((a, b) => b.fit - a.fit || a.distance - b.distance);
  });
  // Those that are surest of their place have it first.
  const order = best.map((_, index) => index).sort((a, b) => (best[b]?.[0]?.fit ?? 0) - (best[a]?.[0]?.fit ?? 0));
  const positions: (number | undefined)[] = quotes.map(() => undefined);
  for (const index of order) {
    const place = best[index]?.find(({ at }) => !usedPositions.has(at));
    if (place === undefined) continue;
    usedPositions.add(place.at);
    positions[index] = place.at;
  }
  return positions;
}
