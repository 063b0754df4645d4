import type { Part } from './article-text.js';
import type { Inflection } from './inflections.js';
import type { Token } from './tokens.js';

const words = (list: string): ReadonlySet<string> => new Set(list.trim().split(/\s+/));

/** Words before a surname that make it that of several people, folded. */
const before = words(`
  geschwister bruder schwestern familie eheleute freres soeurs famille epoux hermanos hermanas familia fratelli sorelle famiglia coniugi
  gebroeders broers zussen gezin bracia siostry bratri sestry братья сестры братьев сестер супруги брати сестри подружжя αδελφοι αδελφια οικογενεια
  veljekset sisarukset perhe الاخوان الشقيقان عائله
`);

/** Such words after a surname. */
const after = words('kardesler kardeslerin kardesleri ailesi ailesinin cifti');

/** Articles of the plural, before which a surname is that of a family: `les Garnier`. */
const pluralArticles = words('les los las gli');

const germanArticles = words('die der den');

/**
 * Returns whether a surname means several people of a family, in a language other than English: `Сёстры Вороновы`,
 * `les Garnier`, `die Merkels`.
 *
 * @param cut how many characters at the end of the word are not part of the name
 */
export function isFamily(
  { tokens, isEnglish }: Part,
  from: number,
  to: number,
  cut: number,
  inflection: Inflection,
): boolean {
  if (isEnglish) return false;
  const first = tokens[from] as Token;
  const next = tokens[to + 1];
  if (next?.gap === 'space' && after.has(next.key)) return true;
  const earlier = first.gap === 'space' ? tokens[from - 1] : undefined;
  if (earlier === undefined) return false;
  if (cut === 1) return germanArticles.has(earlier.key);
  return (
    before.has(earlier.key) ||
    pluralArticles.has(earlier.key) ||
    (inflection === 'none' && earlier.key === 'i' && !earlier.isAllCaps && !isSlavic(first))
  );
}

/** Returns whether a word is in a script in which `i` means "and". */
const isSlavic = ({ key }: Token) => key.charCodeAt(0) > 0x400;
