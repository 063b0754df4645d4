import { type Authors, authorsOf } from '../../bylines/index.js';
import { type Element, firstIn, isElement, isText, type Node, textOf } from './dom.js';
import { arePartsOfByline } from './separation.js';

const maxBylineLength = 250;

const bylineSelector =
  '[rel~="author"], [itemprop="author"], .byline, .by-line, .byline-name, .author, .author-name, .authors, .article-author, .story-byline, .post-author, .entry-author, .p-author, .writer';

const bylinePattern =
  /^(?:(?:story|text|words|reporting|written) )?(?:by|von|av|af|par|por|di|door|text:|tekst:|από) +\p{Lu}/iu;

const bylineOpening = /^(?:By|BY|Von|Av|Af|Par|Por|Di|Door|Text:|Tekst:|Από|(?:Story|Written|Reporting|Words) by) /;

/** Returns whether a block is a byline, by its class or its words. */
export function isByline(block: Element): boolean {
  const text = textOf(block);
  if (text === '' || text.length > maxBylineLength) return false;
  if (/^(?:h[1-6]|figure|blockquote|ul|ol|table)$/.test(block.localName)) return false;
  if (firstIn(block, bylineSelector) !== null) return !/^(?:about|more (?:by|from))\b/i.test(text);
  return text.split(/\s*[|•·]\s*/).some(isBylineText);
}

/** Returns whether a text says by whom an article is: `By Ann Porter`. */
export const isBylineText = (text: string): boolean =>
  bylineOpening.test(text) && bylinePattern.test(text) && !/[!?]$|\p{L}{3}\.$/u.test(text);

/** Returns what a byline says. Times are read elsewhere. */
export function bylineOf(block: Element): Authors {
  let text = '';
  const collect = (element: Element): void => {
    let last: Node | undefined;
    for (const node of element.childNodes) {
      if (isText(node)) text += node.textContent;
      else if (isElement(node) && node.localName === 'br') text += ' | ';
      else if (isElement(node) && node.localName !== 'time') {
        if (arePartsOfByline(last, node)) text += ' | ';
        collect(node);
      }
      if (!isText(node) || node.textContent.trim() !== '') last = node;
    }
  };
  collect(block);
  return authorsOf([{ text }]);
}
