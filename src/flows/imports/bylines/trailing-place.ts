import { isFullName } from './names.js';
import { isAgency, isOrganisation } from './organisations.js';
import { clearPreposition, isKnownPlace, maybePlace, unclearPreposition } from './places.js';
import { isAnonymous } from './titles.js';
import { positionWord, reporterWord } from './words/positions.js';

/** Returns the place of a piece such as `in Amman` or `de São Paulo`, or null. */
export function placeOfPiece(piece: string): string | null {
  const [, preposition = '', place = ''] = /^(zz\. in|zurzeit in|\p{L}{1,5}) (\p{Lu}.*)$/u.exec(piece) ?? [];
  if (isKnownPlace(piece) && piece.includes(' ')) return null;
  if (clearPreposition.test(preposition)) return maybePlace(place) ? place : null;
  return unclearPreposition.test(preposition) && isKnownPlace(place) ? place : null;
}

/** The maximum number of words of a place. */
const maxPlaceWords = 6;

/**
 * Splits the place from the end of a piece: `Ann Porter in Lisbon`. A word that may also join names counts only before a
 * known place or a single word. What follows the position of a scholar is a subject: `Lecturer in History`.
 */
export function splitTrailingPlace(piece: string): { text: string; place: string | null } {
  const none = { text: piece, place: null };
  const words = piece.split(' ');
  for (let index = words.length - 2; index >= Math.max(1, words.length - maxPlaceWords - 1); index--) {
    const leftWords = words.slice(0, index).join(' ');
    const [preposition = '', place] = [words[index], words.slice(index + 1).join(' ')];
    const isClear = clearPreposition.test(preposition);
    if (!isClear && !unclearPreposition.test(preposition)) continue;
    const isAbbreviated = words[index - 1] === 'zz.' || words[index - 1] === 'zurzeit';
    if (words[index - 1] === 'based' || !maybePlace(place) || isOrganisation(place)) continue;
    const text = isAbbreviated ? words.slice(0, index - 1).join(' ') : leftWords;
    const position = positionWord.exec(text);
    if (position !== null ? !reporterWord.test(text) : !isFullName(text) && !isAgency(text) && !isAnonymous(text))
      continue;
    // The word may be a particle of the name: `verslaggever Anna de Vries`.
    const behindPosition = position === null ? '' : text.slice(position.index + position[0].length).trim();
    if (!isClear && /^\p{Lu}\S*$/u.test(behindPosition)) continue;
    const isSingle = !place.includes(' ');
    const requiresPosition = /^(?:a|de|et|au|aux)$/i.test(preposition);
    const isSure =
      isClear ||
      isKnownPlace(place) ||
      (position !== null && maybePlace(place)) ||
      (isSingle && /^(?:i|en|em|på)$/.test(preposition)) ||
      /^(?:La|El|Las|Los|Den) /.test(place);
    if (!isSure || (requiresPosition && position === null)) continue;
    if (
      /^(?:da|w|в|i|en)$/i.test(preposition) &&
      position === null &&
      !isKnownPlace(place) &&
      !isSingle &&
      !/^(?:La|El|Las|Los|Den) /.test(place)
    )
      continue;
    return { text, place };
  }
  return none;
}
