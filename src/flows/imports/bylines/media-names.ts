import { isCountry, isKnownPlace } from './places.js';
import { givenNamesOfPlaces, placesOfMedia } from './words/places-of-media.js';

/** Words that end the name of a medium and are hardly ever surnames. */
const clearWords =
  'Times|Herald|Tribune|Gazette|Chronicle|Examiner|Telegraph|Journal|Inquirer|Enquirer|Sun-Times|Daily|Weekly|Independent|Observer|Dispatch|Post-Dispatch|Bulletin|Sentinel|Statesman|Republic|Republican|Democrat|Advertiser|Recorder|Reporter|Reformer|Advocate|Courant|Capital-Journal|Star-Tribune|Star-Ledger|Star-Advertiser|Post-Gazette|Post-Intelligencer|News-Press|Citizen-Times|Free Press|Star Tribune|Press Herald|Daily Star|Daily News|Business Journal|Public Media|Public Radio';

/** Words that end the name of a medium and are also surnames. */
const surnameWords =
  'Post|Star|Bee|Sun|Mail|Press|Leader|Ledger|Record|Banner|Courier|Express|Globe|Standard|Mercury|Echo|Register|Monitor|Guardian|Beacon|Beat|Mirror|Argus|Current|Lantern|Newsline|Outlook|Pilot|Eagle|Voice|Spotlight|World';

const ofPlace = new RegExp(
  `^(?:The )?(\\p{Lu}.{1,40}?)(?: (?:Capital|Daily|Evening|Morning|Sunday|Business))? (?:${clearWords}|${surnameWords})$`,
  'u',
);
const ofClearWord = new RegExp(`^\\p{Lu}[\\p{L}'’.-]+ (?:${clearWords}|Courier|Beat)$`, 'u');

const readers =
  /^(?:Hindustan|Indian|Irish|Scottish|Welsh|Sunday|Morning|Evening|Financial|Straits|Yorkshire|Manila|Gulf|Khaleej|Arab|Jewish|Korea|Bangkok|Deccan|Asian|Daily|National)$/u;

/** German compounds: `Kölner Stadt-Anzeiger`, `Hamburger Abendblatt`, `Münchner Merkur`. */
const germanMedium =
  /^(?!(?:Peter|Walter|Werner|Günth?er|Rainer|Reiner|Dieter|Alexander|Oliver|Holger|Volker|Xaver|Roger|Christopher) )\p{Lu}[\p{L}-]+(?:er|sche|ische|isches|ischer) (?:\p{Lu}\p{L}+[- ])?(?:\p{Lu}\p{Ll}*(?:zeitung|blatt|post|kurier|bote|presse)|(?:\p{Lu}\p{Ll}+-)?Anzeiger|Kurier|Merkur|Nachrichten|Rundschau|Bote|Volksfreund|Tageblatt|Neueste)$/u;

/** Media of Romance languages with the place behind them: `La Voz de Galicia`, `Diario de Sevilla`. */
const romanceMedium =
  /^(?:(?:La|El|Le|Il|O|A) )?(?:Voz|Diario|Diari|Diário|Heraldo|Correo|Correio|Jornal|Gazeta|Gaceta|Periódico|Corriere|Gazzetta|Giornale|Messaggero|Journal|Courrier|Dépêche|Télégramme|Faro|Norte|Opinión|Noticias|Estado|Folha) (?:de la |della |dello |do |da |de |del |di |du |des |dell['’]|d['’])\p{Lu}/u;

function placeOf(name: string): string {
  return ofPlace.exec(name)?.[1] ?? '';
}

const isPlaceOfMedium = (place: string): boolean =>
  placesOfMedia.has(place) || (isKnownPlace(place) && !isCountry(place));

/**
 * Returns whether a text is a medium that is named after its place or its readers: `Denver Post`, `Irish Independent`,
 * `Hamburger Abendblatt`. A place that is also a given name does not count before a word that is also a surname.
 */
export function isMediumName(name: string): boolean {
  const place = placeOf(name);
  if (readers.test(place) || germanMedium.test(name) || romanceMedium.test(name)) return true;
  if (place === '' || !isPlaceOfMedium(place)) return false;
  return !givenNamesOfPlaces.has(place) || ofClearWord.test(name);
}

/** Returns whether a name ends with a word that only media have, and does not begin with a given name: `Wexley Courier`. */
export const endsAsMedium = (name: string): boolean => ofClearWord.test(name) || isPlaceOfMedium(placeOf(name));
