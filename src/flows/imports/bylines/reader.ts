import { isFullName, isInitials, isSingleName, maxNameWords, nameSuffix, splitHonorific } from './names.js';
import { isAgency, isAgencyAfterName, isKnownOutlet, isOrganisation } from './organisations.js';
import { isKnownPlace, maybePlace } from './places.js';
import { openingCredit, piecesOf } from './segments.js';
import type { State, Writer } from './state.js';
import {
  isAnonymous,
  isTitle,
  mediumOfStaff,
  splitLeadingTitle,
  splitReporterInPlace,
  splitTrailingTitle,
} from './titles.js';
import { placeOfPiece, splitTrailingPlace } from './trailing-place.js';
import { noise } from './words/times.js';

/** Credits of people and firms that did not write the article. */
const otherCredit =
  /^(?:©|\(c\) |copyright |interview (?:mit|with|avec|con|com|met) |sponsored by |presented by |powered by )/i;

/** `Aus Kiew berichtet Jana Müller` */
const reportsFrom = /^Aus (.{2,40}) berichte(?:t|n) (.+)$/;

/** Reads a part of a byline and adds what it says to the state. */
export function readSegment(segment: string, state: State): void {
  if (noise.test(segment) || !/\p{L}/u.test(segment)) return;
  if (otherCredit.test(segment)) {
    state.unnamedParts.push(segment);
    return;
  }
  const credit = openingCredit(segment, state.isName);
  if (credit.kind !== null) {
    state.kind = credit.kind;
    state.words = credit.kind === 'author' ? '' : credit.words;
  } else if (state.kind !== 'author' && state.people.length > 0) {
    state.kind = 'author';
    state.words = '';
  }
  const report = reportsFrom.exec(credit.rest);
  if (report !== null) setPlace(report[1] ?? '', state);
  const pieces = piecesOf(report?.[2] ?? credit.rest, state.isName);
  for (const [index, piece] of pieces.entries()) {
    const next = pieces[index + 1];
    const opensDateline =
      state.people.length === 0 && index === 0 && next !== undefined && isAgency(next) && !isAgency(piece);
    if (opensDateline && (isKnownPlace(piece) || /^\p{Lu}{3,}$/u.test(piece)) && !isAnonymous(piece)) {
      setPlace(piece, state);
      continue;
    }
    readPiece(piece, state);
  }
}

function readPiece(piece: string, state: State): void {
  if (noise.test(piece) || !/\p{L}/u.test(piece)) return;
  const last = state.people.at(-1);
  const trailingPlace = splitTrailingPlace(piece);
  const affiliation = splitTrailingOrganisation(piece);
  const reporter = splitReporterInPlace(piece);
  const ownPlace = placeOfPiece(piece);
  if (nameSuffix.test(piece) && last !== undefined) last.name += `${/\.$/.test(piece) ? ',' : ''} ${piece}`;
  else if (isAgency(piece)) addOrganisation(piece, state, last);
  else if (
    last !== undefined &&
    isTitle(piece) &&
    trailingPlace.place === null &&
    !hasHonorific(piece) &&
    !isOutletWithArticle(piece)
  )
    addTitle(piece, state, last);
  else if (isAnonymous(piece)) addStaff(piece, state);
  else if (affiliation !== null) {
    readPiece(affiliation.name, state);
    addOrganisation(affiliation.organisation, state, undefined);
  } else if (isOrganisation(piece) && (!isTitle(piece) || isOutletWithArticle(piece)))
    addOrganisation(piece, state, last);
  else if (reporter !== null) {
    setPlace(reporter.place, state);
    state.people.push({ name: reporter.name, title: reporter.title });
  } else if (ownPlace !== null) setPlace(ownPlace, state);
  else if (trailingPlace.place !== null) {
    setPlace(trailingPlace.place, state);
    readPiece(trailingPlace.text, state);
  } else if (isPartOfAgency(piece)) {
    if (last === undefined) addOrganisation(piece, state, last);
    else addTitle(piece, state, last);
  } else readName(piece, state, last);
}

/** Returns whether a piece is an outlet whose name without its article may be a position: `The Economist`. */
const isOutletWithArticle = (piece: string): boolean => /^The /.test(piece) && isKnownOutlet(piece);

const hasHonorific = (piece: string): boolean => {
  const { honorific, name } = splitHonorific(piece);
  return honorific !== null && isFullName(name);
};

/** Returns whether a piece is a department of an agency: `Reuters Investigates`. */
function isPartOfAgency(piece: string): boolean {
  const [first = ''] = piece.split(' ');
  return first !== piece && first.length > 2 && isAgency(first) && splitLeadingTitle(piece).title === null;
}

/** `Anna de Vries is redacteur` */
const statementPattern =
  /^(.{3,80}?) (?:is|ist|est|es|è|é|är|er|jest) (?:(?:an?|the|ein|eine|un|une|una|en|een) )?(.+)$/u;

