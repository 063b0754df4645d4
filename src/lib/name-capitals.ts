/** A word in capitals, also behind a prefix in small letters: `PORTER`, `McINTYRE`, `O’BRIEN`, `J.R.`. */
const capitalWord = /^[^\p{L}]*(?:\p{Lu}\p{Ll}{1,2}(?=\p{Lu}{2}))?\p{Lu}[^\p{Ll}\p{Lo}]*$/u;

const initials = /^[^\p{L}]*\p{Lu}[^\p{L}]*(?:(?<=[.-])\p{Lu}[^\p{L}]*)*$/u;
const romanNumber = /^(?:II|III|IV)$/;

/** Letters that nobody pronounces as a word, at the start of a name: `JD`, `AJ`, `JRR`. `NG` is a family name. */
const joinedInitials = /^(?!NG$)(?:[B-DF-HJ-NP-TV-XZ]{2,3}|[AEIOUY]J)$/;

/** So many letters in a row show that a word among others is in capitals and is no abbreviation. */
const longCapitals = /\p{Lu}{4}/u;

/** Words inside names that begin with small letters. */
const particles = new Set(
  'de del dos das do da du des dello degli dei von vom van der den ter ten te zu zum zur af av bin bint ibn'.split(' '),
);
const articles = new Set(['la', 'las', 'le', 'los', 'lo']);
const wordsBeforeArticle = new Set(['de', 'van', 'von']);
const connectors = new Set(['y', 'e', 'i']);

/** Common family names of Vietnam. The word `Van` in their names is no particle. */
const vietnameseFamilyName =
  /^(?:nguy[eễ]n|tr[aầ]n|l[eê]|ph[aạ]m|ho[aà]ng|phan|v[uũ]|v[oõ]|[dđ][aặ]ng|b[uù]i|ng[oô])$/u;

const arabicArticle = /^(?:al|el|ad|an|ar|as|ash|at|az)(?=[-‐])/;

/** Beginnings of names before an apostrophe that a capital follows: `O'Brien`, `N'Golo`, `Dell'Acqua`. */
const elidedBeginning = /(?:^|[^\p{L}])(?:[A-Z]|Dell|Dall|Nell|All|Sant)['’]$/iu;

/** Dutch writes both letters as capitals. Before a vowel, they are two sounds, as in `Ijaz`. */
const dutchBeginning = /^IJ(?=[B-DF-HJ-NP-TV-Z])/;

/** Languages with these capitals have two letters for I. */
const turkishCapital = /[İĞ]/;

/**
 * Returns a name that is printed in capitals as it is usually written: `ANNA DE VRIES` as `Anna de Vries`, `JOHN McINTYRE`
 * as `John McIntyre`, `Marc LEBRUN` as `Marc Lebrun`. Initials and Roman numbers stay. A single word stays, because it may
 * be an abbreviation. A name with small letters stays if its capitals may be an abbreviation. Capitals do not show how the
 * bearers write their name (`Di` or `di`), so the result is the commonest form.
 */
export function withoutCapitals(name: string): string {
  const words = name.split(' ');
  const areCapitals = words.map((word) => capitalWord.test(word));
  const hasOnlyCapitals = words.every((word, index) => areCapitals[index] || word === word.toLowerCase());
  const hasWord = words.some((word, index) => areCapitals[index] && !initials.test(word));
  const hasLongWord = words.some((word, index) => areCapitals[index] && longCapitals.test(word));
  if (words.length < 2 || !hasWord || !(hasOnlyCapitals || hasLongWord)) return name;
  return words.map((word, index) => (areCapitals[index] ? writeWord(words, index) : word)).join(' ');
}

function writeWord(words: readonly string[], index: number): string {
  const word = words[index] ?? '';
  const locale = turkishCapital.test(words.join(' ')) ? 'tr' : 'en';
  const small = word.toLocaleLowerCase(locale);
  if (isParticle(words, index)) return small;
  const isAbbreviation = initials.test(word) || (index === 0 ? joinedInitials : romanNumber).test(word);
  if (isAbbreviation) return word;
  const prefix = index > 0 ? (arabicArticle.exec(small)?.[0] ?? '') : '';
  const rest = word.slice(prefix.length);
  return (
    prefix +
    rest.replace(/\p{L}[\p{L}\p{M}]*/gu, (letters, offset: number) =>
      isContinued(rest.slice(0, offset)) ? letters.toLocaleLowerCase(locale) : capitalise(letters, locale),
    )
  );
}

/** Returns whether a word at an index is written in small letters: a particle, an article behind one, or a word for "and". */
function isParticle(words: readonly string[], index: number): boolean {
  if (index === 0 || index === words.length - 1) return false;
  const [word, before, next] = [words[index], words[index - 1], words[index + 1]].map((one = '') => one.toLowerCase());
  if (word === undefined || before === undefined || next === undefined) return false;
  if (word === 'van') return !vietnameseFamilyName.test(words[0]?.toLowerCase() ?? '');
  if (word === 'in') return /^['’]t$/.test(next);
  if (/^['’]t$/.test(word)) return true;
  if (connectors.has(word)) return index > 1;
  return particles.has(word) || (articles.has(word) && wordsBeforeArticle.has(before));
}

/** Returns whether letters after this beginning of a word belong to the same part of a name: `Thiong'o`. */
const isContinued = (start: string): boolean => /\p{L}\p{M}*['’]$/u.test(start) && !elidedBeginning.test(start);

function capitalise(letters: string, locale: string): string {
  const [prefix = ''] = /^(?:Mc|Mac|\p{Lu}\p{Ll}{1,2})(?=\p{Lu}{2})|^MC(?=\p{Lu}{2})/u.exec(letters) ?? [];
  if (prefix !== '')
    return letters.charAt(0) + prefix.slice(1).toLowerCase() + capitalise(letters.slice(prefix.length), locale);
  const [first = ''] = dutchBeginning.exec(letters) ?? [...letters];
  // Only in the whole word, the last letter is a final sigma.
  return first + letters.toLocaleLowerCase(locale).slice(first.length);
}
