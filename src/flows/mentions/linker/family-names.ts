import { commonGivenNames } from './common-given-names.js';
import { fold, isComposed } from './fold.js';
import { firstOfTwoSurnames, isIberianGivenName } from './iberian-names.js';
import type { PersonRecord } from './person-record.js';
import { tokensOf } from './tokens.js';
import { functionWords, givenNames, particles, suffixes, titleWords } from './words.js';

/** Returns the words of the family name in a name, as in `van der Bellen`, `Ocasio-Cortez` or `Moon`. */
export function familyIn(name: string, isFamilyFirst: boolean): string[] {
  const tokens = tokensOf(name);
  const keys = tokens.map(({ key }) => key);
  if (keys.length < 2) return [];
  if (isFamilyFirst) return keys.slice(0, 1);
  let last = keys.length - 1;
  if (suffixes.has(keys[last] ?? '') && last > 1) last -= 1;
  let first = last;
  const isPartOfFamily = (at: number) =>
    particles.has(keys[at - 1] ?? '') || tokens[at]?.gap === 'hyphen' || tokens[at]?.gap === 'elision';
  while (first > 1 && isPartOfFamily(first)) first -= 1;
  // `Joan of Arc` and `Catherine the Great` have no family name.
  if (first > 1 && !tokens[first - 1]?.isCapitalised && functionWords.has(keys[first - 1] ?? '')) return [];
  return keys.slice(first, last + 1);
}

/** Chinese family names of two characters. */
const longFamilies = new Set(
  '欧阳 歐陽 司马 司馬 上官 诸葛 諸葛 夏侯 东方 皇甫 尉迟 公孙 慕容 令狐 南宫 황보 제갈 선우 남궁 독고'.split(' '),
);

/** Returns the family name of a Chinese, Japanese or Korean name, or an empty list if it is not clear. */
export function composedFamily({ name, familyName }: Pick<PersonRecord, 'name' | 'familyName'>): string[] {
  if (familyName !== null && isComposed(familyName)) return [fold(familyName)];
  const [first = '', second] = name.split(/[\s　]/);
  if (second !== undefined) return [fold(first)];
  if (longFamilies.has(name.slice(0, 2))) return [name.slice(0, 2)];
  const isChineseOrKorean = /^(?:\p{sc=Hangul}{2,4}|\p{sc=Han}{2,3})$/u.test(name);
  return isChineseOrKorean ? [name.slice(0, 1)] : [];
}

/** Returns the family name in an alias without spaces. Most Japanese names of four characters begin with two of them. */
export function familyInEasternAlias(alias: string): string[] {
  const family = composedFamily({ name: alias, familyName: null });
  return family.length === 0 && /^\p{sc=Han}{4}$/u.test(alias) ? [alias.slice(0, 2)] : family;
}

/** Chinese, Korean and Vietnamese family names, folded. */
const easternFamilies = new Set(
  'ahn bai ban bao bui cai cao chang chen cheng choi chung dai dang deng ding dong duan fan fang feng fu gao gu guo han he ho hong hou hu huang jang jeong jia jiang jin jo jung kang kim kong kwon lai lee lei li liang lim lin liu long lu luo ma mao meng min moon ngo nguyen oh pan park peng pham phan qi qian qin ren rhee roh ryu seo shao shen shi shin song su sun tan tang tao tian tran vo wan wang wei wen wu xi xia xiang xiao xie xiong xu xue yan yang yao ye yi yin yoo yoon you yu yuan yun zeng zhai zhang zhao zheng zhong zhou zhu zuo'.split(
    ' ',
  ),
);

/** Matches one or two syllables of pinyin. */
const pinyin =
  /^(?:(?:[zcs]h|[bpmfdtnlgkhjqxzcsryw])?(?:i?a(?:ng|n|o|i)?|ue|ui|uo|uan|uang|uai|ua|un|u|ie|iu|iong|ian|iang|iao|in|ing|i|o(?:ng|u)?|ei|eng|en|er|e)){1,2}$/;

/** Returns whether a name without declared parts begins with the family name, as in `Xi Jinping` and `Moon Jae-in`. */
function looksFamilyFirst(name: string, keys: readonly string[]): boolean {
  if (!easternFamilies.has(keys[0] ?? '')) return false;
  const [, second = '', third] = name.split(' ');
  if (third !== undefined) return false;
  return /^\p{Lu}\p{L}*-\p{L}+$/u.test(second) || (keys.length === 2 && pinyin.test(keys[1] ?? ''));
}

/** Particles between two family names of a person, folded. */
const portuguese: ReadonlySet<string> = new Set('de da do dos das'.split(' '));

