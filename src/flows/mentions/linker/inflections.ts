/**
 * Rules that lead from an inflected name to the forms that a directory may have. A rule replaces an ending by other
 * endings. The rules need no dictionary: a form counts only if the directory has it.
 */
type Rules = readonly (readonly [ending: string, replacements: string])[];

/** The family of languages whose rules a text needs. */
export type Inflection = 'none' | 'german' | 'west-slavic' | 'finnish' | 'turkish';

/** Splits `a: -,b` into the ending `a` and its replacements. `-` stands for no ending. */
const rules = (list: string): Rules =>
  list
    .trim()
    .split(/\s*;\s*/)
    .map((rule) => {
      const [ending = '', replacements = ''] = rule.split(':');
      return [ending.trim(), replacements.trim()] as const;
    })
    .sort(([a], [b]) => b.length - a.length);

// All rules are written in the folded form of words, in which й is и and ё is е.
const cyrillic =
  rules(`ого: ыи,ии,ои; его: ыи,ии; ому: ыи,ии,ои; ему: ыи,ии; ым: -,ыи,ои; им: ии,ои; ом: -,о,ои; ем: -,ь,и; ои: а,ая; еи: я,а,ия;
  ую: ая; ою: а; ею: я; ью: ь; а: -,о; у: -,а; е: -,а,я,о,и; ы: а; и: а,ь,я,и; я: ь,и; ю: ь,и,я; ові: -; еві: -,ь; овi: -; ові: -; і: -,а,я,ь; єві: и; єм: и; ев: -;
  ою: а; ів: -`);

const westSlavic =
  rules(`owi: -; ovi: -,a; iego: i; iemu: i; ego: y,i; eho: y,i; emu: y,i; iem: -; iej: a,ia; ej: a,y; ym: y,-; im: i; em: -,a; om: -; ami: a;
  ou: a; ove: ova; ie: a,-; zdzie: zda; dzie: da,d; zie: za,z; cie: ta,t; rze: ra,r; le: la,l; dze: ga; ce: ka,ek; sze: cha; a: -,o; u: -,a,o; e: a,-; y: a,-; i: a,-,o`);

const finnish = rules(
  `ssa: -; sta: -; lla: -; lta: -; lle: -; ksi: -; tta: -; ta: -; na: -; iin: -; aan: a; een: e; han: -; hin: -; seen: -; n: -; a: -`,
);

const greek = rules(`ου: οσ,ησ; ο: οσ; η: ησ; α: ασ; ασ: α; ησ: η; ε: οσ; ων: -`);

/** The least length of the part that a rule keeps. */
const minStem = 2;

const isCyrillic = /^\p{sc=Cyrillic}/u;
const isGreek = /^\p{sc=Greek}/u;
const consonants = /[bcdfghjklmnprstvwxzбвгджзиклмнпрстфхцчшщ]/u;

function applyRules(key: string, table: Rules): string[] {
  const bases: string[] = [];
  for (const [ending, replacements] of table) {
    if (!key.endsWith(ending) || key.length - ending.length < minStem) continue;
    const stem = key.slice(0, key.length - ending.length);
    for (const replacement of replacements.split(',')) bases.push(replacement === '-' ? stem : stem + replacement);
  }
  return bases;
}

/** Restores the vowel that an ending removes: `павл` to `павел`, `mark` to `marek`. */
function restoreVowel(base: string, vowels: string): string[] {
  const last = base.at(-1) ?? '';
  const before = base.at(-2) ?? '';
  if (base.length < 3 || !consonants.test(last) || !consonants.test(before)) return [];
  return [...vowels].map((vowel) => base.slice(0, -1) + vowel + last);
}

/** Restores the vowel of a closed syllable: `сокол` to `сокіл`. */
const restoreUkrainian = (base: string): string[] =>
  /[ое][бвгджзклмнпрстфхцчш]ь?$/u.test(base) ? [base.replace(/[ое](?=[^ое]{1,2}$)/u, 'і')] : [];

