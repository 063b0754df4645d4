import { follows, type Match, minConfidence, type Part, type Setting } from './article-text.js';
import { castOf, resolveShortName } from './cast.js';
import type { Cast, IsRuledOut } from './cast-types.js';
import { isCompany } from './companies.js';
import { isFamilyAt } from './composed-names.js';
import { type Directory, isUsedOn, type Person } from './directory.js';
import { isFamily } from './families.js';
import { followsFirm, isOfPartners } from './firms.js';
import { isComposed } from './fold.js';
import { followsGivenName, isGivenName, isSurnameAt, isTown } from './guards.js';
import { isPlaceOrWord, wordsInSmallLetters } from './ordinary-words.js';
import { barePositions } from './sentence-openers.js';
import { longestShortNameAt, type ShortNameStart, shortNameStarts } from './short-name-starts.js';
import { isEponym, isOfThing } from './thing-names.js';
import { titleWordsBefore } from './titles.js';
import type { Token } from './tokens.js';
import type { Suggestion } from './unknown.js';
import { followsUnknownGivenName } from './unknown-given-names.js';
import { everyday, particles, sexOf, stops } from './words.js';

const none: readonly never[] = [];

/** Sorts the body first, because the headline may use short names of people whom only the body names in full. */
const bodyFirst = (a: Part, b: Part) => Number(b.field === 'body') - Number(a.field === 'body');

/** The parts of an article in the order in which short names are looked for, with what does not depend on the cast. */
type Places = {
  parts: readonly { part: Part; starts: readonly ShortNameStart[] }[];
  /** Returns the words of the article that are printed in small letters. */
  inSmallLetters: () => ReadonlySet<string>;
};

/** Finds the words at which short names may begin. */
export const shortNamePlaces = (parts: readonly Part[], directory: Directory, setting: Setting): Places => ({
  parts: [...parts].sort(bodyFirst).map((part) => ({ part, starts: shortNameStarts(part, directory, setting) })),
  inSmallLetters: wordsInSmallLetters(parts),
});

/** Finds short names of people whom the article names in full, and surnames after titles. Suggests other surnames. */
export function shortNames(
  { parts, inSmallLetters }: Places,
  directory: Directory,
  priorMatches: readonly Match[],
  setting: Setting,
  isRuledOut: IsRuledOut,
): { matches: Match[]; suggestions: Suggestion[] } {
  const cast = castOf([...priorMatches].sort((a, b) => bodyFirst(a.part, b.part) || a.from - b.from));
  const isNamed = (key: string) => cast.members.has(key);
  const matches: Match[] = [];
  const suggestions: Suggestion[] = [];
  const headline = parts.find(({ part }) => part.field === 'headline');
  const isInHeadline = (key: string) =>
    headline?.starts.some(({ wordForms }) => wordForms.some((form) => form.key === key)) === true;

  for (const { part, starts } of parts) {
    const { tokens, text } = part;
    const takenTokens = new Set<number>();
    for (const { part: other, from, to, method } of priorMatches)
      if (other === part && method !== 'title') for (let at = from; at <= to; at += 1) takenTokens.add(at);

    let last = -1;
    for (const start of starts) {
      const { at } = start;
      if (at <= last || takenTokens.has(at)) continue;
      const shortName = longestShortNameAt(part, directory, cast, setting, start, takenTokens);
      if (shortName === undefined) continue;
      const token = tokens[at] as Token;
      const { to, key, keys, wordForm } = shortName;
      const { cut, skip } = wordForm;
      const people = directory.shorts.get(key) ?? none;
      if (token.isCaseless && isComposed(token.key) && !isFamilyAt(text, token.start, token.end, people)) continue;
      const isUsed = people.some(({ shortSpans }) => isUsedOn(shortSpans?.get(key), setting.day));
      if (!isUsed && wordForm.isExact) continue;
      const from = withInitial(part, at, people);
      if (!isSurnameAt(part, directory, from, to, cut > 0, isNamed)) {
        rememberOtherBearer(cast, part, directory, setting, from, to, key, wordForm.isExact);
        continue;
      }
      if (wordForm.isExact && followsUnknownGivenName(part, from, setting, inSmallLetters)) {
        rememberStranger(cast, part, from, key);
        continue;
      }
      if (cast.bareShorts.has(key) && isPartOfLonger(part, from, key, directory)) continue;
      if (isCompany(cast, part, at, to, key)) continue;
      if (isFamily(part, from, to, cut, setting.inflection)) continue;
      const isEnding = cut > 0 && hasSeparateEnding(part, to, cut);
      if (isPlaceOrWord(part, from, to, key, isEnding, cast, inSmallLetters)) continue;
      const who = resolveShortName(cast, directory, setting, part, from, to, keys, isRuledOut, isInHeadline);
      if (who !== undefined) {
        const { candidates, method, confidence } = who;
        matches.push({ part, from, to, candidates, method, confidence, cut, skip, ownShort: undefined });
        const person = who.confidence < minConfidence ? undefined : who.candidates[0]?.person;
        if (person !== undefined) cast.counts.set(person, (cast.counts.get(person) ?? 0) + 1);
      } else if (
        from === at &&
        key.length > 2 &&
        wordForm.isExact &&
        !token.isCaseless &&
        !part.hasTitleCase &&
        !everyday.has(key) &&
        (token.gap !== 'sentence' || to > at)
      ) {
        const end = (tokens[to] as Token).end;
        suggestions.push({
          field: part.field,
          name: text.slice(token.start, end),
          start: token.start,
          end,
          reason: 'surname-alone',
        });
      }
      last = to;
    }
  }
  return { matches, suggestions };
}

