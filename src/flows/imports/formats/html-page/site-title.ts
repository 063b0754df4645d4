import type { Omission } from '../../normalisation/draft.js';
import { normalizeWords, truncate } from '../../normalisation/text.js';
import { allIn, attributeOf, type Element, textOf } from './dom.js';

/** The names of elements that show the name of the site. */
const siteNames =
  /^(?:masthead|branding|logo|header-?im(?:g|age)|(?:site|blog|page)-?(?:header|title|name|branding|logo|heading))$/i;

const homeAddress = /^(?:https?:\/\/[^/]+)?\/?(?:index\.\w{3,5})?(?:[?#].*)?$/i;

/** A shorter heading can be a part of a title by chance. */
const minHeadlineLength = 8;

/**
 * Removes the name of the site from above the headline if it is a heading of the first rank, as in older themes of blogs.
 * The heading must look like a name of the site, by its class or its link, and another heading must be in the title of
 * the page.
 *
 * @returns what was removed, for the report
 */
export function removeSiteTitles(root: Element): Omission[] {
  const titles = [
    textOf(root.querySelector('title')),
    attributeOf(root.querySelector('meta[property="og:title"]'), 'content') ?? '',
  ];
  const words = titles.map((title) => ` ${normalizeWords(title)} `);
  const isInTitle = (heading: Element): boolean => {
    const text = normalizeWords(textOf(heading));
    return text.length >= minHeadlineLength && words.some((title) => title.includes(` ${text} `));
  };
  const siteTitles = allIn(root, 'h1').filter(isSiteTitle);
  const others = allIn(root, 'h1, h2, h3').filter((heading) => !siteTitles.includes(heading));
  if (siteTitles.length === 0 || !others.some(isInTitle)) return [];
  for (const title of siteTitles) title.remove();
  return siteTitles.map((title) => ({ what: `<h1> "${truncate(textOf(title), 60)}"`, reason: 'page-furniture' }));
}

function isSiteTitle(heading: Element): boolean {
  const link = heading.querySelector('a') ?? heading.closest('a');
  const leadsHome = link !== null && homeAddress.test(attributeOf(link, 'href') ?? '#');
  for (let at: Element | null = heading; at !== null && at.localName !== 'body'; at = at.parentElement) {
    if (at.localName === 'article' || at.localName === 'main') return false;
    const names = `${attributeOf(at, 'class') ?? ''} ${attributeOf(at, 'id') ?? ''}`.slice(0, 500).split(/\s+/);
    if (names.some((name) => siteNames.test(name))) return true;
  }
  return leadsHome;
}
