import type { Match, Part, Setting } from './article-text.js';
import type { Directory, OuterEntry } from './directory.js';
import { maxWordCount, type WordForm, wordFormsOf } from './forms.js';
import { isNamedAt } from './guards.js';
import type { Token } from './tokens.js';
import { functionWords, months, namedThings, particles, suffixes, things, titleWords, weekdays } from './words.js';

/** A name or an initial between the given and the family name. */
export type MiddleName = Pick<Token, 'key' | 'initials'>;

/** How many names or initials may stand between the first given name and the family name. */
const maxMiddle = 3;

/**
 * Finds a person whose given and family name are printed with other given names or initials between them, as in
 * `Donald John Trump`, or without those that the directory has. If the directory has names between them, those printed
 * must begin with the same letters.
 */
export function namesWithMiddle(
  part: Part,
  directory: Directory,
  from: number,
  firstForms: readonly WordForm[],
  setting: Setting,
): Match | undefined {
  const { tokens } = part;
  const token = tokens[from] as Token;
  // Initials are read by `nameWithInitials`.
  if (token.isPossessive || token.key.length === 1) return undefined;
  if (maxWordCount(firstForms, directory.outerStarts) === 0) return undefined;
  const firsts = firstForms.filter(({ key }) => directory.outerStarts.has(key));
  for (let familyAt = from + 1; familyAt <= from + 1 + maxMiddle && familyAt < tokens.length; familyAt += 1) {
    if (!isNamePart(part, familyAt, familyAt === from + 1)) break;
    for (const first of firsts) {
      const match = familyMatch(part, directory, from, familyAt, first, setting);
      if (match !== undefined) return match;
    }
    // The word is a middle name, which no title, month or thing can be.
    const { key, isPossessive } = tokens[familyAt] as Token;
    if (isPossessive || titleWords.has(key) || things.has(key) || months.has(key) || weekdays.has(key)) break;
    // The name before `Jr.` ends there: `Donald Jr. Ivanka Trump smiled.`
    if (functionWords.has(key) || namedThings.has(key) || suffixes.has(key)) break;
  }
  return undefined;
}

/** Returns whether a word begins or follows a nickname in quotation marks, as in `Walter “Buck” Tanner`. */
function isNickname({ tokens, text }: Part, at: number): boolean {
  const before = tokens[at - 1];
  const token = tokens[at];
  if (before === undefined || token === undefined || !token.isCapitalised) return false;
  if (token.gap !== 'sentence' && token.gap !== 'other') return false;
  if (token.start - before.end !== 2) return false;
  const next = tokens[at + 1];
  const between = text.slice(before.end, token.start);
  if (/^ ["“‘„]$/.test(between)) return next !== undefined && /^["”’“] $/.test(text.slice(token.end, next.start));
  return /^["”’“] $/.test(between) && /["“‘„]/.test(text.charAt(before.start - 1));
}

/** Returns whether a word may be a middle or family name after the word before it. */
function isNamePart(part: Part, at: number, isSecond: boolean): boolean {
  const { tokens } = part;
  const token = tokens[at] as Token;
  if (!token.isCapitalised && !particles.has(token.key)) return false;
  const isJoined = token.gap === 'space' || token.isOnNewLine || token.gap === 'elision' || isNickname(part, at);
  return isJoined || (token.gap === 'hyphen' && !isSecond);
}

function familyMatch(
  part: Part,
  directory: Directory,
  from: number,
  familyAt: number,
  first: WordForm,
  setting: Setting,
): Match | undefined {
  const { tokens } = part;
  const middle = tokens.slice(from + 1, familyAt);
  const maxWords = directory.outerStarts.get(first.key) ?? 0;
  let families: readonly WordForm[] = [];
  for (let to = familyAt; to < tokens.length && to < familyAt + maxWords; to += 1) {
    const token = tokens[to] as Token;
    if (to > familyAt && (tokens[to - 1]?.isPossessive || !['space', 'hyphen', 'elision'].includes(token.gap))) break;
    const words = wordFormsOf(part, to, setting);
    families =
      to === familyAt
        ? words
        : families.flatMap(({ key, isExact }) =>
            words.map((word) => ({ ...word, key: `${key} ${word.key}`, isExact: isExact && word.isExact })),
          );
    for (const family of families) {
      const entries = (directory.outer.get(`${first.key}|${family.key}`) ?? []).filter((entry) => fits(entry, middle));
      const match = chooseByMiddle(part, directory, from, to, entries, middle);
      if (match !== undefined) return { ...match, skip: first.skip, cut: family.cut };
    }
  }
  return undefined;
}

const initialsOf = (words: readonly { key: string; initials?: boolean }[]) =>
  words
    .filter(({ key }) => !particles.has(key) && !suffixes.has(key))
    .map(({ key, initials }) => (initials === true ? key : key.slice(0, 1)))
    .join('');

/** Returns whether the printed names between given and family name can be those of a person. */
export function fits({ middle }: OuterEntry, printedMiddle: readonly MiddleName[]): boolean {
  // A person whom the directory has without middle names may have any, and those that it has need not be printedMiddle.
  if (middle.length === 0 || printedMiddle.length === 0) return true;
  const own = initialsOf(middle.map((key) => ({ key, initials: key.length <= 2 })));
  const here = initialsOf(printedMiddle);
  return own.startsWith(here) || here.startsWith(own);
}

/** Returns the person whom a given and a family name mean with the printed middle names, if this is clear. */
export function chooseByMiddle(
  part: Part,
  directory: Directory,
  from: number,
  to: number,
  entries: readonly OuterEntry[],
  printedMiddle: readonly MiddleName[],
): Match | undefined {
  if (entries.length === 0) return undefined;
  const withMiddle = entries.filter(({ middle }) => middle.length > 0);
  const best = printedMiddle.length > 0 && withMiddle.length > 0 ? withMiddle : entries;
  // Without the middle names of the directory, the name is that of a person only if nobody else has it.
  if (printedMiddle.length === 0 && entries.length > 1) return undefined;
  const people = best.map(({ person }) => ({ person, kind: 'name' as const, isExact: false, isHyphened: false }));
  const end = withSuffix(part, to, printedMiddle);
  if (!isNamedAt(part, directory, from, end, people)) return undefined;
  const confidence = best.length > 1 ? 0.4 : 0.9;
  const candidates = best.map(({ person }) => ({ person, score: confidence / best.length }));
  const ownShort = best[0]?.ownShort;
  return { part, from, to: end, candidates, method: 'name', confidence, cut: 0, skip: 0, ownShort };
}

const numerals: ReadonlySet<string> = new Set(['ii', 'iii', 'iv']);

/**
 * Returns the last word of a name with a suffix that the directory does not have: a numeral after a middle name or
 * initial, or `Jr.` after a whole middle name, as in `Joseph Robinette Biden Jr.` Other suffixes mean a relative.
 */
function withSuffix({ tokens }: Part, to: number, printedMiddle: readonly MiddleName[]): number {
  const next = tokens[to + 1];
  if (next === undefined || !next.isCapitalised || (next.gap !== 'space' && next.gap !== 'comma')) return to;
  const isWhole = printedMiddle.some(({ key, initials }) => !initials && key.length > 2);
  const isOwn = numerals.has(next.key) ? printedMiddle.length > 0 : suffixes.has(next.key) && isWhole;
  return isOwn ? to + 1 : to;
}