/** Returns whether the word before makes a longer short name, which was found not to name a person here. */
const isPartOfLonger = ({ tokens }: Part, from: number, key: string, directory: Directory) =>
  tokens[from]?.gap !== 'sentence' && directory.shorts.has(`${tokens[from - 1]?.key} ${key}`);

/** Returns whether the name means an airport or a station, as in "Kennedy International". */
const isStop = ({ tokens }: Part, to: number) => {
  const next = tokens[to + 1];
  return follows(next) && next.isCapitalised && stops.has(next.key);
};

/** Records in the cast that a surname means a place or a person who is not in the directory. */
function rememberOtherBearer(
  cast: Cast,
  part: Part,
  directory: Directory,
  { inflection }: Setting,
  from: number,
  to: number,
  key: string,
  isExact: boolean,
): void {
  if (isTown(part, to) || isStop(part, to)) {
    cast.places.set(key, (cast.places.get(key) ?? 0) + 1);
    return;
  }
  if (isOfThing(part, to) || isEponym(part, to) || isOfPartners(part, to)) {
    cast.things.add(key);
    return;
  }
  if (followsFirm(part.tokens, from)) {
    rememberStranger(cast, part, from, key);
    return;
  }
  if (!followsGivenName(part, directory, from)) return;
  const givenName = part.tokens[from - 1] as Token;
  // "In Santa Cruz"; "en El Prado"
  if (particles.has(givenName.key) || placePrefixes.has(givenName.key)) return;
  // A German noun before a surname need not be a given name: `die Einheit Weber`.
  // A role or an inflected given name of the person may have a capital letter, too: `Premier Tusk`; `о Сергее Лаврове`.
  const isDoubtful = inflection === 'german' || !isExact || (!part.isEnglish && barePositions.has(givenName.key));
  if (isDoubtful && !isGivenName(givenName.key, directory)) return;
  rememberStranger(cast, part, from, key);
}

/** Records in the cast that a surname is that of somebody who is not in the directory, or of a firm. */
function rememberStranger(cast: Cast, part: Part, from: number, key: string): void {
  const givenName = part.tokens[from - 1] as Token;
  const titles = titleWordsBefore(part.tokens, givenName.initials ? from - 2 : from - 1);
  const strangers = cast.strangers.get(key) ?? [];
  strangers.push({ place: { part, at: from }, titles, sex: sexOf(givenName.key) });
  cast.strangers.set(key, strangers);
}

/** Words before a surname in the names of places, besides particles. */
const placePrefixes: ReadonlySet<string> = new Set(['santa', 'santo', 'saint', 'sainte', 'los', 'new', 'port', 'fort']);

/** Returns whether an apostrophe separates the ending of a name, as in the Turkish `Demir'in`. */
const hasSeparateEnding = ({ tokens, text }: Part, to: number, cut: number) =>
  /['’ʼ]/.test(text.charAt((tokens[to]?.end ?? 0) - cut));

/** Includes the initial before a surname, as in `D. Trump`, if it is that of a person with the short name. */
function withInitial({ tokens }: Part, at: number, people: readonly Person[]): number {
  const before = tokens[at - 1];
  const fits =
    before?.initials === true &&
    tokens[at]?.gap === 'space' &&
    before.key.length === 1 &&
    people.some(({ initial }) => initial === before.key);
  return fits ? at - 1 : at;
}