/** Restores the vowel that a soft consonant changes: `gwiezda` to `gwiazda`. */
const restorePolish = (base: string): string[] =>
  /ie[bcdfglmnprstwz]{1,2}a?$/.test(base) ? [base.replace(/ie(?=[^ie]{1,2}a?$)/, 'ia')] : [];

/** Pairs of consonants that Finnish names have before an ending, with those that they have without it. */
const finnishGradation = [
  ['mm', 'mp'],
  ['nn', 'nt'],
  ['ll', 'lt'],
  ['rr', 'rt'],
  ['ng', 'nk'],
  ['hd', 'ht'],
] as const;

/** Undoes the change of consonants before a Finnish or Polish ending, and the vowel that joins a foreign name to it. */
function restoreFinnish(base: string): string[] {
  const more: string[] = [];
  if (base.endsWith('i')) more.push(base.slice(0, -1));
  if (base.endsWith('se')) more.push(`${base.slice(0, -2)}nen`);
  if (base.endsWith('s')) more.push(`${base.slice(0, -1)}nen`);
  // Vuori: Vuoren; Mäki: Mäen; Lampi: Lammen
  if (base.endsWith('e')) more.push(`${base.slice(0, -1)}i`);
  if (/[aouy]e$/.test(base)) more.push(`${base.slice(0, -1)}ki`);
  for (const [weak, strong] of finnishGradation)
    if (base.slice(-3, -1) === weak) more.push(base.slice(0, -3) + strong + base.slice(-1).replace('e', 'i'));
  const match = /^(.*[aeiouy][lnr]?)([kptd])([aeiouy]+)$/.exec(base);
  if (match !== null) {
    const [, head = '', consonant = '', tail = ''] = match;
    more.push(consonant === 'd' ? `${head}t${tail}` : `${head}${consonant}${consonant}${tail}`);
  }
  return more;
}

const maxCachedForms = 20_000;
const cache = new Map<string, readonly string[]>();

function computeForms(key: string, inflection: Inflection): string[] {
  if (isCyrillic.test(key)) {
    // Women's surnames in -ова have another ending in the locative: the form is that of a man.
    const bases = applyRules(key, cyrillic).filter((base) => !(key.endsWith('е') && /..[ое]ва$/.test(base)));
    return [...bases, ...bases.flatMap((base) => [...restoreVowel(base, 'ео'), ...restoreUkrainian(base)])];
  }
  if (isGreek.test(key)) return applyRules(key, greek);
  if (inflection === 'west-slavic') {
    // The nominative of a man's name is not a form of a woman's.
    const bases = applyRules(key, westSlavic).filter((base) => !(/(?:[sc]|dz)ki$/.test(key) && base.endsWith('ka')));
    return [...bases, ...bases.flatMap((base) => [...restoreVowel(base, 'e'), ...restorePolish(base)])];
  }
  if (inflection === 'finnish') {
    const bases = applyRules(key, finnish);
    return [...bases, ...bases.flatMap(restoreFinnish)];
  }
  return [];
}

/**
 * Returns the forms in which the directory may have an inflected word, without the word itself. Cyrillic and Greek words
 * are recognised by their script, others by the language of the text.
 *
 * @param key a folded word
 */
export function baseForms(key: string, inflection: Inflection): readonly string[] {
  const isAscii = key.charCodeAt(0) < 128;
  if (isAscii && inflection !== 'west-slavic' && inflection !== 'finnish') return [];
  const name = `${inflection} ${key}`;
  const cachedForms = cache.get(name);
  if (cachedForms !== undefined) return cachedForms;
  const forms = [...new Set(computeForms(key, inflection))].filter((form) => form !== key);
  if (cache.size >= maxCachedForms) cache.clear();
  cache.set(name, forms);
  return forms;
}

