import { Readability } from '@mozilla/readability';
import { parseHTML } from 'linkedom';
import type { Dropped } from '../../fitting/draft.js';
import { cut, escapeHtml } from '../../fitting/text.js';
import { allIn, attributeOf, type Element, textOf } from './dom.js';
import { leavesOf } from './leaves.js';
import { absolute } from './page.js';

/** Elements that Readability looks at, characters that it takes for a story, and how much of one it may leave out. */
const mostElements = 20_000;
const shortest = 100;
const mostLost = 0.15;

/** Takes out what is left empty where its words have been taken, from the inside out. */
export function withoutEmpty(story: Element): void {
  for (const element of allIn(story, 'header, footer, div, section, p, ul, ol, li, aside, span').reverse())
    if (element.textContent.trim() === '' && element.querySelector('img, hr, table, video, audio, br') === null)
      element.remove();
}

/** Addresses of what a text has, as they are from anywhere else. */
export function withAddresses(story: Element, base: string | null): void {
  for (const [selector, name] of [
    ['a', 'href'],
    ['img', 'src'],
  ] as const)
    for (const element of allIn(story, selector)) {
      const late = name === 'src' ? (attributeOf(element, 'data-src') ?? attributeOf(element, 'data-lazy-src')) : null;
      const address = late ?? attributeOf(element, name);
      const whole = absolute(address, base);
      if (whole !== null && whole !== attributeOf(element, name)) element.setAttribute(name, whole);
    }
}

/**
 * The text of a story as Readability has it, where that is nearly all of it; else as it stands. What it leaves out is told.
 */
export function readable(story: Element, headline: string | null): { html: string; dropped: Dropped[] } {
  const own = { html: story.innerHTML.trim(), dropped: [] };
  const page = parseHTML(
    `<html><head><title>${escapeHtml(headline ?? '')}</title></head><body><article>${own.html}</article></body></html>`,
  ).document;
  const found = readingOf(page);
  if (found === null) return own;
  const kept = parseHTML(`<html><body>${found}</body></html>`).document.documentElement as Element;
  const said = textOf(kept).replace(/\s/g, '');
  const lost = leavesOf(story).filter((leaf) => textOf(leaf) !== '' && !said.includes(textOf(leaf).replace(/\s/g, '')));
  const length = lost.reduce((sum, leaf) => sum + textOf(leaf).length, 0);
  const isPoorer = (selector: string) => allIn(kept, selector).length < allIn(story, selector).length;
  if (length > mostLost * textOf(story).length || ['img', 'h2', 'h3', 'blockquote', 'table'].some(isPoorer)) return own;
  return {
    html: kept.querySelector('#readability-page-1')?.innerHTML.trim() ?? found,
    dropped: lost.map((leaf) => ({ what: `"${cut(textOf(leaf), 60)}"`, reason: 'beside-the-story' })),
  };
}

/** It throws where there is too much to look at, and on trees that no browser would make. */
function readingOf(page: ConstructorParameters<typeof Readability>[0]): string | null {
  try {
    return (
      new Readability(page, { maxElemsToParse: mostElements, charThreshold: shortest, disableJSONLD: true }).parse()
        ?.content ?? null
    );
  } catch {
    return null;
  }
}
