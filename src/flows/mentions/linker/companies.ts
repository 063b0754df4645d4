import type { Part } from './article-text.js';
import type { Cast } from './cast-types.js';
import { titleBefore } from './titles.js';
import { goods, isTraded, sells, tradesAt, vehicles } from './trade.js';
import { makers, weekdays } from './words.js';

const words = (list: string): ReadonlySet<string> => new Set(list.trim().split(/\s+/));

/** Surnames that are also brands, folded. */
const brands =
  words(`ford chrysler honda toyota suzuki mazda porsche ferrari benz daimler siemens bosch opel peugeot renault citroen michelin
  dell disney boeing lockheed morgan goldman lehman kellogg hershey heinz campbell gucci versace armani chanel dior prada lauren
  hilton marriott hyatt tyson mars gillette deere davidson rolls bentley martin lincoln dodge buick chevrolet tesla tata ambani
  bloomberg walgreen macy mattel colt remington wells kraft nestle philips ericsson krupp thyssen bertelsmann springer murdoch
  yamaha kawasaki matsushita toyoda cadbury lidl aldi otto walton wrigley pfizer merck bayer lilly johnson abbott oracle sears`);

const recalls = words('recalled recalls recalling unveiled unveils');

/** Returns whether the sentence shows that a surname means a company. */
function hasEvidence(part: Part, from: number, to: number, key: string): boolean {
  const { tokens, sentences, companyNouns } = part;
  const isBrand = brands.has(key);
  const next = tokens[to + 1];
  const isIn = (list: ReadonlySet<string>, at: number) => list.has(tokens[at]?.key ?? '');
  if (tradesAt(tokens, to + 1)) return true;
  if (isIn(recalls, to + 1) && [2, 3, 4, 5].some((n) => isIn(vehicles, to + n))) return true;
  if (isBrand && next?.gap === 'space' && goods.has(next.key)) return true;
  // "He drives the same Ford"
  if (isBrand && tokens[from]?.gap === 'space' && isIn(oneOf, from - 1)) return true;
  if (isBrand && tokens[from - 1]?.key === 'of' && isIn(goods, from - 2)) return true;
  if (isBrand && isThing(part, to)) return true;
  if (isBrand && isTraded(part, from, to)) return true;
  // Most articles have no such noun at all, so that their sentences need not be searched for each surname.
  return companyNouns.some(
    (at) =>
      (at < from || at > to) &&
      sentences[at] === sentences[from] &&
      (isBrand || makers.has(tokens[at]?.key ?? '')) &&
      (isIn(determiners, at - 1) || (tokens[at - 1]?.gap === 'space' && isIn(determiners, at - 2))),
  );
}

/** Returns whether a sentence goes on with `it` or `its`, as in `Ford said Tuesday it would recall trucks`. */
function isThing({ tokens }: Part, to: number): boolean {
  for (let at = to + 1; at <= to + 5; at += 1) {
    const token = tokens[at];
    if (token === undefined || token.gap === 'sentence' || (token.isCapitalised && !weekdays.has(token.key)))
      return false;
    if (token.key === 'it' || token.key === 'its') return true;
  }
  return false;
}

/** Words before a brand that mean one of its products. */
const oneOf = words('a an same');

/** What happens to firms, after `was`. */
const deals = words(
  'acquired founded bought sold listed delisted valued merged advised incorporated liquidated nationalized privatized',
);

/** Returns whether the name of a firm of the article is used as such: `Lang sold 411,000 cars`; `those of Wood rose`. */
function isFirm({ tokens }: Part, from: number, to: number): boolean {
  const isIn = (list: ReadonlySet<string>, at: number) => list.has(tokens[at]?.key ?? '');
  if (sells(tokens, to)) return true;
  if (tokens[to + 1]?.key === 'was' && isIn(deals, to + 2)) return true;
  return tokens[from - 1]?.key === 'of' && (isIn(goods, from - 2) || tokens[from - 2]?.key === 'those');
}

/** What telescopes and similar things have, also without an article before their names. */
const thingNouns = words('images pictures photos data observations');

const determiners = words('the der die das dem le la el');

/** Returns whether a surname means a company of that name here, which the sentence or the rest of the article shows. */
export function isCompany(cast: Cast, part: Part, from: number, to: number, key: string): boolean {
  const { tokens } = part;
  if (titleBefore(tokens, from) !== undefined) return false;
  if (hasEvidence(part, from, to, key)) {
    cast.companies.add(key);
    return true;
  }
  // After that, a brand means the person only in a paragraph that names the person.
  if (cast.companies.has(key) && brands.has(key)) return !isNearPerson(cast, part, from, key);
  // "The Webb team" in an article about the James Webb Space Telescope
  const [before, next] = [tokens[from - 1], tokens[to + 1]];
  if (!cast.things.has(key) || next?.gap !== 'space' || next.isCapitalised) return false;
  if (isFirm(part, from, to)) return true;
  return before?.key === 'the' || thingNouns.has(next.key);
}

/** Returns whether the same paragraph names a person with the surname in full before a place. */
const isNearPerson = ({ members }: Cast, part: Part, at: number, key: string): boolean =>
  (members.get(key) ?? []).some(({ places }) =>
    (places.get(part) ?? []).some((place) => place < at && part.blocks[place] === part.blocks[at]),
  );
