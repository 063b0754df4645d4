import type { Cast, CastMember, Place, Resolution } from './cast-types.js';
import { sexOf, suffixes } from './words.js';

/** Returns the last word before a place at which the same part names the person in full. */
export function lastBefore({ places }: CastMember, { part, at }: Place): number | undefined {
  const all = places.get(part);
  if (all === undefined) return undefined;
  let [low, high] = [0, all.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((all[middle] ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? undefined : all[low - 1];
}

/** How much more a person counts whom the text introduces in an earlier sentence than the relatives. */
const leadBonus = 2;

/** How much more a person counts whom the standfirst names in full. */
const standfirstBonus = 0.5;

/** A relative, as seen from a place where the surname stands alone. */
type Relative = {
  member: CastMember;
  /** The word before the place at which the part names the person in full. */
  last: number | undefined;
  isInHeadline: boolean;
  /** How often the article names the person, in full or by a name that could mean nobody else. */
  count: number;
  /** How often the article names the person in full. */
  fullCount: number;
  /** The first paragraph and sentence of the body that name the person, or infinity. */
  paragraph: number;
  sentence: number;
  /** Whether the person is called Jr. or III, and not by the surname alone. It then rather means a relative. */
  isJunior: boolean;
};

function toRelative({ counts }: Cast, member: CastMember, place: Place): Relative {
  let count = counts.get(member.person) ?? 0;
  let fullCount = 0;
  let isInHeadline = false;
  let [paragraph, sentence] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (const [part, all] of member.places) {
    count += all.length;
    fullCount += all.length;
    if (part.field === 'headline') isInHeadline = true;
    if (part.field === 'standfirst') count += standfirstBonus;
    if (part.field !== 'body') continue;
    paragraph = part.blocks[all[0] ?? 0] ?? paragraph;
    sentence = part.sentences[all[0] ?? 0] ?? sentence;
  }
  const isJunior =
    !counts.has(member.person) &&
    suffixes.has(member.person.name.toLowerCase().replace('.', '').split(' ').at(-1) ?? '');
  return { member, last: lastBefore(member, place), isInHeadline, count, fullCount, paragraph, sentence, isJunior };
}

type RankedRelative = { relative: Relative; score: number };

/** Sorts relatives by the headline, then by how often the article names them. Equal ones have the same score. */
function rankByProminence(relatives: readonly Relative[]): RankedRelative[] {
  const first = Math.min(...relatives.map(({ sentence }) => sentence));
  const leads = relatives.filter(({ sentence }) => sentence === first);
  const isSymmetrical = relatives.every(
    ({ count, fullCount, paragraph }) =>
      count === relatives[0]?.count && fullCount === relatives[0].fullCount && paragraph === relatives[0].paragraph,
  );
  return relatives
    .map((relative) => {
      const bonus = !isSymmetrical && leads.length === 1 && leads[0] === relative ? leadBonus : 0;
      return { relative, score: relative.count + bonus + (relative.isInHeadline ? 1_000 : 0) };
    })
    .sort((a, b) => b.score - a.score);
}

const maleWords: ReadonlySet<string> = new Set(['he', 'his', 'him', 'himself']);
const femaleWords: ReadonlySet<string> = new Set(['she', 'her', 'hers', 'herself']);

/** How many words after a surname are searched for a pronoun. */
const pronounDistance = 7;

/** Leaves the relatives whom the next pronoun of the sentence can mean, as in `Obama was late on his first day`. */
function filterByPronoun(relatives: readonly Relative[], { part, at }: Place): readonly Relative[] {
  if (!part.isEnglish) return relatives;
  for (const { key, gap, isCapitalised } of part.tokens.slice(at + 1, at + 1 + pronounDistance)) {
    if (gap === 'sentence' || isCapitalised) break;
    const sex = maleWords.has(key) ? 'man' : femaleWords.has(key) ? 'woman' : undefined;
    if (sex === undefined) continue;
    const fit = relatives.filter(({ member }) => (sexOf(member.person.givenKey) ?? sex) === sex);
    return fit.length > 0 ? fit : relatives;
  }
  return relatives;
}

/** Leaves the relatives whom a headline does not name in full after the surname, as in `Bolt wins, Ann Bolt loses`. */
function filterByHeadline(relatives: readonly Relative[], { part, at }: Place): readonly Relative[] {
  if (part.field !== 'headline') return relatives;
  const fit = relatives.filter(({ member }) => (member.places.get(part)?.[0] ?? -1) < at);
  return fit.length > 0 ? fit : relatives;
}

/** Returns the relative who is meant at a place, or undefined if that is not clear. */
function chooseRelative(all: readonly Relative[], { part, at }: Place): Relative | undefined {
  const seniors = all.filter(({ isJunior }) => !isJunior);
  const open = filterByHeadline(seniors.length === 0 ? all : seniors, { part, at });
  const relatives = filterByPronoun(open, { part, at });
  if (relatives.length === 1) return relatives[0];
  const before = relatives.filter(({ last }) => last !== undefined);
  const near = before.filter(({ last }) => part.blocks[last ?? 0] === part.blocks[at]);
  if (near.length === 1) return near[0];
  if (before.length === 1) return before[0];
  const field = near.length > 1 ? near : before.length > 1 ? before : relatives;
  const [best, second] = rankByProminence(field);
  return best === undefined || best.score === second?.score ? undefined : best.relative;
}

/**
 * Decides among people of the article who share a surname. If the text has named only one of them before, or only one in
 * this paragraph, this person is meant. Otherwise it is the one in the headline, or else the one whom the article names
 * most. If two are named equally often, nobody is certain to be meant.
 */
export function resolveRelatives(cast: Cast, here: readonly CastMember[], place: Place): Resolution {
  const relatives = here.map((member) => toRelative(cast, member, place));
  const choice = chooseRelative(relatives, place);
  const confidence = choice === undefined ? 0.4 : 0.7;
  const rest = rankByProminence(relatives)
    .map(({ relative }) => relative.member)
    .filter((member) => member !== choice?.member);
  const order = choice === undefined ? rest : [choice.member, ...rest];
  const candidates = order.map(({ person }, index) => ({
    person,
    score: index === 0 ? confidence : (1 - confidence) / (order.length - 1),
  }));
  return { candidates, method: 'short-name', confidence };
}
