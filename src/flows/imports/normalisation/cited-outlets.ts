import { isKnownOutlet, isKnownPlace } from '../bylines/index.js';
import type { Draft } from '../draft.js';
import { isOutlet } from '../formats/html-page/outlets.js';

type Source = Draft['sources'][number];

/** The maximum number of characters of an article that are searched for outlets. */
const maxTextLength = 200_000;

// The lengths are limited, because a long text without spaces would otherwise be searched from each of its letters.
const capitalWord = "(?<![\\p{L}\\p{N}])(?:(?:\\p{Lu}\\.){2,6}|\\p{Lu}[\\p{L}\\p{N}&'’-]{0,40})";
const outletName = `((?:${capitalWord}|\\p{L}{1,3}-\\p{Lu}\\p{L}{0,40}|dpa)(?: (?:(?:of|and|della|di|du|de|des|&) )?${capitalWord}){0,4})`;

/** Kinds of outlets before a name: "according to the daily Le Monde". */
const outletKind =
  '(?:news(?: ?paper| agency| site| website)|agency|broadcaster|daily|weekly|magazine|Nachrichtenagentur|Zeitung|Zeitschrift|Sender|Magazin|agence|quotidien|journal|hebdomadaire|agencia|diario|periódico|cadena)';
/** Words before the name: "a report by the", "la agencia". Names such as Le Monde begin with an article themselves. */
const report = '(?:reports?|articles?|interviews?|investigation|analysis|story) (?:in|by|from|with) ';
const outletPrefix = `(?:(?:an? |the )?${report})?(?:(?:[Tt]he|an?|der|die|das|dem|den|le|la|el|de|het|il|o|a) |l['’])?(?:${outletKind} (?:the )?)?`;

/** Phrases that name the outlet which reported first. */
const originalReportPattern = new RegExp(
  `\\b(?:[Ff]irst|[Oo]riginally|[Ee]arlier|[Pp]reviously|[Ii]nitially) (?:reported|published|revealed|disclosed) (?:by|in|on) ${outletPrefix}${outletName}|${outletName} (?:was the )?first (?:to )?report(?:ed)?\\b`,
  'gu',
);

/** German phrases that name the outlet which reported first. A name may also be a person's. */
const firstReportPattern = new RegExp(
  `${outletName} (?:hatten?|hat|haben) (?:zuerst|als Erste[rs]?|zunächst) (?:darüber |davon )?(?:berichtet|gemeldet)|(?<!\\p{L})[Zz]uerst (?:hatten?|hat|berichteten?|meldeten?) ${outletPrefix}${outletName}`,
  'gu',
);

/** Phrases before a name that may also be a person's. Only names of outlets count. */
const citationPattern = new RegExp(
  `(?<!\\p{L})(?:[Tt]old|[Aa]ccording to|(?:reported|published|quoted|cited|carried|broadcast) (?:by|in|on)|(?:interview|interviewed) (?:with|by|in)|[Cc]iting|[Qq]uoting|(?:speaking|spoke|talking|statement) to|reports|reported|writes|[Ll]aut|[Nn]ach (?:Angaben|Informationen|einem Bericht) (?:von|der|des)|(?:berichte(?:te|t|n|ten)|meldete?|schreibt|schrieb)|[Ss]elon|[Dd]['’]après|(?:rapporte|rapportait|révèle|révélait|écrit)|(?:a|ont) (?:rapporté|révélé|indiqué|annoncé|écrit)|[Ss]egún|[Dd]e acuerdo con|(?:informa|informó|reporta|reportó|reveló|publicó|señaló)|[Ss]econdo|(?:scrive|riporta|riferisce)|[Ss]egundo|[Dd]e acordo com|[Cc]onforme|(?:informou|noticiou|publicou|revelou)|(?:skriver|skrev|melder|rapporterer|rapporterar)|(?:schrijft|schreef|meldt)|[Ee]nligt|[Ii]følge|[Vv]olgens) ${outletPrefix}${outletName}`,
  'gu',
);

const reportVerbPattern = new RegExp(
  `(?<!\\p{L})${outletName} (?:(?:has|had|also|have|hat|hatte|a|ont|ha) )*(?:said|says|understands|reported|reports|revealed|reveals|wrote|writes|berichtete|berichtet|meldete|meldet|schrieb|schreibt|zufolge|rapporte|rapporté|révèle|révélé|écrit|informó|informa|informado|reportó|reporta|reveló|publicó)(?!\\p{L})`,
  'gu',
);

/** Companies and services whose names end like those of newspapers. */
const companies = new Set(
  'american express|federal express|orient express|polar express|deutsche post|swiss post|australia post|canada post'.split(
    '|',
  ),
);

/** Outlets with the surname of a person. A person with this surname in the article is meant instead. */
const surnames = new Set(['Bloomberg', 'Forbes']);

/** Outlets whose names are common words or surnames. They count only with an article: "The Sun reported". */
const articleOutlets = new Set(['Sun', 'Mirror']);

/** Names that stand for outlets only behind or before the words of a citation: "according to Nature", "l'Ansa". */
const citedNames = new Set(['Nature', 'Ansa', 'Efe', 'Lusa', 'Agi']);

/** Last words of outlets that are also surnames: "according to Emily Post". */
const surnameEnding = /^\p{Lu}.* (?:Post|Courier|Herald|Journal|Guardian|Standard|Express|Echo|Globe|Register|Daily)$/u;

const articleBefore = new RegExp(
  `(?:^|[^\\p{L}])(?:(?:[Tt]he|[Dd](?:er|ie|as|em|en)|[Ll][ea]|[Ee]l) |l['’])(?:${outletKind} )?$`,
  'u',
);

