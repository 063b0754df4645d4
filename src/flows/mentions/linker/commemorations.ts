import { follows, type Part } from './article-text.js';
import { joinedParticles } from './words.js';

const words = (list: string): ReadonlySet<string> => new Set(list.trim().split(/\s+/));

/** Nouns of science after `the` and a surname, which name a thing after a scientist: `the Tomonaga balance`. */
const objects = words(
  'balance test group laboratory lab scale method experiment algorithm principle coefficient reaction hypothesis transform distribution procedure manoeuvre maneuver technique',
);

/** Prepositions before a town. */
const beforeTowns = words('in en em');

/** Returns whether the words around a surname make it the name of something else: a finding, a case in court, a town. */
export function isOtherThan({ tokens, isEnglish }: Part, from: number, to: number): boolean {
  const before = tokens[from]?.gap === 'space' ? tokens[from - 1] : undefined;
  const next = tokens[to + 1];
  if (tokens[to]?.isPossessive || next === undefined) return false;
  if (isEnglish && before?.key === 'the' && follows(next) && objects.has(next.key)) return true;
  // "Parrish v. Echo Newspapers"
  if (follows(next) && (next.key === 'v' || next.key === 'vs') && tokens[to + 2]?.isCapitalised === true) return true;
  // "tritt in Kraft"
  if (before?.key === 'in' && !isEnglish && tokens[from]?.key === 'kraft') return true;
  return isTownBeforeCountry(tokens, before?.key, to);
}

/** Returns whether a name between a preposition and a further name is that of a town: `en Cienfuegos, Cuba,`. */
function isTownBeforeCountry(tokens: Part['tokens'], preposition: string | undefined, to: number): boolean {
  if (preposition === undefined || !beforeTowns.has(preposition)) return false;
  const [country, after] = [tokens[to + 1], tokens[to + 2]];
  if (country?.gap !== 'comma' || !country.isCapitalised) return false;
  return after === undefined || after.gap === 'comma' || after.gap === 'sentence';
}

/** Returns whether a name bears the name of a person in Turkish: `Selin Ateş adını taşıyor`. */
export function isBearerOfName({ tokens }: Part, to: number): boolean {
  return (
    follows(tokens[to + 1]) && tokens[to + 1]?.key === 'adini' && /^(?:tasi|al|ver)/.test(tokens[to + 2]?.key ?? '')
  );
}

/** Returns whether a particle and a hyphen stand before a surname: `el-Sayed`. */
export const hasJoinedParticle = ({ tokens }: Part, from: number): boolean =>
  tokens[from]?.gap === 'hyphen' && joinedParticles.has(tokens[from - 1]?.key ?? '');
