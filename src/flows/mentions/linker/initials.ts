import type { Match, Part, Setting } from './article-text.js';
import type { Directory } from './directory.js';
import { type WordForm, wordFormsOf } from './forms.js';
import { followsGivenName } from './guards.js';
import { chooseByMiddle, fits, type MiddleName } from './middle-names.js';
import type { Token } from './tokens.js';

/** How many initials are read before a family name. */
const maxInitials = 4;

const toMiddle = (letters: string): MiddleName[] => [...letters].map((key) => ({ key, initials: true }));

/** Finds a person who is named by initials and the family name: `A. Merkel`, `В. В. Путина`, `F.-W. Steinmeier`. */
export function nameWithInitials(part: Part, directory: Directory, from: number, setting: Setting): Match | undefined {
  const { tokens } = part;
  let letters = (tokens[from] as Token).key;
  let familyAt = from + 1;
  for (; tokens[familyAt]?.initials && tokens[familyAt]?.gap !== 'sentence'; familyAt += 1)
    letters += tokens[familyAt]?.key ?? '';
  const token = tokens[familyAt];
  if (token?.gap !== 'space' || letters.length > maxInitials || followsGivenName(part, directory, from))
    return undefined;
  const middle = toMiddle(letters.slice(1));
  const maxWords = directory.outerStarts.get(letters.charAt(0)) ?? 0;
  let families: readonly WordForm[] = [];
  for (let to = familyAt; to < tokens.length && to < familyAt + maxWords; to += 1) {
    const words = wordFormsOf(part, to, setting);
    const isFirst = to === familyAt;
    if (!isFirst && (tokens[to - 1]?.isPossessive || !['space', 'hyphen', 'elision'].includes(tokens[to]?.gap ?? '')))
      break;
    families = isFirst
      ? words
      : families.flatMap(({ key }) => words.map((word) => ({ ...word, key: `${key} ${word.key}` })));
    for (const { key, cut } of families) {
      const entries = directory.outer.get(`${letters.charAt(0)}|${key}`)?.filter((entry) => fits(entry, middle)) ?? [];
      const match = chooseByMiddle(part, directory, from, to, entries, middle);
      if (match === undefined) continue;
      // Somebody else with the same initial may be meant, above all if the family name is frequent.
      const isSole = (directory.shorts.get(key) ?? []).length <= 1;
      return { ...match, confidence: Math.min(match.confidence, isSole ? 0.85 : 0.6), cut };
    }
  }
  return undefined;
}

/** Matches a patronymic in any case. */
const patronymic = /(?:[ои]вич|[еь]вич|ич|[ои]вн|[еь]вн|ичн)(?:а|у|ем|ом|е|ы|и|ою|еи|ои)?$/u;

const isCyrillic = ({ key }: Token) => key.charCodeAt(0) >= 0x400 && key.charCodeAt(0) < 0x530;

/**
 * Finds a person whose family name is printed first, as in official documents and indexes: `Путин Владимир Владимирович`,
 * `Лукашенко А. Г.`, `Merkel, Angela`. Without a comma, only names in Cyrillic are read in this order.
 */
export function invertedName(part: Part, directory: Directory, from: number, setting: Setting): Match | undefined {
  const { tokens } = part;
  const [family, givenToken] = [tokens[from] as Token, tokens[from + 1]];
  if (givenToken?.isCapitalised !== true || !family.isCapitalised || family.isPossessive || family.initials)
    return undefined;
  const isIndexed =
    givenToken.gap === 'comma' && family.gap !== 'space' && family.gap !== 'comma' && !givenToken.initials;
  if (!isIndexed && !(givenToken.gap === 'space' && isCyrillic(family))) return undefined;
  const families = wordFormsOf(part, from, setting).filter(({ key }) => directory.shorts.has(key));
  if (families.length === 0) return undefined;
  const givenForms = givenToken.initials
    ? [{ key: givenToken.key.charAt(0), cut: 0 }]
    : wordFormsOf(part, from + 1, setting).filter(({ key }) => key.length > 1);
  let to = from + 1;
  const middle: MiddleName[] = givenToken.initials ? toMiddle(givenToken.key.slice(1)) : [];
  // "Steinmeier, Frank-Walter"
  while (tokens[to + 1]?.gap === 'hyphen') {
    to += 1;
    middle.push(tokens[to] as Token);
  }
  const second = tokens[to + 1];
  if (
    !givenToken.initials &&
    to === from + 1 &&
    second?.gap === 'space' &&
    second.isCapitalised &&
    patronymic.test(second.key)
  ) {
    to += 1;
    middle.push(second);
  }
  const next = tokens[to + 1];
  // "После Путина Владимир Зеленский"; "Merkel, Angela Smith and others"
  if (next?.gap === 'space' && next.isCapitalised) return undefined;
  for (const { key } of families)
    for (const form of givenForms) {
      const entries = directory.outer.get(`${form.key}|${key}`)?.filter((entry) => fits(entry, middle)) ?? [];
      const match = chooseByMiddle(part, directory, from, to, entries, middle);
      if (match !== undefined) return { ...match, confidence: Math.min(match.confidence, 0.85), cut: form.cut };
    }
  return undefined;
}
