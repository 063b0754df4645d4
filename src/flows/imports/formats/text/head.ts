import { type Block, firstHeadlineOf } from './blocks.js';
import { isBareByline, isHeadOfText } from './head-lines.js';

/** The head of a text, and the blocks of its text. */
export type TextHead = {
  headline: string | null;
  standfirst: string | null;
  /** The lines with bylines and dates. */
  lines: string[];
  text: Block[];
};

/** The maximum length of a standfirst. Longer texts above a byline are paragraphs. Characters. */
const maxStandfirstLength = 600;

/**
 * Splits the blocks of one article into its headline, the lines of its head, and the blocks of its text. Other lines
 * between the headline and the last byline or date are the standfirst, and so is one line in the block of the headline.
 * Several lines below the last byline or date are the first paragraph.
 */
export function headOf(blocks: readonly Block[]): TextHead {
  const [first, ...others] = blocks;
  const headline = first === undefined ? null : firstHeadlineOf(first);
  if (first === undefined || headline === null)
    return { headline: null, standfirst: null, lines: [], text: [...blocks] };
  const head: TextHead = { headline, standfirst: null, lines: [], text: others };
  // Lines right below the headline may be bylines without a credit.
  addLines(first.lines.slice(1), head);
  const [next, afterNext] = head.text;
  const mayHaveStandfirst = head.standfirst === null && head.lines.length === 0 && next?.lines.length === 1;
  if (mayHaveStandfirst && afterNext !== undefined && isHeadBlock(afterNext) && !isHeadBlock(next)) {
    const line = next.lines[0] ?? '';
    if (!isBareByline(line) && line.length <= maxStandfirstLength) {
      head.standfirst = line;
      head.text.shift();
    }
  }
  moveHeadBlocks(head);
  return head;
}

const isHeadBlock = (block: Block): boolean => block.lines.some(isHeadOfText) && block.lines.every(isHeadOrBare);

const isHeadOrBare = (line: string): boolean => isHeadOfText(line) || isBareByline(line);

/** Moves the blocks above the text that are bylines or dates. A byline without a credit needs a date beside it. */
function moveHeadBlocks(head: TextHead): void {
  for (;;) {
    const [block, next] = head.text;
    if (block === undefined) return;
    const isBare = block.lines.length === 1 && isBareByline(block.lines[0] ?? '');
    const isBeside = head.lines.length > 0 || (next !== undefined && isHeadBlock(next));
    if (!isHeadBlock(block) && !(isBare && isBeside && head.text.length > 1)) return;
    head.text.shift();
    head.lines.push(...block.lines);
  }
}

/** Adds the lines below a headline to the head. Lines that are neither byline nor date are never left out. */
function addLines(lines: readonly string[], head: TextHead): void {
  const isHead = lines.map(isHeadOrBare);
  const end = isHead.lastIndexOf(true) + 1;
  const others = lines.filter((_, at) => at < end && !isHead[at]);
  const rest = lines.slice(end);
  head.lines.push(...lines.filter((_, at) => isHead[at]));
  // One line is a standfirst, and several are a paragraph.
  if (rest.length === 1 && others.length === 0) others.push(...rest.splice(0));
  const standfirst = others.join(' ');
  if (standfirst.length > maxStandfirstLength) rest.unshift(...others);
  else if (standfirst !== '') head.standfirst = standfirst;
  if (rest.length > 0) head.text.unshift({ lines: rest, isApart: false });
}
