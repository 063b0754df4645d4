import { follows, type Part } from './article-text.js';
import { barePositions } from './sentence-openers.js';
import { afterName, descriptors, functionWords, months, things, titleModifiers, weekdays } from './words.js';

const words = (list: string): ReadonlySet<string> => new Set(list.trim().split(/\s+/));

/** Words before a name that is used like an adjective: `the Donald Trump Twitter account`. */
const determiners = words('the a an this that his her its their our no any every');

/** Articles before the role and the name of somebody, folded: `El jugador Simón Bolívar Rodríguez`. */
const articles = words('der die das el la lo il le un une ein eine uno una o os as de het en ett den');

/** Matches letters of languages in which a place may follow the subject at the start of a sentence. */
const placeFollows = /[ığşőű]/u;

/** Matches letters and marks of Spanish and Portuguese. */
const hasTwoFamilies = /[ñáíóúãõ¿¡]/u;

/** How many characters around a name are searched for these letters. */
const nearby = 100;

const noNames: readonly ReadonlySet<string>[] = [weekdays, months, descriptors, functionWords, things, titleModifiers];

/** Returns whether an unknown word after a name is a part of a longer name, as in `George Washington Carver`. */
export function isFurtherName(part: Part, from: number, at: number): boolean {
  const { tokens, text, isEnglish, field } = part;
  const { key, facts, initials, isPossessive, start, end } = tokens[at] as (typeof tokens)[number];
  if (key.length < 3 || initials || facts.isTitle || noNames.some((list) => list.has(key))) return false;
  const after = tokens[at + 1];
  if (isEnglish && !isPossessive && follows(after) && afterName.has(after.key)) return true;
  if (field !== 'body') return false;
  const isBeforeSmall = after !== undefined && after.gap !== 'sentence' && !after.isCapitalised;
  const before = tokens[from - 1];
  const isFirst = tokens[from]?.gap === 'sentence';
  if (isEnglish) {
    if (isFirst || before === undefined) return isBeforeSmall;
    // In a headline between the paragraphs, most words are capitalised.
    if (before.isCapitalised && !(before.gap === 'sentence' && functionWords.has(before.key))) return false;
    if (determiners.has(before.key) || text.charAt(end) === ':') return false;
    return isBeforeSmall || after === undefined || after.gap === 'sentence' || after.gap === 'comma';
  }
  if (!isBeforeSmall || isPossessive || !/^[a-z]+$/.test(key)) return false;
  // In many languages, the object or a noun may follow the name of the subject, but not before the verb.
  const isAfterRole = tokens[from - 2]?.gap === 'sentence' && articles.has(tokens[from - 2]?.key ?? '');
  if (!isFirst && !isAfterRole) return false;
  // "Angela Merkels Rede": a noun follows the genitive.
  if (tokens[at - 1]?.key.endsWith('s')) return false;
  if (/['’]/.test(text.slice(start, end))) return false;
  const around = text.slice(Math.max(0, start - nearby), end + nearby);
  if (placeFollows.test(around)) return false;
  // Official texts print both family names of people from Spain, Portugal and Latin America: `Mariano Rajoy Brey`.
  return !hasTwoFamilies.test(around) || (isAfterRole && !barePositions.has(tokens[from - 1]?.key ?? ''));
}
