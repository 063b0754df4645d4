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
const outletPrefix = `(?:(?:an? |the )?${report})?(?:(?:[Tt]he|an?|der|die|das|dem|den|le|la|el) |l['’])?(?:${outletKind} (?:the )?)?`;

/** Phrases that name the outlet which reported first. */
const originalReportPattern = new RegExp(
  `\\b(?:first|originally|earlier|previously|initially) (?:reported|published|revealed|disclosed) (?:by|in|on) ${outletPrefix}${outletName}|${outletName} (?:was the )?first (?:to )?report(?:ed)?\\b`,
  'gu',
);

/** Phrases before a name that may also be a person's. Only names of outlets count. */
const citationPattern = new RegExp(
  `(?<!\\p{L})(?:[Tt]old|[Aa]ccording to|(?:reported|published|quoted|cited|carried|broadcast) (?:by|in|on)|(?:interview|interviewed) (?:with|by|in)|[Cc]iting|[Qq]uoting|(?:speaking|spoke|talking|statement) to|reports|reported|writes|[Ll]aut|[Nn]ach (?:Angaben|Informationen|einem Bericht) (?:von|der|des)|(?:berichte(?:te|t|n|ten)|meldete?|schreibt|schrieb)|[Ss]elon|[Dd]['’]après|(?:rapporte|rapportait|révèle|révélait|écrit)|(?:a|ont) (?:rapporté|révélé|indiqué|annoncé|écrit)|[Ss]egún|[Dd]e acuerdo con|(?:informa|informó|reporta|reportó|reveló|publicó|señaló)|[Ss]econdo|[Ee]nligt|[Ii]følge|[Vv]olgens) ${outletPrefix}${outletName}`,
  'gu',
);

const reportVerbPattern = new RegExp(
  `(?<!\\p{L})${outletName} (?:(?:has|had|also|have|hat|hatte|a|ont|ha) )*(?:reported|reports|revealed|reveals|wrote|writes|berichtete|berichtet|meldete|meldet|schrieb|schreibt|zufolge|rapporte|rapporté|révèle|révélé|écrit|informó|informa|informado|reportó|reporta|reveló|publicó)(?!\\p{L})`,
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

/** Words behind the name of an outlet that do not belong to it, although they have a capital letter. */
const dayPattern =
  /^(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|August|September|October|November|December|In|On|At|That|The)\b/;

/** Returns the outlets that an article cites by name, without URLs. A person is not an outlet: "according to Merkel". */
export function citedOutletsIn(articleText: string): Source[] {
  const text = articleText.slice(0, maxTextLength);
  const sources = new Map<string, Source>();
  for (const [pattern, relation] of [
    [originalReportPattern, 'original'],
    [citationPattern, 'cited'],
    [reportVerbPattern, 'cited'],
  ] as const)
    for (const match of text.matchAll(pattern)) {
      for (const name of outletsOf(match[1] ?? match[2] ?? '', { isReporter: relation === 'original', text }))
        if (!sources.has(outletKey(name))) sources.set(outletKey(name), { name, url: null, relation });
    }
  return [...sources.values()];
}

/** Returns what the names of one outlet have in common: "the Guardian" and "Guardian". */
export const outletKey = (name: string): string => name.replace(/^the /i, '').toLowerCase();

/** Words at the start of a name that do not belong to it. */
const kindPattern = /^(?:(?:Der|Die|Das) )?(?:Nachrichtenagentur|Zeitung|Sender|Magazin) |^The /;

type Context = { isReporter: boolean; text: string };

/** Articles of names that a sentence prints in lower case: "a rapporté le Figaro". */
const nameArticles = ['', 'Le ', 'La ', 'El ', 'Der ', 'Die '];

/** Returns the longest start of the words that is the name of an outlet, and another one behind "and". */
function outletsOf(words: string, { isReporter, text }: Context): string[] {
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
    const name = nameArticles.map((article) => `${article}${printedName}`).find(isOutlet);
    if (name === undefined || companies.has(name.toLowerCase()) || isPerson(name, rest, text)) continue;
    const [, next] = /^and (.+)$/.exec(rest) ?? [];
    return next === undefined ? [name] : [name, ...outletsOf(next, { isReporter: false, text })];
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
