import { type Directory, type Entry, heldOn, isLaterThan, type Person } from './directory.js';
import { type Quoted, quotationsIn, quotedAt } from './quotes.js';
import { type Token, tokensOf } from './tokens.js';
import {
  afterName,
  beforeMonth,
  courtesies,
  descriptors,
  everyday,
  functionWords,
  givenNames,
  joinedParticles,
  months,
  particles,
  suffixes,
  things,
  titleModifiers,
  titleSynonyms,
  titleWords,
  weekdays,
} from './words.js';

export const FIELDS = ['headline', 'standfirst', 'body'] as const;
export type Field = (typeof FIELDS)[number];

/** A story as it is looked through: the canonical plain text of each part. */
export type Story = {
  headline?: string | null | undefined;
  standfirst?: string | null | undefined;
  body: string;
  /** The day of the story, YYYY-MM-DD, by which offices are told apart. */
  date?: string | undefined;
};

/** By what somebody was recognised: a full name, another name, what is left of a name named before, a title with a surname. */
type Method = 'name' | 'alias' | 'short-name' | 'title';

export type Mention = {
  field: Field;
  /** UTF-16 units in the text of the field. */
  start: number;
  end: number;
  surface: string;
  /** The title as it is printed before the name. */
  title: string | null;
  person: Person | null;
  /** All who may be meant, the likeliest first. */
  candidates: readonly { person: Person; score: number }[];
  method: Method;
  /** 0 to 1. */
  confidence: number;
  status: 'auto' | 'suggested';
  quoted: Quoted;
};

/** Somebody who may be named, and is not known or not known well enough. */
type Suggestion = {
  field: Field;
  name: string;
  start: number;
  end: number;
  reason: 'surname-alone' | 'title-before-unknown';
};

export type Linked = { mentions: Mention[]; suggestions: Suggestion[] };

type Part = {
  field: Field;
  text: string;
  tokens: Token[];
  /** Whether most words begin with a capital, as in headlines. */
  titled: boolean;
};
type Match = {
  part: Part;
  from: number;
  to: number;
  candidates: { person: Person; score: number }[];
  method: Method;
  confidence: number;
};

/** A suggested person is none: below this nobody is named. */
const sure = 0.5;

const none: readonly never[] = [];

/** In a headline that capitalises its words, or is in capitals, a capital says nothing. */
function isTitled(tokens: readonly Token[]): boolean {
  const long = tokens.filter(({ key }) => key.length > 3);
  return long.length >= 2 && long.filter(({ capital }) => capital).length / long.length > 0.7;
}

function partsOf(story: Story): Part[] {
  return FIELDS.flatMap((field) => {
    const text = story[field];
    if (text == null || text === '') return [];
    const tokens = tokensOf(text);
    return [{ field, text, tokens, titled: field !== 'body' && isTitled(tokens) }];
  });
}

/** Whether a word is joined to what stands beside a match, and is a part of it. */
function isJoined(tokens: readonly Token[], from: number, to: number): boolean {
  const before = tokens[from]?.gap === 'hyphen' ? tokens[from - 1] : undefined;
  if (before !== undefined && !joinedParticles.has(before.key)) return true;
  return tokens[to + 1]?.gap === 'hyphen';
}

const follows = (token: Token | undefined): token is Token => token !== undefined && token.gap === 'space';

/** Whether the words right behind a match make it the name of a place or a thing: `Trump Tower`, `Kennedy International Airport`. */
function isOfThing({ tokens, titled }: Part, to: number): boolean {
  if (tokens[to]?.possessive) return false;
  for (let at = to + 1; at <= to + 3; at += 1) {
    const next = tokens[at];
    if (!follows(next) || !next.capital) return false;
    if (things.has(next.key)) return true;
    if (titled || next.possessive) return false;
  }
  return false;
}

/** Whether a suffix that the name does not have tells of a father or a son: `Jr.`, `III`. */
function isOfRelative({ tokens }: Part, to: number): boolean {
  const next = tokens[to + 1];
  return (
    !tokens[to]?.possessive &&
    next !== undefined &&
    suffixes.has(next.key) &&
    next.capital &&
    (next.gap === 'space' || next.gap === 'comma')
  );
}