/** Matches the prefixes of Arabic and Hebrew that are written together with the next word: and, in, to, as, from, that. */
const arabicPrefix = /^(?:[وف])?[بلك]?(?=.{3})/u;
const hebrewPrefix = /^(?:ו)?(?:[כשמ])?[בלהמשכ]?(?=.{2})/u;

/**
 * Returns what remains of an Arabic or Hebrew word without the prefixes that are written together with it, and how many
 * characters they have.
 */
export function withoutPrefixes(key: string): readonly { key: string; length: number }[] {
  const code = key.charCodeAt(0);
  const isArabic = code >= 0x600 && code < 0x700;
  const isHebrew = code >= 0x590 && code < 0x600;
  if (!isArabic && !isHebrew) return [];
  const maxLength = (isArabic ? arabicPrefix : hebrewPrefix).exec(key)?.[0].length ?? 0;
  const rest = Array.from({ length: maxLength }, (_, n) => ({ key: key.slice(n + 1), length: n + 1 }));
  // The article loses its first letter after the preposition li: للمنصوري is li and المنصوري.
  const at = isArabic ? /^[وف]?لل/u.exec(key)?.[0].length : undefined;
  if (at !== undefined) rest.push({ key: `ا${key.slice(at - 1)}`, length: at - 1 });
  return rest;
}

/** Words that are frequent in one language and rare in the others, folded. */
const frequentWords: ReadonlyMap<string, Inflection> = new Map(
  (
    [
      ['german', 'der und das nicht ist mit im'],
      ['west-slavic', 'w z na nie sie ze jest przez od za jego dla v ve byl pri podle ktory ktora byla'],
      ['finnish', 'ja ei etta han oli mutta myos joka kun ovat hanen mukaan'],
      ['none', 'di che il la le et des que y los las el un une en les du el se the and of to for'],
      ['turkish', 'bir bu icin ile olarak dedi cok gibi daha kadar olan oldu'],
    ] as const
  ).flatMap(([inflection, list]) => list.split(' ').map((word) => [word, inflection] as const)),
);

/** Matches endings that are frequent in Finnish. Romance languages have some of them, but also the words above. */
const finnishEnding = /^[a-z]{3,}(?:[aeiou]ssa|[aeiouln]lla|[aeiou]lta|[aeiou]lle|ksi|[rnt]iin|ivat|inen)$/;

const byLanguage: Readonly<Record<string, Inflection>> = {
  de: 'german',
  pl: 'west-slavic',
  cs: 'west-slavic',
  sk: 'west-slavic',
  sl: 'west-slavic',
  hr: 'west-slavic',
  bs: 'west-slavic',
  sr: 'west-slavic',
  fi: 'finnish',
  et: 'finnish',
  tr: 'turkish',
  az: 'turkish',
};

/** Returns the rules of the language in which a folded word is frequent. */
export const inflectionOfWord = (key: string): Inflection | undefined =>
  frequentWords.get(key) ?? (finnishEnding.test(key) ? 'finnish' : undefined);

/** Returns the rules that the declared language needs. */
export const inflectionOf = (lang: string): Inflection => byLanguage[lang.toLowerCase().split('-')[0] ?? ''] ?? 'none';

/** Returns the rules that the words of a text need. */
export function detectInflection(
  texts: Iterable<{ tokens: readonly { facts: { inflection: Inflection | undefined } }[] }>,
): Inflection {
  const counts = new Map<Inflection, number>();
  let total = 0;
  for (const { tokens } of texts) {
    total += tokens.length;
    for (const { facts } of tokens) {
      const { inflection } = facts;
      if (inflection !== undefined) counts.set(inflection, (counts.get(inflection) ?? 0) + 1);
    }
  }
  const [best] = [...counts].sort(([, a], [, b]) => b - a);
  return best !== undefined && best[1] > total / 25 ? best[0] : 'none';
}
