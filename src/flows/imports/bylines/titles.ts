import { isFullName, maxNameWords } from './names.js';
import { isAgency, isKnownOutlet, isOrganisation, mediumWord } from './organisations.js';
import { isKnownPlace, maybePlace } from './places.js';
import { anonymous, department, smallWords } from './words/anonymous.js';
import { positionWord, reporterWord, titleModifiers } from './words/positions.js';

const letters = (word: string): string =>
  word
    .toLowerCase()
    .replace(/[^\p{L}\p{M}/.'-]/gu, '')
    .replace(/\.$/, '')
    .replace(/^[dl]['’]/, '');

const wordsOf = (text: string): string[] => text.split(/[\s/]+/).filter((word) => word !== '');
const areAnonymous = (words: readonly string[]): boolean => words.every((word) => anonymous.has(letters(word)));
const namesStaff = (words: readonly string[]): boolean =>
  areAnonymous(words) && (words.length === 1 || words.some((word) => !smallWords.has(letters(word))));

/** Returns whether a text stands for writers without naming them: `Staff`, `Von unserer Redaktion`, `Sports Desk`. */
export function isAnonymous(text: string): boolean {
  const words = wordsOf(text);
  if (words.length === 0 || words.length > 8 || isAgency(text) || isKnownOutlet(text)) return false;
  if (namesStaff(words) || mediumOfStaff(text) !== null) return true;
  return department.test(text) && words.length <= 5;
}

/** Returns the agency or medium whose staff a text means: `Reuters Staff`, `Redazione ANSA`, `Guardian staff`; or null. */
export function mediumOfStaff(text: string): string | null {
  const words = wordsOf(text);
  const isStaff = words.map((word) => anonymous.has(letters(word)));
  const start = isStaff.indexOf(false);
  const end = isStaff.lastIndexOf(false) + 1;
  if (start === -1 || end - start === words.length) return null;
  // The name may contain words that also mean staff: `BBC News staff`, `Redazione Die Zeit`.
  for (let first = 0; first <= start; first++)
    for (let behind = words.length; behind >= end; behind--) {
      const name = words.slice(first, behind).join(' ');
      if (behind - first < words.length && (isKnownOutlet(name) || isMediumBeforeStaff(name, words.slice(behind))))
        return name;
    }
  return null;
}

/** Returns whether a text ends like the name of a medium and only `staff` follows: `Harbour Courier staff`. */
const isMediumBeforeStaff = (name: string, behind: readonly string[]): boolean =>
  behind.length === 1 && /^staff$/i.test(behind[0] ?? '') && name.includes(' ') && mediumWord.test(name);

/** Degrees, honours and seats in a parliament, as they stand behind a name. */
const degree =
  /^(?:Ph\.?\s?D|M\.?D|J\.?D|M\.?A|B\.?A|M\.?Sc|B\.?Sc|MBA|MPH|Esq|R\.?N|CPA|LL\.?[BDM]|M\.?S|D\.?D|D\.?D\.?S|M\.?B\.?A|M\.?P|M\.?E\.?P|MSP|MLA|MdB|MdL|MdEP|OBE|MBE|CBE|KC|QC|FRS)\.?$/;

const forMedium =
  / (?:(?:[Ss]pecial to|[Ss]pecial for|[Ff]or) (?:the |The )?|(?:(?:exklusiv|especial|exclusivo|exclusief|specjalnie|спец[иі]ально|спеціально) )?(?:für|pour|para|voor|för|for|dla|для|за) (?:die |der |den |das |le |la |les |l['’]|el |o |a |de |het )?[«"„“]?)\p{Lu}.{1,80}$/u;

/** Returns whether a text is a title or a position: `Political Editor`, `Special to The Times`, `freie Journalistin`. */
export const isTitle = (text: string): boolean =>
  text.length <= 200 && (positionWord.test(text) || degree.test(text) || forMedium.test(` ${text}`));

/** Splits a title from the end of a name: `Jane Doe Political editor`. The name keeps at least two words. */
export function splitTrailingTitle(piece: string): { name: string; title: string | null } {
  const medium = forMedium.exec(piece);
  if (medium !== null && isFullName(piece.slice(0, medium.index)))
    return { name: piece.slice(0, medium.index), title: medium[0].trim() };
  const words = piece.split(' ');
  for (let index = 2; index < Math.min(words.length, maxNameWords + 1); index++) {
    const [name, title] = [words.slice(0, index).join(' '), words.slice(index).join(' ')];
    if (!isFullName(name) || !startsTitle(title)) continue;
    return { name, title };
  }
  return { name: piece, title: null };
}

/** Returns whether a text is a title from its first word on. */
function startsTitle(text: string): boolean {
  const match = positionWord.exec(text);
  if (match === null) return false;
  const before = text.slice(0, match.index).trim();
  return (
    before === '' ||
    isAgency(before) ||
    isKnownOutlet(before) ||
    before.split(/[\s&-]+/).every((word) => titleModifiers.has(word.toLowerCase()) || isKnownOutlet(word))
  );
}

const determiner =
  /^(?:(?:our|the|von|vom|unser\p{L}*|dem|der|door|onze|van|de|dal|dalla|nostr[oa]|notre|nuestr[oa]|del|vår|наш\p{L}*|от)\s+)+/iu;

/** `Enviada especial Ana Ruiz` */
const specialEnvoy = /^(?:enviad[oa]s? especial(?:es)?|envoyée?s? spécial(?:e|es)?|inviat[oaie] special[ei])$/iu;

const reporterIn = new RegExp(
  `^(.{0,40}(?:${reporterWord.source})(?: (?:especial|spéciale?|speciale))?) (?:in|à|a|en|em|da|aus|i|в) (.+)$`,
  'iu',
);

/** Splits a reporter and their place from the start of a name: `notre correspondant à Rome Marc Lebrun`. */
export function splitReporterInPlace(piece: string): { title: string; place: string; name: string } | null {
  const match = reporterIn.exec(piece.replace(determiner, ''));
  const [, title = '', rest = ''] = match ?? [];
  const words = rest.split(' ');
  for (let index = 1; index < words.length - 1; index++) {
    const [place, name] = [words.slice(0, index).join(' '), words.slice(index).join(' ')];
    if (isFullName(name) && (isKnownPlace(place) || (index === 1 && maybePlace(place)))) return { title, place, name };
  }
  return null;
}

/** Splits a position from the start of a name: `Associated Press Writer Jane Doe`, `unserem Korrespondenten Peter Groß`. */
export function splitLeadingTitle(piece: string): { name: string; title: string | null } {
  const bare = piece.replace(determiner, '');
  const hasDeterminer = bare !== piece;
  const words = bare.split(' ');
  for (let index = words.length - 2; index >= Math.max(1, words.length - maxNameWords); index--) {
    const [title, name] = [words.slice(0, index).join(' '), words.slice(index).join(' ')];
    const last = words[index - 1] ?? '';
    if (!isFullName(name) || (!positionWord.test(last) && !specialEnvoy.test(title))) continue;
    if (!startsTitle(title) && !hasDeterminer) continue;
    return { name, title };
  }
  return { name: piece, title: null };
}

/** A small letter before a capital, but not in names such as `McIntyre`. */
const glue = /(?<=\p{Ll})(?<!(?:^|[\s-])(?:Mc|Mac|De|Di|Le|La|Fitz|Van))(?=\p{Lu})/gu;

/**
 * Puts a separator between a name and what a page prints directly after it: `Howard BlumeStaff Writer`, `Jane DoeBBC
 * News`. A capital inside a name (`McIntyre`) is left alone.
 */
export function splitGluedTitle(text: string, separator: string): string {
  for (const match of text.matchAll(glue)) {
    const rest = text.slice(match.index);
    const [first = ''] = rest.split(/\s*[,|•;/(]\s*| - /);
    const isGlued =
      startsTitle(first) ||
      (isOrganisation(first) && !/^\p{Lu}\p{Ll}+$/u.test(first)) ||
      /^(?:More|Read|Follow|Updated|Published|View) /.test(rest);
    if (isGlued) return `${text.slice(0, match.index)}${separator}${splitGluedTitle(rest, separator)}`;
  }
  return text;
}