/** The words of a title before a name, from its first to the name: `Secretary of State`, `Prime Minister`. */
function titleBefore(tokens: readonly Token[], from: number): number | undefined {
  let first: number | undefined;
  for (let at = from - 1; at >= 0 && at >= from - 7; at -= 1) {
    const token = tokens[at] as Token;
    const after = tokens[at + 1] as Token;
    if (after.gap !== 'space' && after.gap !== 'hyphen') break;
    if (token.possessive) break;
    const isTitle = titleWords.has(token.key);
    const lower = !token.capital;
    if (isTitle || (first !== undefined && titleModifiers.has(token.key) && token.capital === tokens[first]?.capital))
      first = at;
    else if (first === undefined && lower && !(at < from - 1 && (token.key === 'of' || token.key === 'for'))) break;
    else if (lower && !['of', 'for', 'the', 'and'].includes(token.key)) break;
    else if (first !== undefined && !lower && !titleModifiers.has(token.key)) break;
  }
  return first;
}

/** Looks for people by all words of a name. */
function fullNames(part: Part, directory: Directory, day: string | undefined): Match[] {
  const { tokens } = part;
  const found: Match[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const first = tokens[at] as Token;
    if (!first.capital && !particles.has(first.key)) continue;
    const most = directory.starts.get(first.key);
    if (most === undefined) continue;
    const match = longestAt(part, directory, at, most, day);
    if (match === undefined) continue;
    found.push(match);
    at = match.to;
  }
  return found;
}

function longestAt(
  part: Part,
  directory: Directory,
  from: number,
  most: number,
  day: string | undefined,
): Match | undefined {
  const { tokens } = part;
  // Keys of the words on the way, with initials in the middle and without.
  const ends: { to: number; keys: string[] }[] = [];
  let whole: string[] = [];
  let bare: string[] = [];
  for (let at = from; at < tokens.length && whole.length < most + 2; at += 1) {
    const token = tokens[at] as Token;
    if (at > from) {
      const suffix = suffixes.has(token.key) && token.gap === 'comma';
      if (token.gap !== 'space' && token.gap !== 'hyphen' && !suffix) break;
      if (tokens[at - 1]?.possessive) break;
      if (!token.capital && token.gap !== 'hyphen' && !particles.has(token.key) && !suffixes.has(token.key)) break;
    }
    whole = [...whole, token.key];
    if (at === from || !(token.initials && token.key.length === 1)) bare = [...bare, token.key];
    const keys = [whole.join(' ')];
    if (bare.length !== whole.length) keys.push(bare.join(' '));
    ends.push({ to: at, keys });
  }
  for (const { to, keys } of ends.reverse()) {
    const last = tokens[to] as Token;
    if (last.initials && last.key.length === 1 && to > from) continue;
    for (const key of keys) {
      const entries = directory.names.get(key);
      if (entries === undefined) continue;
      if (!isNamedAt(part, directory, from, to, entries)) continue;
      return chosen(part, from, to, entries, day);
    }
  }
  return undefined;
}

/** What keeps words that are somebody's name from naming that person. */
function isNamedAt(part: Part, directory: Directory, from: number, to: number, entries: readonly Entry[]): boolean {
  const { tokens, titled } = part;
  const first = tokens[from] as Token;
  const last = tokens[to] as Token;
  if (isJoined(tokens, from, to)) return false;
  if (from === to) {
    // One word that is somebody's only name, or initials that stand for it.
    const initials = entries.every(({ kind }) => kind === 'alias');
    if (initials && !first.shouted && !first.initials) return false;
    const isPart = !titled && follows(tokens[to + 1]) && tokens[to + 1]?.capital;
    if (!initials && (everyday.has(first.key) || isPart || followsGiven(part, directory, from))) return false;
  }
  if (!first.capital && !last.capital) return false;
  if (isOfThing(part, to) || isOfRelative(part, to)) return false;
  const before = tokens[from - 1];
  // Paul Ryan, but not John Paul Ryan.
  if (first.gap === 'space' && before?.capital && !before.possessive) {
    if (before.initials && before.key.length === 1 && !titled) return false;
    if (
      givenNames.has(before.key) &&
      !titleWords.has(before.key) &&
      !descriptors.has(before.key) &&
      !(titled || isEveryday(before))
    )
      return false;
  }
  const next = tokens[to + 1];
  // Michael Moore, but not Michael Moore Johnson.
  if (
    !titled &&
    !last.possessive &&
    follows(next) &&
    next.capital &&
    !next.shouted &&
    directory.shorts.has(next.key) &&
    !everyday.has(next.key)
  )
    return false;
  return true;
}

const isEveryday = ({ key, gap }: Token) => gap === 'sentence' && (functionWords.has(key) || everyday.has(key));

