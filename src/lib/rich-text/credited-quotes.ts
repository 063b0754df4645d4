import { blocks } from './elements.js';

/** A span of a plain text, in UTF-16 units. */
export type TextSpan = { start: number; end: number };

/** The paragraphs of a block quote, and the words that credit it to somebody. */
export type CreditedQuote = { paragraphs: TextSpan[]; credit: TextSpan };

/** Matches text, or a tag as the sanitiser writes it. */
const pieces = /[^<]+|<(\/?)([a-z][a-z0-9]*)(?:"[^"]*"|[^"<>])*>/g;

/** Matches what leads to the name in a credit. */
const leadingDash = /^[\s—–―-]+/u;

/** A line of text in a block quote, in the caption of its figure, or in the paragraph below. */
type Line = { text: string; place: 'quote' | 'caption' | 'below'; citeEnd: number | undefined };

/** Matches what may follow the `cite` in a credit: an office. */
const afterCite = /^\s*(?:$|[,，、(|/.–—-])/u;

/** Returns whether a line credits the quote. */
function isCredit({ text, place, citeEnd }: Line): boolean {
  if (place === 'caption') return true;
  if (place === 'quote' && citeEnd !== undefined && afterCite.test(text.slice(citeEnd))) return true;
  return /^(?:[—–―]|-\s)/u.test(text);
}

/** Matches what the sanitiser writes for characters that have a meaning in HTML. */
const references = /&(?:(amp|lt|gt|quot|nbsp)|#x([0-9a-f]{1,6})|#([0-9]{1,7}));/gi;
const namedCharacters: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: '\u00A0' };

const decode = (text: string): string =>
  text.replace(references, (reference, name?: string, hex?: string, decimal?: string) => {
    if (name !== undefined) return namedCharacters[name.toLowerCase()] ?? reference;
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : reference;
  });

/**
 * Finds the block quotes of a body that name their source: in `cite`, in the `figcaption` of the figure around them, or
 * after a dash in their last line or in the paragraph below. Block quotes without a source are left out. So are those
 * whose plain text differs from the text in the HTML, as with footnotes.
 *
 * Never throws. Takes linear time.
 *
 * @param html a sanitised body
 * @param text its plain text, as `htmlToText` returns it
 */
export function creditedQuotesIn(html: string, text: string): CreditedQuote[] {
  const quotes: CreditedQuote[] = [];
  let [cursor, misses] = [0, 0];
  for (const lines of linesOfQuotes(html)) {
    const quote = placeOf(lines, text, cursor);
    if (quote === 'none') continue;
    if (quote === 'missing') {
      misses += 1;
      if (misses === maxMisses) break;
      continue;
    }
    quotes.push(quote);
    cursor = quote.credit.end;
  }
  return quotes;
}

/** How many block quotes may be missing in the plain text. Each costs a search of the whole text. */
const maxMisses = 20;

const collapse = (text: string): string => text.replace(/[ \t\n]+/g, ' ').trim();

/** Returns the lines of each outermost block quote, with those of the caption and of the paragraph below. */
function linesOfQuotes(html: string): Line[][] {
  const quotes: Line[][] = [];
  let lines: Line[] | undefined;
  let line: Line = { text: '', place: 'quote', citeEnd: undefined };
  let [depth, figures] = [0, 0];
  const finishLine = (place = line.place) => {
    const text = collapse(line.text);
    if (text !== '') lines?.push({ ...line, text });
    line = { text: '', place, citeEnd: undefined };
  };
  const finishQuote = () => {
    finishLine();
    if (lines !== undefined) quotes.push(lines);
    lines = undefined;
    line.place = 'quote';
  };
  for (const { 0: piece, 1: slash, 2: name } of html.matchAll(pieces)) {
    if (name === undefined) {
      if (lines !== undefined) line.text += decode(piece);
      continue;
    }
    const isEnd = slash === '/';
    if (name === 'figure') figures = Math.max(0, figures + (isEnd ? -1 : 1));
    if (name === 'blockquote') {
      if (!isEnd && depth === 0) {
        finishQuote();
        lines = [];
      }
      depth = Math.max(0, depth + (isEnd ? -1 : 1));
      if (lines === undefined) continue;
      finishLine(depth === 0 ? 'below' : 'quote');
      continue;
    }
    if (lines === undefined) continue;
    if (name === 'figcaption') finishLine(isEnd ? 'below' : 'caption');
    else if (name === 'cite') {
      // Words before it in the same line are a part of the quote, but a dash is not.
      if (!isEnd && !/^\s*[—–―-]/u.test(line.text)) finishLine();
      if (isEnd) line.citeEnd = collapse(line.text).length;
    } else if (name === 'br' || blocks.has(name)) finishLine();
    // Only the caption of the figure, or one paragraph below the quote, can be its credit.
    const isBelow = depth === 0 && name !== 'figcaption';
    if (isBelow && (figures === 0 ? isEnd || name !== 'p' : isEnd && name === 'figure') && blocks.has(name))
      finishQuote();
  }
  finishQuote();
  return quotes;
}

/** Finds the paragraphs of a block quote and its credit in the plain text, from a place on. */
function placeOf(lines: readonly Line[], text: string, from: number): CreditedQuote | 'none' | 'missing' {
  const at = lines.findLastIndex(
    (line, index) => isCredit(line) && (line.place !== 'quote' || lines[index + 1]?.place !== 'quote'),
  );
  if (at < 1) return 'none';
  const paragraphs: TextSpan[] = [];
  let cursor = from;
  for (const [index, { text: words }] of lines.slice(0, at + 1).entries()) {
    const start = text.indexOf(words, cursor);
    // Only white space may stand between the lines of a block quote.
    if (start === -1 || (index > 0 && text.slice(cursor, start).trim() !== '')) return 'missing';
    cursor = start + words.length;
    if (index < at) paragraphs.push({ start, end: cursor });
    else {
      const lead = leadingDash.exec(words)?.[0].length ?? 0;
      return { paragraphs, credit: { start: start + lead, end: cursor } };
    }
  }
  return 'none';
}
