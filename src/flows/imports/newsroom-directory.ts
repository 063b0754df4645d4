import { type PersonService, type PrintedName, spellingsOf } from '../../content/people/index.js';
import type { SectionService } from '../../content/sections/index.js';
import { isSlug, slugify } from '../../lib/slug.js';
import { type Actor, requireNoSectionLimit } from '../../platform/auth/index.js';
import { Problem, problems } from '../../platform/problems/index.js';
import type { DraftPerson, DraftSection } from './draft.js';

/** The minimum score at which a name means a person of the directory. Names, and aliases of that time, reach it. */
const minNameScore = 0.8;

/** The minimum score if the slug matches as well. */
const minNameAndSlugScore = 0.5;

/** By how much an unknown office lowers a score. */
const unknownOfficePenalty = 0.15;

/** The maximum number of candidates with one name. */
const maxNamesakes = 20;

/** The maximum number of people, and of sections, that are cached during an import. */
const maxCachedEntries = 100_000;

type Candidate = Awaited<ReturnType<PersonService['whoMayBe']>>[number]['candidates'][number];

/**
 * Returns the score of a candidate without the penalty for an unknown office. With the penalty, a person created by one
 * import would not be recognised by the next.
 */
const certaintyOf = ({ score, reasons }: Candidate): number =>
  reasons.includes('title-unknown') ? score + unknownOfficePenalty : score;

/** Returns the cache key of a person. The same name, slug and key mean the same person throughout a file. */
export const nameKey = ({ name, slug, key }: DraftPerson): string =>
  `${name.normalize('NFC').toLowerCase()}\n${slug ?? ''}\n${key === null ? '' : `${key.source}\n${key.id}`}`;

/** A person of an article, with the day of its publication. */
type DatedPerson = { person: DraftPerson; day: string | undefined };

type Dependencies = {
  sections: SectionService;
  people: PersonService;
  actor: Actor /** Whether missing people and sections are created. */;
  createsMissing: boolean;
};

