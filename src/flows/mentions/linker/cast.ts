import { type Match, minConfidence, type Part, type Setting } from './article-text.js';
import type { Cast, CastMember, IsRuledOut, Place, Resolution } from './cast-types.js';
import { type Directory, heldOn, isUsedOn, type Person } from './directory.js';
import { doubtful, isNamesakeLatest } from './namesakes.js';
import { lastBefore, resolveRelatives } from './relatives.js';
import { soleBearer, soleCompound } from './sole-bearers.js';
import { keysBetween, officeBefore, sexIn, titleBefore, titleInApposition, titleWordsBefore } from './titles.js';
import { courtesies, plainTitles, sexOf } from './words.js';

const none: readonly never[] = [];

const abbreviationOf = (title: string) => (title === 'captain' ? 'capt' : title);

/**
 * Collects the people who are named in full, in the order of the matches.
 *
 * @param matches the matches; those of each part in the order of its text
 */
export function castOf(matches: readonly Match[]): Cast {
  const members = new Map<string, CastMember[]>();
  const bareMembers = new Map<string, CastMember[]>();
  const uncertain = new Map<string, Set<Person>>();
  for (const match of matches) {
    const { part, from, to, candidates, confidence } = match;
    const person = candidates[0]?.person;
    if (person === undefined) continue;
    if (confidence < minConfidence) {
      for (const candidate of candidates)
        for (const key of candidate.person.shorts)
          uncertain.set(key, (uncertain.get(key) ?? new Set<Person>()).add(candidate.person));
      continue;
    }
    const titles = titleWordsBefore(part.tokens, from);
    for (const key of person.shorts) {
      if (person.aliasShorts.has(key) && !isPrinted(match, key)) continue;
      const own = person.bareShorts.has(key) ? bareMembers : members;
      const all = own.get(key) ?? [];
      let same = all.find((one) => one.person === person);
      if (same === undefined) {
        same = { person, places: new Map(), titles: new Set() };
        all.push(same);
        own.set(key, all);
      }
      const places = same.places.get(part);
      if (places === undefined) same.places.set(part, [from]);
      else places.push(from);
      for (const title of titles) same.titles.add(title);
      const besideComma = titleInApposition(part, from, to);
      if (besideComma !== undefined) same.titles.add(besideComma);
    }
  }
  const bareShorts = new Set<string>();
  for (const [key, all] of bareMembers) {
    if (members.has(key)) continue;
    members.set(key, all);
    bareShorts.add(key);
  }
  return {
    members,
    bareShorts,
    strangers: new Map(),
    places: new Map(),
    companies: new Set(),
    things: new Set(),
    uncertain,
    counts: new Map(),
  };
}

/** Returns whether a match prints the name with which a person is called by a short name that is not always theirs. */
const isPrinted = ({ part, to, method, ownShort }: Match, key: string): boolean =>
  ownShort === key || ((method === 'editor' || method === 'title') && key.endsWith(part.tokens[to]?.key ?? ' '));

/** How many strangers are considered for a surname. Only the latest ones matter. */
const maxStrangers = 20;

/** Returns whether the printed titles show that a stranger is meant rather than somebody of the cast. */
function isStranger(
  cast: Cast,
  key: string,
  here: readonly CastMember[],
  place: Place,
  titles: readonly string[],
): boolean {
  const plain = titles.find((title) => plainTitles.has(title));
  const bearsTitle = (title: string) =>
    here.some(
      ({ person, titles: printedTitles }) =>
        printedTitles.has(title) || printedTitles.has(abbreviationOf(title)) || heldOn(person, title, undefined),
    );
  if (plain !== undefined && !bearsTitle(plain)) return true;
  if (!titles.some((title) => courtesies.has(title) || plainTitles.has(title))) return false;
  const sex = sexIn(titles);
  const fit = (cast.strangers.get(key) ?? none)
    .slice(-maxStrangers)
    .filter((stranger) => sex === undefined || stranger.sex === undefined || stranger.sex === sex);
  if (fit.some((stranger) => stranger.titles.some((title) => titles.includes(title))) && !titles.some(bearsTitle))
    return true;
  // A stranger named earlier in the same sentence is not called by a courtesy title there, so they do not count.
  const { part, at } = place;
  const last = fit.findLast(
    (stranger) => stranger.place.part === part && (part.sentences[stranger.place.at] ?? 0) < (part.sentences[at] ?? 0),
  );
  return last !== undefined && here.every((member) => (lastBefore(member, place) ?? -1) < last.place.at);
}

/**
 * Returns whether the body has named a stranger in full before a place, and the people of the cast only later. For a
 * surname in the headline or standfirst, the body names them in a later paragraph.
 */
function isStrangerFirst({ strangers }: Cast, key: string, here: readonly CastMember[], place: Place): boolean {
  const first =
    here.length === 0 ? undefined : strangers.get(key)?.find((one) => one.place.part.field === 'body')?.place;
  if (first === undefined) return false;
  const { part: body, at } = first;
  const isInBody = place.part === body;
  if (isInBody && at >= place.at) return false;
  return here.every(({ places }) => {
    const own = places.size === 1 ? places.get(body)?.[0] : undefined;
    if (own === undefined) return false;
    return isInBody ? own > place.at : (body.blocks[own] ?? 0) > (body.blocks[at] ?? 0);
  });
}

