import type { Draft } from '../../draft.js';
import { citedOutletsIn, outletKey } from '../../normalisation/cited-outlets.js';
import { hostOf } from '../../normalisation/fields.js';
import { allIn, attributeOf, type Element, textOf } from './dom.js';
import { leavesOf } from './leaves.js';
import { isOutlet } from './outlets.js';
import { toAbsoluteUrl } from './page.js';

type Source = Draft['sources'][number];

const ignoredHosts =
  /(?:^|\.)(?:facebook\.com|twitter\.com|x\.com|instagram\.com|tiktok\.com|t\.me|telegram\.me|wa\.me|whatsapp\.com|linkedin\.com|pinterest\.\w+|reddit\.com|threads\.net|bsky\.app|addtoany\.com|google\.com|youtube\.com|youtu\.be|apple\.com)$/;

const bareHost = (host: string): string => host.toLowerCase().replace(/^(?:www|m|amp)\./, '');

/** Returns the outlets that an article cites by name, followed by other sites that it links to. */
export function findCitedSources(body: Element, host: string | null, base: string | null): Source[] {
  const text = leavesOf(body).map(textOf).join('\n');
  const sources = new Map(citedOutletsIn(text).map((source) => [outletKey(source.name), source]));
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
