import { follows, type Match, minConfidence, type Part, type Setting } from './article-text.js';
import { castOf, resolveShortName } from './cast.js';
import type { Cast, IsRuledOut } from './cast-types.js';
import { isCompany } from './companies.js';
import { isAddressed } from './composed-words.js';
import { type Directory, isUsedOn, type Person } from './directory.js';
import { isComposed } from './fold.js';
import { edgesOf, otherForms, type WordForm, wordFormsOf } from './forms.js';
import { followsGivenName, isOfThing, isSpeakerLabel, isSurnameAt, isTown, speaksAt } from './guards.js';
import { titleBefore, titleWordsBefore } from './titles.js';
import type { Token } from './tokens.js';
import type { Suggestion } from './unknown.js';
import { beforePlaces, descriptors, everyday, particles, sexOf, speech, stops } from './words.js';

const none: readonly never[] = [];

/** Sorts the body first, because the headline may use short names of people whom only the body names in full. */
const bodyFirst = (a: Part, b: Part) => Number(b.field === 'body') - Number(a.field === 'body');

/** Finds short names of people whom the article names in full, and surnames after titles. Suggests other surnames. */
export function shortNames(
  parts: readonly Part[],
  directory: Directory,
  priorMatches: readonly Match[],
  setting: Setting,
  isRuledOut: IsRuledOut,
): { matches: Match[]; suggestions: Suggestion[] } {
  const cast = castOf([...priorMatches].sort((a, b) => bodyFirst(a.part, b.part) || a.from - b.from));
  const inSmallLetters = wordsInSmallLetters(parts);
  const isNamed = (key: string) => cast.members.has(key);
  const matches: Match[] = [];
  const suggestions: Suggestion[] = [];

  for (const part of [...parts].sort(bodyFirst)) {
    const { tokens, text } = part;
    const takenTokens = new Set<number>();
    for (const { part: other, from, to, method } of priorMatches)
      if (other === part && method !== 'title') for (let at = from; at <= to; at += 1) takenTokens.add(at);

    for (let at = 0; at < tokens.length; at += 1) {
      const token = tokens[at] as Token;
      if (takenTokens.has(at) || (!token.isCapitalised && !token.isCaseless && !particles.has(token.key))) continue;
      const shortName = longestShortNameAt(part, directory, cast, setting, at, takenTokens);
      if (shortName === undefined) continue;
      if (token.isCaseless && isComposed(token.key) && !isAddressed(text, token.start, token.end)) continue;
      const { to, key, keys, wordForm } = shortName;
      const { cut, skip } = wordForm;
      const people = directory.shorts.get(key) ?? none;
      const isUsed = people.some(({ shortSpans }) => isUsedOn(shortSpans?.get(key), setting.day));
      if (!isUsed && wordForm.isExact) continue;
      const from = withInitial(part, at, people);
      if (!isSurnameAt(part, directory, from, to, cut > 0, isNamed)) {
        rememberOtherBearer(cast, part, directory, from, to, key);
        continue;
      }
      if (isCompany(cast, part, at, to, key)) continue;
      if (isPlaceOrWord(part, from, to, key, cast, inSmallLetters)) continue;
      const who = resolveShortName(cast, directory, setting, part, from, to, keys, isRuledOut);
      if (who !== undefined) {
        matches.push({ part, from, to, ...who, ...edgesOf({ cut, skip }) });
        const person = who.confidence < minConfidence ? undefined : who.candidates[0]?.person;
        if (person !== undefined) cast.counts.set(person, (cast.counts.get(person) ?? 0) + 1);
      } else if (
        from === at &&
        key.length > 2 &&
        wordForm.isExact &&
        !token.isCaseless &&
        !part.hasTitleCase &&
        !everyday.has(key) &&
        token.gap !== 'sentence'
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
      at = to;
    }
  }
  return { matches, suggestions };
}

/** A short name at a place: its key, and all keys that the printed words may be forms of. */
type ShortName = { to: number; key: string; keys: readonly string[]; wordForm: WordForm };

/** Returns the longest short name that begins at a word. */
function longestShortNameAt(
  part: Part,
  directory: Directory,
  cast: Cast,
  setting: Setting,
  from: number,
  takenTokens: ReadonlySet<number>,
): ShortName | undefined {
  const { tokens } = part;
  const token = tokens[from] as Token;
  if (otherForms(part.text, token, setting.inflection).length === 0) {
    const { key } = token;
    const maxLength = directory.shortStarts.get(key);
    if (maxLength === undefined || (maxLength === 1 && !directory.shorts.has(key))) return undefined;
    if (maxLength === 1) return { to: from, key, keys: [key], wordForm: { key, skip: 0, cut: 0, isExact: true } };
  }
  let wordForms = wordFormsOf(part, from, setting).filter(({ key }) => directory.shortStarts.has(key));
  const maxWords = Math.max(0, ...wordForms.map(({ key }) => directory.shortStarts.get(key) ?? 0));
  let longestName: ShortName | undefined;
  for (let to = from; to < tokens.length && to < from + maxWords && !takenTokens.has(to); to += 1) {
    if (to > from) {
      if (!isRunOn(tokens, to)) break;
      const words = wordFormsOf(part, to, setting).filter(({ skip }) => skip === 0);
      wordForms = wordForms.flatMap((before) =>
        words.map(({ key, cut, isExact }) => ({
          key: `${before.key} ${key}`,
          skip: before.skip,
          cut,
          isExact: before.isExact && isExact,
        })),
      );
    }
    // An inflected or prefixed form counts only for people who are named in full.
    const here = wordForms.filter(({ key, isExact }) => (isExact ? directory.shorts.has(key) : cast.members.has(key)));
    const inCast = here.filter(({ key }) => cast.members.has(key));
    const [wordForm] = inCast.length > 0 ? inCast : here;
    if (wordForm === undefined) continue;
    const keys = inCast.filter(({ skip, cut }) => skip === wordForm.skip && cut === wordForm.cut).map(({ key }) => key);
    longestName = { to, key: wordForm.key, keys: keys.length === 0 ? [wordForm.key] : keys, wordForm };
  }
  return longestName;
}

function isRunOn(tokens: readonly Token[], at: number): boolean {
  const { gap, isOnNewLine } = tokens[at] as Token;
  const isJoined = gap === 'space' || gap === 'hyphen' || gap === 'elision' || isOnNewLine;
  return isJoined && !tokens[at - 1]?.isPossessive;
}

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
  from: number,
  to: number,
  key: string,
): void {
  if (isTown(part, to) || isStop(part, to)) {
    cast.places.set(key, (cast.places.get(key) ?? 0) + 1);
    return;
  }
  if (isOfThing(part, to)) {
    cast.things.add(key);
    return;
  }
  if (!followsGivenName(part, directory, from)) return;
  const givenName = part.tokens[from - 1] as Token;
  const titles = titleWordsBefore(part.tokens, givenName.initials ? from - 2 : from - 1);
  const strangers = cast.strangers.get(key) ?? [];
  strangers.push({ place: { part, at: from }, titles, sex: sexOf(givenName.key) });
  cast.strangers.set(key, strangers);
}

