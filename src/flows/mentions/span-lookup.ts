type Span = { field: string; start: number; end: number };
type PlacedSpan = { field: string; start: number | null; end: number | null };

/**
 * Returns a function that says whether a span overlaps one of the given spans in its field. Each call takes logarithmic
 * time, because an article can have tens of thousands of mentions.
 */
export function spanLookup(spans: readonly PlacedSpan[]): (span: Span) => boolean {
  const byField = new Map<string, { starts: number[]; ends: number[] }>();
  const placedSpans = spans.filter((span): span is Span => span.start !== null && span.end !== null);
  for (const { field, start, end } of placedSpans.sort((a, b) => a.start - b.start)) {
    const { starts, ends } = byField.get(field) ?? { starts: [], ends: [] };
    if (starts.length === 0) byField.set(field, { starts, ends });
    starts.push(start);
    // The furthest end of all spans up to this one.
    ends.push(Math.max(end, ends.at(-1) ?? 0));
  }
  return ({ field, start, end }) => {
    const { starts, ends } = byField.get(field) ?? { starts: [], ends: [] };
    // Finds how many spans start before the end.
    let [low, high] = [0, starts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) < end) low = middle + 1;
      else high = middle;
    }
    return low > 0 && (ends[low - 1] ?? 0) > start;
  };
}
