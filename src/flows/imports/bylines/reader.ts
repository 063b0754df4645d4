import { monthOfName } from '../normalisation/month-names.js';
import { addAgencyOfTitle, addOrganisation, addStaff, addTitle, setPlace } from './additions.js';
import { splitClient } from './client.js';
import { isMediumAfterName } from './media-after-names.js';
import { isFullName, isInitials, isSingleName, nameSuffix, splitHonorific } from './names.js';
import { isAgency, isAgencyAfterName, isKnownOutlet, isOrganisation } from './organisations.js';
import {
  isCaselessTitle,
  joinCampus,
  placeOfStaff,
  splitAgencyOffice,
  splitDoublePlace,
  splitStaff,
  splitStudio,
  splitTrailingOrganisation,
} from './pieces.js';
import { isKnownPlace, maybePlace } from './places.js';
import { isBareCredit, openingCredit, piecesOf } from './segments.js';
import type { State, Writer } from './state.js';
import { isAnonymous, isTitle, splitLeadingTitle, splitReporterInPlace, splitTrailingTitle } from './titles.js';
import { placeOfPiece, splitTrailingPlace } from './trailing-place.js';
import { noise } from './words/times.js';

/** Credits of people and firms that did not write the article. */
const otherCredit =
  /^(?:©|\(c\) |copyright |interview (?:mit|with|avec|con|com|met) |sponsored by |presented by |powered by )/i;

/** Writers whom a byline only counts: `Ann Porter and 3 others`, `Ana Gil y otros dos`. */
const otherWriters =
  /^(?:(?:\d{1,3}|two|three|four|five|six|seven|eight|nine|ten|several|many) (?:others?|more|other (?:people|authors|writers|contributors))|(?:\d{1,3}|zwei|drei|vier|fünf) (?:weitere|andere)|(?:\d{1,3}|deux|trois|quatre|cinq) autres|(?:otros|outros|altri) (?:\d{1,3}|dos|tres|dois|três|due|tre)|\d{1,3} (?:más|mais|altri|anderen|andre|andra|inne|innych))$/i;

