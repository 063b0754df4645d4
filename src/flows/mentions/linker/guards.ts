import { follows, type Part } from './article-text.js';
import { isSentenceInCapitals } from './capitals.js';
import { hasJoinedParticle, isBearerOfName, isOtherThan } from './commemorations.js';
import { commonGivenNames } from './common-given-names.js';
import type { Directory, Entry } from './directory.js';
import type { IsNamed } from './firms.js';
import { isFurtherName } from './further-names.js';
import { isOfRelative } from './generations.js';
import { isMonth } from './months.js';
import { isRoleAt } from './roles.js';
import { isGeneric, isHyphenedName, isJoined, isNamedAfter, isOfKind, isOfThing } from './thing-names.js';
import type { Token } from './tokens.js';
import { tradesAt } from './trade.js';
import {
  afterName,
  descriptors,
  everyday,
  functionWords,
  givenNames,
  months,
  particles,
  pluralTitles,
  settlements,
  states,
  suffixes,
  titleModifiers,
  titleWords,
  weekdays,
} from './words.js';

const nobody: IsNamed = () => false;

/** Returns whether words that equal a person's name really name that person here. */
export function isNamedAt(
  part: Part,
  directory: Directory,
  from: number,
  to: number,
  entries: readonly Entry[],
): boolean {
  const { tokens, hasTitleCase } = part;
  const first = tokens[from] as Token;
  const last = tokens[to] as Token;
  if (isJoined(part, from, to) || isNamedAfter(part, from, to)) return false;
  if (from < to && isHyphenedName(tokens, from, to) && !entries.some(({ isHyphened }) => isHyphened)) return false;
  if (from === to && !first.isCaseless) {
    // A single word must be a person's only name, or initials that stand for the name.
    const initials = entries.every(({ kind }) => kind === 'alias');
    if (initials && !first.isAllCaps && !first.initials) return false;
    const isPart = !hasTitleCase && follows(tokens[to + 1]) && tokens[to + 1]?.isCapitalised;
    if (!initials && (everyday.has(first.key) || isPart || followsGivenName(part, directory, from))) return false;
  }
  if (!first.isCapitalised && !last.isCapitalised && !first.isCaseless) return false;
  if (isOfThing(part, to) || isOfRelative(part, to) || isOfKind(part, from, to, nobody)) return false;
  if (isBearerOfName(part, to) || (!last.isPossessive && tradesAt(tokens, to + 1))) return false;
  const before = tokens[from - 1];
  // "Paul Ryan" is not meant in "John Paul Ryan".
  if (first.gap === 'space' && before?.isCapitalised && !before.isPossessive) {
    if (before.initials && before.key.length === 1 && !hasTitleCase) return false;
    if (
      givenNames.has(before.key) &&
      !titleWords.has(before.key) &&
      !descriptors.has(before.key) &&
      !(hasTitleCase || isEveryday(before))
    )
      return false;
  }
  const next = tokens[to + 1];
  // "Michael Moore" is not meant in "Michael Moore Johnson".
  if (
    !hasTitleCase &&
    !last.isPossessive &&
    !suffixes.has(last.key) &&
    follows(next) &&
    next.isCapitalised &&
    !next.isAllCaps &&
    !everyday.has(next.key) &&
    (directory.shorts.has(next.key) || isFurtherName(part, from, to + 1))
  )
    return false;
  return true;
}

const isEveryday = ({ key, gap }: Token) => gap === 'sentence' && (functionWords.has(key) || everyday.has(key));

export const isGivenName = (key: string, directory: Directory) =>
  givenNames.has(key) || commonGivenNames.has(key) || directory.givenNames.has(key);

/**
 * Returns whether a surname follows another person's given name, so that it does not stand alone.
 *
 * @param isGenitive whether the surname has a German genitive ending
 */
export function followsGivenName(part: Part, directory: Directory, from: number, isGenitive = false): boolean {
  const { tokens, isEnglish } = part;
  const before = tokens[from - 1];
  const first = tokens[from] as Token;
  if (before === undefined || first.gap !== 'space' || before.isPossessive) return false;
  if (before.isCaseless) return directory.givenNames.has(before.key) || commonGivenNames.has(before.key);
  if (!before.isCapitalised) return false;
  if (titleWords.has(before.key) || titleModifiers.has(before.key) || functionWords.has(before.key)) return false;
  if (pluralTitles.has(before.key) || suffixes.has(before.key)) return false;
  if (weekdays.has(before.key) || months.has(before.key) || descriptors.has(before.key)) return false;
  if (isGivenName(before.key, directory)) return true;
  // "Die Politik Merkels": in German, the capital letter shows only that the word is a noun.
  if (isGenitive) return false;
  if (before.initials) return before.key.length < 3;
  if (part.hasTitleCase || isSentenceInCapitals(part, from) || isRoleAt(tokens, from - 1)) return false;
  // At the start of a sentence in another language, the word is hardly ever an unknown given name.
  if (!isEnglish && before.gap === 'sentence') return false;
  // A capitalised word inside a sentence is part of a name. At the start it may be an adverb or a participle.
  return before.gap !== 'sentence' || !(everyday.has(before.key) || /(?:ly|ing|ed)$/.test(before.key));
}