function readName(piece: string, state: State, last: Writer | undefined): void {
  const leadingTitle = hasHonorific(piece) ? { name: piece, title: null } : splitLeadingTitle(piece);
  const verb = statementPattern.exec(leadingTitle.name);
  const statement = verb !== null && isTitle(verb[2] ?? '') ? { name: verb[1] ?? '', title: verb[2] ?? '' } : null;
  const { name: bare, title: trailingTitle } = statement ?? splitTrailingTitle(leadingTitle.name);
  const { honorific, name } = splitHonorific(bare);
  for (const title of [leadingTitle.title, trailingTitle]) if (title !== null) addAgencyOfTitle(title, state);
  const title = [leadingTitle.title, trailingTitle, state.words, honorific].find(Boolean) ?? null;
  if (isPlaceOfStaff(name, state)) setPlace(name, state);
  else if (isFullName(name) && !isKnownPlace(name)) state.people.push({ name, title });
  else if (last?.name.includes(' ') && isAgencyAfterName(name)) addOrganisation(name, state, last);
  else if (last !== undefined && isPlaceAfterName(name, last, state)) setPlace(name, state);
  else if (isShortUnknown(name) && last?.name.includes(' ') && state.kind !== 'picture' && !state.isName)
    state.organisations.push(name);
  else if (isInitials(name) && !(state.isName && /^\p{L}{3,}$/u.test(name))) state.unnamedParts.push(piece);
  else if (isKnownPlace(name) && name.includes(' ')) state.unnamedParts.push(piece);
  else if (last !== undefined && /^\p{Ll}/u.test(name) && !state.isName) addTitle(name, state, last);
  else if (state.isName || isSingleName(name)) state.people.push({ name, title });
  else state.unnamedParts.push(piece);
}

/** Words between a name and the organisation of the person. */
const ofOrganisation = /^(?:of|from|at) (?=\p{L})/u;

/**
 * Splits an organisation from the end of a name: `BOB RAY Associated Press`, `Jane Doe The Times`, `Ann Porter of the
 * Guardian`. Without a word between them, only known agencies and media count, and names that begin with the article.
 */
function splitTrailingOrganisation(piece: string): { name: string; organisation: string } | null {
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

/** Returns whether a text is the place of the agency or desk before it: `Redacción / Madrid`. */
const isPlaceOfStaff = (name: string, { people, organisations, unnamedParts, kind }: State): boolean =>
  kind === 'author' && people.length === 0 && organisations.length + unnamedParts.length > 0 && isKnownPlace(name);

/** Returns whether a piece is an unknown agency in capitals, after a name: `Jana Müller, XYZ`. */
const isShortUnknown = (name: string): boolean => /^\p{Lu}{2,6}$/u.test(name);

/** Returns whether one word after a full name is a place: `Von Jana Müller, Berlin`. */
const isPlaceAfterName = (name: string, last: Writer, { kind }: State): boolean =>
  kind === 'author' && last.name.includes(' ') && (isKnownPlace(name) || (isSingleName(name) && maybePlace(name)));

function setPlace(place: string, state: State): void {
  if (state.place === null) state.place = place;
  else if (state.place !== place && !state.otherPlaces.includes(place)) state.otherPlaces.push(place);
}

/** Adds the agency at the start of a title: `Associated Press Writer`, `AP Business Writer`. */
function addAgencyOfTitle(title: string, state: State): void {
  const words = title.split(' ');
  for (let length = Math.min(words.length - 1, 4); length > 0; length--) {
    const agency = words.slice(0, length).join(' ');
    if (!isAgency(agency) || !isTitle(title)) continue;
    state.organisations.push(agency);
    return;
  }
}

function addTitle(title: string, state: State, last: Writer): void {
  addAgencyOfTitle(title, state);
  last.title = last.title === null ? title : `${last.title}, ${title}`;
}

/** Returns the name of an organisation without the article that belongs to the sentence: `the Associated Press`. */
const withoutArticle = (name: string): string => name.replace(/^(?:the |[Ll]['’])/, '');

/** Adds an organisation, or completes a title with it: `Professor of Law, University of Leeds`. */
function addOrganisation(name: string, state: State, last: Writer | undefined): void {
  if (state.kind === 'picture') (isAgency(name) ? state.pictureAgencies : state.unnamedParts).push(name);
  else if (last?.title != null && isTitle(last.title) && !isAgency(name)) last.title = `${last.title}, ${name}`;
  else state.organisations.push(withoutArticle(name));
}

/** `Reuters Staff` and `Redazione ANSA` name an agency, and `Sports Desk` names nobody. */
function addStaff(piece: string, state: State): void {
  const medium = mediumOfStaff(piece);
  if (medium === null || state.kind === 'picture') state.unnamedParts.push(piece);
  else state.organisations.push(medium);
}
