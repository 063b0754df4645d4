import { splitClient } from './client.js';
import { creditIn, separateCredits } from './credits.js';
import { separateDateline } from './dateline.js';
import { isFullName, splitAtConnectors, splitHonorific } from './names.js';
import { isAgency, isOrganisation } from './organisations.js';
import { isKnownPlace } from './places.js';
import { separator } from './plain.js';
import { splitPrefixedAnd } from './prefixed-and.js';
import { isAnonymous, isTitle, splitGluedTitle } from './titles.js';
import { splitTrailingPlace } from './trailing-place.js';

const hardSeparator = /\s*[|•;\u2028\u2029]\s*|\s+[·∙]\s+|\s+[—–-]{1,2}\s+|\s+ـ+\s+|^[—–-]\s*|\s*[—–-]$/u;

/** Splits a line at the signs and the credits that begin a new part. */
export function segmentsOf(text: string): string[] {
  return splitGluedTitle(separateDateline(text, separator), separator)
    .split(hardSeparator)
    .map(trimPunctuation)
    .flatMap(splitSlashCredits)
    .flatMap((part) => separateCredits(part, separator).split(separator))
    .map(trimPunctuation)
    .filter((segment) => segment !== '');
}

/** Splits a part at the slashes before a credit with a name: `Text: Ana Gil / Fotos: Leo Ruiz`. */
function splitSlashCredits(part: string): string[] {
  const [first = '', ...pieces] = part.split('/');
  const parts = [first];
  for (const piece of pieces) {
    const text = piece.trim();
    const { kind, rest } = creditIn(text);
    const words = text.slice(0, text.length - rest.length);
    const last = parts.at(-1) ?? '';
    const isCredit = kind !== null && rest !== '' && (kind !== 'author' || /(?::| by)\s*$/i.test(words));
    if (isCredit && !isBareCredit(last.trim())) parts.push(text);
    else parts[parts.length - 1] = `${last}/${piece}`;
  }
  return parts;
}

const trimPunctuation = (text: string): string =>
  text
    .replace(/^[\s,.:;/|"“”«»„*_~]+|[\s,:;/|"“”«»*_~]+$/g, '')
    .replace(/(?<=\p{Ll}{2})\.$/u, '')
    .replace(/^[([](?=[^)\]]*$)|(?<=^[^([]*)[)\]]$/g, '')
    .replace(/ on (?:Twitter|X|Facebook|Instagram|LinkedIn|Mastodon|Bluesky)$/i, '')
    .trim();

/** Prepositions that also begin surnames: `Von der Leyen`, `Di Maio`. */
const mayBeginName = /^(?:von|di|de|af|av|par|por|van|του|της|των)$/i;

/**
 * Words for "by" that also begin names: `de Ana Pop` (Romanian, Spanish), `Theo Nguyễn Thị Lan` (Vietnamese), `Oleh Dewi
 * Lestari` (Indonesian, but not `Oleh Ivanovych Bondar`).
 */
const nameAfterDe = /^de (\p{Lu}.*)$/u;
const nameAfterCapitalDe = /^De ((?!La |Los |Las |Le )\p{Lu}\p{Ll}+ \p{Lu}.*)$/u;
const nameAfterTheo = /^[Tt]heo (?=.*[ơưăđạảấầẩẫậắằẳẵặẹẻẽếềểễệỉĩịọỏốồổỗộớờởỡợụủũứừửữựỳỵỷỹ])(.+)$/u;
const nameAfterOleh = /^Oleh (?!\p{L}+v[yi]ch )(\p{Lu}\S+ \p{Lu}.*)$/u;

const nameAfterBy = (segment: string, isName: boolean): string | null =>
  (isName ? [nameAfterDe, nameAfterTheo] : [nameAfterDe, nameAfterCapitalDe, nameAfterTheo, nameAfterOleh])
    .map((pattern) => pattern.exec(segment)?.[1] ?? null)
    .find((name) => name !== null) ?? null;

/** The position of a person before the name: `Enviado especial: Tomás Rey`. */
const positionBefore = /^(\p{L}[^:,/|]{2,40}?)\s?:\s?(\p{Lu}.*)$/u;

/** The genre of a text with a full stop, as French papers print it, and the short form of the Polish word for editor. */
const genreBefore =
  /^(?:(?:Tribune|Analyse|Enquête|Reportage|Récit|Entretien|Chronique|Éditorial|Portrait|Décryptage|Témoignage|Billet)\.\s+|red\.\s+(?=\p{Lu}\p{Ll}+ \p{Lu}))(?=\p{L})/u;

