import { oneLine } from './text.js';

export type Writer = { name: string; title: string | null };

const bylinePrefix =
  /^(?:(?:story|text|words|report|reporting|written) )?(?:by|von|av|af|par|por|di|door|de|text:|tekst:) +/i;
const nameSeparator = /\s*(?:[;|•·]|\s(?:and|und|och|og|et|y|e|en|with|&)\s)\s*/i;
const officePattern =
  /\b(?:writer|reporter|correspondent|editor|columnist|contributor|chief|staff|bureau|newspaper|agency|press|korrespondent\w*|redakt\w*)\b/i;

/** Characters of a by-line that are looked at. */
const maxBylineLength = 2_000;

/**
 * Who wrote a story, by its by-line: `By Jane Doe, Staff Writer, and John Roe/TNA` is Jane Doe, staff writer, and John
 * Roe. The desk or agency behind a name is nobody's name; one that stands alone is kept.
 */
export function writersOf(byline: string): Writer[] {
  const line = oneLine(byline.slice(0, maxBylineLength)).replace(bylinePrefix, '');
  const writers: Writer[] = [];
  for (const part of line.split(nameSeparator)) {
    const [first = '', ...rest] = part
      .split(',')
      .map((piece) => piece.replace(/^(?:and|und|by|von) /i, '').trim())
      .filter((piece) => piece !== '');
    if (first === '') continue;
    writers.push({ name: withoutAgency(first), title: null });
    for (const piece of rest) {
      const last = writers.at(-1);
      if (last !== undefined && officePattern.test(piece)) last.title ??= piece;
      // An agency: "Christian Hollmann, dpa".
      else if (piece.includes(' ')) writers.push({ name: withoutAgency(piece), title: null });
    }
  }
  return writers.filter(({ name }) => name !== '');
}

/** A name without the agency behind it. */
const withoutAgency = (name: string): string => name.replace(/^([^/]+ [^/]+)\/.*$/s, '$1').trim();
