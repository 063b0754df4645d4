import { follows, type Part } from './article-text.js';
import { type IsNamed, isOfFirm } from './firms.js';
import { isThingAfter, isThingBefore, isThingStem, towns } from './named-things.js';
import type { Token } from './tokens.js';
import { eponyms, joinedParticles, lowerThings, namedThings, settlements, things } from './words.js';

/** Returns whether a hyphen joins the match to a word beside it. A dash joins two people: `the Merkel–Scholz pact`. */
export function isJoined(part: Part, from: number, to: number): boolean {
  const { tokens, text } = part;
  const before = tokens[from]?.gap === 'hyphen' ? tokens[from - 1] : undefined;
  if (before !== undefined && !joinedParticles.has(before.key) && !isBetweenPeople(text, before, tokens[from]))
    return true;
  if (tokens[to + 1]?.gap !== 'hyphen') return false;
  // "The Rose–Okada Act"
  return !isBetweenPeople(text, tokens[to], tokens[to + 1]) || isOfThing(part, to + 1);
}

/** Returns whether a dash, which is longer than a hyphen, stands between two capitalised words. */
const isBetweenPeople = (text: string, one: Token | undefined, other: Token | undefined): boolean =>
  text.charAt(one?.end ?? 0) === '–' && one?.isCapitalised === true && other?.isCapitalised === true;

/** Nouns that make a possessive before them the name of a law or finding: `Megan's Law`. */
const findings: ReadonlySet<string> = new Set(
  'law act rule disease syndrome theorem paradox constant equation conjecture comet'.split(' '),
);

/** Returns whether a finding is named after a person. */
export const isEponym = ({ tokens }: Part, to: number) =>
  follows(tokens[to + 1]) && eponyms.has(tokens[to + 1]?.key ?? '');

/** Returns whether a possessive is the name of a thing: `Nolan's Law`; `O'Hara's, the bar`. */
function isOwned(tokens: readonly Token[], to: number): boolean {
  const next = tokens[to + 1];
  if (next?.gap === 'comma') return next.key === 'the' || next.key === 'a' || next.key === 'an';
  return follows(next) && next.isCapitalised && findings.has(next.key);
}