function positionCredit(segment: string): ReturnType<typeof creditIn> | null {
  const genre = genreBefore.exec(segment)?.[0];
  if (genre !== undefined) return { kind: 'author', words: '', rest: segment.slice(genre.length) };
  const [, words = '', rest = ''] = positionBefore.exec(segment) ?? [];
  const [name = ''] = rest.split(/\s*[,/(]| (?:and|und|et|y|e|i|og|och|en) /);
  return isTitle(words) && isFullName(splitHonorific(name).name) && !isFullName(words)
    ? { kind: 'contributor', words, rest }
    : null;
}

/** Returns the credit that opens a segment. A preposition opens one only before a full name or a desk. */
export function openingCredit(segment: string, isName: boolean): ReturnType<typeof creditIn> {
  const credit = creditIn(segment);
  const none = { kind: null, words: '', rest: segment };
  const [photo = '', agency = ''] = /^(\p{L}{2,12}) (?:Photo|Foto)s?\s?[/:-]\s?/u.exec(segment) ?? [];
  if (isAgency(agency))
    return { kind: 'picture', words: photo.replace(/[\s/:-]+$/, ''), rest: segment.slice(photo.length) };
  if (credit.kind === null) {
    const position = positionCredit(segment);
    if (position !== null) return position;
    const rest = nameAfterBy(segment, isName);
    const [first = ''] = rest?.split(/,| (?:dan|și|şi|y|và) /u) ?? [];
    return rest !== null && isFullName(first) ? { kind: 'author', words: '', rest } : none;
  }
  if (mayBeginName.test(credit.words) && !/^["“]?\p{Lu}|^(?:unser|der redaktion|la |le |dem |ein)/iu.test(credit.rest))
    return none;
  if (
    mayBeginName.test(credit.words) &&
    /^(?:der|den|dem|der|la|le) \p{Lu}/u.test(credit.rest) &&
    !isAnonymous(segment)
  )
    return none;
  if (isName && mayBeginName.test(credit.words) && !credit.rest.includes(' ') && !isAgency(credit.rest)) return none;
  return credit;
}

/** Returns whether a piece is a credit without a name, which belongs to the name before it: `Jana Müller (Fotos)`. */
export const isBareCredit = (piece: string): boolean => piece !== '' && creditIn(`${piece}:`).rest === '';

/** Splits a segment at commas, slashes, brackets and words that join names. */
export function piecesOf(segment: string, isName: boolean): string[] {
  // A nickname in brackets is part of the name.
  const flat = segment.replace(/\s*[([{]([^()[\]{}]*)[)\]}]\s*/g, (match, inside: string, offset: number) =>
    /^\p{Lu}\p{Ll}+$/u.test(inside) && /\p{Lu}/u.test(segment.charAt(offset + match.length)) && !isKnownPlace(inside)
      ? match
      : `, ${inside}, `,
  );
  return flat
    .split(/\s*[,،，]\s*|\s*\/\s*|[()[\]{}]/u)
    .map(trimPunctuation)
    .flatMap((part, index, parts) => splitJoined(part, isName, isAffiliation(parts[index + 1])))
    .flatMap(splitPrefixedAnd)
    .flatMap(splitAgencies)
    .map((part, index) => (index === 0 ? part : withoutJoiningWord(part)))
    .map(trimPunctuation)
    .filter((part) => part !== '');
}

/** Words that a byline repeats before each name, and a word for "and" that a bracket separates from the first name. */
const joiningWord = /^(?:y|e|i|en|і|von|par|por|di|door|av|af|του|της|των) (?=\p{Lu})/u;

/** Returns the name after a word that joins it to the one before: `Ana Gil (texto) y Leo Ruiz (fotos)`. */
function withoutJoiningWord(part: string): string {
  const name = part.replace(joiningWord, '');
  return name !== part && isFullName(name) && !isKnownPlace(name) ? name : part;
}

/** Returns whether a part says what the person before it does: an organisation or a title. */
const isAffiliation = (part: string | undefined): boolean =>
  part !== undefined && (isOrganisation(part) || isTitle(part));

/**
 * Splits names that words join. The name of an organisation may contain such a word. A person follows it if an
 * affiliation comes next: `University of Oslo and John Roe, University of Bergen`.
 */
function splitJoined(part: string, isName: boolean, isBeforeAffiliation: boolean): string[] {
  const [, medium, agency] = withAgency.exec(part) ?? [];
  if (medium !== undefined && agency !== undefined && isAgency(agency) && !isFullName(medium) && !isAnonymous(medium))
    return [medium, agency];
  const names = splitAtConnectors(part, isComplete, isName);
  const [first = ''] = names;
  if (isTitle(part) && !/\s/.test(first) && !isOrganisation(first)) return [part];
  const last = names.at(-1) ?? '';
  const endsWithPerson = isBeforeAffiliation && isFullName(splitHonorific(last).name) && !isOrganisation(last);
  return !isOrganisation(part) || !isOrganisation(first) || names.every(isAgency) || endsWithPerson ? names : [part];
}

/** A medium that has used the text of an agency: `Franceinfo avec AFP`. */
const withAgency = /^(\p{Lu}\S*(?: \p{Lu}\S*){0,2}) (?:avec|with|mit|con|com|met|med)(?: l['’]| )(.+)$/u;

const isComplete = (part: string): boolean =>
  (isFullName(splitHonorific(splitTrailingPlace(splitClient(part)?.name ?? part).text).name) && !isKnownPlace(part)) ||
  isOrganisation(part) ||
  isAnonymous(part);

/** Splits `TT-AFP`, but not `Keystone-SDA`. */
function splitAgencies(part: string): string[] {
  const names = part.split('-');
  return names.length > 1 && names.every(isAgency) && !isKnownWhole(part) ? names : [part];
}

const isKnownWhole = (name: string): boolean => isAgency(name) && !isAgency(name.split('-')[1] ?? '');
