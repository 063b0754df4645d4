import { fold, isComposed } from './fold.js';
import { inside, type Quotation } from './quotations.js';
import type { Token } from './tokens.js';
import { speech } from './words.js';

export type QuoteKind = 'none' | 'direct' | 'indirect';

/** Words that a person says, with the verb that says so as printed. Offsets in UTF-16 units, without the marks. */
export type Quote = { text: string; start: number; end: number; verb: string };

/** How a person is quoted at a place. `quotations` are those beside the name. */
export type Attribution = { kind: QuoteKind; verb: string; quotations: readonly Quotation[] };

const notQuoted: Attribution = { kind: 'none', verb: '', quotations: [] };

/** How many words, such as a title or an apposition, may stand between the name and the verb. */
const maxWordsToVerb = 12;

/** Returns the indices of the first and the last word of the sentence around some words. */
function sentenceAround(tokens: readonly Token[], from: number, to: number): [first: number, last: number] {
  let first = from;
  while (first > 0 && tokens[first]?.gap !== 'sentence') first -= 1;
  let last = to;
  while (last + 1 < tokens.length && tokens[last + 1]?.gap !== 'sentence') last += 1;
  return [first, last];
}

/**
 * Returns whether and how the person named by the tokens `from` to `to` is quoted there. A verb of speech must follow the
 * name or stand right before it. The quote is direct if a quotation is beside them in the same block.
 */
export function attributionAt(
  text: string,
  tokens: readonly Token[],
  quotations: readonly Quotation[],
  from: number,
  to: number,
  isNamed: (index: number) => boolean,
): Attribution {
  const start = tokens[from]?.start ?? 0;
  const name = tokens[from] as Token;
  if (quotations.some((quotation) => inside(quotation, start)) || tokens[to]?.isPossessive) return notQuoted;
  if (name.isCaseless && isComposed(name.key)) return composedAttribution(text, start, name.end, quotations);
  const verb = verbBeside(tokens, from, to, isNamed);
  if (verb === undefined) return notQuoted;
  const [first, last] = sentenceAround(tokens, Math.min(from, verb), Math.max(to, verb));
  const opens = tokens[first]?.start ?? 0;
  const closes = tokens[last]?.end ?? text.length;
  // A quotation ends right before the sentence that names its speaker, begins in it, or follows it in the same block.
  const beside = quotations.filter(
    (quotation) =>
      (quotation.end > opens && quotation.start <= closes) ||
      (quotation.end <= opens + 1 && joins(text.slice(quotation.end, opens)) && !isIntroduced(text, quotation)) ||
      (quotation.start > closes && joins(text.slice(closes, quotation.start))),
  );
  const kind = beside.length > 0 ? 'direct' : 'indirect';
  const token = tokens[verb] as Token;
  return { kind, verb: text.slice(token.start, token.end), quotations: beside };
}

/**
 * Returns whether the words before a quotation introduce it, as in `Ann said: “…”`. Such a quotation does not belong to
 * the person who is named in the next sentence.
 */
function isIntroduced(text: string, { start }: Pick<Quotation, 'start'>): boolean {
  const before = text.slice(Math.max(0, start - maxIntroduction), start).replace(/[\s"“”„«»「『‘‚]+$/u, '');
  if (/[:：]$/.test(before)) return true;
  const lastWord = /([\p{L}\p{M}]+)[,，]$/u.exec(before)?.[1] ?? '';
  return speech.has(fold(lastWord)) || (/[,，]$/.test(before) && composedVerbs.test(before.slice(-6)));
}

/** How many characters before a quotation are read to find out what introduces it. */
const maxIntroduction = 60;

/** Returns whether only spaces and punctuation without a line break are between a quotation and its sentence. */
const joins = (between: string) => /^[\s.:,،—–-]*$/.test(between) && !between.includes('\n');

/** Verbs of speech in Chinese, Japanese and Korean. */
const composedVerbs =
  /(?:说|說|表示|称|稱|指出|强调|介绍|透露|认为|回应|宣布|呼吁|写道|述べた|述べ|語った|語り|話した|話し|訴えた|強調した|説明した|コメントした|書いた|말했다|밝혔다|전했다|강조했다|덧붙였다)/u;

/** How many characters may stand between a name and the quotation beside it. */
const maxGap = 25;

function composedAttribution(text: string, start: number, end: number, quotations: readonly Quotation[]): Attribution {
  const beside = quotations.filter(({ start: opens, end: closes }) =>
    opens >= end
      ? opens - end <= maxGap && !/[。！？\n]/u.test(text.slice(end, opens))
      : closes <= start &&
        start - closes <= maxGap / 2 &&
        !/[。！？\n]/u.test(text.slice(closes, start)) &&
        !isIntroduced(text, { start: opens }),
  );
  const lastEnd = Math.max(end, ...beside.map(({ end: closes }) => closes));
  const before = beside.find(({ start: opens }) => opens >= end)?.start ?? end;
  // The verb stands between the name and the quotation, or after both.
  const clause = `${text.slice(end, before)}|${/^[^。！？\n]*/u.exec(text.slice(lastEnd, lastEnd + maxGap))?.[0] ?? ''}`;
  const verb = composedVerbs.exec(clause)?.[0];
  if (verb === undefined) return notQuoted;
  return { kind: beside.length > 0 ? 'direct' : 'indirect', verb, quotations: beside };
}

function verbBeside(
  tokens: readonly Token[],
  from: number,
  to: number,
  isNamed: (index: number) => boolean,
): number | undefined {
  // “…,” said Ann; “…,” said the minister, Ann.
  for (let at = from - 1; at >= 0 && at >= from - 4; at -= 1) {
    const after = tokens[at + 1];
    if (after === undefined || after.gap === 'sentence' || isNamed(at)) break;
    if (speech.has(tokens[at]?.key ?? '')) {
      if (!isNamed(at - 1)) return at;
      break;
    }
  }
  // Ann said; Ann, who leads the party, said.
  for (let at = to + 1; at < tokens.length && at <= to + maxWordsToVerb; at += 1) {
    const token = tokens[at];
    if (token === undefined || token.gap === 'sentence' || isNamed(at)) return undefined;
    if (speech.has(token.key)) return at;
    const next = tokens[to + 1];
    // Beyond the next word, the verb may follow only an apposition or adverb, which begins with a comma.
    if (at > to + 1 && next?.gap !== 'comma') return undefined;
  }
  return undefined;
}
