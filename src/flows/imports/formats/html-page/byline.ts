import { writersOf } from '../../fitting/byline.js';
import { timeOf } from '../../fitting/dates.js';
import type { FoundPerson } from '../../fitting/lists.js';
import { oneLine } from '../../fitting/text.js';
import { type Element, firstIn, textOf } from './dom.js';
import { agencyIn } from './outlets.js';

const longest = 250;

const marked =
  '[rel~="author"], [itemprop="author"], .byline, .by-line, .byline-name, .author, .author-name, .authors, .article-author, .story-byline, .post-author, .entry-author, .p-author, .writer';

const printed =
  /^(?:(?:story|text|words|reporting|written) )?(?:by|von|av|af|par|por|di|door|text:|tekst:|από) +\p{Lu}/iu;

const opening = /^(?:By|BY|Von|Av|Af|Par|Por|Di|Door|Text:|Tekst:|Από|(?:Story|Written|Reporting|Words) by) /;

/** Whether a block is a by-line, by its mark or by its words. */
export function isByline(block: Element): boolean {
  const text = textOf(block);
  if (text === '' || text.length > longest) return false;
  if (/^(?:h[1-6]|figure|blockquote|ul|ol|table)$/.test(block.localName)) return false;
  if (firstIn(block, marked) !== null) return !/^(?:about|more (?:by|from))\b/i.test(text);
  return text.split(/\s*[|•·]\s*/).some(isPrinted);
}

const isPrinted = (text: string): boolean =>
  opening.test(text) && printed.test(text) && !/[!?]$|\p{L}{3}\.$/u.test(text);

/** Names of desks, which nobody has. */
const desk =
  /^(?:(?:our|the|a|own|news|staff|web|online|wire|agency|foreign|city|sports?|business|political|culture|special|senior|editorial|guest) ?)*(?:staff|reporters?|correspondents?|editors?|newsroom|desk|team|agenc(?:y|ies)|report|writers?|board|admin|contributors?|wires?|services?)$/i;

export type Byline = { people: FoundPerson[]; agencies: string[]; printed: Date | null };

/** Who a by-line names, the agencies in it, and the day that many have beside the names. */
export function bylineOf(block: Element): Byline {
  let text = '';
  const collect = (element: Element): void => {
    for (const node of element.childNodes)
      if (node.nodeType === 3) text += node.textContent;
      else if (node.nodeType === 1 && (node as Element).localName === 'br') text += ' | ';
      else if (node.nodeType === 1 && (node as Element).localName !== 'time') collect(node as Element);
  };
  collect(block);
  return namesIn(text);
}

/** The same of a text. */
export function namesIn(text: string): Byline {
  const found: Byline = { people: [], agencies: [], printed: null };
  for (const piece of oneLine(text.slice(0, 1_000)).split(/\s*[|•·—–]\s*|\s+-\s+/)) {
    const part = piece.replace(/^(?:published|updated|posted)(?: on| at)?:? */i, '').trim();
    const time = timeOf(part) ?? timeOf(part.replace(/,? *(?:\d{1,2}[:.]\d\d.*)$/, ''));
    if (time !== null) {
      found.printed ??= time;
      continue;
    }
    if (
      /\d{3}|@|^(?:last )?(?:updated|published|posted|modified)\b|\bmin(?:utes?)? read\b|\bcomments?\b|^(?:email|share)\b/i.test(
        part,
      )
    )
      continue;
    for (const { name, title } of writersOf(part.replace(/ in \p{Lu}[\p{L} -]{2,40}$/u, ''))) {
      const agency = agencyIn(name);
      if (agency !== null) found.agencies.push(agency);
      else if (!desk.test(name.trim())) found.people.push({ name, relation: 'author', titleAsPrinted: title });
    }
  }
  return found;
}
