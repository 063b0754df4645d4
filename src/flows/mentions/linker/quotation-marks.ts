/** A letter or digit before or after which a single mark is an apostrophe. */
const wordCharacter = '[\\p{L}\\p{M}\\p{N}]';

/**
 * A single opening mark. It stands neither after a letter, as in `players' choice`, nor before the rest of a word, as in
 * `'90s` and `'em`.
 */
const singleOpening = (mark: string) =>
  `(?<![\\p{L}\\p{M}\\p{N}'’])${mark}(?![\\s\\p{N}]|(?:em|n|round|cause|til|tis|twas)(?!${wordCharacter}))`;

/** What stands between single marks: apostrophes, but no other opening mark. */
const betweenSingle = `(?:[^'‘’\\n]|(?<=${wordCharacter})['’]|['’](?=(?:em|n|round|cause|til|tis|twas)(?!${wordCharacter})|\\p{N}))*?`;

/**
 * What shows that a single mark closes a quotation and is no apostrophe: a mark of punctuation before it, or a comma after
 * it. The mark after a colon may also close it at the end of the sentence.
 */
const singleClosings = (mark: string) => [
  `${singleOpening(mark[0] ?? '')}${betweenSingle}(?:[,.!?…]${mark[1]}(?!${wordCharacter})|${mark[1]}(?=,))`,
  `(?<=: )${singleOpening(mark[0] ?? '')}${betweenSingle}${mark[1]}(?=[.;!?]?(?:\\s|$))`,
];

/** A paragraph in an opening single mark whose quotation continues in the next paragraph, which repeats the mark. */
const singleOpen = (mark: string) =>
  `(?<=^|\\n|: )${singleOpening(mark)}(?:[^'‘’\\n]|(?<=${wordCharacter})['’])*(?=\\n\\s*${mark}\\S)`;

/**
 * For each opening mark, what begins with it: quotations in curly, straight, low, pointed, single and East Asian marks, and
 * in marks that are the same at both ends, as in Swedish. None extends beyond a block. In French and Spanish, the closing
 * mark opens the next paragraph of a quotation.
 */
const patterns: ReadonlyMap<string, RegExp> = new Map(
  Object.entries({
    '“': '“[^”\\n]*”?',
    '„': '„[^“”\\n]*[“”]?',
    '«': '«[^»\\n]*»?',
    '»': '»[^«»\\n]*«|(?<=\\n)»[^«»\\n]*(?:»|$|(?=\\n))',
    '"': '"[^"\\n]*"?',
    '「': '「[^」\\n]*」?',
    '『': '『[^』\\n]*』?',
    '”': '(?<![\\p{L}\\p{N}.,!?…])”(?=\\S)[^“”\\n]*”',
    '‘': [...singleClosings('‘’'), singleOpen('‘')].join('|'),
    "'": [...singleClosings("''"), singleOpen("'")].join('|'),
  }).map(([mark, pattern]) => [mark, new RegExp(pattern, 'uy')]),
);

/** Returns where what stands in quotation marks begins and ends, with its marks, in UTF-16 units. Takes linear time. */
export function markedSpansIn(text: string): [start: number, end: number][] {
  const spans: [start: number, end: number][] = [];
  // One pattern for all marks would be tried at each character, which takes as long as linking.
  const marks = /["'“„«»「『”‘]/g;
  for (let mark = marks.exec(text); mark !== null; mark = marks.exec(text)) {
    const pattern = patterns.get(mark[0]);
    if (pattern === undefined) continue;
    pattern.lastIndex = mark.index;
    if (!pattern.test(text)) continue;
    spans.push([mark.index, pattern.lastIndex]);
    marks.lastIndex = pattern.lastIndex;
  }
  return spans;
}