/** The writer also made the pictures. In small letters, the words are a title. */
const authorsPicture =
  /^(?:Фото автора|Фото авторов|Photos? by the author|Fotos? des Autors|Foto del autor|Photo de l['’]auteur)$/u;

/** `Aus Kiew berichtet Jana Müller`, `Z Brukseli Anna Nowak` */
const reportsFrom = [
  /^Aus (.{2,40}) berichte(?:t|n) (.+)$/u,
  /^(?:Aus|Z|Ze|Из|Із|Desde|Depuis|Från|Fra) (\p{Lu}[\p{L}-]{2,30}) (\p{Lu}\S+ \p{Lu}.+)$/u,
];

/** A day without a year, as in `NAIROBI, March 3 (Reuters)`. */
const wordAndDay = /^(?:(\p{L}{3,12})\.? \d{1,2}|\d{1,2}\.? (\p{L}{3,12})\.?)$/u;
const englishMonth = /^(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}$/i;
function isDayOfMonth(text: string): boolean {
  const [, before, behind] = wordAndDay.exec(text) ?? [];
  const word = before ?? behind ?? '';
  return englishMonth.test(word) || monthOfName(word) > 0;
}

/** Reads a part of a byline and adds what it says to the state. */
export function readSegment(segment: string, state: State): void {
  if (isNothing(segment, state)) return;
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
  const report = reportsFrom.map((pattern) => pattern.exec(credit.rest)).find((match) => match !== null);
  if (report !== undefined) setPlace(report[1] ?? '', state);
  const pieces = joinCampus(piecesOf(report?.[2] ?? credit.rest, state.isName)).filter((piece) => !isDayOfMonth(piece));
  state.hasCodes ||= areCodes(pieces);
  for (const [index, piece] of pieces.entries()) {
    const next = pieces[index + 1];
    const opensDateline =
      state.people.length === 0 && index === 0 && next !== undefined && isAgency(next) && !isAgency(piece);
    const isPlace = isKnownPlace(piece) || /^\p{Lu}{3,}$/u.test(piece);
    if (opensDateline && isPlace && !isAnonymous(piece)) {
      setPlace(piece, state);
      continue;
    }
    readPiece(piece, state);
  }
}

/** Returns whether a byline of several pieces has only codes of writers and agencies: `mkl/dpa`, `gra/bpk`. */
const areCodes = (pieces: readonly string[]): boolean =>
  pieces.length > 1 && pieces.every((piece) => isAgency(piece) || isInitials(piece));

/** Returns whether a text says nothing about an article. What may stand for a name is kept for the report. */
function isNothing(text: string, state: State): boolean {
  if (/\p{L}/u.test(text)) return noise.test(text);
  if (/[\p{N}\p{So}?!]/u.test(text)) state.illegibleParts.push(text);
  return true;
}

function readPiece(piece: string, state: State): void {
  if (isNothing(piece, state)) return;
  if (otherWriters.test(piece) || authorsPicture.test(piece)) {
    state.unnamedParts.push(piece);
    return;
  }
  const last = state.people.at(-1);
  const trailingPlace = splitTrailingPlace(piece);
  const affiliation = splitTrailingOrganisation(piece);
  const reporter = splitReporterInPlace(piece);
  const ownPlace = placeOfPiece(piece);
  const staff = splitStaff(piece);
  const office = splitStudio(piece);
  const agencyOffice = splitAgencyOffice(piece);
  const client = splitClient(piece);
  const isClient = client !== null && !isTitle(client.name) && (client.name !== '' || last !== undefined);
  if (staff !== null) state.people.push(staff);
  else if (isClient) {
    readPiece(client.name, state);
    addOrganisation(client.organisation, state, undefined);
    if (client.place !== null) setPlace(client.place, state);
  } else if (office !== null) {
    state.organisations.push(office.broadcaster);
    setPlace(office.place, state);
  } else if (agencyOffice !== null) {
    addOrganisation(agencyOffice.agency, state, last);
    setPlace(agencyOffice.place, state);
  } else if (last !== undefined && isBareCredit(piece)) addTitle(piece, state, last);
  else if (nameSuffix.test(piece) && last !== undefined) last.name += `${/\.$/.test(piece) ? ',' : ''} ${piece}`;
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
  } else if (trailingPlace.place !== null && isAgency(trailingPlace.text)) {
    setPlace(trailingPlace.place, state);
    addOrganisation(trailingPlace.text, state, last);
  } else if (isOrganisation(piece) && (!isTitle(piece) || isOutletWithArticle(piece)))
    addOrganisation(piece, state, last);
  else if (last?.name.includes(' ') && isMediumAfterName(piece) && !hasHonorific(piece) && !isTitle(piece))
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
  const staffPlace = placeOfStaff(piece);
  const [person, place] = splitDoublePlace(name);
  if (place !== null) setPlace(place, state);
  if (isPlaceOfStaff(name, state)) setPlace(name, state);
  else if (person !== name) state.people.push({ name: person, title });
  else if (last !== undefined && isSmallAfterCapitals(name, last) && !state.isName) addTitle(name, state, last);
  else if (staffPlace !== null || isCaselessTitle(name)) {
    if (staffPlace !== null) setPlace(staffPlace, state);
    state.unnamedParts.push(piece);
  } else if (isFullName(name) && !isKnownPlace(name)) state.people.push({ name, title });
  else if (last?.name.includes(' ') && isAgencyAfterName(name)) addOrganisation(name, state, last);
  else if (last !== undefined && isPlaceAfterName(name, last, state)) setPlace(name, state);
  else if (isShortUnknown(name) && last?.name.includes(' ') && state.kind !== 'picture' && !state.isName)
    state.organisations.push(name);
  else if (isInitials(name) && (state.hasCodes || !(state.isName && /^\p{L}{3,}$/u.test(name))))
    state.unnamedParts.push(piece);
  else if (isKnownPlace(name) && name.includes(' ')) state.unnamedParts.push(piece);
  else if (last !== undefined && /^\p{Ll}/u.test(name) && !state.isName) addTitle(name, state, last);
  else if (state.isName || isSingleName(name)) state.people.push({ name, title });
  else state.unnamedParts.push(piece);
}

/** Returns whether a text in small letters follows a name in capitals, so that it is no name: `Вера Зимина, фото автора`. */
const isSmallAfterCapitals = (name: string, last: Writer): boolean =>
  /^[\p{Ll}\p{M}\s.'’-]+$/u.test(name) && /\p{Lu}/u.test(last.name);

/** Returns whether a text is the place of the agency or desk before it: `Redacción / Madrid`. */
const isPlaceOfStaff = (name: string, { people, organisations, unnamedParts, kind }: State): boolean =>
  kind === 'author' && people.length === 0 && organisations.length + unnamedParts.length > 0 && isKnownPlace(name);

/** Returns whether a piece is an unknown agency in capitals, after a name: `Jana Müller, XYZ`. */
const isShortUnknown = (name: string): boolean => /^\p{Lu}{2,6}$/u.test(name);

/** Returns whether one word after a full name is a place: `Von Jana Müller, Berlin`. */
const isPlaceAfterName = (name: string, last: Writer, { kind }: State): boolean =>
  kind === 'author' && last.name.includes(' ') && (isKnownPlace(name) || (isSingleName(name) && maybePlace(name)));