/** A further name of a list: ", the New York Times", " and Reuters", "/Aftenposten". */
const nextOutletPattern = new RegExp(`(?:,? (?:and|und|et|y|e|en|og|och)|,|/) ?${outletPrefix}${outletName}`, 'uy');

/** Words behind the name of an outlet that do not belong to it, although they have a capital letter. */
const dayPattern =
  /^(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|August|September|October|November|December|In|On|At|That|The)\b/;

/** Returns the outlets that an article cites by name, without URLs. A person is not an outlet: "according to Merkel". */
export function citedOutletsIn(articleText: string): Source[] {
  const text = articleText.slice(0, maxTextLength);
  const sources = new Map<string, Source>();
  const add = (name: string, relation: Source['relation']): void => {
    if (!sources.has(outletKey(name))) sources.set(outletKey(name), { name, url: null, relation });
  };
  for (const [pattern, relation] of [
    [originalReportPattern, 'original'],
    [firstReportPattern, 'original'],
    [citationPattern, 'cited'],
    [reportVerbPattern, 'cited'],
  ] as const)
    for (const match of text.matchAll(pattern)) {
      const words = match[1] ?? match[2] ?? '';
      const start = match.index + match[0].lastIndexOf(words);
      const names = outletsOf(words, { ...contextOf(text, start), isReporter: pattern === originalReportPattern });
      for (const [index, name] of names.entries()) add(name, index === 0 ? relation : 'cited');
      if (names.length > 0) for (const name of nextOutlets(text, start + words.length)) add(name, 'cited');
    }
  return [...sources.values()];
}

/** Returns what the names of one outlet have in common: "the Guardian" and "Guardian". */
export const outletKey = (name: string): string => name.replace(/^the /i, '').toLowerCase();

/** Words at the start of a name that do not belong to it. */
const kindPattern = /^(?:(?:Der|Die|Das) )?(?:Nachrichtenagentur|Zeitung|Sender|Magazin) |^The /;

type Context = {
  /** Whether any name counts, because only an outlet can stand there. */
  isReporter: boolean;
  text: string;
  /** Whether an article stands before the name: "the Post". */
  hasArticle: boolean;
};

const contextOf = (text: string, start: number): Context => ({
  isReporter: false,
  text,
  hasArticle:
    articleBefore.test(text.slice(Math.max(0, start - 40), start)) ||
    /^(?:The|Der|Die|Das) /.test(text.slice(start, start + 4)),
});

/** The maximum number of outlets of one list. */
const maxListLength = 10;

/** Returns the outlets of a list that continues at an index of the text. */
function nextOutlets(text: string, index: number): string[] {
  const names: string[] = [];
  nextOutletPattern.lastIndex = index;
  for (let count = 0; count < maxListLength; count++) {
    const words = nextOutletPattern.exec(text)?.[1];
    if (words === undefined) break;
    const nextNames = outletsOf(words, contextOf(text, nextOutletPattern.lastIndex - words.length));
    if (nextNames.length === 0) break;
    names.push(...nextNames);
  }
  return names;
}

/** Returns whether the words of a citation name an outlet and no person. */
function isCitedOutlet(name: string, hasArticle: boolean): boolean {
  if (citedNames.has(name) || (hasArticle && articleOutlets.has(name))) return true;
  if (!isOutlet(name)) return false;
  const [first = ''] = name.split(' ');
  return hasArticle || isKnownOutlet(name) || !surnameEnding.test(name) || isKnownPlace(first);
}

/** Articles of names that a sentence prints in lower case: "a rapporté le Figaro". */
const nameArticles = ['', 'Le ', 'La ', 'El ', 'Der ', 'Die ', 'De ', 'Het ', 'Il ', 'O '];

/** Returns the longest start of the words that is the name of an outlet, and another one behind "and". */
function outletsOf(words: string, { isReporter, text, hasArticle }: Context): string[] {
  const [sentence = ''] = words.replace(kindPattern, '').split(/\. /);
  const wordList = withoutCase(sentence)
    .replace(/[.,]+$/, '')
    .replace(/[’']s$/, '')
    .split(' ');
  for (let length = wordList.length; length > 0; length -= 1) {
    const printedName = wordList
      .slice(0, length)
      .join(' ')
      .replace(/[’']s$/, '');
    const rest = wordList.slice(length).join(' ');
    const [, firstName = '', secondName = ''] = /^(.+?) and (.+)$/.exec(printedName) ?? [];
    if (isOutlet(firstName) && isOutlet(secondName)) continue;
    const name = nameArticles
      .map((article) => `${article}${printedName}`)
      .find((one) => isCitedOutlet(one, hasArticle));
    if (name === undefined || companies.has(name.toLowerCase()) || isPerson(name, rest, text)) continue;
    const [, next] = /^and (.+)$/.exec(rest) ?? [];
    return next === undefined ? [name] : [name, ...outletsOf(next, { isReporter: false, text, hasArticle: false })];
  }
  return isReporter && wordList.join(' ') !== '' ? [wordList.join(' ')] : [];
}

/** Returns a name in the nominative: German prints "laut der Süddeutschen Zeitung". */
const withoutCase = (name: string): string =>
  name.replace(/(?<=^(?:\p{L}+ )?(?:Allgemeine|\p{L}*deutsche|Neue))[nr](?= \p{Lu})/u, '');

/** Returns whether a word is part of the name of a person: "Forbes McKenzie", or "Michael Bloomberg" elsewhere. */
function isPerson(name: string, rest: string, text: string): boolean {
  if (!name.includes(' ') && /^\p{Lu}/u.test(rest) && !dayPattern.test(rest)) return true;
  return (
    surnames.has(name) && new RegExp(`\\p{Lu}\\p{Ll}+ ${name}(?!\\p{L})`, 'u').test(text.replace(/(?:The|By|In) /g, ''))
  );
}