/** Whether a surname stands behind somebody else's given name: `Boris Johnson` is not every Johnson. */
function followsGiven({ tokens, titled }: Part, directory: Directory, from: number): boolean {
  const before = tokens[from - 1];
  const first = tokens[from] as Token;
  if (before === undefined || first.gap !== 'space' || before.possessive || !before.capital) return false;
  if (titleWords.has(before.key) || titleModifiers.has(before.key) || functionWords.has(before.key)) return false;
  if (weekdays.has(before.key) || months.has(before.key) || descriptors.has(before.key)) return false;
  if (givenNames.has(before.key) || directory.given.has(before.key)) return true;
  if (before.initials) return true;
  if (titled) return false;
  // In the middle of a sentence a capital is part of a name; at its start it may be an adverb or a participle.
  return before.gap !== 'sentence' || !(everyday.has(before.key) || /(?:ly|ing|ed)$/.test(before.key));
}

/** Orders those whom words may name: by the office printed before them, then by whether they had one that day. */
function chosen(part: Part, from: number, to: number, entries: readonly Entry[], day: string | undefined): Match {
  const method = entries[0]?.kind ?? 'name';
  const base = method === 'name' ? 0.99 : 0.95;
  if (entries.length === 1) {
    const { person } = entries[0] as Entry;
    const score = day !== undefined && isLaterThan(person, day) ? base - 0.05 : base;
    return { part, from, to, candidates: [{ person, score }], method, confidence: score };
  }
  const title = officeBefore(part, from);
  const ranked = entries
    .map(({ person }) => {
      const office = title !== undefined && heldOn(person, title, day) ? 0.5 : 0;
      const then = day !== undefined && isLaterThan(person, day) ? 0 : 0.1;
      return { person, score: 0.3 + office + then };
    })
    .sort((a, b) => b.score - a.score);
  const [best, second] = ranked as [(typeof ranked)[number], (typeof ranked)[number]];
  const told = best.score - second.score >= 0.4;
  return {
    part,
    from,
    to,
    candidates: ranked,
    method,
    confidence: told ? 0.9 : best.score > second.score ? 0.55 : 0.4,
  };
}

/** The office in the title before a name, as it is compared with offices. */
function officeBefore({ tokens }: Part, from: number): string | undefined {
  const first = titleBefore(tokens, from);
  if (first === undefined) return undefined;
  const keys = tokens.slice(first, from).map(({ key }) => titleSynonyms[key] ?? key);
  while (keys.length > 1 && courtesies.has(keys[0] ?? '')) keys.shift();
  return keys.length === 1 && courtesies.has(keys[0] ?? '') ? undefined : keys.join(' ');
}

const sinceWhen: ReadonlySet<string> = new Set(['until', 'since', 'till', 'during']);

/** Whether a month is meant, or the verb, and not somebody of that name. */
function isMonth({ tokens, text }: Part, at: number): boolean {
  const token = tokens[at] as Token;
  if (!months.has(token.key) || token.possessive) return false;
  const before = tokens[at - 1];
  const next = tokens[at + 1];
  if (next !== undefined && next.gap !== 'sentence' && /^\d/.test(text.slice(next.start, next.start + 1))) return true;
  if (
    token.gap !== 'sentence' &&
    before !== undefined &&
    (beforeMonth.has(before.key) || months.has(before.key) || weekdays.has(before.key) || /^\d/.test(before.key)) &&
    // Until May could go on, she said nothing.
    !(sinceWhen.has(before.key) && next?.gap === 'space' && afterName.has(next.key))
  )
    return true;
  if (
    follows(next) &&
    (months.has(next.key) ||
      ['the', 'you', 'he', 'she', 'they', 'it', 'we', 'i', 'be', 'god', 'day'].includes(next.key))
  )
    return true;
  const second = tokens[at + 2]?.key ?? '';
  if (next?.key === 'is' || next?.key === 'was')
    return ['when', 'usually', 'traditionally', 'normally'].includes(second);
  return next !== undefined && ['and', 'or', 'to', 'through'].includes(next.key) && months.has(second);
}

/** Whether the words at a place can be a surname that stands alone. */
function isSurnameAt(part: Part, directory: Directory, from: number, to: number): boolean {
  const { tokens, titled } = part;
  const first = tokens[from] as Token;
  const last = tokens[to] as Token;
  if (!first.capital && !(particles.has(first.key) && last.capital)) return false;
  if (
    isJoined(tokens, from, to) ||
    isMonth(part, from) ||
    isOfThing(part, to) ||
    isOfRelative(part, to) ||
    followsGiven(part, directory, from)
  )
    return false;
  const next = tokens[to + 1];
  if (!titled && !last.possessive && follows(next) && next.capital && !next.initials) {
    // Kelly Clarkson is not John Kelly; on a Monday he is still himself.
    if (!weekdays.has(next.key) && !(descriptors.has(next.key) && !givenNames.has(next.key)) && next.key !== 'i')
      return false;
  }
  if (first.gap === 'sentence' && everyday.has(first.key) && from === to && !titled && !last.possessive) {
    const verb =
      next !== undefined &&
      next.gap !== 'sentence' &&
      (afterName.has(next.key) || next.gap === 'comma' || /(?:ed|s)$/.test(next.key));
    if (!verb) return false;
  }
  return true;
}

