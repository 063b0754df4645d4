/**
 * Characters with which Chinese given names often end. After a name of two characters, one of them may belong to a longer
 * name, even if a verb begins with it: 李克强调安全 may be about 李克 or about 李克强.
 */
const givenNameEnds = new Set(
  '强明平华国军民文安伟生林峰宏兴胜利学清山庆海江东荣新春光良义忠信贵福仁祥才发武斌波辉龙虎杰超勇涛鹏飞芳英梅红玲珍琴霞燕敏静君元',
);

/** Characters that join two names, and with which given names end, too. */
const joinsOrEnds = new Set('和同向');

/** Matches what shows that the character before it was the end of a name: a mark, a verb of speech or a title. */
const afterName =
  /^(?:$|[\s\p{P}]|说|表示|称|指出|认为|告诉|强调|宣布|承认|先生|女士|也|的|将|是|在|于|被|与|对|平时|曾)/u;

/** Returns whether a Chinese name of two characters is rather the start of a longer name. */
export function beginsLongerName(text: string, end: number): boolean {
  const next = text.charAt(end);
  if (givenNameEnds.has(next)) return true;
  return joinsOrEnds.has(next) && afterName.test(text.slice(end + 1, end + 4));
}

/** Matches the characters with which longer Japanese given names end: 佐藤健太 and 佐藤健太朗. */
export const longerJapaneseName = /^[子郎朗美恵一二三介也夫雄男彦樹江奈香斗助]/u;

/** Particles that follow a syllable with a final consonant, and those that follow a syllable without one. */
const afterConsonant = /^(?:은|이(?!며?라)|을|과|으로|이라|이며)/u;
const afterVowel = /^(?:는|가|를|와|로|라고|라는|며)/u;

/**
 * Returns whether a Korean particle fits to the last syllable of a name. Otherwise, its first syllable belongs to a longer
 * name: 서지은 does not consist of the name 서지 and the particle 은, which would be 는.
 */
export function fitsParticle(name: string, particle: string): boolean {
  const code = name.charCodeAt(name.length - 1) - firstSyllable;
  if (code < 0 || code >= syllableCount) return true;
  const final = code % finalCount;
  if (afterConsonant.test(particle)) return final !== 0;
  if (/^로(?!부터)/u.test(particle)) return final === 0 || final === finalRieul;
  return !afterVowel.test(particle) || final === 0;
}

/** The Hangul syllables in Unicode. Each group of 28 has the same consonant and vowel, without and with a final consonant. */
const firstSyllable = 0xac00;
const syllableCount = 11_172;
const finalCount = 28;
const finalRieul = 8;
