import { oneLine } from './text.js';

export type Writer = { name: string; title: string | null };

const bylinePrefix =
  /^(?:(?:story|text|words|report|reporting|written) )?(?:by|von|av|af|par|por|di|door|de|text:|tekst:) +/i;
const nameSeparator = /\s*(?:[;|•·]|\s(?:and|und|och|og|et|y|e|en|with|&)\s)\s*/i;
const officePattern =
  /\b(?:writer|reporter|correspondent|editor|columnist|contributor|chief|staff|bureau|newspaper|agency|press|korrespondent\w*|redakt\w*)\b/i;

/** The maximum number of characters of a byline that are parsed. */
const maxBylineLength = 2_000;

/**
 * Parses a byline: `By Jane Doe, Staff Writer, and John Roe/TNA` gives Jane Doe with the title Staff Writer, and John
 * Roe. An agency after a name is removed. An agency that stands alone is kept as a name.
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
      // A single word is an agency: "Christian Hollmann, dpa".
      else if (piece.includes(' ')) writers.push({ name: withoutAgency(piece), title: null });
    }
  }
  return writers
    .map(({ name, title }) => ({ name: name.replace(placePattern, ''), title }))
    .filter(({ name }) => name !== '' && !namesNobody(name));
}

/** The place from which a writer reports: "Ann Porter in Lisbon". */
const placePattern = /(?<=\S \S+) (?:in|at|from) \p{Lu}.{0,80}$/u;

/** Words that stand for writers without naming them. */
const nobody = new Set(
  (
    'staff writer writers reporter reporters agency agencies wire wires service services newsroom news desk our own ' +
    'correspondent correspondents editor editors the team redaktion agenturen agentur redaction redacción agencias redação redazione agenzie'
  ).split(' '),
);

const namesNobody = (name: string): boolean => name.split(/\s+/).every((word) => nobody.has(word.toLowerCase()));

/** Removes the agency after a name. */
const withoutAgency = (name: string): string => name.replace(/^([^/]+ [^/]+)\/.*$/s, '$1').trim();