type Place = { part: number; at: number };

/** Those who were named in full, by what is printed of them later, with the places where they were. */
function namedBefore(
  matches: readonly Match[],
  parts: readonly Part[],
): Map<string, { person: Person; places: Place[] }[]> {
  const shorts = new Map<string, { person: Person; places: Place[] }[]>();
  for (const { part, from, candidates, confidence } of matches) {
    const person = candidates[0]?.person;
    if (person === undefined || confidence < sure) continue;
    const place = { part: parts.indexOf(part), at: from };
    for (const key of person.shorts) {
      const known = shorts.get(key) ?? [];
      const same = known.find((one) => one.person === person);
      if (same === undefined) known.push({ person, places: [place] });
      else same.places.push(place);
      shorts.set(key, known);
    }
  }
  return shorts;
}

/** Looks for what later mentions print of those who are named in the story, and for surnames behind titles. */
function shortNames(
  parts: readonly Part[],
  directory: Directory,
  full: readonly Match[],
  day: string | undefined,
  byTitle: readonly Match[] = none,
): { matches: Match[]; suggestions: Suggestion[] } {
  const taken = new Map(parts.map((part) => [part, new Set<number>()]));
  for (const { part, from, to } of full) for (let at = from; at <= to; at += 1) taken.get(part)?.add(at);
  const body = [...full, ...byTitle].sort((a, b) => Number(b.part.field === 'body') - Number(a.part.field === 'body'));
  const named = namedBefore(body, parts);
  const matches: Match[] = [];
  const suggestions: Suggestion[] = [];

  function candidatesAt(part: Part, from: number, to: number, key: string): Match | undefined {
    const office = officeBefore(part, from);
    const holders =
      office === undefined ? [] : (directory.shorts.get(key) ?? none).filter((person) => heldOn(person, office, day));
    const here = named.get(key) ?? none;
    const inStory = holders.filter((holder) => here.some(({ person }) => person === holder));
    if (here.length > 0) {
      const only = inStory.length === 1 ? inStory[0] : here.length === 1 ? here[0]?.person : undefined;
      if (only !== undefined) {
        // Somebody else holds the office that is printed here.
        const other = office !== undefined && holders.length === 1 && holders[0] !== only ? holders[0] : undefined;
        if (other !== undefined && inStory.length === 0) {
          return {
            part,
            from,
            to,
            candidates: [
              { person: other, score: 0.8 },
              { person: only, score: 0.2 },
            ],
            method: 'title',
            confidence: 0.8,
          };
        }
        return { part, from, to, candidates: [{ person: only, score: 0.95 }], method: 'short-name', confidence: 0.95 };
      }
      const place = { part: parts.indexOf(part), at: from };
      const ranked = here
        .map(({ person, places }) => ({ person, distance: Math.min(...places.map((one) => distance(one, place))) }))
        .sort((a, b) => a.distance - b.distance)
        .map(({ person }, index) => ({ person, score: index === 0 ? 0.55 : 0.45 / (here.length - 1) }));
      return { part, from, to, candidates: ranked, method: 'short-name', confidence: 0.55 };
    }
    const [holder] = holders;
    if (holder !== undefined && holders.length === 1) {
      return { part, from, to, candidates: [{ person: holder, score: 0.9 }], method: 'title', confidence: 0.9 };
    }
    return undefined;
  }

  for (const part of [...parts].sort((a, b) => Number(b.field === 'body') - Number(a.field === 'body'))) {
    const { tokens, text } = part;
    for (let at = 0; at < tokens.length; at += 1) {
      const token = tokens[at] as Token;
      if (taken.get(part)?.has(at) || (!token.capital && !particles.has(token.key))) continue;
      for (let to = Math.min(tokens.length, at + directory.longestShort) - 1; to >= at; to -= 1) {
        if (!isRun(tokens, at, to) || taken.get(part)?.has(to)) continue;
        const key = tokens
          .slice(at, to + 1)
          .map((one) => one.key)
          .join(' ');
        if (!named.has(key) && !directory.shorts.has(key)) continue;
        const from = withInitial(part, at, directory.shorts.get(key) ?? none);
        if (!isSurnameAt(part, directory, from, to)) continue;
        const match = candidatesAt(part, from, to, key);
        if (match !== undefined) {
          matches.push(match);
        } else if (from === at && key.length > 2 && !part.titled && !everyday.has(key) && token.gap !== 'sentence') {
          suggestions.push({
            field: part.field,
            name: text.slice(token.start, tokens[to]?.end),
            start: token.start,
            end: tokens[to]?.end ?? 0,
            reason: 'surname-alone',
          });
        }
        at = to;
        break;
      }
    }
  }

  return { matches, suggestions };
}

