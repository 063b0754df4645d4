import type { Part } from './article-text.js';

const words = (list: string): ReadonlySet<string> => new Set(list.trim().split(/\s+/));

/** What companies sell, and who works for them: after a brand, these words mean the company. */
export const goods =
  words(`shares stock dealers dealerships dealer trucks pickups cars vehicles suvs sedans factories plants plant factory models
  motor sales profits earnings aktien`);
export const vehicles = words(
  'trucks pickups cars vehicles suvs sedans minivans units models engines planes phones products',
);

/** Verbs of what firms do with goods. */
const trade = words('sold sells makes made produces produced builds delivered shipped employs');

/** Returns whether a verb and goods follow a name: `Ford makes trucks`. */
export const sells = (tokens: Part['tokens'], to: number): boolean =>
  trade.has(tokens[to + 1]?.key ?? '') &&
  [2, 3, 4, 5].some((n) => {
    const key = tokens[to + n]?.key ?? '';
    return goods.has(key) || vehicles.has(key);
  });

/** What the prices of shares do. */
const moves = words(
  'fell rose dropped gained jumped slid slipped plunged climbed surged tumbled closed traded were are rallied sank soared',
);

/** Returns whether the price of shares follows a name: `Louis Vuitton shares fell`. A telescope orbits, too. */
export function tradesAt(tokens: Part['tokens'], at: number): boolean {
  const next = tokens[at];
  if (next?.gap !== 'space') return false;
  if (next.key === 'shares' || next.key === 'stock') return moves.has(tokens[at + 1]?.key ?? '');
  return next.key === 'orbits';
}

/** Firms whose names are hardly ever those of people, folded. */
const firms =
  words(`motors gm chrysler toyota honda volkswagen vw bmw nissan stellantis hyundai kia mazda fiat renault opel audi mercedes boeing airbus
  apple google microsoft amazon sony samsung intel ibm nokia siemens walmart inc corp ag plc`);
const conjunctions = words('and or und et y e en och og i ve');

/** Words before a preposition and a brand: `shares in Ford`, `workers at Ford`, `das Werk von Ford`. */
const holdings = words('shares stake stock stakes invested investment interest confidence');
const workplaces = words(
  'workers worker employees jobs strike strikers layoffs job engineer engineers staff executives executive sales production managers unions',
);
const ownedThings =
  words(`werk werke werks fabrik fabriken aktie aktien mitarbeiter beschaftigte usine usines actions salaries ouvriers planta plantas fabrica acciones trabajadores
  fabbrica stabilimento azioni operai fabriek aandelen fabrik fabriken aktier fabryka akcje`);
const genitives = words('von bei de di della du van av af do');

/** What belongs to firms only. */
const ownedByFirms = words(
  'ceo cfo board shareholders plant plants factory factories dealers sales shares profit profits earnings workers workforce stock lineup engineers',
);

/** What firms report and cut. */
const results = words('losses loss profit profits earnings sales results revenue');

/** Returns whether the words around a brand are about work, goods or money. */
export function isTraded({ tokens }: Part, from: number, to: number): boolean {
  const keyAt = (at: number) => tokens[at]?.key ?? '';
  const [before, next] = [keyAt(from - 1), keyAt(to + 1)];
  const isAfter = tokens[from]?.gap === 'space';
  if (isAfter && /^(?:19|20)\d\d$/.test(before)) return true;
  if (isAfter && before === 'in' && holdings.has(keyAt(from - 2))) return true;
  if (isAfter && before === 'at') {
    if (workplaces.has(keyAt(from - 2))) return true;
    if (tokens[from - 1]?.gap === 'sentence' && tokens[to + 1]?.gap === 'comma') return true;
  }
  if (isAfter && genitives.has(before) && ownedThings.has(keyAt(from - 2))) return true;
  if (conjunctions.has(before) && firms.has(keyAt(from - 2))) return true;
  if (conjunctions.has(next) && firms.has(keyAt(to + 2))) return true;
  if (conjunctions.has(next) && keyAt(to + 2) === 'general' && keyAt(to + 3) === 'motors') return true;
  if (tokens[to]?.isPossessive) return ownedByFirms.has(next);
  if (sells(tokens, to)) return true;
  if (next === 'reported' || next === 'reports' || next === 'posted')
    return [2, 3, 4].some((n) => results.has(keyAt(to + n)));
  return (next === 'cut' || next === 'cuts') && [2, 3].some((n) => keyAt(to + n) === 'jobs');
}
