import { creditIn, separateCredits } from './credits.js';
import { separateDateline } from './dateline.js';
import { isFullName, splitAtConnectors, splitHonorific } from './names.js';
import { isAgency, isOrganisation } from './organisations.js';
import { isKnownPlace } from './places.js';
import { separator } from './plain.js';
import { isAnonymous, isTitle, splitGluedTitle } from './titles.js';
import { splitTrailingPlace } from './trailing-place.js';

const hardSeparator = /\s*[|•;\u2028\u2029]\s*|\s+[·∙]\s+|\s+[—–-]{1,2}\s+|^[—–-]\s*|\s*[—–-]$/u;

/** Splits a line at the signs and the credits that begin a new part. */
export function segmentsOf(text: string): string[] {
  return splitGluedTitle(separateDateline(text, separator), separator)
    .split(hardSeparator)
    .map(trimPunctuation)
    .flatMap((part) => separateCredits(part, separator).split(separator))
    .map(trimPunctuation)
    .filter((segment) => segment !== '');
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

/** Returns the credit that opens a segment. A preposition opens one only before a full name or a desk. */
export function openingCredit(segment: string, isName: boolean): ReturnType<typeof creditIn> {
  const credit = creditIn(segment);
  const none = { kind: null, words: '', rest: segment };
  const [photo = '', agency = ''] = /^(\p{L}{2,12}) (?:Photo|Foto)s?\s?[/:-]\s?/u.exec(segment) ?? [];
  if (isAgency(agency))
    return { kind: 'picture', words: photo.replace(/[\s/:-]+$/, ''), rest: segment.slice(photo.length) };
  if (credit.kind === null) {
    // Romanian and Spanish papers print "de Ana Pop", and a name does not begin with a particle.
    const [, rest] = /^de (\p{Lu}.*)$/u.exec(segment) ?? [];
    return rest !== undefined && isFullName(rest) ? { kind: 'author', words: 'de', rest } : none;
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
    .flatMap(splitAgencies)
    .map(trimPunctuation)
    .filter((part) => part !== '');
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
  const last = names.at(-1) ?? '';
  const endsWithPerson = isBeforeAffiliation && isFullName(splitHonorific(last).name) && !isOrganisation(last);
  return !isOrganisation(part) || !isOrganisation(first) || names.every(isAgency) || endsWithPerson ? names : [part];
}

/** A medium that has used the text of an agency: `Franceinfo avec AFP`. */
const withAgency = /^(\p{Lu}\S*(?: \p{Lu}\S*){0,2}) (?:avec|with|mit|con|com|met|med)(?: l['’]| )(.+)$/u;

const isComplete = (part: string): boolean =>
  (isFullName(splitHonorific(splitTrailingPlace(part).text).name) && !isKnownPlace(part)) ||
  isOrganisation(part) ||
  isAnonymous(part);

/** Splits `TT-AFP`, but not `Keystone-SDA`. */
function splitAgencies(part: string): string[] {
  const names = part.split('-');
  return names.length > 1 && names.every(isAgency) && !isKnownWhole(part) ? names : [part];
}

const isKnownWhole = (name: string): boolean => isAgency(name) && !isAgency(name.split('-')[1] ?? '');
