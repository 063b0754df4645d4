import type { Match, Part, Setting } from './article-text.js';
import { chooseMatch } from './choose-match.js';
import { type Directory, isUsedOn } from './directory.js';
import { fold, isComposed } from './fold.js';
import { allForms, maxWordCount, otherForms, type WordForm, wordFormsOf } from './forms.js';
import { givenNameVariants } from './given-names.js';
import { isNamedAt } from './guards.js';
import { invertedName, nameWithInitials } from './initials.js';
import { namesWithMiddle } from './middle-names.js';
import type { Token } from './tokens.js';
import { particles, suffixes } from './words.js';

/** Finds people who are named in full. Longer names take precedence. */
export function fullNames(part: Part, directory: Directory, setting: Setting): Match[] {
  const { tokens } = part;
  const matches: Match[] = [];
  let end = -1;
  for (const at of part.nameStarts) {
    if (at <= end) continue;
    const first = tokens[at] as Token;
    // Names without spaces are found by `composedNames`.
    if (first.isCaseless && isComposed(first.key)) continue;
    const match =
      longestAt(part, directory, at, setting) ??
      (first.initials ? nameWithInitials(part, directory, at, setting) : invertedName(part, directory, at, setting));
    if (match === undefined) continue;
    matches.push(match);
    end = match.to;
  }
  return matches;
}

/** Returns whether the name that ends with the word before may continue with this word. */
function continuesName({ tokens, text }: Part, directory: Directory, at: number): boolean {
  const token = tokens[at] as Token;
  const before = tokens[at - 1] as Token;
  if (before.isPossessive) return false;
  if (token.gap === 'hyphen' || token.gap === 'elision') return true;
  if (!token.isCapitalised && !token.isCaseless) {
    const { key } = token;
    if (!particles.has(key) && !suffixes.has(key) && !directory.linkingWords.has(key)) return false;
  }
  if (token.gap === 'space' || token.isOnNewLine || (token.gap === 'comma' && suffixes.has(token.key))) return true;
  // A nickname may be in quotation marks, as in `Earvin “Magic” Johnson`.
  return token.isCapitalised && /^(?: ["“‘'(]|["”’')] )$/.test(text.slice(before.end, token.start));
}

/** How many forms of an inflected name are tried. */
const maxWordForms = 40;

/** Returns the forms of the words up to the next one. The cut of a word counts only if it is the last. */
function extend(wordForms: readonly WordForm[], next: readonly WordForm[]): WordForm[] {
  const longer: WordForm[] = [];
  for (const { key, skip, isExact } of wordForms)
    for (const word of next) {
      if (word.skip > 0 || longer.length === maxWordForms) continue;
      longer.push({ key: `${key} ${word.key}`, skip, cut: word.cut, isExact: isExact && word.isExact });
    }
  return longer;
}

/** A place at which a name may end, with and without the initials in its middle. */
type End = { to: number; whole: readonly WordForm[]; bare: readonly WordForm[] };

function longestAt(part: Part, directory: Directory, from: number, setting: Setting): Match | undefined {
  const token = part.tokens[from] as Token;
  const others = otherForms(part.text, token, setting.inflection);
  if (others.length > 0 || directory.starts.has(token.key) || directory.outerStarts.has(token.key)) {
    const match = longestWith(part, directory, from, allForms(token, others), setting);
    if (match !== undefined) return match;
  }
  const variants = givenNameVariants(token.key);
  if (variants.length === 0) return undefined;
  const match = longestWith(part, directory, from, variants, setting);
  // A short form of the given name counts only if it leads to one person.
  return match?.candidates.length === 1 ? { ...match, confidence: Math.min(match.confidence, 0.85) } : undefined;
}

/** Returns the longest name whose first word has one of the given forms. */
function longestWith(
  part: Part,
  directory: Directory,
  from: number,
  first: readonly WordForm[],
  setting: Setting,
): Match | undefined {
  const { tokens } = part;
  const maxWords = maxWordCount(first, directory.starts);
  const ends: End[] = [];
  let whole = maxWords === 0 ? first : first.filter(({ key }) => directory.starts.has(key));
  let bare = whole;
  for (let at = from; maxWords > 0 && at < tokens.length && at < from + maxWords + 2; at += 1) {
    if (at > from) {
      if (!continuesName(part, directory, at)) break;
      const { key, initials } = tokens[at] as Token;
      const next = wordFormsOf(part, at, setting);
      const isSame = whole === bare;
      const isInitial = initials && key.length === 1;
      whole = extend(whole, next);
      if (!isInitial) bare = isSame ? whole : extend(bare, next);
    }
    ends.push({ to: at, whole, bare });
  }
  for (const { to, whole, bare } of ends.reverse()) {
    const last = tokens[to] as Token;
    if (last.initials && last.key.length === 1 && to > from) continue;
    for (const wordForms of whole === bare ? [whole] : [whole, bare])
      for (const wordForm of wordForms) {
        const match = matchOf(part, directory, from, to, wordForm, wordForms === whole, setting);
        if (match !== undefined) return match;
      }
  }
  return namesWithMiddle(part, directory, from, first, setting);
}

const endsWithSuffix = (name: string) => suffixes.has(fold(name.slice(name.lastIndexOf(' ') + 1)));

function matchOf(
  part: Part,
  directory: Directory,
  from: number,
  to: number,
  wordForm: WordForm,
  isWhole: boolean,
  { day }: Setting,
): Match | undefined {
  const all = directory.names.get(wordForm.key);
  if (all === undefined) return undefined;
  // Francis Delaney IV is hardly ever printed as Francis X. Delaney.
  const entries = all.filter(
    ({ span, person }) =>
      isUsedOn(span, day) && (isWhole || !endsWithSuffix(person.name) || endsWithSuffix(wordForm.key)),
  );
  if (entries.length === 0) return undefined;
  // An inflected single word is too weak to name a person, except after a prefix.
  if (from === to && !wordForm.isExact && wordForm.skip === 0) return undefined;
  if (!isNamedAt(part, directory, from, to, entries)) return undefined;
  const match = chooseMatch(part, from, to, entries, day);
  return { ...match, skip: wordForm.skip, cut: wordForm.cut };
}
