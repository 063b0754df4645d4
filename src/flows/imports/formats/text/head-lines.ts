import { creditIn } from '../../bylines/credits.js';
import { isEastAsian } from '../../bylines/east-asian.js';
import { parseByline } from '../../bylines/index.js';
import { isFullName } from '../../bylines/names.js';
import { isKnownOutlet } from '../../bylines/organisations.js';
import { isAnonymous } from '../../bylines/titles.js';
import { dateLineOf } from '../html-page/dates.js';

const maxBylineLength = 150;

/** Bylines by their first word, in the languages in which pages are read. */
const openingPattern = /^(?:by|von|av|af|par|por|di|door|text:|tekst:|από|από:) \p{Lu}/iu;

/** A credit before or after a Chinese, Japanese or Korean name. */
const eastAsianCredit =
  /^(?:文字|文|作者|撰文|撰稿|采写|採訪|采访|取材|執筆|筆者|글|글쓴이|기사|취재)\s*[/／=＝・:：]|^[\p{Script=Han}]{0,8}(?:记者|記者)\s*\S|(?:기자|특파원|記者|特派員)$/u;

const isSentence = (line: string): boolean => /[!?。！？]$|\p{L}{3}\.$/u.test(line);

/** Returns whether a line is a byline by its first or last word: `By Ann Porter`, `Автор: Иван Петров`, `文/王小明`. */
function isBylineText(line: string): boolean {
  if (line.length > maxBylineLength || isSentence(line)) return false;
  if (isEastAsian(line)) return line.length <= 40 && eastAsianCredit.test(line) && namesSomebody(line);
  if (openingPattern.test(line)) return true;
  const { kind, words, rest } = creditIn(line);
  // A credit without a colon may also begin a sentence.
  const isCredit = kind === 'author' && (line.slice(words.length).trim().startsWith(':') || isFullName(rest));
  return isCredit && namesSomebody(line);
}

const namesSomebody = (line: string): boolean => {
  const { people, organisations, unnamedParts } = parseByline(line);
  return people.length + organisations.length > 0 || unnamedParts.some((part) => /\p{L}/u.test(part));
};

/**
 * Returns whether a line may be a byline without a credit: `Ann Porter`, `Ann Porter, Political Editor`, `Associated
 * Press`, `Staff Writer`. Other lines may look the same, so the place of the line must confirm it.
 */
export function isBareByline(line: string): boolean {
  if (line.length > maxBylineLength || isSentence(line) || /\d/.test(line) || !/^\p{Lu}/u.test(line)) return false;
  if (isKnownOutlet(line) || isAnonymous(line)) return true;
  const { people, unnamedParts, place, organisations } = parseByline(line);
  return (
    unnamedParts.length === 0 &&
    place === null &&
    people.length > 0 &&
    people.every(({ name }) => isFullName(name) && name.split(' ').length <= 3) &&
    organisations.every(isKnownOutlet)
  );
}

const partSeparator = /,\s+|\s*[|•·]\s*|\s+[–—-]\s+/g;

/**
 * Returns the byline and the date of a line that holds a byline without a credit and a date, such as `Ann Porter, 3
 * November 2024`. Other lines are returned whole.
 */
export function partsOfHeadLine(line: string): string[] {
  if (line.length > maxBylineLength || !/\d/.test(line)) return [line];
  for (const { 0: mark, index } of line.matchAll(partSeparator)) {
    const [byline, date] = [line.slice(0, index).trim(), line.slice(index + mark.length)];
    if (dateLineOf(date) !== null && isBareByline(byline)) return [byline, date];
  }
  return [line];
}

/**
 * Returns whether a line looks like a date that does not exist, such as `31/02/2024` or `32 November 2024`: with another
 * day, it would be a date.
 */
export const isImpossibleDate = (line: string): boolean =>
  dateLineOf(line) === null && dateLineOf(line.replace(/\b\d{1,2}\b/, '1')) !== null;

/** Returns whether a line belongs above a text by its words: a byline with a credit or a date, or a date. */
export const isHeadOfText = (line: string): boolean =>
  isBylineText(line) || dateLineOf(line) !== null || isImpossibleDate(line) || partsOfHeadLine(line).length > 1;