/** Surnames that mean a part of a landscape, folded, and the particles of its name: `Costa do Marfim`. */
const landscapes: ReadonlySet<string> = new Set(
  'cabo campos costa lagoa monte porto praia serra sierra vale'.split(' '),
);
const landscapeParticles: ReadonlySet<string> = new Set('da das de del do dos'.split(' '));

/** Returns whether a surname begins the name of a part of a landscape. `Costa do PS` is a member of a party. */
function isLandscape({ tokens }: Part, to: number): boolean {
  const [word, particle, name] = [tokens[to], tokens[to + 1], tokens[to + 2]];
  if (!landscapes.has(word?.key ?? '') || !landscapeParticles.has(particle?.key ?? '')) return false;
  return follows(particle) && follows(name) && name.isCapitalised && !name.isAllCaps;
}

/** Returns whether a name means a town, which the next words show. */
export function isTown({ tokens }: Part, to: number): boolean {
  const next = tokens[to + 1];
  // "Warren, Mich."; "Cotton, a village in Minnesota"
  if (next?.gap !== 'comma') return false;
  if (next.isCapitalised) return states.has(next.key);
  return (next.key === 'a' || next.key === 'the') && settlements.has(tokens[to + 2]?.key ?? '');
}

/**
 * Returns whether the words at a place can be a surname that stands alone.
 *
 * @param isNamed returns whether the article names a person by a surname
 * @param genitive whether the words end with a genitive ending that is not part of the name, as in "Merkels Rede"
 */
export function isSurnameAt(
  part: Part,
  directory: Directory,
  from: number,
  to: number,
  genitive: boolean,
  isNamed: IsNamed,
): boolean {
  const { tokens } = part;
  const first = tokens[from] as Token;
  const last = tokens[to] as Token;
  const hasTitleCase = part.hasTitleCase || isSentenceInCapitals(part, from);
  const possessive = last.isPossessive || genitive;
  if (!first.isCaseless && !last.isCapitalised && last.gap !== 'hyphen') return false;
  if (!first.isCapitalised && !first.isCaseless && !particles.has(first.key)) return false;
  if (
    isJoined(part, from, to) ||
    isNamedAfter(part, from, to) ||
    isMonth(part, from) ||
    isOfThing(part, to) ||
    isOfRelative(part, to) ||
    isOfKind(part, from, to, isNamed) ||
    isOtherThan(part, from, to) ||
    isBearerOfName(part, to) ||
    isLandscape(part, to) ||
    followsGivenName(
      part,
      directory,
      hasJoinedParticle(part, from) ? from - 1 : from,
      genitive && last.key.endsWith('s'),
    )
  )
    return false;
  const next = tokens[to + 1];
  if (isTown(part, to) || (!possessive && isGeneric(part, from, to))) return false;
  // "Warren" in "Warren G. Harding" is a given name.
  if (next?.initials && follows(next) && follows(tokens[to + 2]) && tokens[to + 2]?.isCapitalised) return false;
  if (!hasTitleCase && !possessive && follows(next) && next.isCapitalised && !next.initials) {
    // "Kelly" in "Kelly Clarkson" is a given name, but a weekday may follow a surname.
    if (!weekdays.has(next.key) && !(descriptors.has(next.key) && !givenNames.has(next.key)) && next.key !== 'i')
      return false;
  }
  if (isSpeakerLabel(part, from, to)) return true;
  const isWord = part.isEnglish && first.gap === 'sentence' && everyday.has(first.key) && from === to;
  return !isWord || hasTitleCase || possessive || speaksAt(part, to);
}

/** Returns whether a surname at the start of a paragraph names the speaker of what follows: `TRUMP: Thank you.` */
export function isSpeakerLabel({ tokens, blocks, text }: Part, from: number, to: number): boolean {
  const isFirst = from === 0 || blocks[from - 1] !== blocks[from];
  return isFirst && text.charAt(tokens[to]?.end ?? 0) === ':';
}

/** Returns whether the next word shows that the name is a person's, such as a verb for what people do. */
export function speaksAt({ tokens, field }: Part, to: number): boolean {
  const next = tokens[to + 1];
  if (next === undefined || next.gap === 'sentence') return false;
  return (
    afterName.has(next.key) ||
    next.gap === 'comma' ||
    next.key.endsWith('ed') ||
    // The verbs of headlines are in the present tense.
    (field === 'headline' && next.key.endsWith('s'))
  );
}