/** Returns other family names by which articles call a person whose name the directory does not divide. */
export function otherFamilies(
  record: PersonRecord,
  keys: readonly string[],
  family: readonly string[],
): (readonly string[])[] {
  const others: (readonly string[])[] = [];
  // `Assad` for `al-Assad`
  if (family.length === 2 && ['al', 'el'].includes(family[0] ?? '')) others.push(family.slice(1));
  if (record.familyName !== null || isComposed(record.name) || record.nameOrder === 'family-first') return others;
  if (looksFamilyFirst(record.name, keys)) others.push(keys.slice(0, 1));
  // `Rebelo de Sousa` for `Marcelo Rebelo de Sousa`
  if (portuguese.has(family[0] ?? '') && keys.length - family.length > 1 && !suffixes.has(keys.at(-1) ?? ''))
    others.push(keys.slice(-family.length - 1));
  // `Peña Nieto` for `Enrique Peña Nieto`
  const isPlain = !suffixes.has(keys.at(-1) ?? '') && family.length === 1 && keys.every((key) => key.length > 1);
  if (keys.length >= 3 && isPlain) others.push(keys.slice(-2));
  return others;
}

/** Matches what separates the parts of a name in Chinese, Japanese and Korean. */
const composedSeparator = /[\s\u3000·•‧∙⋅･・゠＝]+/u;

/** Returns whether a name is Spanish or Portuguese, which its letters show. */
const isIberian = (name: string) => /[áíóúñãõ]/iu.test(name);

/**
 * Returns the family name in an alias, folded. An alias with as many words as the name has as many words of the family
 * name: `Урсула фон дер Ляйен` like `Ursula von der Leyen`.
 *
 * @param family the folded words of the family name in the name itself
 */
export function familyInAlias(record: PersonRecord, family: readonly string[], alias: string): string[] {
  const isFamilyFirst = record.nameOrder === 'family-first';
  const isWritten = isComposed(alias);
  const words = isWritten ? alias.split(composedSeparator).map(fold) : tokensOf(alias).map(({ key }) => key);
  const length = isComposed(record.name) ? 0 : tokensOf(record.name).length;
  if (words.length < 2) return [];
  // A transliteration keeps the order of an Eastern name in an Eastern script only.
  const isFirst = isFamilyFirst && (isWritten || /^\p{sc=Latin}/u.test(alias));
  if (words.length !== length && !isWritten) return familyIn(alias, isFirst);
  const count = words.length === length && family.length < words.length ? Math.max(1, family.length) : 1;
  const own = isFirst ? words.slice(0, count) : words.slice(-count);
  return isWritten ? [own.join('・')] : own;
}

/**
 * Returns the first of two family names, by which people of Spain and Latin America are called: `Flores` for
 * `Flores Iglesias`. Names in `-ez` are so common that they do not stand alone, as in `López Obrador`.
 *
 * @param keys the folded words of the whole name
 * @param family the folded words of the family name
 */
export function firstFamily(record: PersonRecord, keys: readonly string[], family: readonly string[]): string[] {
  const { name, nameOrder, familyName } = record;
  if (isComposed(name) || nameOrder !== 'given-first' || name.includes('-')) return [];
  const isDivided = familyName !== null;
  const [first = '', second = '', third] = isDivided ? family : [firstOfTwoSurnames(keys) ?? '', ...family];
  const isDouble =
    third === undefined && first.length > 3 && !first.endsWith('ez') && second.length > 2 && !particles.has(first);
  return isDouble && (!isDivided || isIberian(name) || isIberianGivenName(keys[0] ?? '')) ? [first] : [];
}

/** Particles without which a family name is also printed: `Beethoven` for `van Beethoven`. */
const droppedParticles: ReadonlySet<string> = new Set(
  'd de del della dell dalla di du da do dos das van von zu фон ван де ди дель'.split(' '),
);
const minBare = 4;

/** Returns a family name without the particle at its start, or an empty list if it has none, or several, or is short. */
export function withoutParticle([particle = '', ...rest]: readonly string[]): readonly string[] {
  const isDropped = droppedParticles.has(particle) && !particles.has(rest[0] ?? '');
  return isDropped && rest.join('').length >= minBare ? rest : [];
}

/**
 * Returns whether an alias is another name of the person with a given and a family name, such as a name before a
 * marriage or a pen name. Titles and descriptions, such as `Duchess of Sussex`, are none.
 *
 * @param keys the folded words of the name itself
 */
export function isOtherPersonalName({ name, kind }: PersonRecord['aliases'][number], keys: readonly string[]): boolean {
  const tokens = tokensOf(name);
  const [first] = tokens;
  if (first === undefined || tokens.length < 2) return false;
  const isName = tokens.every(
    ({ key, isCapitalised, isCaseless }) =>
      (isCapitalised || isCaseless || particles.has(key)) && !functionWords.has(key),
  );
  if (!isName || tokens.some(({ key }) => titleWords.has(key))) return false;
  return kind === 'former' || keys.includes(first.key) || givenNames.has(first.key) || commonGivenNames.has(first.key);
}
