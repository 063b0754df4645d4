import { isUtf8 } from 'node:buffer';
import type { Readable } from 'node:stream';
import type { Format, NaturalKey, ReadOptions, ReadResult } from '../../draft.js';
import { readAllBytes, toUtf8 } from '../../normalisation/bytes.js';
import { citedOutletsIn } from '../../normalisation/cited-outlets.js';
import { fileFault, normaliseDraft, type Omission } from '../../normalisation/draft.js';
import { findUtf8Fault } from '../../normalisation/encoding.js';
import { isParagraphText, keptInArticleAbove, partsBeside } from '../../normalisation/headlines.js';
import { idOfContent, keyOf } from '../../normalisation/keys.js';
import { escapeHtml } from '../../normalisation/text.js';
import { datelineOf } from '../html-page/dateline.js';
import { partsOfDateline } from '../html-page/dateline-parts.js';
import { type Block, blocksOf, headlineOf, isSubheading, splitBlocks, textOf } from './blocks.js';
import { headOf } from './head.js';
import { factsOf } from './head-facts.js';

/** The maximum size of a text: some bytes for each character of the longest body. */
const maxFileBytes = 4 * 2 ** 20;

/** Paragraphs whose lines are at least this long were wrapped, so their lines are joined. Characters. */
const minWrappedLine = 45;

async function* read(bytes: Readable, { source, name }: ReadOptions): AsyncGenerator<ReadResult> {
  const from = name ?? 'text';
  const file = await readAllBytes(toUtf8(bytes), maxFileBytes);
  if (file === null) {
    yield fileFault(from, 'too-long', `The file is larger than ${maxFileBytes / 2 ** 20} MiB. Shorten or split it.`);
    return;
  }
  const fault = findUtf8Fault(file);
  if (fault !== undefined) {
    yield fileFault(from, 'not-utf8', fault.detail);
    return;
  }
  const parts = splitBlocks(blocksOf(file.toString('utf8'))).filter(({ blocks }) => blocks.length > 0);
  const home = source ?? 'text';
  const id = name ?? idOfContent(parts[0]?.blocks[0]?.lines[0]);
  const numberedParts = parts.map((part, index) => ({
    ...part,
    number: index + 1,
    key: keyOf(home, index === 0 ? id : `${id}#${index + 1}`),
  }));
  const articles = numberedParts.filter(({ isArticle }) => isArticle);
  const omissions = partsBeside(parts.map(({ blocks, isArticle }) => ({ text: textOf(blocks), isArticle })));
  for (const [index, { blocks, sections, number, key }] of articles.entries())
    yield readArticle(blocks, {
      from: parts.length === 1 ? from : `article ${number}`,
      key,
      relatedKeys: articles.flatMap((other) => (other.key === key ? [] : [other.key])),
      omissions: [...(index === 0 ? omissions : []), ...sections.map(keptInArticleAbove)],
    });
}

type ArticleContext = {
  from: string;
  key: NaturalKey;
  relatedKeys: readonly NaturalKey[];
  omissions: readonly Omission[];
};

function readArticle(blocks: readonly Block[], context: ArticleContext): ReadResult {
  const { headline, standfirst, lines: headLines, text } = headOf(blocks);
  const { authors, writtenAt, updatedAt, omissions: headOmissions } = factsOf(headLines);
  const omissions: Omission[] = [...context.omissions, ...headOmissions];
  const paragraphs = text.map(({ lines: ownLines }) => joinLines(ownLines));
  const dateline = datelineOf(paragraphs[0] ?? '');
  if (dateline !== null) paragraphs[0] = (paragraphs[0] ?? '').slice(dateline.length);
  const datelineParts = partsOfDateline(dateline, writtenAt !== null);
  omissions.push(...datelineParts.omissions);
  const publishedAt = writtenAt ?? datelineParts.date;
  if (publishedAt === null) omissions.push({ what: 'status', reason: 'draft-for-want-of-a-date' });
  const body = paragraphs.map((paragraph, at) => {
    const isHeading = isSubheading(text[at] as Block, text[at + 1]);
    const html = escapeHtml(paragraph).replaceAll('\n', '<br>');
    return isHeading ? `<h2>${html}</h2>` : `<p>${html}</p>`;
  });
  return normaliseDraft({
    ...context,
    headline,
    standfirst,
    reportsLanguage: true,
    body: body.join('\n'),
    status: publishedAt === null ? 'draft' : 'published',
    dateline: dateline?.place ?? authors.place,
    people: authors.people,
    sources: [...authors.sources, ...datelineParts.sources, ...citedOutletsIn(paragraphs.join('\n'))],
    publishedAt,
    firstPublishedAt: publishedAt,
    updatedAt,
    omissions,
  });
}

/** Joins the lines of a paragraph. Short lines, as of an address or a poem, stay lines. */
const joinLines = (lines: readonly string[]): string =>
  lines.join(lines.slice(0, -1).every(({ length }) => length >= minWrappedLine) ? ' ' : '\n');

/** Returns whether a file without a name is plain text with a headline above at least one paragraph. */
function isArticle(head: Buffer): boolean {
  const cut = Math.max(0, head.lastIndexOf('\n'));
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the expression searches for control characters
  if (!isUtf8(head.subarray(0, cut)) || /[\0-\x08\x0e-\x1f]/.test(head.toString('latin1'))) return false;
  const text = head.toString('utf8').replace(/^\uFEFF/, '');
  if (/^\s*[<{[%;#+-]/.test(text)) return false;
  const blocks = blocksOf(text);
  const [first] = blocks;
  const { text: paragraphs } = headOf(blocks);
  return (
    first !== undefined &&
    headlineOf(first) !== null &&
    text.trim().includes('\n\n') &&
    paragraphs.some(({ lines }) => /[.!?…]["”’»)]?$/.test(lines.at(-1) ?? '') && isParagraphText(lines.join(' ')))
  );
}

/**
 * Articles as plain text: a headline, perhaps a byline and a date, and paragraphs between empty lines. A file may have
 * several articles, which are related to each other. The key of the first one is the name of the file, or else a digest
 * of its headline, with the source of the options or `text`. The others also have `#` and their number.
 */
export const text: Format = {
  name: 'text',
  // Clients send files of any format as text/plain, so its content must show what it is.
  mediaTypes: [],
  limits: { maxFileBytes },
  detects(head, name) {
    return name === null ? isArticle(head) : /\.(?:txt|text)$/i.test(name) && !head.includes(0);
  },
  read,
};
