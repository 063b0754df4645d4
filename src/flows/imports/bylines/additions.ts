import { agencyAtEnd } from './client.js';
import { isAgency } from './organisations.js';
import { isKnownPlace } from './places.js';
import type { State, Writer } from './state.js';
import { isTitle, mediumOfStaff } from './titles.js';

/** Sets the place of a byline, or adds one more place. */
export function setPlace(place: string, state: State): void {
  if (state.place === null) state.place = place;
  else if (state.place !== place && !state.otherPlaces.includes(place)) state.otherPlaces.push(place);
}

/** Adds the agencies of a title: `Associated Press Writer`, `AP Business Writer`, `freelance writer for Reuters`. */
export function addAgencyOfTitle(title: string, state: State): void {
  const client = agencyAtEnd(title);
  if (client !== null) state.organisations.push(client);
  const words = title.split(' ');
  for (let length = Math.min(words.length - 1, 4); length > 0; length--) {
    const agency = words.slice(0, length).join(' ');
    if (!isAgency(agency) || !isTitle(title)) continue;
    state.organisations.push(agency);
    return;
  }
}

/** Adds a title to the last person, and the agencies in it to the organisations. */
export function addTitle(title: string, state: State, last: Writer): void {
  addAgencyOfTitle(title, state);
  last.title = last.title === null ? title : `${last.title}, ${title}`;
}

/** Returns the name of an organisation without the article that belongs to the sentence: `the Associated Press`. */
const withoutArticle = (name: string): string => name.replace(/^(?:the |[Ll]['’])/, '');

/** Adds an organisation, or completes a title with it: `Professor of Law, University of Leeds`. */
export function addOrganisation(name: string, state: State, last: Writer | undefined): void {
  if (state.kind === 'picture') (isAgency(name) ? state.pictureAgencies : state.unnamedParts).push(name);
  else if (last?.title != null && isTitle(last.title) && !isAgency(name)) last.title = `${last.title}, ${name}`;
  else state.organisations.push(withoutArticle(name));
}

/** `Reuters Staff` and `Redazione ANSA` name an agency, and `Sports Desk` names nobody. */
export function addStaff(piece: string, state: State): void {
  const medium = mediumOfStaff(piece);
  const [, staff = '', place = ''] = /^(.+) (\S+)$/u.exec(piece) ?? [];
  if (medium === null && isKnownPlace(place) && mediumOfStaff(staff) !== null) {
    addStaff(staff, state);
    setPlace(place, state);
  } else if (medium === null || state.kind === 'picture') state.unnamedParts.push(piece);
  else state.organisations.push(medium);
}
