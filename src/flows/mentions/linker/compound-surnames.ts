import { commonGivenNames } from './common-given-names.js';
import { type Token, tokensOf } from './tokens.js';
import { givenNames, particles } from './words.js';

/** The first words of places that are also surnames, folded: `Saint-Denis`. */
const saints: ReadonlySet<string> = new Set('saint sainte st ste san santa sankt sao'.split(' '));

const isGiven = (key: string) => givenNames.has(key) || commonGivenNames.has(key);

/** Returns whether hyphens join words with capital letters: `Ocasio-Cortez`, not `Jae-in`. */
export const isHyphenedSurname = (tokens: readonly Token[], from: number, to: number): boolean =>
  from < to &&
  tokens
    .slice(from, to + 1)
    .every(({ isCapitalised, gap }, index) => isCapitalised && (index === 0 || gap === 'hyphen'));

/**
 * Returns the compound surname of a name as a key, or none. Such a surname is so rare that it names its only bearer also
 * where nothing else does. Given names (`Jean-Pierre`) and places (`Saint-Denis`) are not rare.
 *
 * @param family the folded words of the surname
 */
export function compoundIn(name: string, family: readonly string[]): string[] {
  if (family.length < 2 || !name.includes('-')) return [];
  const tokens = tokensOf(name);
  const from = tokens.findIndex((_, at) => family.every((key, index) => tokens[at + index]?.key === key));
  const isCompound =
    from !== -1 &&
    isHyphenedSurname(tokens, from, from + family.length - 1) &&
    !family.every(isGiven) &&
    !saints.has(family[0] ?? '') &&
    !family.some((key) => particles.has(key) || key.length < 3);
  return isCompound ? [family.join(' ')] : [];
}
