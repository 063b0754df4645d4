import { writersOf } from '../../normalisation/byline.js';
import { parseTime } from '../../normalisation/dates.js';
import type { DraftPersonInput } from '../../normalisation/lists.js';
import { oneLine } from '../../normalisation/text.js';
import { type Element, firstIn, textOf } from './dom.js';
import { agencyIn } from './outlets.js';

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

const isBylineText = (text: string): boolean =>
  bylineOpening.test(text) && bylinePattern.test(text) && !/[!?]$|\p{L}{3}\.$/u.test(text);

/** Bylines that name a department instead of a person. */
const deskNamePattern =
  /^(?:(?:our|the|a|own|news|staff|web|online|wire|agency|foreign|city|sports?|business|political|culture|special|senior|editorial|guest) ?)*(?:staff|reporters?|correspondents?|editors?|newsroom|desk|team|agenc(?:y|ies)|report|writers?|board|admin|contributors?|wires?|services?)$/i;

export type Byline = { people: DraftPersonInput[]; agencies: string[]; printedDate: Date | null };

/** Returns the people and agencies in a byline, and the date that many bylines include. */
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

/** Returns the same for a text. */
export function namesIn(text: string): Byline {
  const byline: Byline = { people: [], agencies: [], printedDate: null };
  for (const piece of oneLine(text.slice(0, 1_000)).split(/\s*[|•·—–]\s*|\s+-\s+/)) {
    const part = piece.replace(/^(?:published|updated|posted)(?: on| at)?:? */i, '').trim();
    const time = parseTime(part) ?? parseTime(part.replace(/,? *(?:\d{1,2}[:.]\d\d.*)$/, ''));
    if (time !== null) {
      byline.printedDate ??= time;
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
      if (agency !== null) byline.agencies.push(agency);
      else if (!deskNamePattern.test(name.trim()))
        byline.people.push({ name, relation: 'author', titleAsPrinted: title });
    }
  }
  return byline;
}
