/** Given names that begin with the letter that also means "and". */
const arabicNames =
  /^(?:وليد|وائل|وفاء|وسام|وجدي|وحيد|ورد|وردة|وداد|وسيم|وهبة|وهيب|وصفي|ولاء|وجيه|واصل|والي|وديع|وعد|وجد|وهدان|ونيس|ولي|وليم|ويليام|والتر)$/u;
const hebrewNames = /^(?:ורד|ויקטור|ויקטוריה|וולטר|ולדימיר|ויליאם|ונסה|ורוניקה|ורה|ויטלי|וליד|ויקי|ויין|ואן)$/u;

const arabicAnd = /\s+و(?=\p{Script=Arabic}{2})/u;
const hebrewAnd = /\s+ו(?=\p{Script=Hebrew}{2})/u;

const isName = (text: string): boolean => text.trim().includes(' ');

/**
 * Splits names between which Arabic and Hebrew write "and" as the first letter of the second one: `محمود السيد وهالة منصور`.
 * Each side must have at least two words, because the letter also begins names, such as `وليد`.
 */
export function splitPrefixedAnd(text: string): string[] {
  for (const [and, names] of [[arabicAnd, arabicNames] as const, [hebrewAnd, hebrewNames] as const]) {
    const parts: string[] = [];
    let rest = text;
    let start = 0;
    for (;;) {
      const match = and.exec(rest.slice(start));
      if (match === null) break;
      const index = start + match.index;
      const [first, second] = [rest.slice(0, index), rest.slice(index + match[0].length)];
      const [word = ''] = rest.slice(index).trimStart().split(' ');
      if (isName(first) && isName(second) && !names.test(word)) {
        parts.push(first);
        rest = second;
        start = 0;
      } else start = index + match[0].length;
    }
    if (parts.length > 0) return [...parts, rest];
  }
  return [text];
}
