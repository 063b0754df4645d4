import { htmlToText, markdownToHtml } from '../../../../lib/rich-text/index.js';
import type { Omission } from '../../normalisation/draft.js';
import {
  areHeadlines,
  areMostlyArticles,
  headlineRules,
  isParagraphText,
  keptInArticleAbove,
  minParagraphs,
  partsBeside,
} from '../../normalisation/headlines.js';
import { oneLine } from '../../normalisation/text.js';
import { isHeadOfText } from '../text/head-lines.js';

/** An article of a Markdown file: the line or lines of its headline, and the rest. */
export type MarkdownPart = {
  heading: string;
  body: string;
  /** The position of the article among all parts of the file, from 1. */
  number: number;
  /** The parts that are too short for articles. The first article has those that were left out. */
  omissions: Omission[];
};

type Part = { heading: string; body: string };

const fencePattern = /^ {0,3}(`{3,}|~{3,})/;
const headingPattern = /^ {0,3}(#{1,2}) +\S/;
const underlinePattern = /^ {0,3}(=+|-{2,})[ \t]*$/;

/** Blocks that are no paragraphs: headings, code, tables, images, rules, lists, HTML and definitions. */
const otherBlockPattern =
  /^(?: {0,3}(?:#|`{3}|~{3}|\||!\[|[-*_=+] ?[-*_=+ ]*$|[-*+] |\d+[.)] |<|\[[^\]\n]{1,200}\]:)| {4}|\t)/;

/**
 * Returns the articles of Markdown. Each begins with a heading of the first rank and has at least two paragraphs. A
 * shorter part is kept in the article above it, unless it has a byline or a date, or is the first. Then it is left out.
 *
 * If there is only one article, or as many short parts as articles, or the text does not begin with such a heading, or
 * the headings look like those of chapters, the Markdown is one article and the result is empty. In Markdown without
 * headings of the first rank, the headings of the second rank count, but they must look more like headlines, as in a
 * saved page.
 */
export function splitParts(markdown: string): MarkdownPart[] {
  const { parts, rank } = partsOf(markdown);
  const areArticles = parts.map(({ body }) => hasParagraphs(body));
  const haveOwnHeads = parts.map(({ body }, index) => !areArticles[index] && hasOwnHead(body));
  const hasTitle = parts[0]?.body.trim() === '';
  const articleCount = areArticles.filter(Boolean).length;
  const shortCount = parts.filter((_, index) => !areArticles[index] && !haveOwnHeads[index]).length;
  const beginsWithSection = !areArticles[0] && !haveOwnHeads[0] && !hasTitle;
  const headlines = parts.slice(hasTitle ? 1 : 0).map(({ heading }) => headlineOf(heading));
  if (
    !areMostlyArticles(articleCount, shortCount - (hasTitle ? 1 : 0)) ||
    (beginsWithSection && rank !== 1) ||
    !areHeadlines(headlines, rank === 1 ? headlineRules.topRank : headlineRules.lowerRank)
  )
    return [];
  const markdownParts: (MarkdownPart & { isArticle: boolean })[] = [];
  for (const [index, { heading, body }] of parts.entries()) {
    const isArticle = areArticles[index] ?? false;
    const last = markdownParts.at(-1);
    if (isArticle || haveOwnHeads[index] || last === undefined)
      markdownParts.push({ heading, body, number: index + 1, omissions: [], isArticle });
    else {
      last.body += `\n\n## ${headlineOf(heading)}\n\n${body}`;
      if (last.isArticle) last.omissions.push(keptInArticleAbove(textOf({ heading, body })));
    }
  }
  const omissions = partsBeside(
    markdownParts.map(({ isArticle, ...part }) => ({ text: isArticle ? '' : textOf(part), isArticle })),
  );
  const articles = markdownParts.filter(({ isArticle }) => isArticle);
  articles[0]?.omissions.unshift(...omissions);
  return articles;
}

const textOf = ({ heading, body }: Part): string =>
  oneLine(htmlToText(markdownToHtml(`${heading}\n\n${body}`.slice(0, 2_000))));

const headlineOf = (heading: string): string =>
  heading
    .replace(/^ {0,3}#+ +/, '')
    .split('\n')[0]
    ?.trim() ?? '';

/**
 * Splits Markdown at its headings of the highest rank, the first or second. Returns no parts if the first heading has a
 * lower rank than another one, or a text is above it.
 */
function partsOf(markdown: string): { parts: Part[]; rank: number | null } {
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
      if (lineRank < rank) return { parts: [], rank };
    }
    if (fence === null && lineRank === rank && rank !== null) {
      parts.push({ heading: lines.slice(at, at + (isUnderlined ? 2 : 1)), body: [] });
      if (isUnderlined) at += 1;
    } else if (parts.length > 0) parts.at(-1)?.body.push(line);
    else if (line.trim() !== '') return { parts: [], rank };
  }
  return { parts: parts.map(({ heading, body }) => ({ heading: heading.join('\n'), body: body.join('\n') })), rank };
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
