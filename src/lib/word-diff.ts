import { diffArrays } from 'diff';

/** A part of two texts: one that both have, one that was added, or one that was taken away. */
export type Run = { op: 'equal' | 'insert' | 'delete'; text: string };

/** Items of two sequences that are next to one another: as many as both have there, or those that one of them has. */
export type Step = { op: Run['op']; before: number; after: number; count: number };

/** What a comparison may cost still, in steps of its algorithm; what has been used up is compared no further. */
export type Effort = { left: number };

/** Some tenths of a second in all, however different two texts are. */
export const someEffort = (): Effort => ({ left: 6_000_000 });

/** Beyond so many words a part is replaced as a whole. */
const mostWords = 20_000;

/** Beyond so many items in all, two sequences are not compared. */
const mostItems = 100_000;

/** Whatever the machine is like, one comparison takes no longer. Milliseconds. */
const longest = 300;

/**
 * What has to be done to one sequence to make it the other: the fewest items put in and taken out.
 *
 * @returns undefined when to find out would take more than half of the effort that is left, which then is gone
 */
export function compareSequences(
  before: readonly string[],
  after: readonly string[],
  effort: Effort,
): Step[] | undefined {
  if (before.length + after.length > mostItems) return undefined;
  const numbers = new Map<string, number>();
  // Numbers are compared at once, however long the items are.
  const numberOf = (item: string) => {
    const known = numbers.get(item) ?? numbers.size;
    numbers.set(item, known);
    return known;
  };
  const changes = diffArrays(before.map(numberOf), after.map(numberOf), {
    maxEditLength: Math.floor(Math.sqrt(effort.left / 2)),
    timeout: longest,
  });
  if (changes === undefined) {
    effort.left /= 2;
    return undefined;
  }
  const steps: Step[] = [];
  let edits = 0;
  const at = { before: 0, after: 0 };
  for (const { added, removed, count } of changes) {
    steps.push({ op: added ? 'insert' : removed ? 'delete' : 'equal', ...at, count });
    if (!added) at.before += count;
    if (!removed) at.after += count;
    if (added || removed) edits += count;
  }
  effort.left = Math.max(0, effort.left - edits ** 2);
  return steps;
}

/** Scripts that part no words by spaces: each character is compared by itself. */
const unspaced =
  '[\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}\\p{sc=Thai}\\p{sc=Lao}\\p{sc=Khmer}\\p{sc=Myanmar}]\\p{M}*';
const word = new RegExp(`\\s*(?:${unspaced}|[\\p{L}\\p{N}\\p{M}_]+(?:['’-][\\p{L}\\p{N}\\p{M}_]+)*|[^\\s])|\\s+`, 'gu');

/** Words and signs, each with the white space before it. Joined they are the text. */
export const wordsOf = (text: string): string[] => text.match(word) ?? [];

const joined = (items: readonly string[], from: number, count: number) => items.slice(from, from + count).join('');

/** Puts together what is next to one another and of one kind; what was taken away comes before what was put in its place. */
function tidied(runs: readonly Run[]): Run[] {
  const out: Run[] = [];
  let [gone, come] = ['', ''];
  const settle = () => {
    if (gone !== '') out.push({ op: 'delete', text: gone });
    if (come !== '') out.push({ op: 'insert', text: come });
    [gone, come] = ['', ''];
  };
  for (const { op, text } of runs) {
    if (op === 'delete') gone += text;
    else if (op === 'insert') come += text;
    else {
      const last = out.at(-1);
      const follows = gone === '' && come === '' && last?.op === 'equal';
      settle();
      if (follows) last.text += text;
      else out.push({ op, text });
    }
  }
  settle();
  return out;
}

const replaced = (before: string, after: string): Run[] => [
  { op: 'delete', text: before },
  { op: 'insert', text: after },
];

function compareSome(before: string, after: string, effort: Effort): Run[] {
  const words = { before: wordsOf(before), after: wordsOf(after) };
  if (words.before.length > mostWords || words.after.length > mostWords) return replaced(before, after);
  const steps = compareSequences(words.before, words.after, effort);
  if (steps === undefined) return replaced(before, after);
  return steps.map(({ op, count, ...at }) => ({
    op,
    text: op === 'insert' ? joined(words.after, at.after, count) : joined(words.before, at.before, count),
  }));
}

/**
 * Compares two texts word by word: first paragraph by paragraph, then by the words of those that differ. What would take
 * too long is shown as replaced; the runs of `equal` and `delete` always make the one text, those of `equal` and `insert` the other.
 */
export function compareWords(before: string, after: string, effort: Effort = someEffort()): Run[] {
  const paragraphs = { before: before.split(/(?<=\n\n)/), after: after.split(/(?<=\n\n)/) };
  const steps = compareSequences(paragraphs.before, paragraphs.after, effort);
  if (steps === undefined) return tidied(compareSome(before, after, effort));
  const runs: Run[] = [];
  let [gone, come] = ['', ''];
  const settle = () => {
    if (gone !== '' || come !== '') runs.push(...compareSome(gone, come, effort));
    [gone, come] = ['', ''];
  };
  for (const { op, count, ...at } of steps) {
    if (op === 'delete') gone += joined(paragraphs.before, at.before, count);
    else if (op === 'insert') come += joined(paragraphs.after, at.after, count);
    else {
      settle();
      runs.push({ op, text: joined(paragraphs.before, at.before, count) });
    }
  }
  settle();
  return tidied(runs.filter(({ text }) => text !== ''));
}
