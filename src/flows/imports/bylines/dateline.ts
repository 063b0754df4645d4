import { isFullName, splitHonorific } from './names.js';
import { isAgency } from './organisations.js';
import { isKnownPlace } from './places.js';
import { isAnonymous, isTitle, splitTrailingTitle } from './titles.js';

const preposition = /^(?:by|von|par|por|di|door|av|af) /i;

/** Returns whether a text begins with a person, an agency or a desk. */
function namesWriter(text: string): boolean {
  const [first = ''] = text.replace(preposition, '').split(/\s*[,/]\s*| (?:of|from|and) /);
  const name = splitHonorific(splitTrailingTitle(first).name).name;
  return isAgency(first) || isAnonymous(first) || (isFullName(name) && !isTitle(name) && !isKnownPlace(name));
}

/**
 * Returns the place that stands before the writer in a byline of several segments, or null: `LISBON — Ann Porter`,
 * `Paris — AFP`.
 */
export function datelineOf(segments: readonly string[]): string | null {
  const [place = '', writer] = segments;
  if (writer === undefined || !namesWriter(writer)) return null;
  return place.split(/\s*,\s*/).every(isKnownPlace) ? place : null;
}

/** Puts a separator behind a place that ends with a full stop or a colon: `Madrid. EFE`. */
export function separateDateline(text: string, separator: string): string {
  const [, place = '', rest = ''] = /^([^.:|]{2,40})[.:] (.+)$/u.exec(text) ?? [];
  return isKnownPlace(place) && namesWriter(rest) ? `${place}${separator}${rest}` : text;
}
