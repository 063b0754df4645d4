type Range = { type: string; quality: number };

/** No client names more; those of a header that does are not all looked at. */
const mostRanges = 60;

/** RFC 9110, 12.4.2: 0 to 1 with three digits. What is no quality counts as none being stated. */
function qualityOf(parameters: readonly string[]): number {
  for (const parameter of parameters) {
    const stated = /^\s*q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*$/i.exec(parameter)?.[1];
    if (stated !== undefined) return Number(stated);
  }
  return 1;
}

function rangesOf(accept: string): Range[] {
  return accept.split(',', mostRanges).flatMap((part) => {
    const [type = '', ...parameters] = part.split(';');
    const named = type.trim().toLowerCase();
    return named === '' ? [] : [{ type: named, quality: qualityOf(parameters) }];
  });
}

/** How exactly a range names a type: 2 by its name, 1 by its kind, 0 by a wildcard. */
function exactness(range: string, type: string): number | undefined {
  if (range === type) return 2;
  if (range === '*/*') return 0;
  return range.endsWith('/*') && type.startsWith(range.slice(0, -1)) ? 1 : undefined;
}

/**
 * The media type that a client likes best by its `Accept` (RFC 9110, 12.5.1), of those that are offered: the highest
 * quality; among equals the one named most exactly, then the one named first, then the one offered first. Parameters of
 * types are not looked at.
 *
 * A header in which none of them is named is disregarded, as that section allows, and the first is given.
 *
 * @returns undefined when the client refuses the first (`q=0`) and accepts no other
 */
export function preferredType(accept: string | undefined, offered: readonly string[]): string | undefined {
  const [first] = offered;
  if (accept === undefined || accept === '*/*' || accept === first) return first;
  const ranges = rangesOf(accept);
  const judged = offered.flatMap((type) => {
    let best: { exact: number; quality: number; place: number } | undefined;
    for (const [place, range] of ranges.entries()) {
      const exact = exactness(range.type, type);
      if (exact === undefined || (best !== undefined && best.exact >= exact)) continue;
      best = { exact, quality: range.quality, place };
    }
    return best === undefined ? [] : [{ type, ...best }];
  });
  const [chosen] = judged
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality || b.exact - a.exact || (a.exact === 2 ? a.place - b.place : 0));
  if (chosen !== undefined) return chosen.type;
  return judged.some(({ type }) => type === first) ? undefined : first;
}
