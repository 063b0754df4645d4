import { attributeAt, endOfRawText, gapAt, tagNameAt } from '../../../../lib/rich-text/markup-tags.js';

/** Limits that no news page exceeds. Beyond them, building the tree would block the process. */
const maxTags = 80_000;
const maxCharacterReferences = 200_000;
const maxAttributes = 500;
const maxLevels = 500;

const voidElements = new Set('area base br col embed hr img input link meta param source track wbr'.split(' '));
/** Elements whose end tag is optional. They do not count towards the depth. */
const optionalEndTags = new Set('p li dt dd td th tr thead tbody tfoot option optgroup html head body'.split(' '));
const rawTextElements = new Set('script style textarea title xmp iframe noembed noframes'.split(' '));

export type Excess = { reason: 'too-many-tags' | 'too-many-attributes' | 'too-deep'; detail: string };

const tooManyTags: Excess = {
  reason: 'too-many-tags',
  detail: `The page has too many tags or character references. Save only the article, or split the page.`,
};

export const tooDeep = (levels: number): Excess => ({
  reason: 'too-deep',
  detail: `Elements are nested deeper than ${levels.toLocaleString('en')} levels. Save only the article itself.`,
});

function countOf(text: string, mark: string, maxCount: number): number {
  let count = 0;
  for (let at = text.indexOf(mark); at !== -1 && count <= maxCount; at = text.indexOf(mark, at + 1)) count += 1;
  return count;
}

/** Returns the number of attributes of a tag, and the position of its end. */
function attributesFrom(html: string, start: number): { count: number; end: number } {
  let at = start;
  for (let count = 0; ; count += 1) {
    at += gapAt(html, at).length;
    if (at >= html.length || count > maxAttributes) return { count, end: html.length };
    if (html[at] === '>') return { count, end: at + 1 };
    const attribute = attributeAt(html, at);
    if (attribute === null) return { count, end: html.length };
    at = attribute.end;
  }
}

/** Returns how a page exceeds the limits, or null. Needs one pass and builds no tree. */
export function excessOf(html: string): Excess | null {
  const hasTooManyTags =
    countOf(html, '<', maxTags) > maxTags || countOf(html, '&', maxCharacterReferences) > maxCharacterReferences;
  return excessOfTags(html) ?? (hasTooManyTags ? tooManyTags : null);
}

function excessOfTags(html: string): Excess | null {
  let depth = 0;
  for (let at = html.indexOf('<'); at !== -1; at = html.indexOf('<', at)) {
    if (html.startsWith('<!--', at)) {
      const close = html.indexOf('-->', at + 4);
      if (close === -1) return null;
      at = close + 3;
      continue;
    }
    const isEnd = html[at + 1] === '/';
    const name = tagNameAt(html, at + (isEnd ? 2 : 1));
    if (name === '') {
      at += 1;
      continue;
    }
    const { count, end } = attributesFrom(html, at + (isEnd ? 2 : 1) + name.length);
    if (count > maxAttributes)
      return {
        reason: 'too-many-attributes',
        detail: `A tag <${name.slice(0, 20)}> has more than ${maxAttributes} attributes. Save the page with a browser.`,
      };
    at = end;
    if (voidElements.has(name) || optionalEndTags.has(name)) continue;
    if (isEnd) depth = Math.max(0, depth - 1);
    else if (rawTextElements.has(name)) at = endOfRawText(html, at, name);
    else if (!html.startsWith('/>', end - 2)) depth += 1;
    if (depth > maxLevels) return tooDeep(maxLevels);
  }
  return null;
}
