import { diffArrays } from 'diff';

/** A part of a comparison: text that both versions have, that was inserted, or that was deleted. */
export type Run = { op: 'equal' | 'insert' | 'delete'; text: string };

/** A run of `count` items that both sequences have or only one of them, with its positions in both sequences. */
export type Step = { op: Run['op']; before: number; after: number; count: number };

/** How many steps of the algorithm a comparison may still take. When they are used up, parts are shown as replaced. */
export type DiffBudget = { remainingSteps: number };

/** Returns a budget for some tenths of a second, however different two texts are. */
export const createDiffBudget = (): DiffBudget => ({ remainingSteps: 6_000_000 });

/** Two sequences that differ in a range with more items in total than this are not compared. */
const maxItems = 100_000;

/** The timeout for one comparison on a slow machine. */
const timeoutMs = 300;

/**
 * Returns the steps with the fewest insertions and deletions that turn one sequence into the other.
 *
 * @returns undefined if the comparison would take more than half of the remaining budget, which is then halved
 */
export function compareSequences(
  before: readonly string[],
  after: readonly string[],
  budget: DiffBudget,
): Step[] | undefined {
  const { start, end } = commonEnds(before, after);
  const range = { before: before.slice(start, before.length - end), after: after.slice(start, after.length - end) };
  if (range.before.length + range.after.length > maxItems) return undefined;
  const numbers = new Map<string, number>();
  // Comparing numbers takes constant time, however long the items are.
  const numberOf = (item: string) => {
    const itemNumber = numbers.get(item) ?? numbers.size;
    numbers.set(item, itemNumber);
    return itemNumber;
  };
  const changes = diffArrays(range.before.map(numberOf), range.after.map(numberOf), {
    maxEditLength: Math.floor(Math.sqrt(budget.remainingSteps / 2)),
    timeout: timeoutMs,
  });
  if (changes === undefined) {
    budget.remainingSteps /= 2;
    return undefined;
  }
  const steps: Step[] = start === 0 ? [] : [{ op: 'equal', before: 0, after: 0, count: start }];
  let edits = 0;
  const position = { before: start, after: start };
  for (const { added: isAddition, removed: isRemoval, count } of changes) {
    steps.push({ op: isAddition ? 'insert' : isRemoval ? 'delete' : 'equal', ...position, count });
    if (!isAddition) position.before += count;
    if (!isRemoval) position.after += count;
    if (isAddition || isRemoval) edits += count;
  }
  if (end > 0) steps.push({ op: 'equal', ...position, count: end });
  budget.remainingSteps = Math.max(0, budget.remainingSteps - edits ** 2);
  return steps;
}

/** Returns how many items two sequences have in common at their start, and at their end after that. */
function commonEnds(before: readonly string[], after: readonly string[]): { start: number; end: number } {
  const length = Math.min(before.length, after.length);
  let start = 0;
  while (start < length && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < length - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  return { start, end };
}

/** Matches a character of a script without spaces between words. Each character is compared on its own. */
const unspacedScripts =
  '[\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}\\p{sc=Thai}\\p{sc=Lao}\\p{sc=Khmer}\\p{sc=Myanmar}]\\p{M}*';
const word = new RegExp(
  `\\s*(?:${unspacedScripts}|[\\p{L}\\p{N}\\p{M}_]+(?:['’-][\\p{L}\\p{N}\\p{M}_]+)*|[^\\s])|\\s+`,
  'gu',
);

/** Splits a text into words and signs, each with the white space before it. Joined, they are the text again. */
export const wordsOf = (text: string): string[] => text.match(word) ?? [];

const joinItems = (items: readonly string[], from: number, count: number) => items.slice(from, from + count).join('');

/** Joins adjacent runs of the same kind. Deleted text comes before the text that replaced it. */
function mergeRuns(runs: readonly Run[]): Run[] {
  const out: Run[] = [];
  let [deletedText, insertedText] = ['', ''];
  const flushPending = () => {
    if (deletedText !== '') out.push({ op: 'delete', text: deletedText });
    if (insertedText !== '') out.push({ op: 'insert', text: insertedText });
    [deletedText, insertedText] = ['', ''];
  };
  for (const { op, text } of runs) {
    if (op === 'delete') deletedText += text;
    else if (op === 'insert') insertedText += text;
    else {
      const last = out.at(-1);
      const follows = deletedText === '' && insertedText === '' && last?.op === 'equal';
      flushPending();
      if (follows) last.text += text;
      else out.push({ op, text });
    }
  }
  flushPending();
  return out;
}

const replaceWhole = (before: string, after: string): Run[] => [
  { op: 'delete', text: before },
  { op: 'insert', text: after },
];

function compareText(before: string, after: string, budget: DiffBudget): Run[] {
  const words = { before: wordsOf(before), after: wordsOf(after) };
  const steps = compareSequences(words.before, words.after, budget);
  if (steps === undefined) return replaceWhole(before, after);
  return steps.map(({ op, count, ...at }) => ({
    op,
    text: op === 'insert' ? joinItems(words.after, at.after, count) : joinItems(words.before, at.before, count),
  }));
}

/**
 * Compares two texts: first paragraph by paragraph, then word by word in paragraphs that differ. Parts that would take
 * too long are shown as replaced. The `equal` and `delete` runs always add up to `before`, and the `equal` and `insert`
 * runs to `after`.
 */
export function compareWords(before: string, after: string, budget: DiffBudget = createDiffBudget()): Run[] {
  const paragraphs = { before: before.split(/(?<=\n\n)/), after: after.split(/(?<=\n\n)/) };
  const steps = compareSequences(paragraphs.before, paragraphs.after, budget);
  if (steps === undefined) return mergeRuns(compareText(before, after, budget));
  const runs: Run[] = [];
  let [deletedText, insertedText] = ['', ''];
  const flushPending = () => {
    if (deletedText !== '' || insertedText !== '') runs.push(...compareText(deletedText, insertedText, budget));
    [deletedText, insertedText] = ['', ''];
  };
  for (const { op, count, ...at } of steps) {
    if (op === 'delete') deletedText += joinItems(paragraphs.before, at.before, count);
    else if (op === 'insert') insertedText += joinItems(paragraphs.after, at.after, count);
    else {
      flushPending();
      runs.push({ op, text: joinItems(paragraphs.before, at.before, count) });
    }
  }
  flushPending();
  return mergeRuns(runs.filter(({ text }) => text !== ''));
}
