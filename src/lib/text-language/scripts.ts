/** The language of a script that one language of newspapers uses. */
const onlyLanguage: readonly (readonly [RegExp, string])[] = [
  [/\p{Script=Hangul}/gu, 'ko'],
  [/\p{Script=Greek}/gu, 'el'],
  [/\p{Script=Hebrew}/gu, 'he'],
  [/\p{Script=Thai}/gu, 'th'],
  [/\p{Script=Lao}/gu, 'lo'],
  [/\p{Script=Khmer}/gu, 'km'],
  [/\p{Script=Myanmar}/gu, 'my'],
  [/\p{Script=Georgian}/gu, 'ka'],
  [/\p{Script=Armenian}/gu, 'hy'],
  [/\p{Script=Tamil}/gu, 'ta'],
  [/\p{Script=Telugu}/gu, 'te'],
  [/\p{Script=Kannada}/gu, 'kn'],
  [/\p{Script=Malayalam}/gu, 'ml'],
  [/\p{Script=Gujarati}/gu, 'gu'],
  [/\p{Script=Gurmukhi}/gu, 'pa'],
  [/\p{Script=Sinhala}/gu, 'si'],
];

const kana = /[\p{Script=Hiragana}\p{Script=Katakana}]/gu;

const countOf = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

/** The minimum number of letters of a text in a script that several languages use. */
const minSharedLetters = 80;

/** The share of the letters that another language's letters must have, so that a single foreign name does not count. */
const minShare = 0.003;

/** Returns the first language of which the text has enough of its own letters, or the last one, which has none. */
function byLetters(
  text: string,
  letterCount: number,
  languages: readonly (readonly [RegExp | null, string | null])[],
): string | null {
  if (letterCount < minSharedLetters) return null;
  const minCount = Math.max(2, letterCount * minShare);
  return languages.find(([letters]) => letters === null || countOf(text, letters) >= minCount)?.[1] ?? null;
}

const cyrillic = [
  [/[ѓќѕ]/giu, 'mk'],
  [/[ђћљњџј]/giu, 'sr'],
  [/ў/giu, 'be'],
  // Kazakh, Kyrgyz, Tatar and Mongolian.
  [/[қғңұһәөү]/giu, null],
  [/[їєґі]/giu, 'uk'],
  [/[ыэё]/giu, 'ru'],
  [/ъ/giu, 'bg'],
  [null, null],
] as const;

const arabic = [
  [/[ټډړږښڼې]/gu, 'ps'],
  [/[ڕڵۆ]/gu, 'ckb'],
  [/[ٹڈڑےں]/gu, 'ur'],
  [/[پچژگکی]/gu, 'fa'],
  [/[ةىأإ]/gu, 'ar'],
  [null, null],
] as const;

const devanagari = [
  [/(?<!\p{L})(?:है|हैं|में|के|और|की|से)(?![\p{L}\p{M}])/gu, 'hi'],
  [/(?<!\p{L})(?:आहे|आणि|आहेत|मध्ये|होते)(?![\p{L}\p{M}])/gu, 'mr'],
  [/(?<!\p{L})(?:छ|छन्|मा|गरेको|भएको)(?![\p{L}\p{M}])/gu, 'ne'],
  [null, null],
] as const;

/**
 * Returns the language of a text whose script shows it, null if the script belongs to several languages that its letters
 * do not tell apart, or undefined for Latin letters and for mixed scripts.
 */
export function languageOfScript(text: string): string | null | undefined {
  const letterCount = countOf(text, /\p{L}/gu);
  const isMost = (pattern: RegExp): boolean => countOf(text, pattern) * 2 > letterCount;
  const kanaCount = countOf(text, kana);
  if (countOf(text, /\p{Script=Han}/gu) + kanaCount > letterCount / 2)
    return kanaCount * 10 > letterCount ? 'ja' : 'zh';
  const script = onlyLanguage.find(([pattern]) => isMost(pattern));
  if (script !== undefined) return script[1];
  if (isMost(/\p{Script=Cyrillic}/gu)) return byLetters(text, letterCount, cyrillic);
  if (isMost(/\p{Script=Arabic}/gu)) return byLetters(text, letterCount, arabic);
  if (isMost(/\p{Script=Bengali}/gu)) return /[ৰৱ]/u.test(text) ? 'as' : 'bn';
  if (isMost(/\p{Script=Devanagari}/gu)) return byLetters(text, letterCount, devanagari);
  return undefined;
}
