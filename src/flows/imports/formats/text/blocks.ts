import {
  areHeadlines,
  areMostlyArticles,
  headlineRules,
  isHeadlineText,
  isParagraphText,
  minParagraphs,
} from '../../normalisation/headlines.js';
import { isBareByline, isHeadOfText } from './head-lines.js';

/** Lines of a text between empty lines. `isApart` says whether a rule or more empty lines than usual are above it. */
export type Block = { lines: string[]; isApart: boolean };

const rulePattern = /^(?:[-*_=~#]\s?){3,}$/;
const underlinePattern = /^(?:={3,}|-{3,})$/;
/** The maximum number of articles of a text. Longer texts are lists, and become one article. */
const maxArticles = 50;

const maxHeadlineLength = 200;
/** Splits a text into blocks. In a text without empty lines, each line is a block. */
export function blocksOf(text: string): Block[] {
  const lines = text.replace(/\r\n?|\u2028|\f/g, '\n').split('\n');
  const trimmedLines = lines.map((line) => line.trim());
  const hasGaps = trimmedLines.join('\n').trim().includes('\n\n');
  const blocks: Block[] = [];
  let emptyLines = 0;
  let isBelowRule = false;
  for (const [at, line] of trimmedLines.entries()) {
    if (line === '') {
      emptyLines += 1;
      continue;
    }
    const last = blocks.at(-1);
    if (rulePattern.test(line)) {
      // A rule right below the only line of a block underlines this line.
      const isUnderline = underlinePattern.test(line) && emptyLines === 0 && last?.lines.length === 1 && at > 0;
      if (!isUnderline) isBelowRule = true;
      emptyLines = Math.max(emptyLines, 1);
      continue;
    }
    if (last !== undefined && emptyLines === 0 && hasGaps) last.lines.push(line);
    else blocks.push({ lines: [line], isApart: isBelowRule || emptyLines > 2 });
    emptyLines = 0;
    isBelowRule = false;
  }
  return blocks;
}

/** Returns whether a line can be a headline by its words. */
const isHeadlineLine = (line: string): boolean =>
  line.length <= maxHeadlineLength && !isHeadOfText(line) && !/[.!,;:…]["”’»]?$/.test(line) && /\p{L}/u.test(line);

/** Returns the headline of a block that has a headline, and perhaps lines with a byline or a date below it, or null. */
export function headlineOf({ lines: [line = '', ...rest] }: Block): string | null {
  const isHead = rest.every(isHeadOfText) || (rest.some(isHeadOfText) && rest.every(isHeadOrBare));
  return isHeadlineLine(line) && isHead ? line : null;
}

const isHeadOrBare = (line: string): boolean => isHeadOfText(line) || isBareByline(line);

/** Returns the first line of a text, its headline, whatever follows. A line that is too long or a byline is none. */
export function firstHeadlineOf({ lines: [line = '', ...rest] }: Block): string | null {
  if (line.length > maxHeadlineLength || isHeadOfText(line) || !/\p{L}/u.test(line)) return null;
  // A line that ends like a sentence is a headline if it is no line of a paragraph.
  return isHeadlineLine(line) || rest.length === 0 || rest.some(isHeadOfText) ? line : null;
}

/** Returns whether more than its place shows that a headline begins an article. */
function isMarked(blocks: readonly Block[], index: number): boolean {
  const block = blocks[index];
  const next = blocks[index + 1]?.lines[0] ?? '';
  return block !== undefined && (block.isApart || block.lines.length > 1 || isHeadOfText(next));
}

/** Returns whether a block is a paragraph of the text. */
const isParagraph = (block: Block): boolean => headlineOf(block) === null && isParagraphText(block.lines.join(' '));

/**
 * A part of a text that begins with a headline. One that is too short for an article is only reported. `sections` are the
 * texts of short parts that it has taken in.
 */
export type TextPart = { blocks: Block[]; isArticle: boolean; sections: string[] };

const isLong = (blocks: readonly Block[]): boolean => blocks.slice(1).filter(isParagraph).length >= minParagraphs;

/** Returns whether a part has a byline or a date of its own, so that it cannot belong to the article above it. */
const hasOwnHead = ([first, second]: readonly Block[]): boolean =>
  first !== undefined && (first.lines.slice(1).some(isHeadOfText) || isHeadOfText(second?.lines[0] ?? ''));

/**
 * Returns the parts of a text that begin at some of its blocks. A part with less than two paragraphs belongs to the
 * article above it, unless it has a byline or a date. At the beginning, it is a part of its own. Returns null if the text
 * is one article.
 *
 * @param areMarked whether more than their words shows that the blocks begin articles
 */
function partsAt(starts: readonly number[], blocks: readonly Block[], areMarked: boolean): TextPart[] | null {
  const parts: TextPart[] = [];
  let shortCount = 0;
  for (const [index, start] of starts.entries()) {
    const own = blocks.slice(start, starts[index + 1]);
    const isArticle = isLong(own);
    const last = parts.at(-1);
    if (isArticle || hasOwnHead(own) || last === undefined) parts.push({ blocks: own, isArticle, sections: [] });
    else {
      last.blocks.push(...own);
      last.sections.push(textOf(own));
      shortCount += 1;
    }
  }
  const articleCount = parts.filter(({ isArticle }) => isArticle).length;
  return areMostlyArticles(articleCount, areMarked ? 0 : shortCount) && !beginsWithText(parts) ? parts : null;
}

/** Returns whether a text begins with a short part that may be the beginning of the only article. */
const beginsWithText = ([first]: readonly TextPart[]): boolean =>
  first !== undefined && !first.isArticle && !hasOwnHead(first.blocks) && first.blocks.length > 1;

/**
 * Returns the parts of a text. The first one begins with the first block. Another one begins with a line that can be a
 * headline. It must have a rule, a gap, a byline or a date, or else all lines of this kind must be as long as headlines,
 * because subheadings are shorter. An article has at least two paragraphs.
 */
export function splitBlocks(blocks: readonly Block[]): TextPart[] {
  const whole = [{ blocks: [...blocks], isArticle: true, sections: [] }];
  const [first] = blocks;
  if (first === undefined || firstHeadlineOf(first) === null) return whole;
  const candidates = [...blocks.keys()].filter((at) => at === 0 || headlineOf(blocks[at] as Block) !== null);
  const lines = candidates.map((at) => (blocks[at] as Block).lines[0] ?? '');
  const markedStarts = candidates
    .filter((at) => at === 0 || isMarked(blocks, at))
    .slice(0, maxArticles + 1)
    .filter((at) => at === 0 || isHeadlineText(headlineOf(blocks[at] as Block) ?? '', 2));
  if (markedStarts.length <= maxArticles) {
    const parts = partsAt(markedStarts, blocks, true);
    if (parts !== null) return parts;
  }
  if (candidates.length > maxArticles || !areHeadlines(lines, headlineRules.lowerRank)) return whole;
  return partsAt(candidates, blocks, false) ?? whole;
}

/** Returns the text of blocks on one line. */
export const textOf = (blocks: readonly Block[]): string => blocks.flatMap(({ lines }) => lines).join(' ');

/** Returns whether a block is a subheading: a short line above a paragraph. */
export const isSubheading = (block: Block, next: Block | undefined): boolean =>
  block.lines.length === 1 && headlineOf(block) !== null && next !== undefined && isParagraph(next);
