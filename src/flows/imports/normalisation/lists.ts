import { withoutCapitals } from '../../../lib/name-capitals.js';
import type { Draft, DraftPerson, NaturalKey } from '../draft.js';
import { quote } from './fields.js';
import { oneLine, truncate } from './text.js';
import { webAddress } from './web-address.js';

type Drop = (what: string, reason: string) => void;

/** A person as the source has them. */
export type DraftPersonInput = {
  name: string;
  relation: DraftPerson['relation'];
  titleAsPrinted?: string | null;
  key?: NaturalKey | null;
  slug?: string;
  /** Whether the name comes from a directory of people, so that it stays as it is. */
  isFromDirectory?: boolean;
};

const maxPeople = 200;
const maxSources = 100;
const maxRelatedKeys = 50;
const maxNameLength = 200;
const maxOtherKeys = 19;

/**
 * Returns each person once per relation, with names in capitals as they are usually written. The relation `mentioned` is dropped for a person with another relation. People
 * with slugs are told apart by them and keep all their relations.
 */
export function peopleOf(inputPeople: readonly DraftPersonInput[], drop: Drop): DraftPerson[] {
  const people = new Map<string, DraftPerson>();
  const seenNames = new Set<string>();
  for (const [index, inputPerson] of inputPeople.entries()) {
    const { relation, titleAsPrinted, key, slug, isFromDirectory = slug !== undefined } = inputPerson;
    const printedName = oneLine(inputPerson.name);
    const name = isFromDirectory ? printedName : withoutCapitals(printedName);
    if (name === '') continue;
    if (name.length > maxNameLength) {
      drop(`person ${quote(name)}`, 'too-long');
      continue;
    }
    if (people.size === maxPeople) {
      drop(`${inputPeople.length - index} people`, 'too-many');
      break;
    }
    const personKey = slug ?? name.toLowerCase();
    const id = `${relation}\n${personKey}`;
    if (people.has(id)) continue;
    if (slug === undefined) {
      if (relation === 'mentioned' && seenNames.has(personKey)) continue;
      if (relation !== 'mentioned') people.delete(`mentioned\n${personKey}`);
      seenNames.add(personKey);
    }
    const title = titleAsPrinted == null ? null : truncate(oneLine(titleAsPrinted), 200) || null;
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

export function sourcesOf(inputSources: Draft['sources'], drop: Drop): Draft['sources'] {
  const sources = new Map<string, Draft['sources'][number]>();
  for (const [index, { name: printedName, url, relation }] of inputSources.entries()) {
    const name = truncate(oneLine(printedName), maxNameLength);
    if (name === '') continue;
    const address = webAddress(url);
    if (url !== null && address === null) drop(`address of the source ${quote(name)}`, 'not-a-web-address');
    const id = JSON.stringify([name, address]);
    if (sources.has(id)) continue;
    if (sources.size === maxSources) {
      drop(`${inputSources.length - index} sources`, 'too-many');
      break;
    }
    sources.set(id, { name, url: address, relation });
  }
  return [...sources.values()];
}

export function otherKeysOf(inputKeys: readonly NaturalKey[], drop: Drop): NaturalKey[] {
  const nonEmptyKeys = inputKeys.filter(({ id }) => id !== '');
  if (nonEmptyKeys.length > maxOtherKeys) drop(`${nonEmptyKeys.length - maxOtherKeys} external ids`, 'too-many');
  return nonEmptyKeys.slice(0, maxOtherKeys);
}

/** Returns the related keys without duplicates and without the key of the article itself. */
export function relatedKeysOf(inputKeys: readonly NaturalKey[], own: NaturalKey, drop: Drop): NaturalKey[] {
  const relatedKeys = new Map<string, NaturalKey>();
  for (const [index, key] of inputKeys.entries()) {
    const id = JSON.stringify([key.source, key.id]);
    if (key.id === '' || relatedKeys.has(id) || (key.id === own.id && key.source === own.source)) continue;
    if (relatedKeys.size === maxRelatedKeys) {
      drop(`${inputKeys.length - index} related articles`, 'too-many');
      break;
    }
    relatedKeys.set(id, key);
  }
  return [...relatedKeys.values()];
}
