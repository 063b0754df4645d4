import { creditIn } from './credits.js';
import { isFullName, isSingleName } from './names.js';
import { isKnownOutlet, isOrganisation } from './organisations.js';
import { isKnownPlace } from './places.js';
import { isAnonymous, isTitle } from './titles.js';

/** Given names or their initials: `Ann`, `Ann Marie`, `J. R.`. */
const givenNames = /^\p{Lu}(?:[\p{L}\p{M}'’-]{1,30}|\.)(?:[ -]?\p{Lu}(?:[\p{L}\p{M}'’-]{1,30}|\.)){0,2}$/u;

const namesNobody = (part: string): boolean =>
  isKnownPlace(part) || isKnownOutlet(part) || isOrganisation(part) || isAnonymous(part) || isTitle(part);

/**
 * Returns the names of a text that prints surnames first, in their usual order, or null: `Porter, Ann; Roe, John`. One
 * name alone is turned only if the text is the name of an author (`isName`).
 */
export function invertedNames(text: string, isName: boolean): string[] | null {
  const credit = creditIn(text);
  if (credit.kind !== null && credit.kind !== 'author') return null;
  const people = credit.rest.split(/\s*;\s*/).filter((person) => person !== '');
  if (people.length === 0 || (people.length === 1 && !isName)) return null;
  const names = people.map((person) => person.split(/\s*,\s*/));
  const areInverted = names.every(
    ([surname = '', givenName = '', ...others]) =>
      others.length === 0 &&
      (isSingleName(surname) || isFullName(surname)) &&
      givenNames.test(givenName) &&
      ![surname, givenName].some(namesNobody),
  );
  // Two words before a comma may be a whole name: `Ann Porter, Ulm; John Roe, Bonn`.
  const hasSurname = names.some(([surname = '']) => isSingleName(surname));
  return areInverted && hasSurname ? names.map(([surname, givenName]) => `${givenName} ${surname}`) : null;
}
