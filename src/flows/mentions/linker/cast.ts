import { type Match, minConfidence, type Part, type Setting } from './article-text.js';
import { type Directory, heldOn, type Person } from './directory.js';
import { officeBefore, titleWordsBefore } from './titles.js';
import { courtesies, forMen, forWomen, plainTitles, sexOf } from './words.js';

type Place = { part: Part; at: number };

/** Somebody who is named in full in the story: at which words of each part, in their order, and with which titles. */
type CastMember = { person: Person; places: Map<Part, number[]>; titles: Set<string> };

/** Somebody else of the same surname, of whom only the story knows. */
type Stranger = { place: Place; titles: readonly string[]; sex: Sex };
type Sex = ReturnType<typeof sexOf>;

type Resolution = Pick<Match, 'candidates' | 'method' | 'confidence'>;

/** Whether an editor has said that somebody is not meant at a place. */
export type IsRuledOut = (part: Part, from: number, to: number, person: Person) => boolean;

/** Who appears in a story, by what is printed of their names later. */
export type Cast = {
  members: Map<string, CastMember[]>;
  strangers: Map<string, Stranger[]>;
  /** Surnames that are names of places in this story, too, and how often. */
  places: Map<string, number>;
};

const none: readonly never[] = [];

/**
 * Those who are named in full, in the order of the matches.
 *
 * @param matches those of each part in the order of its text
 */
export function castOf(matches: readonly Match[]): Cast {
  const members = new Map<string, CastMember[]>();
  for (const { part, from, candidates, confidence } of matches) {
    const person = candidates[0]?.person;
    if (person === undefined || confidence < minConfidence) continue;
    const titles = titleWordsBefore(part.tokens, from);
    for (const key of person.shorts) {
      const all = members.get(key) ?? [];
      let same = all.find((one) => one.person === person);
      if (same === undefined) {
        same = { person, places: new Map(), titles: new Set() };
        all.push(same);
        members.set(key, all);
      }
      const places = same.places.get(part);
      if (places === undefined) same.places.set(part, [from]);
      else places.push(from);
      for (const title of titles) same.titles.add(title);
    }
  }
  return { members, strangers: new Map(), places: new Map() };
}

/** The last word before a place at which somebody is named in full in the same part. */
function lastBefore({ places }: CastMember, { part, at }: Place): number | undefined {
  const all = places.get(part);
  if (all === undefined) return undefined;
  let [low, high] = [0, all.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((all[middle] ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? undefined : all[low - 1];
}

/** Strangers that are looked at for one surname: those further back do not matter. */
const maxStrangers = 20;

/** Whether titles as printed say that somebody of whom only the story knows is meant, or somebody else. */
function isStranger(
  cast: Cast,
  key: string,
  here: readonly CastMember[],
  place: Place,
  titles: readonly string[],
): boolean {
  const plain = titles.find((title) => plainTitles.has(title));
  const bearsTitle = (title: string) =>
    here.some(({ person, titles: printedTitles }) => printedTitles.has(title) || heldOn(person, title, undefined));
  if (plain !== undefined && !bearsTitle(plain)) return true;
  if (!titles.some((title) => courtesies.has(title) || plainTitles.has(title))) return false;
  const sex = sexIn(titles);
  const fit = (cast.strangers.get(key) ?? none)
    .slice(-maxStrangers)
    .filter((stranger) => sex === undefined || stranger.sex === undefined || stranger.sex === sex);
  if (fit.some((stranger) => stranger.titles.some((title) => titles.includes(title))) && !titles.some(bearsTitle))
    return true;
  // Who is the subject of a sentence is not called by a courtesy in the same one.
  const { part, at } = place;
  const last = fit.findLast(
    (stranger) => stranger.place.part === part && (part.sentences[stranger.place.at] ?? 0) < (part.sentences[at] ?? 0),
  );
  return last !== undefined && here.every((member) => (lastBefore(member, place) ?? -1) < last.place.at);
}

/** Whom courtesies are paid to. */
const sexIn = (titles: readonly string[]): Sex =>
  titles.some((title) => forMen.has(title)) ? 'man' : titles.some((title) => forWomen.has(title)) ? 'woman' : undefined;

/** Leaves out those whom a courtesy or a title printed before the surname cannot mean. */
function filterByTitles(here: readonly CastMember[], titles: readonly string[]): readonly CastMember[] {
  const sex = sexIn(titles);
  const fit = here.filter(({ person }) => {
    const own = sexOf(person.givenKey);
    return sex === undefined || own === undefined || own === sex;
  });
  const alike = fit.filter(({ titles: printedTitles }) => titles.some((title) => printedTitles.has(title)));
  return alike.length > 0 && titles.some((title) => title === 'dr' || title === 'rev') ? alike : fit;
}

/** The one of several whom a story means when it prints a surname that they share: the last one named in this paragraph, or else its subject. */
function orderByLikelihood(here: readonly CastMember[], place: Place): readonly CastMember[] {
  const { part, at } = place;
  const rank = (member: CastMember) => {
    const last = lastBefore(member, place);
    return last !== undefined && part.blocks[last] === part.blocks[at] ? last + 1 : 0;
  };
  return [...here].sort((a, b) => rank(b) - rank(a));
}

const singleCandidate = (person: Person, method: Resolution['method'], confidence: number): Resolution => ({
  candidates: [{ person, score: confidence }],
  method,
  confidence,
});

/** Whom a surname or another short name means at a place of a story; undefined when nobody can be told by it. */
export function resolveShortName(
  cast: Cast,
  directory: Directory,
  { day }: Setting,
  part: Part,
  from: number,
  to: number,
  key: string,
  isRuledOut: IsRuledOut,
): Resolution | undefined {
  const place = { part, at: from };
  const titles = titleWordsBefore(part.tokens, from);
  const all = (cast.members.get(key) ?? none).filter(({ person }) => !isRuledOut(part, from, to, person));
  if (titles.length > 0 && isStranger(cast, key, all, place, titles)) return undefined;
  const here = titles.length === 0 ? all : filterByTitles(all, titles);
  if (all.length > 0 && here.length === 0) return undefined;
  const office = officeBefore(part, from);
  const holders =
    office === undefined
      ? none
      : (directory.shorts.get(key) ?? none).filter(
          (person) => heldOn(person, office, day) && !isRuledOut(part, from, to, person),
        );
  const [holder] = holders;
  if (here.length === 0)
    return holder !== undefined && holders.length === 1 ? singleCandidate(holder, 'title', 0.9) : undefined;

  const holdersHere = here.filter(({ person }) => holders.some((one) => one === person));
  const before = office === undefined ? [] : here.filter(({ person }) => heldOn(person, office, undefined));
  const only = [holdersHere, here, before].find((some) => some.length === 1)?.[0];
  if (only !== undefined) {
    // Somebody else holds the office that is printed here.
    if (holder !== undefined && holders.length === 1 && holdersHere.length === 0 && !before.includes(only)) {
      const candidates = [
        { person: holder, score: 0.8 },
        { person: only.person, score: 0.2 },
      ];
      return { candidates, method: 'title', confidence: 0.8 };
    }
    return singleCandidate(only.person, 'short-name', 0.95);
  }
  const rankedCandidates = orderByLikelihood(here, place).map(({ person }, index) => ({
    person,
    score: index === 0 ? 0.55 : 0.45 / (here.length - 1),
  }));
  return { candidates: rankedCandidates, method: 'short-name', confidence: 0.55 };
}
