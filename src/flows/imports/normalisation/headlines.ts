import type { Omission } from './draft.js';
import { truncate } from './text.js';

/** The number of characters from which any text is a paragraph. A character of a script without spaces counts as three. */
const minParagraphLength = 40;

/** The minimum number of words of a short paragraph, which must be a sentence. */
const minSentenceWords = 3;

const sentenceEnd = /[.!?…。！？؟۔।։][\]"'’”»)」』）*_]{0,4}$/u;

/** The minimum number of paragraphs of an article that is one of several in a document. */
export const minParagraphs = 2;

/** The maximum number of headlines without bylines in a document. Longer documents are lists or manuals. */
const maxPlainHeadlines = 20;

/** What headlines must have that only their rank marks: the first rank, and a lower rank, which subheadings often have. */
export const headlineRules = {
  topRank: { minWords: 2, minShare: 1 / 3 },
  lowerRank: { minWords: 4, minShare: 1 / 2 },
} as const;

const wideCharacter =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Khmer}]/gu;

/** Returns whether a text is a paragraph of an article: it is long, or it ends like a sentence and has three words. */
export function isParagraphText(text: string): boolean {
  const bare = text.trim();
  const start = bare.slice(0, minParagraphLength);
  return (
    start.length + 2 * (start.match(wideCharacter)?.length ?? 0) >= minParagraphLength ||
    (sentenceEnd.test(bare) && countWords(bare) >= minSentenceWords)
  );
}

const segmenter = new Intl.Segmenter('und', { granularity: 'word' });

/** Returns the number of words of a line, of which the first 500 characters count. Knows scripts without spaces. */
export function countWords(line: string): number {
  let count = 0;
  for (const { isWordLike } of segmenter.segment(line.slice(0, 500))) if (isWordLike) count += 1;
  return count;
}

/** Labels of sections, steps and lists, which are not headlines. */
const labelPattern =
  /^(?:#?\d+\s*[.):–—-]|(?:step|part|chapter|section|day|week|tip|lesson|teil|kapitel|schritt|étape|partie|chapitre|paso|parte|capítulo)\s+\d)|:$/i;

/** Returns whether a line can be the headline of an article by its words: it has enough of them and is no label. */
export const isHeadlineText = (line: string, minWords: number): boolean =>
  !labelPattern.test(line) && countWords(line) >= minWords;

/**
 * Returns whether lines can be the headlines of the articles of one document, rather than subheadings: there are not
 * too many, all have enough words, none occurs twice, and none is much shorter than the first one.
 *
 * @param minShare the minimum length of each line as a share of that of the first one
 */
export function areHeadlines(
  lines: readonly string[],
  { minWords, minShare }: { minWords: number; minShare: number },
): boolean {
  const minLength = (lines[0]?.length ?? 0) * minShare;
  return (
    lines.length <= maxPlainHeadlines &&
    new Set(lines.map((line) => line.toLowerCase())).size === lines.length &&
    lines.every((line) => isHeadlineText(line, minWords) && line.length >= minLength)
  );
}

/**
 * Returns whether a document has several articles although some of its parts are too short. There must be more articles
 * than short parts, because the sections of one article often have only one paragraph.
 */
export const areMostlyArticles = (articleCount: number, shortCount: number): boolean =>
  articleCount >= 2 && shortCount < articleCount;

/**
 * Lists the parts of a document that are no articles of their own because they are too short, for the report.
 *
 * @param parts all parts of the document in their order
 */
export function partsBeside(parts: readonly { text: string; isArticle: boolean }[]): Omission[] {
  const firstArticle = parts.findIndex(({ isArticle }) => isArticle);
  return parts.flatMap(({ text, isArticle }, index) =>
    isArticle ? [] : [describePart(text, index < firstArticle ? 'before-the-first-story' : 'between-stories')],
  );
}

/** Returns the report of a short part that is kept as a section of the article above it. */
export const keptInArticleAbove = (text: string): Omission => describePart(text, 'kept-in-the-story-above');

const describePart = (text: string, reason: string): Omission => ({ what: `"${truncate(text, 60)}"`, reason });