/** Creates the directory that finds the sections and people of drafts, and creates missing ones. */
export function createNewsroomDirectory({ sections, people, actor, createsMissing: makes }: Dependencies) {
  const sectionIds = new Map<string, string>();
  const personIds = new Map<string, string>();
  /** The slugs of people in the file, by the ids of the people here. */
  const slugByPersonId = new Map<string, string>();
  const createdCounts = { sections: 0, people: 0 };

  function remember(cache: Map<string, string>, key: string, id: string): void {
    if (cache.size >= maxCachedEntries) cache.clear();
    cache.set(key, id);
  }

  async function resolveSection({ path }: DraftSection): Promise<string | null> {
    let parent: string | null = null;
    for (const { slug, name } of path) {
      const sectionSlug: string = isSlug(slug) ? slug : slugify(name);
      const id: string | undefined =
        sectionIds.get(sectionSlug) ?? (await findOrCreateSection(sectionSlug, name, parent));
      if (id === undefined) return null;
      remember(sectionIds, sectionSlug, id);
      parent = id;
    }
    return parent;
  }

  async function findOrCreateSection(slug: string, name: string, parent: string | null): Promise<string | undefined> {
    try {
      return (await sections.get(slug, {}, 'desk')).id;
    } catch (error) {
      if (!(error instanceof Problem) || error.definition !== problems.notFound) throw error;
    }
    if (!makes) return undefined;
    requireNoSectionLimit(actor);
    const { id } = await sections.create(actor, { name, slug, parent });
    createdCounts.sections += 1;
    return id;
  }

  /**
   * Returns the ids of people by their `nameKey`. People whom the directory does not know for certain are created. Of
   * several people with one name, the one with the slug in the file is chosen, and never one to whom the file has given
   * another slug.
   */
  async function resolvePeople(datedPeople: readonly DatedPerson[]): Promise<ReadonlyMap<string, string>> {
    const idsByNameKey = new Map<string, string>();
    const pendingByKey = new Map<string, DatedPerson>();
    for (const datedPerson of datedPeople) {
      const key = nameKey(datedPerson.person);
      const id = personIds.get(key);
      if (id !== undefined) idsByNameKey.set(key, id);
      else if (!pendingByKey.has(key)) pendingByKey.set(key, datedPerson);
    }
    const settle = ({ person }: DatedPerson, id: string): void => {
      if (person.slug !== undefined) remember(slugByPersonId, id, person.slug);
      remember(personIds, nameKey(person), id);
      idsByNameKey.set(nameKey(person), id);
    };
    for (let batch = [...pendingByKey.values()]; batch.length > 0; ) batch = await resolveBatch(batch, settle);
    return idsByNameKey;
  }

  /** Finds or creates people. Returns those who may be a person that was just created, to be resolved again. */
  async function resolveBatch(
    batch: readonly DatedPerson[],
    settle: (one: DatedPerson, id: string) => void,
  ): Promise<DatedPerson[]> {
    const matches = await people.whoMayBe(batch.map(toPrintedName), maxNamesakes);
    const [newPeople, later]: [DatedPerson[], DatedPerson[]] = [[], []];
    const newPeopleBySpelling = new Map<string, DraftPerson[]>();
    for (const [index, datedPerson] of batch.entries()) {
      const { keyedPersonId, candidates = [] } = matches[index] ?? {};
      const id = keyedPersonId ?? matchCandidate(datedPerson.person, candidates);
      if (id !== undefined) {
        settle(datedPerson, id);
        continue;
      }
      const spellings = spellingsOf(datedPerson.person.name).map((spelling) => spelling || datedPerson.person.name);
      const peopleOfSameName = spellings.flatMap((spelling) => newPeopleBySpelling.get(spelling) ?? []);
      if (peopleOfSameName.some((other) => mayBeSamePerson(datedPerson.person, other))) {
        later.push(datedPerson);
        continue;
      }
      for (const spelling of new Set(spellings))
        newPeopleBySpelling.set(spelling, [...(newPeopleBySpelling.get(spelling) ?? []), datedPerson.person]);
      newPeople.push(datedPerson);
    }
    if (!makes || newPeople.length === 0) return [];
    requireNoSectionLimit(actor);
    const ids = await people.makeAll(
      actor,
      newPeople.map(({ person: { name, slug } }) => ({ name, slug })),
    );
    createdCounts.people += newPeople.length;
    for (const [index, datedPerson] of newPeople.entries()) settle(datedPerson, ids[index] ?? '');
    return later;
  }

  function matchCandidate({ slug }: DraftPerson, candidates: readonly Candidate[]): string | undefined {
    if (slug === undefined) return candidates.slice(0, 1).find((one) => certaintyOf(one) >= minNameScore)?.person.id;
    // Namesakes lower the score of a name. With a matching slug, a lower score is enough.
    const slugMatch = candidates.find((one) => one.person.slug === slug && certaintyOf(one) >= minNameAndSlugScore);
    const nameMatch = candidates.find((one) => certaintyOf(one) >= minNameScore && !slugByPersonId.has(one.person.id));
    return (slugMatch ?? nameMatch)?.person.id;
  }

  /** Clears the cache, because other writers have changed the directory. */
  function clearCache(): void {
    sectionIds.clear();
    personIds.clear();
  }

  return { resolveSection, resolvePeople, createdCounts, clearCache };
}

/** Returns whether two people with one name may be the same person. With two different slugs they are not. */
const mayBeSamePerson = (one: DraftPerson, other: DraftPerson): boolean =>
  one.slug === undefined || other.slug === undefined || one.slug === other.slug;

function toPrintedName({ person: { name, slug, key, titleAsPrinted }, day }: DatedPerson): PrintedName {
  return { name, slug, key, title: titleAsPrinted ?? undefined, date: day };
}
