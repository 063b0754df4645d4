import { diffArrays } from 'diff';

/** A part of two texts: one that both have, one that was added, or one that was taken away. */
export type Run = { op: 'equal' | 'insert' | 'delete'; text: string };

/** Items of two sequences that are next to one another: as many as both have there, or those that one of them has. */
export type Step = { op: Run['op']; before: number; after: number; count: number };

/** What a comparison may cost still, in steps of its algorithm; what has been used up is compared no further. */
export type DiffBudget = { remainingSteps: number };

/** Some tenths of a second in all, however different two texts are. */
export const createDiffBudget = (): DiffBudget => ({ remainingSteps: 6_000_000 });

/** Beyond so many words a part is replaced as a whole. */
const maxWords = 20_000;

/** Beyond so many items in all, two sequences are not compared. */
const maxItems = 100_000;

/** Whatever the machine is like, one comparison takes no longer. Milliseconds. */
const timeoutMs = 300;

/**
 * What has to be done to one sequence to make it the other: the fewest items put in and taken out.
 *
 * @returns undefined when to find out would take more than half of the effort that is left, which then is gone
 */
export function compareSequences(
  before: readonly string[],
  after: readonly string[],
  budget: DiffBudget,
): Step[] | undefined {
  if (before.length + after.length > maxItems) return undefined;
  const numbers = new Map<string, number>();
  // Numbers are compared at once, however long the items are.
  const numberOf = (item: string) => {
    const itemNumber = numbers.get(item) ?? numbers.size;
    numbers.set(item, itemNumber);
    return itemNumber;
  };
  const changes = diffArrays(before.map(numberOf), after.map(numberOf), {
    maxEditLength: Math.floor(Math.sqrt(budget.remainingSteps / 2)),
    timeout: timeoutMs,
  });
  if (changes === undefined) {
    budget.remainingSteps /= 2;
    return undefined;
  }
  const steps: Step[] = [];
  let edits = 0;
  const position = { before: 0, after: 0 };
  for (const { added: isAddition, removed: isRemoval, count } of changes) {
    steps.push({ op: isAddition ? 'insert' : isRemoval ? 'delete' : 'equal', ...position, count });
    if (!isAddition) position.before += count;
    if (!isRemoval) position.after += count;
    if (isAddition || isRemoval) edits += count;
  }
  budget.remainingSteps = Math.max(0, budget.remainingSteps - edits ** 2);
  return steps;
}

/** Scripts that part no words by spaces: each character is compared by itself. */
const unspacedScripts =
  '[\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}\\p{sc=Thai}\\p{sc=Lao}\\p{sc=Khmer}\\p{sc=Myanmar}]\\p{M}*';
const word = new RegExp(
  `\\s*(?:${unspacedScripts}|[\\p{L}\\p{N}\\p{M}_]+(?:['’-][\\p{L}\\p{N}\\p{M}_]+)*|[^\\s])|\\s+`,
  'gu',
);

/** Words and signs, each with the white space before it. Joined they are the text. */
export const wordsOf = (text: string): string[] => text.match(word) ?? [];

const joinItems = (items: readonly string[], from: number, count: number) => items.slice(from, from + count).join('');

/** Puts together what is next to one another and of one kind; what was taken away comes before what was put in its place. */
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
  if (words.before.length > maxWords || words.after.length > maxWords) return replaceWhole(before, after);
  const steps = compareSequences(words.before, words.after, budget);
  if (steps === undefined) return replaceWhole(before, after);
  return steps.map(({ op, count, ...at }) => ({
    op,
    text: op === 'insert' ? joinItems(words.after, at.after, count) : joinItems(words.before, at.before, count),
  }));
}

/**
 * Compares two texts word by word: first paragraph by paragraph, then by the words of those that differ. What would take
 * too long is shown as replaced; the runs of `equal` and `delete` always make the one text, those of `equal` and `insert` the other.
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