/** How far back a place is named; what lies ahead counts as farther than anything before. */
function distance(place: Place, from: Place): number {
  if (place.part !== from.part) return 1_000_000;
  return place.at <= from.at ? from.at - place.at : 500_000 + place.at - from.at;
}

function isRun(tokens: readonly Token[], from: number, to: number): boolean {
  for (let at = from + 1; at <= to; at += 1) {
    const gap = tokens[at]?.gap;
    if ((gap !== 'space' && gap !== 'hyphen') || tokens[at - 1]?.possessive) return false;
  }
  return true;
}

/** `D. Trump` is one name; `J. Johnson` is another's than Boris's. */
function withInitial({ tokens }: Part, at: number, people: readonly Person[]): number {
  const before = tokens[at - 1];
  const fits =
    before?.initials === true &&
    tokens[at]?.gap === 'space' &&
    before.key.length === 1 &&
    people.some(({ initial }) => initial === before.key);
  return fits ? at - 1 : at;
}

/**
 * Finds where people of a directory are named in a story: first by all words of a name, the longest first, then by what a
 * story prints of a name once it has named somebody in full, or behind the title of an office that was held on its day. Who is only
 * named by a surname, and who is not known, is suggested.
 *
 * A pure function; time grows with the text, not with the directory.
 *
 * @returns mentions in the order of the fields and of their places, none over another
 */
export function link(story: Story, directory: Directory): Linked {
  const parts = partsOf(story);
  const full = parts.flatMap((part) => fullNames(part, directory, story.date));
  const first = shortNames(parts, directory, full, story.date);
  // Whoever is named behind a title is known in all of the story, also before that.
  const byTitle = first.matches.filter(({ method }) => method === 'title');
  const { matches, suggestions } =
    byTitle.length === 0 ? first : shortNames(parts, directory, full, story.date, byTitle);
  const mentions: Mention[] = [];
  for (const part of parts) {
    const { field, text, tokens } = part;
    const here = [...full, ...matches].filter((match) => match.part === part).sort((a, b) => a.from - b.from);
    const named = new Set(here.flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, n) => from + n)));
    const quotations = here.length === 0 ? [] : quotationsIn(text);
    for (const { from, to, candidates, method, confidence } of here) {
      const start = (tokens[from] as Token).start;
      const end = (tokens[to] as Token).end;
      const title = titleBefore(tokens, from);
      const person = confidence >= sure ? (candidates[0]?.person ?? null) : null;
      mentions.push({
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
        quoted: quotedAt(text, tokens, quotations, from, to, (index) => named.has(index)),
      });
    }
    suggestions.push(...unknownBehindTitles(part, named));
  }
  return {
    mentions,
    suggestions: suggestions.sort((a, b) => FIELDS.indexOf(a.field) - FIELDS.indexOf(b.field) || a.start - b.start),
  };
}

/** Two or three capitalised words behind a title that name nobody who is known. */
function unknownBehindTitles({ field, text, tokens, titled }: Part, named: ReadonlySet<number>): Suggestion[] {
  if (titled) return [];
  const found: Suggestion[] = [];
  for (let at = 1; at < tokens.length; at += 1) {
    const token = tokens[at] as Token;
    const before = tokens[at - 1] as Token;
    if (
      !token.capital ||
      token.gap !== 'space' ||
      named.has(at) ||
      !titleWords.has(before.key) ||
      titleWords.has(token.key)
    )
      continue;
    if (!before.capital || titleModifiers.has(token.key)) continue;
    let to = at;
    while (to + 1 < tokens.length && to < at + 3) {
      const next = tokens[to + 1] as Token;
      if (tokens[to]?.possessive || named.has(to + 1)) break;
      if (!((next.gap === 'space' || next.gap === 'hyphen') && (next.capital || particles.has(next.key)))) break;
      to += 1;
    }
    while (to > at && !tokens[to]?.capital) to -= 1;
    if (to === at || things.has(tokens[to]?.key ?? '')) continue;
    const end = (tokens[to] as Token).end;
    found.push({ field, name: text.slice(token.start, end), start: token.start, end, reason: 'title-before-unknown' });
    at = to;
  }
  return found;
}
