/** A quotation in a text, in UTF-16 units, with its marks. */
export type Quotation = {
  start: number;
  end: number;
  /** The words between the marks, without a comma at the end. */
  text: string;
  /** Where these words start and end. */
  textStart: number;
  textEnd: number;
};

/** How many words an expression needs to count as speech if its punctuation does not show that it is. */
const minWords = 4;

/** Matches quotations in curly, straight, low, pointed and East Asian marks. None extends beyond a block. */
const marks =
  /“[^”\n]*”?|„[^“”\n]*[“”]?|«[^»\n]*»?|»[^«\n]*«|"[^"\n]*"?|「[^」\n]*」?|『[^』\n]*』?|(?<![\p{L}\p{N}])‘[^‘\n]*?[,.!?…]’(?!\p{L})/gu;

/** Matches characters of scripts that are written without spaces. Two of them count as one word. */
const dense = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]/gu;

const countWords = (text: string) =>
  (text.replaceAll(dense, '').match(/[\p{L}\p{N}]+/gu)?.length ?? 0) + Math.ceil((text.match(dense)?.length ?? 0) / 2);

/**
 * Finds quotations. An expression of fewer than four words counts only if its punctuation shows that somebody says it:
 * a mark at its end, a comma after it, or a colon or comma before it.
 */
export function quotationsIn(text: string): Quotation[] {
  const quotations: Quotation[] = [];
  for (const { 0: whole, index } of text.matchAll(marks)) {
    const end = index + whole.length;
    const inner = whole.slice(1).replace(/[”“»«"」』’]$/u, '');
    const words = countWords(inner);
    if (words === 0 || (words < minWords && !isSpoken(text, index, end, inner))) continue;
    const trimmedText = inner.trim().replace(/[,，、]$/u, '');
    const textStart = index + 1 + inner.indexOf(trimmedText);
    quotations.push({ start: index, end, text: trimmedText, textStart, textEnd: textStart + trimmedText.length });
  }
  return quotations;
}

function isSpoken(text: string, start: number, end: number, inner: string): boolean {
  if (/[,.!?…，。！？]\s*$/u.test(inner) || /^\s*[,，]/u.test(text.slice(end, end + 2))) return true;
  const before = text.slice(Math.max(0, start - 3), start);
  return /[:：]\s*$/u.test(before) || (/,\s*$/u.test(before) && /^\p{Lu}/u.test(inner)) || /^と/u.test(text.slice(end));
}

/** Returns whether a place is inside a quotation. */
export const inside = ({ start, end }: Pick<Quotation, 'start' | 'end'>, at: number) => at > start && at < end;
