import type { Draft } from '../../draft.js';
import { hostOf } from '../../normalisation/fields.js';
import { allIn, attributeOf, type Element, textOf } from './dom.js';
import { leavesOf } from './leaves.js';
import { isOutlet } from './outlets.js';
import { toAbsoluteUrl } from './page.js';

type Source = Draft['sources'][number];

/** The maximum number of characters of an article that are searched for outlets. */
const maxTextLength = 200_000;

const capitalWord = "(?:(?:\\p{Lu}\\.){2,}|\\p{Lu}[\\p{L}\\p{N}&'’-]*)";
const outletName = `((?:${capitalWord}|\\p{L}{1,3}-\\p{Lu}\\p{L}*|dpa)(?: (?:(?:of|and|della|di|du|de|des|&) )?${capitalWord}){0,4})`;
const outletPrefix =
  '(?:(?:the|The) |(?:the )?(?:news(?: ?paper| agency| site| website)|agency|broadcaster|daily|weekly|magazine) (?:the )?)?';

/** Phrases that name the outlet which reported first. */
const originalReportPattern = new RegExp(
  `\\b(?:first|originally|earlier|previously|initially) (?:reported|published|revealed|disclosed) (?:by|in|on) ${outletPrefix}${outletName}|${outletName} (?:was the )?first (?:to )?report(?:ed)?\\b`,
  'gu',
);

/** Phrases before a name that may also be a person's. Only names of outlets count. */
const citationPattern = new RegExp(
  `\\b(?:[Tt]old|[Aa]ccording to|(?:reported|published|quoted|cited|carried|broadcast) (?:by|in|on)|(?:interview|interviewed) (?:with|by|in)|[Cc]iting|[Qq]uoting|(?:speaking|spoke|talking|statement) to|[Ll]aut|[Ss]elon|[Ss]egún|[Ss]econdo|[Ee]nligt|[Ii]følge|[Vv]olgens) ${outletPrefix}${outletName}`,
  'gu',
);
const reportVerbPattern = new RegExp(
  `(?:^|[\\s“"(])${outletName} (?:has |had |also )*(?:reported|reports|revealed|wrote)\\b`,
  'gu',
);

const ignoredHosts =
  /(?:^|\.)(?:facebook\.com|twitter\.com|x\.com|instagram\.com|tiktok\.com|t\.me|telegram\.me|wa\.me|whatsapp\.com|linkedin\.com|pinterest\.\w+|reddit\.com|threads\.net|bsky\.app|addtoany\.com|google\.com|youtube\.com|youtu\.be|apple\.com)$/;

const bareHost = (host: string): string => host.toLowerCase().replace(/^(?:www|m|amp)\./, '');

/** Returns the outlets that an article cites by name, followed by other sites that it links to. */
export function findCitedSources(body: Element, host: string | null, base: string | null): Source[] {
  const sources = new Map<string, Source>();
  const text = leavesOf(body).map(textOf).join('\n').slice(0, maxTextLength);
  for (const [pattern, relation] of [
    [originalReportPattern, 'original'],
    [citationPattern, 'cited'],
    [reportVerbPattern, 'cited'],
  ] as const)
    for (const match of text.matchAll(pattern)) {
      const outlet = outletOf(match[1] ?? match[2] ?? '', relation === 'original');
      const key = outlet?.replace(/^the /i, '').toLowerCase();
      if (outlet !== null && key !== undefined && !sources.has(key))
        sources.set(key, { name: outlet, url: null, relation });
    }
  for (const link of allIn(body, 'a')) {
    const url = toAbsoluteUrl(attributeOf(link, 'href'), base);
    const linkHost = hostOf(url);
    if (url === null || linkHost === null) continue;
    const site = bareHost(linkHost);
    if (ignoredHosts.test(site) || (host !== null && isSame(site, bareHost(host)))) continue;
    const words = textOf(link).toLowerCase();
    const existingEntry = [...sources].find(([key]) => words.includes(key) || isSiteOfOutlet(site, key));
    if (existingEntry === undefined) {
      const linkText = textOf(link).replace(/^the /i, '');
      const label = isOutlet(linkText) ? linkText : site;
      if (!sources.has(label.toLowerCase())) sources.set(label.toLowerCase(), { name: label, url, relation: 'cited' });
    } else if (existingEntry[1].url === null) sources.set(existingEntry[0], { ...existingEntry[1], url });
  }
  return [...sources.values()];
}

const isSame = (one: string, other: string): boolean =>
  one === other || one.endsWith(`.${other}`) || other.endsWith(`.${one}`);

/** Returns whether a host belongs to an outlet by its name: theguardian.com belongs to the Guardian. */
const isSiteOfOutlet = (site: string, key: string): boolean => {
  const plain = key.replace(/[^a-z0-9]/g, '');
  return (
    plain.length > 2 &&
    site
      .replace(/^the/, '')
      .replace(/[^a-z0-9]/g, '')
      .startsWith(plain)
  );
};

/** Returns the longest start of the words that is the name of an outlet. Any name counts for the first reporter. */
function outletOf(words: string, isReporter: boolean): string | null {
  const [sentence = ''] = words.replace(/^The /, '').split(/\. /);
  const wordList = sentence
    .replace(/[.,]+$/, '')
    .replace(/[’']s$/, '')
    .split(' ');
  for (let length = wordList.length; length > 0; length -= 1) {
    const name = wordList
      .slice(0, length)
      .join(' ')
      .replace(/[’']s$/, '');
    if (isOutlet(name)) return name;
  }
  return isReporter ? wordList.join(' ') || null : null;
}
