import { isFullName, isSingleName, maxNameWords, splitHonorific } from './names.js';
import { isAgency, isKnownOutlet, isOrganisation } from './organisations.js';
import { isCountry, isKnownPlace } from './places.js';
import { isTitle } from './titles.js';

/** Joins a university and the place of its campus: `University of California, Berkeley`. Countries stay apart. */
export function joinCampus(pieces: readonly string[]): string[] {
  const [first = '', second = '', ...rest] = pieces;
  const isCampus =
    rest.length === 0 &&
    /^University of \p{Lu}/u.test(first) &&
    isSingleName(second) &&
    !isCountry(second) &&
    !isAgency(second);
  return isCampus ? [`${first}, ${second}`] : [...pieces];
}

/** A person and the staff to which they belong: `Ann Porter of the Herald Staff`. */
const ofStaff = /^(.{3,80}?) ((?:of|from) the .{1,60} staff)$/iu;

/** The studio of a broadcaster in a place: `ARD-Studio Tel Aviv`. */
const studio = /^(\p{Lu}[\p{L}\d]{1,20})-(?:Studio|Büro|Hauptstadtstudio) (\p{Lu}.{1,40})$/u;

/** Splits a person from their staff, or returns null. */
export function splitStaff(piece: string): { name: string; title: string } | null {
  const [, name = '', title = ''] = ofStaff.exec(piece) ?? [];
  return isFullName(name) ? { name, title } : null;
}

/** Splits a broadcaster from the place of its studio, or returns null. */
export function splitStudio(piece: string): { broadcaster: string; place: string } | null {
  const [, broadcaster = '', place = ''] = studio.exec(piece) ?? [];
  return isKnownOutlet(broadcaster) ? { broadcaster, place } : null;
}

/** Splits a news agency from the place of its office, or returns null: `ANSA ROMA`. */
export function splitAgencyOffice(piece: string): { agency: string; place: string } | null {
  const [, agency = '', place = ''] = /^(\S+) (\S.*)$/u.exec(piece) ?? [];
  return isAgency(agency) && isKnownPlace(place) && !isAgency(piece) ? { agency, place } : null;
}

/** Returns whether a text in letters without case contains a position, so that it is no name. */
export const isCaselessTitle = (name: string): boolean => /^\p{Lo}/u.test(name) && isTitle(name);

/** Returns the place of a reporter whom an Arabic byline does not name, or null: `مراسل الجزيرة في غزة`. */
export function placeOfStaff(piece: string): string | null {
  const [, place = ''] = / في (.{2,30})$/u.exec(piece) ?? [];
  return isCaselessTitle(piece) && isKnownPlace(place) ? place : null;
}

/** Splits a place of two words that no surname has from the end of a name: `Sanne Kuipers Den Haag`. */
export function splitDoublePlace(name: string): [string, string | null] {
  const words = name.split(' ');
  const [person, place] = [words.slice(0, -2).join(' '), words.slice(-2).join(' ')];
  const isSplit =
    words.length > 3 && isFullName(person) && isKnownPlace(place) && !/^(?:San|Santa|Saint|St\.?) /u.test(place);
  return isSplit ? [person, place] : [name, null];
}

/** Words between a name and the organisation of the person. */
const ofOrganisation = /^(?:of|from|at) (?=\p{L})/u;

/**
 * Splits an organisation from the end of a name: `BOB RAY Associated Press`, `Jane Doe The Times`, `Ann Porter of the
 * Guardian`. Without a word between them, only known agencies and media count, and names that begin with the article.
 */
export function splitTrailingOrganisation(piece: string): { name: string; organisation: string } | null {
  const words = piece.split(' ');
  for (let index = 2; index < Math.min(words.length, maxNameWords + 1); index++) {
    const [name, rest] = [words.slice(0, index).join(' '), words.slice(index).join(' ')];
    if (!isFullName(splitHonorific(name).name)) continue;
    const organisation = rest.replace(ofOrganisation, '');
    const isNamed =
      organisation === rest
        ? isAgency(rest) || (rest.includes(' ') && isKnownOutlet(rest)) || (/^The /.test(rest) && isOrganisation(rest))
        : isOrganisation(organisation) || /^the \p{Lu}/u.test(organisation);
    if (isNamed && !isKnownPlace(organisation) && !isTitle(name)) return { name, organisation };
  }
  return null;
}