/** Returns whether a possessive and the next word are a title in quotation marks: `“Klein’s Bottle”`. */
function isQuotedTitle(text: string, tokens: readonly Token[], to: number): boolean {
  const next = tokens[to + 1];
  if (!follows(next) || !next.isCapitalised) return false;
  return /["“„«‘'’]/.test(text.charAt((tokens[to]?.start ?? 0) - 1)) && /["”“»’']/.test(text.charAt(next.end));
}

/** Returns whether a word is that of a thing with a Turkish ending: `Üniversitesi'nden`. */
function isThingWithEnding(text: string, { start, end, key }: Token): boolean {
  if (end - start === key.length) return false;
  const at = text.slice(start, end).search(/['’ʼ]/);
  return at > 0 && isThingStem(key.slice(0, at));
}

/** Returns whether the next words make a match the name of a place or thing, as in `Kennedy International Airport`. */
export function isOfThing({ tokens, text, hasTitleCase, isEnglish }: Part, to: number): boolean {
  const after = tokens[to + 1];
  if (tokens[to]?.isPossessive) return isOwned(tokens, to) || isQuotedTitle(text, tokens, to);
  if (follows(after) && (isThingAfter(text, after, isEnglish) || isThingWithEnding(text, after))) return true;
  for (let at = to + 1; at <= to + 3; at += 1) {
    const next = tokens[at];
    if (!follows(next) || !next.isCapitalised) return false;
    if (things.has(next.key)) return true;
    if (hasTitleCase || next.isPossessive) return false;
  }
  return false;
}

/**
 * Returns whether the words around a name make it a thing, a place or a family: "the USS Bush", "the Koch brothers",
 * "the town of Price".
 */
export function isOfKind(part: Part, from: number, to: number, isNamed: IsNamed): boolean {
  const { tokens } = part;
  const [first, last] = [tokens[from] as Token, tokens[to] as Token];
  const before = first.gap === 'space' ? tokens[from - 1] : undefined;
  if (before !== undefined) {
    if (namedThings.has(before.key) && !before.isPossessive) return true;
    // "The founder of Baker's Dozen"
    if (last.isPossessive && before.key === 'of' && tokens[from - 2]?.key === 'founder') return true;
    // "Queen's Park"
    if (before.isPossessive && before.isCapitalised && from === to && things.has(first.key)) return true;
    if (before.key === 'of' && settlements.has(tokens[from - 2]?.key ?? '')) return true;
  }
  const next = tokens[to + 1];
  if (!last.isPossessive && follows(next) && lowerThings.has(next.key)) return true;
  // "Warren, which has 135,000 people"; "at JFK, where it snowed"
  if (next?.gap === 'comma' && (next.key === 'which' || next.key === 'where')) return true;
  return isOfFirm(part, from, to, isNamed);
}

/** Returns whether all words of a name are joined by hyphens, as in `rue Charles-de-Gaulle`. */
export function isHyphenedName(tokens: readonly Token[], from: number, to: number): boolean {
  for (let at = from + 1; at <= to; at += 1) if (tokens[at]?.gap !== 'hyphen') return false;
  return true;
}

/** Returns whether the word before a name makes it a street, school or ship: `rue`, `Flughafen`, `улица`, `شارع`. */
export function isNamedAfter({ tokens, text, isEnglish }: Part, from: number, to: number): boolean {
  const first = tokens[from] as Token;
  const before = tokens[from - 1];
  if (before === undefined) return false;
  // "le Charles de Gaulle" is a ship, because French people have no article before their whole names.
  if (before.key === 'le' && first.gap === 'space' && from < to) return true;
  const earlier = tokens[from - 2];
  // "porte-avions" is two words.
  const isThing =
    isThingBefore(before.key, earlier?.key, isEnglish) ||
    (before.gap === 'hyphen' && isThingBefore(`${earlier?.key}${before.key}`, undefined, isEnglish));
  if (!isThing) return false;
  // "Мэр города Олег Дроздов" names a person, but "город Гагарин" does not.
  if (from < to && towns.has(before.key)) return false;
  const between = text.slice(before.end, first.start);
  // "Школа им. Гагарина", but "Ответил им Гагарин"
  if (before.key === 'им' && !between.startsWith('.')) return false;
  // Ships are often in quotation marks: Ледокол «Юрий Гагарин».
  const isBeside = between === ' ' || /^\s?[«„“"]?$/.test(between);
  const isAbbreviation = between.startsWith('.') && before.key.length < 4 && between.trim() === '.';
  return isBeside || isAbbreviation;
}

/** Words before a surname that do not mean a certain person: "no Kennedy", "another Bush". */
const genericDeterminers: ReadonlySet<string> = new Set(['no', 'another', 'every', 'any']);

/** Words that do not begin what an article belongs to: "a Prince on the jukebox", but "a Prince concert". */
const afterGeneric: ReadonlySet<string> = new Set('who in on of at and or as from with for that'.split(' '));

/** Verbs of rest, after which `in` stands before a place. */
const ofRest: ReadonlySet<string> = new Set(
  'born lives live lived living raised based buried died dies held born grew up stationed educated'.split(' '),
);

/** Returns whether the words around a surname show that it means no certain person, or a place. */
export function isGeneric({ tokens, isEnglish, hasTitleCase }: Part, from: number, to: number): boolean {
  const first = tokens[from] as Token;
  const before = first.gap === 'space' ? tokens[from - 1] : undefined;
  if (before === undefined || from !== to) return false;
  if (genericDeterminers.has(before.key)) return true;
  const next = tokens[to + 1];
  if (first.isPossessive) return false;
  if (isEnglish && (before.key === 'a' || before.key === 'an'))
    return !hasTitleCase && (next === undefined || next.gap !== 'space' || afterGeneric.has(next.key));
  // "born in Osaka"; "In Austin im Bundesstaat Texas"
  if (before.key !== 'in') return false;
  if (ofRest.has(tokens[from - 2]?.key ?? '')) return true;
  return before.gap === 'sentence' && next?.gap === 'space' && next.key === 'im';
}