/** Removes the people whom the titles printed before the surname cannot mean. */
function filterByTitles(here: readonly CastMember[], titles: readonly string[]): readonly CastMember[] {
  const sex = sexIn(titles);
  const fit = here.filter(({ person }) => {
    const own = sexOf(person.givenKey);
    return sex === undefined || own === undefined || own === sex;
  });
  const alike = fit.filter(({ titles: printedTitles }) => titles.some((title) => printedTitles.has(title)));
  return alike.length > 0 && titles.some((title) => title === 'dr' || title === 'rev') ? alike : fit;
}

const singleCandidate = (person: Person, method: Resolution['method'], confidence: number): Resolution => ({
  candidates: [{ person, score: confidence }],
  method,
  confidence,
});

/** Returns whom a short name, such as a surname, means at a place, or undefined if it identifies nobody. */
export function resolveShortName(
  cast: Cast,
  directory: Directory,
  { day }: Setting,
  part: Part,
  from: number,
  to: number,
  keys: readonly string[],
  isRuledOut: IsRuledOut,
  isInHeadline: (key: string) => boolean,
): Resolution | undefined {
  const [key = ''] = keys;
  const isUsed = ({ shortSpans }: Person) =>
    shortSpans === undefined || keys.some((one) => isUsedOn(shortSpans.get(one), day));
  const place = { part, at: from };
  const titleAt = titleBefore(part.tokens, from);
  const titles = titleAt === undefined ? none : keysBetween(part.tokens, titleAt, from);
  const all = membersOf(cast, keys).filter(({ person }) => isUsed(person) && !isRuledOut(part, from, to, person));
  if (titles.length > 0 ? isStranger(cast, key, all, place, titles) : isStrangerFirst(cast, key, all, place))
    return undefined;
  if (titles.length === 0 && isNamesakeLatest(cast, key, all, place, isInHeadline)) return doubtful(all);
  const here = titles.length === 0 ? all : filterByTitles(all, titles);
  if (all.length > 0 && here.length === 0) return undefined;
  const office = officeBefore(part, from, titleAt);
  const holders: readonly Person[] =
    office === undefined
      ? none
      : (directory.officeHolders.get(key) ?? none).filter(
          (person) => heldOn(person, office, day) && isUsed(person) && !isRuledOut(part, from, to, person),
        );
  const [holder] = holders;
  if (here.length === 0) {
    if (holder !== undefined) return holders.length === 1 ? singleCandidate(holder, 'title', 0.9) : undefined;
    const bearer = office === undefined ? undefined : soleBearer(cast, directory, key, office);
    const isMeant = (person: Person) => isUsed(person) && !isRuledOut(part, from, to, person);
    if (bearer !== undefined && isMeant(bearer)) return singleCandidate(bearer, 'title', 0.75);
    const compound = office === undefined ? soleCompound(cast, directory, part, from, to, key, titles) : undefined;
    return compound !== undefined && isMeant(compound) ? singleCandidate(compound, 'short-name', 0.8) : undefined;
  }

  const holdersHere: readonly CastMember[] =
    holders.length === 0 ? none : here.filter(({ person }) => holders.includes(person));
  const before: readonly CastMember[] =
    office === undefined ? none : here.filter(({ person }) => heldOn(person, office, undefined));
  const only = soleOf(holdersHere) ?? soleOf(here) ?? soleOf(before);
  if (only !== undefined) {
    // The printed office is held by another person of the same short name.
    if (holder !== undefined && holders.length === 1 && holdersHere.length === 0 && !before.includes(only)) {
      const candidates = [
        { person: holder, score: 0.8 },
        { person: only.person, score: 0.2 },
      ];
      return { candidates, method: 'title', confidence: 0.8 };
    }
    // Another person of this surname may have been named in full before.
    const others = uncertainPeople(cast, keys).filter((one) => one !== only.person);
    if (others.length === 0 || office !== undefined || cast.uncertain.get(key)?.has(only.person) === true)
      return singleCandidate(only.person, 'short-name', 0.95);
    const candidates = [only.person, ...others].map((person) => ({ person, score: 0.4 / (others.length + 1) }));
    return { candidates, method: 'short-name', confidence: 0.4 };
  }
  return resolveRelatives(cast, here, place);
}

const soleOf = <Item>(list: readonly Item[]): Item | undefined => (list.length === 1 ? list[0] : undefined);

/** Returns the people who may be named in full, but are not certain, and whom one of the short names may mean. */
const uncertainPeople = ({ uncertain }: Cast, keys: readonly string[]): readonly Person[] =>
  uncertain.size === 0 ? none : keys.flatMap((key) => [...(uncertain.get(key) ?? none)]);

/** Returns the people of the cast whom one of the short names may mean. */
function membersOf(cast: Cast, keys: readonly string[]): readonly CastMember[] {
  const [key = '', ...others] = keys;
  const first = cast.members.get(key) ?? none;
  if (others.length === 0) return first;
  const more = others.flatMap((other): CastMember[] => cast.members.get(other) ?? []);
  return [...first, ...more.filter(({ person }) => !first.some((one) => one.person === person))];
}