/** Returns whether a surname means a place of this article here, or is an ordinary word at the start of a sentence. */
function isPlaceOrWord(
  part: Part,
  from: number,
  to: number,
  key: string,
  cast: Cast,
  inSmallLetters: () => ReadonlySet<string>,
): boolean {
  const { tokens, hasTitleCase } = part;
  const [first, last] = [tokens[from] as Token, tokens[to] as Token];
  // "He flew to Washington"
  if (descriptors.has(key) && first.gap === 'space' && placePrepositions.has(tokens[from - 1]?.key ?? '')) return true;
  if (cast.places.has(key) && first.gap === 'space' && beforePlaces.has(tokens[from - 1]?.key ?? '')) return true;
  // In an article about a town, its name means a person only with a title or a verb of speech.
  if ((cast.places.get(key) ?? 0) > 1 && titleBefore(tokens, from) === undefined && !isSpeaker(part, from, to))
    return true;
  if (isLettering(part, from, to)) return true;
  if (first.gap !== 'sentence' || from !== to || last.isPossessive || hasTitleCase) return false;
  if (isSpeakerLabel(part, from, to)) return false;
  return !speaksAt(part, to) && inSmallLetters().has(key);
}

const placePrepositions: ReadonlySet<string> = new Set(['to', 'in', 'from', 'near', 'at', 'outside', 'leaving']);

/** Returns whether a verb of speech stands before or after the name. */
function isSpeaker({ tokens }: Part, from: number, to: number): boolean {
  const [before, next] = [tokens[from - 1], tokens[to + 1]];
  return (
    speech.has(before?.key ?? '') ||
    (next !== undefined && next.gap !== 'sentence' && (speech.has(next.key) || next.key === 'who'))
  );
}

/** Returns whether a surname in capitals, among words that are not, quotes lettering, such as on a cap or poster. */
function isLettering(part: Part, from: number, to: number): boolean {
  const { tokens, field } = part;
  if (field !== 'body' || !tokens[from]?.isAllCaps || isSpeakerLabel(part, from, to)) return false;
  const around = [tokens[from - 2], tokens[from - 1], tokens[to + 1], tokens[to + 2]];
  return !around.some((token) => token?.isAllCaps && token.key.length > 3) && titleBefore(tokens, from) === undefined;
}

function wordsInSmallLetters(parts: readonly Part[]): () => ReadonlySet<string> {
  let words: Set<string> | undefined;
  return () => {
    words ??= new Set(
      parts.flatMap(({ tokens }) =>
        tokens.flatMap(({ key, isCapitalised, isCaseless }) => (isCapitalised || isCaseless ? [] : [key])),
      ),
    );
    return words;
  };
}

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
