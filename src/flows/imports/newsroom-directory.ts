import { type PersonService, type PrintedName, spellingsOf } from '../../content/people/index.js';
import type { SectionService } from '../../content/sections/index.js';
import { isSlug, slugify } from '../../lib/slug.js';
import type { Actor } from '../../platform/auth/index.js';
import { Problem, problems } from '../../platform/problems/index.js';
import type { DraftPerson, DraftSection } from './draft.js';

/** From which score on a name is that of somebody in the directory: their name, or an alias of then. */
const minNameScore = 0.8;

/** From which score on it is, where the slug is theirs as well. */
const minNameAndSlugScore = 0.5;

/** What an unknown office takes from a score. */
const unknownOfficePenalty = 0.15;

/** People of one name who are told apart. */
const maxNamesakes = 20;

/** Names and sections that are remembered while a file is read. */
const maxCachedEntries = 100_000;

type Candidate = Awaited<ReturnType<PersonService['whoMayBe']>>[number]['candidates'][number];

/**
 * How certain a name is. That the directory does not know the office printed beside it takes nothing from that: else a person whom an
 * import has made would be somebody new to the next.
 */
const certaintyOf = ({ score, reasons }: Candidate): number =>
  reasons.includes('title-unknown') ? score + unknownOfficePenalty : score;

/** Stands for whom a story names: the same name with the same slug and key is the same person, all through a file. */
export const nameKey = ({ name, slug, key }: DraftPerson): string =>
  `${name.normalize('NFC').toLowerCase()}\n${slug ?? ''}\n${key === null ? '' : `${key.source}\n${key.id}`}`;

/** A name of a story that came on a day. */
type DatedPerson = { person: DraftPerson; day: string | undefined };

type Dependencies = {
  sections: SectionService;
  people: PersonService;
  actor: Actor /** Makes what is not there. */;
  createsMissing: boolean;
};

/** Finds the sections and people of drafts, and makes those that are not there. */
export function createNewsroomDirectory({ sections, people, actor, createsMissing: makes }: Dependencies) {
  const sectionIds = new Map<string, string>();
  const personIds = new Map<string, string>();
  /** By which slug the file calls people, by their ids. */
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
      return (await sections.get(slug)).id;
    } catch (error) {
      if (!(error instanceof Problem) || error.definition !== problems.notFound) throw error;
    }
    if (!makes) return undefined;
    const { id } = await sections.create(actor, { name, slug, parent });
    createdCounts.sections += 1;
    return id;
  }

  /**
   * The people of some stories by their names, `nameKey`: whoever the directory knows for certain, else somebody new. Of several with one
   * name it is the one with the slug that the file says, and nobody whom the file has called otherwise.
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

  /** Finds or makes people. @returns those who may be somebody that was just made: they are to be asked for again */
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
    // Namesakes make a name less certain; with the slug beside it, it is theirs.
    const slugMatch = candidates.find((one) => one.person.slug === slug && certaintyOf(one) >= minNameAndSlugScore);
    const nameMatch = candidates.find((one) => certaintyOf(one) >= minNameScore && !slugByPersonId.has(one.person.id));
    return (slugMatch ?? nameMatch)?.person.id;
  }

  /** Forgets who was found: somebody else has changed the directory. */
  function clearCache(): void {
    sectionIds.clear();
    personIds.clear();
  }

  return { resolveSection, resolvePeople, createdCounts, clearCache };
}

/** Whether two of one name may be one person: two slugs tell them apart. */
const mayBeSamePerson = (one: DraftPerson, other: DraftPerson): boolean =>
  one.slug === undefined || other.slug === undefined || one.slug === other.slug;

function toPrintedName({ person: { name, slug, key, titleAsPrinted }, day }: DatedPerson): PrintedName {
  return { name, slug, key, title: titleAsPrinted ?? undefined, date: day };
}
