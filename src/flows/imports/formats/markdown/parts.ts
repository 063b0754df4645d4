import { areHeadlines, headlineRules, isParagraphText, minParagraphs } from '../../normalisation/headlines.js';
import { isHeadOfText } from '../text/head-lines.js';

/**
 * A part of a Markdown file: the line or lines of its headline, and the rest. One that is too short for an article is
 * only reported.
 */
export type MarkdownPart = { heading: string; body: string; isArticle: boolean };

const fencePattern = /^ {0,3}(`{3,}|~{3,})/;
const headingPattern = /^ {0,3}(#{1,2}) +\S/;
const underlinePattern = /^ {0,3}(=+|-{2,})[ \t]*$/;

/** Blocks that are no paragraphs: headings, code, tables, images, rules, lists, HTML and definitions. */
const otherBlockPattern =
  /^(?: {0,3}(?:#|`{3}|~{3}|\||!\[|[-*_=+] ?[-*_=+ ]*$|[-*+] |\d+[.)] |<|\[[^\]\n]{1,200}\]:)| {4}|\t)/;

/**
 * Splits Markdown into its parts. Each begins with a heading of the first rank. An article has at least two paragraphs.
 * If a part has less text and neither a byline nor a date, or there is only one article, or the text does not begin with such a heading, or the headings look like those of
 * chapters, the Markdown is one article and the result is empty. In Markdown without headings of the first rank, the
 * headings of the second rank count, but they must look more like headlines, as in a saved page.
 */
export function splitParts(markdown: string): MarkdownPart[] {
  const lines = markdown.split('\n');
  const parts: { heading: string[]; body: string[] }[] = [];
  let fence: string | null = null;
  let rank: number | null = null;
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    const [, mark] = fencePattern.exec(line) ?? [];
    if (fence === null && mark !== undefined) fence = mark;
    else if (fence !== null && mark?.startsWith(fence)) fence = null;
    const hasTextAlone =
      line.trim() !== '' && !otherBlockPattern.test(line) && (at === 0 || lines[at - 1]?.trim() === '');
    const underline = hasTextAlone ? underlinePattern.exec(lines[at + 1] ?? '')?.[1] : undefined;
    const isUnderlined = underline !== undefined;
    const lineRank = isUnderlined ? (underline.startsWith('=') ? 1 : 2) : headingPattern.exec(line)?.[1]?.length;
    if (fence === null && lineRank !== undefined) {
      rank ??= lineRank;
      // A heading of a higher rank comes later, so the first headings are not the headlines.
      if (lineRank < rank) return [];
    }
    if (fence === null && lineRank === rank && rank !== null) {
      parts.push({ heading: lines.slice(at, at + (isUnderlined ? 2 : 1)), body: [] });
      if (isUnderlined) at += 1;
    } else if (parts.length > 0) parts.at(-1)?.body.push(line);
    else if (line.trim() !== '') return [];
  }
  const markdownParts = parts.map(({ heading, body }) => {
    const text = body.join('\n');
    return { heading: heading.join('\n'), body: text, isArticle: hasParagraphs(text) };
  });
  const headlines = markdownParts.map(
    ({ heading }) =>
      heading
        .replace(/^ {0,3}#+ +/, '')
        .split('\n')[0]
        ?.trim() ?? '',
  );
  const areArticles =
    markdownParts.filter(({ isArticle }) => isArticle).length > 1 &&
    markdownParts.every(({ isArticle, body }) => isArticle || hasOwnHead(body)) &&
    areHeadlines(headlines, rank === 1 ? headlineRules.topRank : headlineRules.lowerRank);
  return areArticles ? markdownParts : [];
}

/** Returns whether a part has a byline or a date of its own, so that it cannot belong to the article above it. */
function hasOwnHead(body: string): boolean {
  const [first = ''] = body.replace(/^\s+/, '').split(/\n[ \t\r]*\n/, 1);
  return first.split('\n').some((line) => isHeadOfText(line.replace(/^[\s*_]+|[\s*_\\]+$/g, '')));
}

function hasParagraphs(body: string): boolean {
  const blocks = body.split(/\n(?:[ \t\r]*\n)+/);
  return (
    blocks.filter((block) => isParagraphText(block) && !otherBlockPattern.test(block.replace(/^[\r\n]+/, ''))).length >=
    minParagraphs
  );
}
