/** A quotation with its position and context, after the TextQuoteSelector of the Web Annotation Data Model. */
export type Quote = { start: number | null; surface: string; before: string; after: string };

/** How many UTF-16 units of context are stored on either side of a quotation. */
const contextLength = 32;

/** How many occurrences of the same words are compared. No article repeats a name more often. */
const maxPlaces = 1_000;

/** Returns the context of a place in a text, by which the place can be found again. */
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
 * Finds quotations again in a text that may have changed. The occurrence with the most similar context wins, and among
 * equal ones the nearest to the former position. Two quotations never get the same position.
 *
 * @returns the start of each quotation, in their order; undefined if its words are no longer in the text
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
  // Quotations with the best match choose first.
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
