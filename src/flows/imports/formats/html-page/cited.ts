import type { Draft } from '../../draft.js';
import { hostOf } from '../../fitting/fields.js';
import { allIn, attributeOf, type Element, textOf } from './dom.js';
import { leavesOf } from './leaves.js';
import { isOutlet } from './outlets.js';
import { absolute } from './page.js';

type Source = Draft['sources'][number];

/** Characters of a story in which outlets are looked for. */
const longest = 200_000;

const word = "(?:(?:\\p{Lu}\\.){2,}|\\p{Lu}[\\p{L}\\p{N}&'’-]*)";
const name = `((?:${word}|\\p{L}{1,3}-\\p{Lu}\\p{L}*|dpa)(?: (?:(?:of|and|della|di|du|de|des|&) )?${word}){0,4})`;
const article =
  '(?:(?:the|The) |(?:the )?(?:news(?: ?paper| agency| site| website)|agency|broadcaster|daily|weekly|magazine) (?:the )?)?';

/** Who reported it before others did. */
const firstHand = new RegExp(
  `\\b(?:first|originally|earlier|previously|initially) (?:reported|published|revealed|disclosed) (?:by|in|on) ${article}${name}|${name} (?:was the )?first (?:to )?report(?:ed)?\\b`,
  'gu',
);

/** A name after these may be a person's: only those of outlets count. */
const secondHand = new RegExp(
  `\\b(?:[Tt]old|[Aa]ccording to|(?:reported|published|quoted|cited|carried|broadcast) (?:by|in|on)|(?:interview|interviewed) (?:with|by|in)|[Cc]iting|[Qq]uoting|(?:speaking|spoke|talking|statement) to|[Ll]aut|[Ss]elon|[Ss]egún|[Ss]econdo|[Ee]nligt|[Ii]følge|[Vv]olgens) ${article}${name}`,
  'gu',
);
const speaks = new RegExp(`(?:^|[\\s“"(])${name} (?:has |had |also )*(?:reported|reports|revealed|wrote)\\b`, 'gu');

const noSource =
  /(?:^|\.)(?:facebook\.com|twitter\.com|x\.com|instagram\.com|tiktok\.com|t\.me|telegram\.me|wa\.me|whatsapp\.com|linkedin\.com|pinterest\.\w+|reddit\.com|threads\.net|bsky\.app|addtoany\.com|google\.com|youtube\.com|youtu\.be|apple\.com)$/;

const bareHost = (host: string): string => host.toLowerCase().replace(/^(?:www|m|amp)\./, '');

/** Outlets that a story says it has something from, and other sites that it links to. The names come first. */
export function citedIn(body: Element, host: string | null, base: string | null): Source[] {
  const sources = new Map<string, Source>();
  const text = leavesOf(body).map(textOf).join('\n').slice(0, longest);
  for (const [pattern, relation] of [
    [firstHand, 'original'],
    [secondHand, 'cited'],
    [speaks, 'cited'],
  ] as const)
    for (const match of text.matchAll(pattern)) {
      const found = outletOf(match[1] ?? match[2] ?? '', relation === 'original');
      const key = found?.replace(/^the /i, '').toLowerCase();
      if (found !== null && key !== undefined && !sources.has(key))
        sources.set(key, { name: found, url: null, relation });
    }
  for (const link of allIn(body, 'a')) {
    const url = absolute(attributeOf(link, 'href'), base);
    const at = hostOf(url);
    if (url === null || at === null) continue;
    const site = bareHost(at);
    if (noSource.test(site) || (host !== null && isSame(site, bareHost(host)))) continue;
    const words = textOf(link).toLowerCase();
    const named = [...sources].find(([key]) => words.includes(key) || fits(site, key));
    if (named === undefined) {
      const shown = textOf(link).replace(/^the /i, '');
      const label = isOutlet(shown) ? shown : site;
      if (!sources.has(label.toLowerCase())) sources.set(label.toLowerCase(), { name: label, url, relation: 'cited' });
    } else if (named[1].url === null) sources.set(named[0], { ...named[1], url });
  }
  return [...sources.values()];
}

const isSame = (one: string, other: string): boolean =>
  one === other || one.endsWith(`.${other}`) || other.endsWith(`.${one}`);

/** Whether an address is the outlet's own, by its name: theguardian.com is the Guardian's. */
const fits = (site: string, key: string): boolean => {
  const plain = key.replace(/[^a-z0-9]/g, '');
  return (
    plain.length > 2 &&
    site
      .replace(/^the/, '')
      .replace(/[^a-z0-9]/g, '')
      .startsWith(plain)
  );
};

/** The longest beginning of some words in capitals that is an outlet's name. Who reports first is one by that. */
function outletOf(words: string, isReporter: boolean): string | null {
  const [sentence = ''] = words.replace(/^The /, '').split(/\. /);
  const all = sentence
    .replace(/[.,]+$/, '')
    .replace(/[’']s$/, '')
    .split(' ');
  for (let length = all.length; length > 0; length -= 1) {
    const name = all
      .slice(0, length)
      .join(' ')
      .replace(/[’']s$/, '');
    if (isOutlet(name)) return name;
  }
  return isReporter ? all.join(' ') || null : null;
}
