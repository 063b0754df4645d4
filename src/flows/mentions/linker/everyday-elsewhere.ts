import type { Part } from './article-text.js';
import type { Token } from './tokens.js';
import { speech } from './words.js';

const words = (list: string): ReadonlySet<string> => new Set(list.trim().split(/\s+/));

/** German nouns and adjectives that are also surnames, folded. German nouns have a capital letter everywhere. */
const german = words(`
  herbst winter sommer fruhling lenz konig koch kaiser stein richter schafer neuer jager fischer weber zimmermann schneider bauer backer metzger wagner wolf fuchs
  vogel hahn baum busch berg wald feld bach stern kraft lang kurz klein gross jung alt weiss schwarz braun grun frei reich ernst sturm frost ritter graf furst herzog
  bischof papst engel meister geiger kramer brand hammer nagel pfeil sommer kunst schatz gast held hirsch pfau storch rabe adler kranz krieg
`);

/**
 * Words that are also surnames in languages without articles, folded. In languages with articles, nouns hardly ever begin
 * a sentence without one, so that the name is meant.
 */
const others = words(`
  zima maj wilk krol sikora gwiazda piatek sobota niedziela wrona sowa lis baran zajac golab kos mroz wiatr chmura kwiat dab sosna kowal rybak gora rzeka las
  kral novy maly velky cerny bily kovar sedlak vrba jelen medved holub
  мороз белая белыи черныи черная волк заяц лебедь голубь соловеи ворона сокол зима весна снег гром король королева царь черных кузнец мельник бондарь коваль жук муха
  верба сокіл коваль бондар кравець гончар козак вовк лебідь голуб калина
  laine maki vuori kallio niemi koski lahti jarvi virta salo aalto ranta lehto saari halla talvi kivi joki lampi harju heino leppa koivu seppa karhu susi hirvi
`);

/** Such words in Turkish. */
const turkish = words(
  'yildiz demir aslan toprak fidan kaya tas deniz gunes ay bulut yildirim celik altin kurt sahin dogan kilic polat kara ak cicek bahar kis yaz dag ates',
);

/** Matches a Turkish noun that belongs to the noun before it, or a place beside it: `heykelinin`, `üstünde`. */
const turkishOwned = /(?:[iu]n[iu]n|[iu]n[dt][ae])$/;

/** Arabic words that are also surnames, folded. */
const arabic = words(
  'مطر حداد صلاح شاكر سالم نجار خياط صباغ جمال ربيع شمس قمر هلال نصر سلام سعيد كامل صالح عادل فرح امل نور بدر كرم فضل',
);

/** Arabic words before which a noun does not name a person who acts. */
const beforeNouns = words('بعد قبل من في عن الي انه انها كان كانت بسبب خلال دون');

const articles = words('ein eine einen einem einer eines der den dem des das kein keine als');

/** Frequent verbs after a subject, folded. */
const verbs = words(`
  ist war hat hatte wird wurde will wollte kann konnte soll sollte muss musste bleibt blieb kam ging lag
  est etait avait sera serait fut reste veut peut doit vient a gagne
  es fue ha habia tiene quiere puede era aveva resta vuole e
  heeft had wordt werd wil kan moet blijft bleef gaat ging
  jest byl byla bedzie ma moze chce nie
  был была стал стала может хочет будет не був стала може хоче буде
  on oli voi sai mukaan ise ειναι ηταν θα δεν
`);

/** Matches the endings of frequent forms of verbs by language, folded. */
const verbEnding = new RegExp(
  [
    '[aiy]l|[aiy]la|uje|uja|eje|ywa|awa|[^aeiouy]a|wi|dzi|czy|rzy|zy',
    '(?:ал|ил|ел|ял)(?:а|ся|ась)?|[аеиія]в|іла|[еиаяю]т|[аіу]є|ть(?:ся)?|ется|ится',
    '[a-z]{2}te?',
    'aa|ee|oo|uu|si|tti|ttiin|vat',
  ]
    .map((endings) => `(?:${endings})$`)
    .join('|'),
  'u',
);

const conjunctions = words('i a y e et und en и та і ja ve και');

/** Returns whether the next word shows that a name is that of a person who acts, in a language other than English. */
export function actsAt({ tokens, isEnglish }: Part, to: number): boolean {
  const next = tokens[to + 1];
  if (isEnglish || next?.gap !== 'space' || next.isCapitalised) return false;
  if (conjunctions.has(next.key)) return tokens[to + 2]?.isCapitalised === true;
  return speech.has(next.key) || verbs.has(next.key) || (next.key.length > 3 && verbEnding.test(next.key));
}

/** Returns whether a headline begins with a name and a verb, as in `Zawadzki przegrywa`. */
export function startsHeadline({ field, tokens }: Part, from: number, to: number): boolean {
  const next = tokens[to + 1];
  return field === 'headline' && from === 0 && next?.gap === 'space' && !next.isCapitalised && next.key.length > 3;
}

/** Returns whether a surname in a language other than English is an ordinary word here. */
export function isWordElsewhere(part: Part, from: number, to: number, key: string, isEnding: boolean): boolean {
  if (part.isEnglish || from !== to || isEnding) return false;
  const { tokens } = part;
  const token = tokens[from] as Token;
  const before = tokens[from - 1];
  if (token.isCaseless) return isArabicNoun(tokens, from, key);
  if (token.gap === 'space' && german.has(key) && articles.has(before?.key ?? '')) return true;
  if (token.gap !== 'sentence') return false;
  const next = tokens[to + 1];
  if (turkish.has(key)) return next?.gap === 'space' && turkishOwned.test(next.key);
  if (!others.has(key) || next === undefined || next.gap === 'comma' || next.gap === 'sentence') return false;
  if (startsHeadline(part, from, to)) return false;
  // An inflected word is not the subject of the next verb.
  if (token.key !== key) return !(speech.has(next.key) || verbs.has(next.key) || next.key.endsWith('ttiin'));
  return !actsAt(part, to);
}

function isArabicNoun(tokens: readonly Token[], at: number, key: string): boolean {
  const before = tokens[at - 1];
  if (!arabic.has(key) || tokens[at]?.gap !== 'space' || before === undefined) return false;
  // بكرم الضيافة: with hospitality
  if (tokens[at]?.key !== key && tokens[at + 1]?.key.startsWith('ال') === true) return true;
  return beforeNouns.has(before.key) || (before.key === 'ان' && tokens[at + 1]?.key.startsWith('ال') === true);
}
