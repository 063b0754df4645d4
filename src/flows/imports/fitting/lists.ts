import type { Draft, DraftPerson, NaturalKey } from '../draft.js';
import { quoted } from './fields.js';
import { cut, oneLine } from './text.js';
import { webAddress } from './web-address.js';

type Drop = (what: string, reason: string) => void;

/** Somebody as a source has them. */
export type FoundPerson = {
  name: string;
  relation: DraftPerson['relation'];
  titleAsPrinted?: string | null;
  key?: NaturalKey | null;
  slug?: string;
};

const mostPeople = 200;
const mostSources = 100;
const mostRelated = 50;
const longestName = 200;
const mostOtherKeys = 19;

/**
 * Everybody once in each relation; who is only mentioned counts where nothing else is said of them. Those with slugs are told apart by
 * these, and are in each relation that is said.
 */
export function peopleOf(found: readonly FoundPerson[], drop: Drop): DraftPerson[] {
  const people = new Map<string, DraftPerson>();
  const known = new Set<string>();
  for (const [index, { name: printed, relation, titleAsPrinted, key, slug }] of found.entries()) {
    const name = oneLine(printed);
    if (name === '') continue;
    if (name.length > longestName) {
      drop(`person ${quoted(name)}`, 'too-long');
      continue;
    }
    if (people.size === mostPeople) {
      drop(`${found.length - index} people`, 'too-many');
      break;
    }
    const folded = slug ?? name.toLowerCase();
    const id = `${relation}\n${folded}`;
    if (people.has(id)) continue;
    if (slug === undefined) {
      if (relation === 'mentioned' && known.has(folded)) continue;
      if (relation !== 'mentioned') people.delete(`mentioned\n${folded}`);
      known.add(folded);
    }
    const title = titleAsPrinted == null ? null : cut(oneLine(titleAsPrinted), 200) || null;
    people.set(id, {
      name,
      relation,
      titleAsPrinted: title,
      key: key ?? null,
      ...(slug === undefined ? {} : { slug }),
    });
  }
  return [...people.values()];
}

export function sourcesOf(found: Draft['sources'], drop: Drop): Draft['sources'] {
  const sources = new Map<string, Draft['sources'][number]>();
  for (const [index, { name: printed, url, relation }] of found.entries()) {
    const name = cut(oneLine(printed), longestName);
    if (name === '') continue;
    const address = webAddress(url);
    if (url !== null && address === null) drop(`address of the source ${quoted(name)}`, 'not-a-web-address');
    const id = JSON.stringify([name, address]);
    if (sources.has(id)) continue;
    if (sources.size === mostSources) {
      drop(`${found.length - index} sources`, 'too-many');
      break;
    }
    sources.set(id, { name, url: address, relation });
  }
  return [...sources.values()];
}

export function otherKeysOf(found: readonly NaturalKey[], drop: Drop): NaturalKey[] {
  const kept = found.filter(({ id }) => id !== '');
  if (kept.length > mostOtherKeys) drop(`${kept.length - mostOtherKeys} external ids`, 'too-many');
  return kept.slice(0, mostOtherKeys);
}

/** Other stories than the story itself. */
export function relatedOf(found: readonly NaturalKey[], own: NaturalKey, drop: Drop): NaturalKey[] {
  const related = new Map<string, NaturalKey>();
  for (const [index, key] of found.entries()) {
    const id = JSON.stringify([key.source, key.id]);
    if (key.id === '' || related.has(id) || (key.id === own.id && key.source === own.source)) continue;
    if (related.size === mostRelated) {
      drop(`${found.length - index} related stories`, 'too-many');
      break;
    }
    related.set(id, key);
  }
  return [...related.values()];
}
