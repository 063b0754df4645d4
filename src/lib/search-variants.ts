/** How many words of a search are looked up in two spellings, so that a search has at most four forms. */
const maxVariedWords = 2;

/** How many characters a word with another spelling has at most. */
const maxLength = 40;

/** Letters and the letters by which they are written where they are missing, in both directions. */
const spellings: readonly (readonly [letter: string, letters: string])[] = [
  ['ä', 'ae'],
  ['ö', 'oe'],
  ['ü', 'ue'],
  ['ø', 'oe'],
  ['å', 'aa'],
  ['đ', 'dj'],
];
const letterSpellings = new Map(spellings);
const hasLetter = /[äöüøåđ]/;

/**
 * Matches what is probably an umlaut in a word without umlauts: `mueller`, `goethe`, `ueber`. It stands after a consonant
 * or at the start of a few words, and before a consonant.
 */
const umlautLetters =
  /(?<=[b-df-hj-np-tv-z])(?<!q)(?:([ou])e(?=[b-df-hj-np-tv-z])|(a)e(?=[b-df-hjkmnp-tv-z]))|^(o)e(?=st|re)|^(u)e(?=b)/g;

/** English words that would become other words without these letters: `poet`, `guest`, `shoes`. */
const englishStarts = /^(?:po|do|go?e?s|sho|to|hero|fo|co|jo|du|fu|cru|gu|su|tr)e|^phoe|^qu/;

/** Acronyms that are also written with dots. Others count only in capitals, unless the whole search is in capitals. */
const acronyms = new Set('us usa uk un eu uae dc'.split(' '));

/** Matches acronyms in capitals, but not what may be an operator. */
const acronymPattern = /^(?!(?:AND|NOT|OR)$)\p{Lu}{2,4}$/u;

/** The start of Irish surnames after `O’`, so that they are found where they are written with the apostrophe. */
const irishNames =
  /^o(?:b(?:rien|yrne)|c(?:onnor|onnell|allaghan|asey)|d(?:onnell|onoghue|onovan|owd|riscoll|wyer)|f(?:arrell|laherty)|g(?:orman|rady|ara)|h(?:ara|agan|are|anlon|iggins)|k(?:ane|eefe|eeffe)|l(?:eary|oughlin)|m(?:alley|ahony|ara|eara)|n(?:eill?|eal)|r(?:eilly|egan|iordan|ourke)|s(?:hea|ullivan|haughnessy)|t(?:oole))s?$/;

/** A word, or a word and a number such as `covid 19`. */
const words =
  /\p{L}[\p{L}\p{M}]{2,} \p{N}{1,3}(?![\p{L}\p{N}.-])|[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}'’.]|-(?=[\p{L}\p{N}]))*/gu;

/** Returns another spelling of a word, or undefined. A spelling of several words has spaces. */
function otherSpelling(word: string): string | undefined {
  if (word.length > maxLength) return undefined;
  const key = word.toLowerCase();
  const wordAndNumber = /^(\p{L}[\p{L}\p{M}]*)[- ](\p{N}+)$/u.exec(key) ?? /^(\p{N}+)-(\p{L}[\p{L}\p{M}]*)$/u.exec(key);
  if (wordAndNumber !== null) return `${wordAndNumber[1]}${wordAndNumber[2]}`;
  const lettersAndDigits = /^(\p{L}[\p{L}\p{M}]*)(\p{N}+)$/u.exec(key) ?? /^(\p{N}+)(\p{L}[\p{L}\p{M}]*)$/u.exec(key);
  if (lettersAndDigits !== null) return `${lettersAndDigits[1]} ${lettersAndDigits[2]}`;
  if (/^(?:\p{L}\.){1,5}\p{L}\.?$/u.test(key)) return protectedFromStops(key.replaceAll('.', ''));
  const prefix = /^([od])['’](\p{L}{3,})$/u.exec(key);
  if (prefix !== null) return `${prefix[1]}${prefix[2]}`;
  if (irishNames.test(key)) return `${key.slice(0, 1)} ${key.slice(1)}`;
  if (hasLetter.test(key)) return key.replace(/[äöüøåđ]/g, (letter) => letterSpellings.get(letter) ?? letter);
  if (/^dj[aeiou]/.test(key)) return key.slice(0, 1) + key.slice(2);
  if (key.length < 5 || englishStarts.test(key)) return undefined;
  const withoutUmlauts = key.replace(umlautLetters, '$1$2$3$4');
  return withoutUmlauts === key ? undefined : withoutUmlauts;
}

/** Writes an acronym with an accent, which the index removes, so that it is not taken for a function word such as `us`. */
const protectedFromStops = (word: string): string =>
  word.replace(/[aeiou]/, (vowel) => 'áéíóú'.charAt('aeiou'.indexOf(vowel)));

/**
 * Returns the forms of a search with other spellings of its words, joined by `or`: `covid19` and `covid 19`, `müller` and
 * `mueller`, `U.S.` and `US`, `O'Brien` and `OBrien`. A search without such words is returned as it is. `q`
 * excludes nothing. The syntax is that of `websearch_to_tsquery`, in which `or` binds less than the space between words.
 */
export function withOtherSpellings(q: string): string {
  let forms = [''];
  let [end, variedCount, hasQuote] = [0, 0, false];
  const hasLowerCase = /\p{Ll}/u.test(q);
  const append = (text: string) => {
    forms = forms.map((form) => form + text);
  };
  for (const { 0: word, index } of q.matchAll(words)) {
    const between = q.slice(end, index);
    append(between);
    end = index + word.length;
    if ((between.split('"').length - 1) % 2 === 1) hasQuote = !hasQuote;
    const isAcronym = acronyms.has(word.toLowerCase()) || (acronymPattern.test(word) && (hasLowerCase || word === q));
    const other = isAcronym ? [...word.toLowerCase()].join('.') : otherSpelling(word);
    if (other === undefined || variedCount === maxVariedWords) {
      append(word);
      continue;
    }
    const phrase = !hasQuote && other.includes(' ') ? `"${other}"` : other;
    variedCount += 1;
    // In lower case, `us` is more often a function word.
    const own = isAcronym && (word === q || /^\p{Lu}/u.test(word)) ? protectedFromStops(word.toLowerCase()) : word;
    forms = forms.flatMap((form) => [form + own, form + phrase]);
  }
  const tail = q.slice(end);
  append(tail);
  if ((tail.split('"').length - 1) % 2 === 1) hasQuote = !hasQuote;
  return forms.length === 1 ? (forms[0] as string) : forms.join(hasQuote ? '" or ' : ' or ');
}
