import type { Runs } from './active-verbs.js';
import type { Part } from './article-text.js';
import { fold } from './fold.js';
import type { Token } from './tokens.js';

/** Words right before the name of a source, folded. */
const phrases: readonly (readonly string[])[] =
  `according to, selon, d’après, laut, nach Angaben von, nach Angaben, nach den Worten von, według, zdaniem,
    según, de acuerdo con, de acordo com, segundo, secondo, stando a, a detta di, volgens, enligt, ifølge, podle, podle slov,
    podľa, по словам, по мнению, по данным, со слов, за словами, на думку, σύμφωνα με τον, σύμφωνα με την, σύμφωνα με τη,
    بحسب, وبحسب, حسب, לפי, לדברי`
    .split(/,\s+/)
    .map((phrase) => phrase.trim().split(' ').map(fold));

const byWord = (wordOf: (phrase: readonly string[]) => string | undefined) => {
  const map = new Map<string, (readonly string[])[]>();
  for (const phrase of phrases) map.set(wordOf(phrase) ?? '', [...(map.get(wordOf(phrase) ?? '') ?? []), phrase]);
  return map as ReadonlyMap<string, readonly (readonly string[])[]>;
};
const phrasesByFirstWord = byWord(([first]) => first);
const phrasesByLastWord = byWord((phrase) => phrase.at(-1));

/** Words right after the name of a source: the Finnish `Raution mukaan`, the Turkish `Karataş’a göre`. */
const postpositions: ReadonlySet<string> = new Set(['mukaan', 'mielestä', 'göre', 'szerint', 'zufolge'].map(fold));

/** Returns the index of the first of the words before a name that make it a source, as in `according to Ann`. */
export function sourceBefore({ tokens }: Part, runs: Runs, first: number): number | undefined {
  const last = tokens[first - 1];
  if (last === undefined || runs[first - 1] !== runs[first]) return undefined;
  const lengths = (phrasesByLastWord.get(last.key) ?? []).flatMap((phrase) => {
    const start = first - phrase.length;
    const isThere = phrase.every((key, number) => {
      return runs[start + number] === runs[first] && (tokens[start + number] as Token).key === key;
    });
    return isThere ? [phrase.length] : [];
  });
  return lengths.length === 0 ? undefined : first - Math.max(...lengths);
}

/** Returns the index of the word after a name that makes it a source. */
export const sourceAfter = ({ tokens }: Part, runs: Runs, to: number): number | undefined =>
  runs[to + 1] === runs[to] && postpositions.has(tokens[to + 1]?.key ?? '') ? to + 1 : undefined;

/** Returns how many words of a phrase that names a source begin at a word. Postpositions are one word. */
export function lengthOfSource({ tokens }: Part, at: number): number {
  const phrases = phrasesByFirstWord.get((tokens[at] as Token).key) ?? [];
  const lengths = phrases.filter((keys) => keys.every((key, number) => tokens[at + number]?.key === key));
  return Math.max(1, ...lengths.map((keys) => keys.length));
}
