import type { Part } from './article-text.js';
import type { Token } from './tokens.js';
import { givenNames, things } from './words.js';

/** Returns whether the article names a person by a surname. */
export type IsNamed = (key: string) => boolean;

/**
 * Returns whether an ampersand joins a name to words that do not name another person: `Vogt & Sons`, but not
 * `Angela Merkel & Olaf Scholz`.
 */
export function isOfFirm(part: Part, from: number, to: number, isNamed: IsNamed): boolean {
  if (isOfPartners(part, to)) return true;
  const { tokens, text } = part;
  const [first, last] = [tokens[from] as Token, tokens[to] as Token];
  const [before, next] = [tokens[from - 1], tokens[to + 1]];
  const isAfter = next !== undefined && hasAmpersand(text, last, next);
  const other = isAfter ? next : before !== undefined && hasAmpersand(text, before, first) ? before : undefined;
  if (other === undefined) return false;
  if (from === to && followsFirm(tokens, isAfter ? from : from - 1)) return true;
  if ((isNamed(other.key) && other.key !== last.key) || givenNames.has(other.key)) return false;
  if (from === to) return true;
  // The other name has two words as well, as in `Angela Merkel & Olaf Scholz`.
  const [word, gap] = isAfter ? [tokens[to + 2], tokens[to + 2]?.gap] : [tokens[from - 2], before?.gap];
  return !(word?.isCapitalised === true && gap === 'space' && !things.has(other.key));
}

/** Returns whether an ampersand is all that separates two words. */
const hasAmpersand = (text: string, one: Token, { gap, start }: Token) =>
  (gap === 'other' || gap === 'sentence') &&
  // Most sentences end with a dot, so that the text between need not be cut out.
  text.charCodeAt(one.end) !== 46 &&
  text.slice(one.end, start).trim() === '&';

const words = (list: string): ReadonlySet<string> => new Set(list.trim().split(/\s+/));

/** Nouns for firms, which may stand before their names. */
const firmNouns = words(
  'firm company partnership practice bank brokerage agency consultancy kanzlei firma cabinet etude studio bufete',
);

/** Returns whether a noun for a firm stands before a word: `her law firm, Bright & Moss`. */
export function followsFirm(tokens: readonly Token[], at: number): boolean {
  const gap = tokens[at]?.gap;
  return (gap === 'space' || gap === 'comma') && firmNouns.has(tokens[at - 1]?.key ?? '');
}

const conjunctions = words('& and und et y e i a en og och ja ve и та і');

/** Relatives and partners who end the names of firms, folded. */
const partners = words(`
  sons daughters brothers partners partner associates company co sohne sohn tochter gebruder fils filles freres associes cie hijos hermanos socios figli fratelli
  soci synowie synove spolka wspolnicy partnerzy partneri zonen zoon sonner soner ogullari ortaklari pojat kumppanit партнеры партнер сыновья братья сини партнери
`);

/** Returns whether relatives or partners make a name that of a firm: `Vogt and Sons`; `Kim, Wu & Partners`. */
export function isOfPartners({ tokens, text }: Part, to: number): boolean {
  let last = tokens[to] as Token;
  let at = to + 1;
  let next = tokens[at];
  // Most names are followed by a word that is no conjunction.
  if (next === undefined || (next.gap === 'space' && next.key.length > 3)) return false;
  if (next.gap === 'comma' && next.isCapitalised) {
    last = next;
    at += 1;
    next = tokens[at];
    if (next === undefined) return false;
  }
  if (hasAmpersand(text, last, next)) return partners.has(next.key);
  const word = tokens[at + 1];
  return next.gap === 'space' && conjunctions.has(next.key) && word?.gap === 'space' && isPartner(word, last);
}

/** Returns whether a word is that of partners. In small letters, `Vogt and partners` may be people. */
const isPartner = ({ key, isCapitalised, isCaseless }: Token, { isAllCaps }: Token) =>
  partners.has(key) && (isCapitalised || isCaseless || key.charCodeAt(0) > 0x400) && !isAllCaps;
