import { dashSpeechIn } from './dash-speech.js';
import { markedSpansIn } from './quotation-marks.js';
import type { Token } from './tokens.js';

/** A quotation in a text, in UTF-16 units, with its marks. */
export type Quotation = {
  start: number;
  end: number;
  /** The words between the marks, without a comma at the end. */
  text: string;
  /** Where these words start and end. */
  textStart: number;
  textEnd: number;
  /** The last character between the marks, without spaces. */
  last: string;
  /** Whether it has no closingMark mark, so that it may continue in the next paragraph. */
  isOpen: boolean;
};

/** How many words an expression needs to count as speech if its punctuation does not show that it is. */
const minWords = 4;

/** Matches characters of scripts that are written without spaces. Two of them count as one word. */
const dense = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]/gu;

const countWords = (text: string) =>
  (text.replaceAll(dense, '').match(/[\p{L}\p{N}]+/gu)?.length ?? 0) + Math.ceil((text.match(dense)?.length ?? 0) / 2);

const closingMark = /[”“»«"」』’']$/u;

/**
 * Returns a quotation.
 *
 * @param start where it starts, with its mark of one character
 * @param inner the words between the marks
 */
function quotationOf(start: number, end: number, inner: string, isOpen: boolean): Quotation {
  const trimmedText = inner.trim();
  const text = trimmedText.replace(/[,，、]$/u, '');
  const textStart = start + 1 + inner.indexOf(trimmedText);
  return { start, end, text, textStart, textEnd: textStart + text.length, last: trimmedText.at(-1) ?? '', isOpen };
}

/**
 * Finds quotations, also those of paragraphs that begin with a dash. An expression of fewer than four words, or one that
 * is written like a title, counts only if its punctuation shows that somebody says it: a mark at its end, a comma after
 * it, or a colon or comma before it.
 */
export function quotationsIn(text: string, tokens: readonly Token[]): Quotation[] {
  const quotations: Quotation[] = dashSpeechIn(text, tokens).map(({ start, end }) =>
    quotationOf(start, end, text.slice(start + 1, end), false),
  );
  const dashes = quotations.length;
  let dash = 0;
  for (const [index, end] of markedSpansIn(text)) {
    const whole = text.slice(index, end);
    while (dash < dashes && (quotations[dash]?.end ?? 0) <= index) dash += 1;
    if (dash < dashes && (quotations[dash]?.start ?? 0) < end) continue;
    const isOpen = !closingMark.test(whole.slice(1));
    const inner = whole.slice(1).replace(closingMark, '');
    const words = countWords(inner);
    if (words === 0) continue;
    if ((words < minWords || isTitle(inner)) && !isSpoken(text, index, end, inner)) continue;
    quotations.push(quotationOf(index, end, inner, isOpen));
  }
  return dashes === 0 ? quotations : quotations.sort((a, b) => a.start - b.start);
}

/** Returns whether all longer words of an expression are capitalised, as in the title of a film. */
function isTitle(inner: string): boolean {
  if (inner.length > maxTitle) return false;
  const long = inner.match(/[\p{L}\p{M}]{4,}/gu) ?? [];
  return long.length > 1 && long.every((word) => /^\p{Lu}/u.test(word));
}

/** How many characters the title of a film or book has at most. */
const maxTitle = 120;

function isSpoken(text: string, start: number, end: number, inner: string): boolean {
  if (/[,.!?…，。！？]\s*$/u.test(inner) || /^\s*[,，،]/u.test(text.slice(end, end + 2))) return true;
  const before = text.slice(Math.max(0, start - 3), start);
  if (/[:：]\s*$/u.test(before) || (/,\s*$/u.test(before) && /^\p{Lu}/u.test(inner))) return true;
  // Particles of Japanese and Korean, and the Turkish verb, follow what somebody says.
  return /^(?:と|이?라고|고 |이?라며|며 | dedi(?!\p{L})| diye )/u.test(text.slice(end, end + 6));
}
