import { type Inflection, inflectionOfWord } from './inflections.js';
import { companyNouns, makers, particles, pluralTitles, titleWords } from './words.js';

/** What the lists of words say about a word. */
export type WordFacts = {
  isParticle: boolean;
  /** Whether it is a word of a title, in the singular or the plural. */
  isTitle: boolean;
  /** Whether it is a noun that can mean a company. */
  isCompanyNoun: boolean;
  /** Whether it is frequent in English and rare elsewhere. */
  isEnglish: boolean;
  /** The rules of the language in which it is frequent. */
  inflection: Inflection | undefined;
};

/** Words that are frequent in English and rare elsewhere, folded. Dutch has `of`, `is` and `was`, too. */
const englishWords: ReadonlySet<string> = new Set('the and to that for with his he she said by from at'.split(' '));

/** Returns what the lists of words say about a folded word. */
export const factsOf = (key: string): WordFacts => ({
  isParticle: particles.has(key),
  isTitle: titleWords.has(key) || pluralTitles.has(key),
  isCompanyNoun: makers.has(key) || companyNouns.has(key),
  isEnglish: englishWords.has(key),
  inflection: inflectionOfWord(key),
});
