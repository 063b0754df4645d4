import {
  type ArticleText,
  FIELDS,
  type Field,
  type Match,
  type Method,
  minConfidence,
  type Part,
  partsOf,
  settingOf,
} from './article-text.js';
import type { IsRuledOut } from './cast-types.js';
import { composedNames, createSegment } from './composed-names.js';
import type { Directory, Person } from './directory.js';
import { fullNames } from './full-names.js';
import { type Quotation, quotationsIn } from './quotations.js';
import { type Attribution, attributionAt, type Quote, type QuoteKind } from './quotes.js';
import { shortNamePlaces, shortNames } from './short-names.js';
import { ownTitleBefore, titleBefore } from './titles.js';
import type { Token } from './tokens.js';
import { type Suggestion, unknownBehindTitles } from './unknown.js';

export type Mention = {
  field: Field;
  /** UTF-16 units in the text of the field. */
  start: number;
  end: number;
  surface: string;
  /** The title as it is printed before the name. */
  title: string | null;
  person: Person | null;
  /** The people who may be meant, the likeliest first. */
  candidates: readonly { person: Person; score: number }[];
  method: Method;
  /** From 0 to 1. */
  confidence: number;
  status: 'auto' | 'suggested';
  quoted: QuoteKind;
  /** What the person says here, in the order of the text. */
  quotes: Quote[];
};

export type LinkerOutput = { mentions: Mention[]; suggestions: Suggestion[] };

/** An editor's decision that a person is named at a place, or is not. */
export type Decision = { field: Field; start: number; end: number; personId: string; isNamed: boolean };

/**
 * Finds where an article names people of the directory. Full names are found first, longer ones before shorter ones.
 * Short names, such as surnames, are then linked to people whom the article names in full, or to the holder of the
 * office that is printed before the name. Other surnames and unknown names after titles become suggestions.
 *
 * This is a pure function. Its time grows with the text, not with the directory.
 *
 * @param decisions override the linker; people whom they name are also found by short names in the rest of the article
 * @returns mentions in the order of the fields and of their places, without overlaps
 */
export function link(article: ArticleText, directory: Directory, decisions: readonly Decision[] = []): LinkerOutput {
  const parts = partsOf(article, createSegment(directory));
  const setting = settingOf(article, parts);
  const { decidedMatches, isRuledOut } = applyDecisions(decisions, parts, directory);
  const fullMatches = parts.flatMap((part) => [
    ...fullNames(part, directory, setting),
    ...composedNames(part, directory, setting),
  ]);
  const full =
    decisions.length === 0
      ? fullMatches
      : [
          ...decidedMatches,
          ...fullMatches.flatMap((match) =>
            decidedMatches.some((other) => isOver(match, other)) ? [] : withoutRuledOut(match, isRuledOut),
          ),
        ];
  const places = shortNamePlaces(parts, directory, setting);
  const first = shortNames(places, directory, full, setting, isRuledOut);
  // People who were found by title and surname are also found by the surname alone, before and after that place.
  const byTitle = first.matches.filter(({ method }) => method === 'title');
  const { matches, suggestions } =
    byTitle.length === 0 ? first : shortNames(places, directory, [...full, ...byTitle], setting, isRuledOut);
  const mentions: Mention[] = [];
  const all = [...full, ...matches];
  for (const part of parts) {
    const { text, tokens } = part;
    const partMatches = all.filter((match) => match.part === part).sort((a, b) => a.from - b.from);
    const namedTokens = new Set<number>();
    for (const { from, to } of partMatches) for (let at = from; at <= to; at += 1) namedTokens.add(at);
    const quotations = partMatches.length === 0 ? [] : quotationsIn(text);
    const isNamed = (index: number) => namedTokens.has(index);
    const attributions = partMatches.map(({ from, to }) => attributionAt(text, tokens, quotations, from, to, isNamed));
    const nameStarts = partMatches.map(({ from }) => (tokens[from] as Token).start);
    const quotes = assignQuotes(attributions, nameStarts);
    for (const [index, match] of partMatches.entries()) {
      const attribution = attributions[index] as Attribution;
      mentions.push(mentionOf(match, attribution, quotes[index] ?? []));
    }
    suggestions.push(...unknownBehindTitles(part, namedTokens));
  }
  return {
    mentions,
    suggestions: suggestions.sort((a, b) => FIELDS.indexOf(a.field) - FIELDS.indexOf(b.field) || a.start - b.start),
  };
}

/** Returns for each mention the quotations beside it that no other speaker is nearer to. */
function assignQuotes(attributions: readonly Attribution[], places: readonly number[]): Quote[][] {
  const quotes: Quote[][] = attributions.map(() => []);
  const speakers = new Map<Quotation, number>();
  const distance = ({ start, end }: Quotation, index: number) => {
    const place = places[index] ?? 0;
    return place < start ? start - place : place - end;
  };
  for (const [index, { quotations }] of attributions.entries())
    for (const quotation of quotations) {
      const other = speakers.get(quotation);
      if (other === undefined || distance(quotation, index) < distance(quotation, other))
        speakers.set(quotation, index);
    }
  for (const [{ text, textStart, textEnd }, index] of speakers)
    quotes[index]?.push({ text, start: textStart, end: textEnd, verb: attributions[index]?.verb ?? '' });
  return quotes.map((own) => (own.length < 2 ? own : own.sort((a, b) => a.start - b.start)));
}

const isOver = (one: Match, other: Match) => one.part === other.part && one.from <= other.to && other.from <= one.to;

function withoutRuledOut(match: Match, isRuledOut: IsRuledOut): Match[] {
  const candidates = match.candidates.filter(({ person }) => !isRuledOut(match.part, match.from, match.to, person));
  return candidates.length === 0 ? [] : [{ ...match, candidates }];
}

/** Converts decisions to matches of words, and to a function that tells which people are ruled out. */
function applyDecisions(
  decisions: readonly Decision[],
  parts: readonly Part[],
  directory: Directory,
): { decidedMatches: Match[]; isRuledOut: IsRuledOut } {
  const decidedMatches: Match[] = [];
  const ruledOut: { part: Part; from: number; to: number; person: Person }[] = [];
  for (const { field, start, end, personId, isNamed } of decisions) {
    const part = parts.find((one) => one.field === field);
    const person = directory.people.get(personId);
    if (part === undefined || person === undefined) continue;
    const from = part.tokens.findIndex((token) => token.end > start);
    const to = part.tokens.findLastIndex((token) => token.start < end);
    if (from === -1 || to < from) continue;
    if (isNamed) {
      const candidates = [{ person, score: 1 }];
      const span = { start, end };
      decidedMatches.push({ part, from, to, candidates, method: 'editor', confidence: 1, cut: 0, skip: 0, span });
    } else ruledOut.push({ part, from, to, person });
  }
  const isRuledOut: IsRuledOut = (part, from, to, person) =>
    ruledOut.some((one) => one.person === person && one.part === part && one.from <= to && from <= one.to);
  return { decidedMatches, isRuledOut };
}

const minDefined = (one: number | undefined, other: number | undefined) =>
  one === undefined || other === undefined ? (one ?? other) : Math.min(one, other);

function mentionOf(
  { part, from, to, candidates, method, confidence, cut, skip, span }: Match,
  attribution: Attribution,
  quotes: Quote[],
): Mention {
  const { field, text, tokens } = part;
  const start = span?.start ?? (tokens[from] as Token).start + skip;
  const end = span?.end ?? (tokens[to] as Token).end - cut;
  const person = confidence >= minConfidence ? (candidates[0]?.person ?? null) : null;
  const own = person === null ? undefined : ownTitleBefore(tokens, from, person);
  const title = minDefined(own, titleBefore(tokens, from));
  return {
    field,
    start,
    end,
    surface: text.slice(start, end),
    title: title === undefined ? null : text.slice((tokens[title] as Token).start, start).trim(),
    person,
    candidates,
    method,
    confidence,
    status: person === null ? 'suggested' : 'auto',
    // A quotation to which another speaker is nearer is not the person's.
    quoted: attribution.kind === 'direct' && quotes.length === 0 ? 'indirect' : attribution.kind,
    quotes,
  };
}
