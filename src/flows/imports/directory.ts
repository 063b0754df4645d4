import type { PersonService } from '../../content/people/index.js';
import type { SectionService } from '../../content/sections/index.js';
import { slugTaken } from '../../content/slugs/index.js';
import { isSlug, slugify } from '../../lib/slug.js';
import type { Actor } from '../../platform/auth/index.js';
import { Problem, problems } from '../../platform/http/index.js';
import type { DraftPerson, DraftSection } from './draft.js';

/** From which score on a name is that of somebody in the directory: their name, or an alias of then. */
const certain = 0.8;

/** From which score on it is, where the slug is theirs as well. */
const likely = 0.5;

/** What an unknown office takes from a score. */
const unknownOffice = 0.15;

/** People of one name who are told apart. */
const mostNamesakes = 20;

/** Names and sections that are remembered while a file is read. */
const mostRemembered = 100_000;

type Candidate = Awaited<ReturnType<PersonService['resolve']>>['results'][number]['candidates'][number];

/**
 * How certain a name is. That the directory does not know the office printed beside it takes nothing from that: else a person whom an
 * import has made would be somebody new to the next.
 */
const certaintyOf = ({ score, reasons }: Candidate): number =>
  reasons.includes('title-unknown') ? score + unknownOffice : score;

type Needs = { sections: SectionService; people: PersonService; actor: Actor };

/** Finds the sections and people of drafts, and makes those that are not there. */
export function directory({ sections, people, actor }: Needs) {
  const sectionIds = new Map<string, string>();
  const personIds = new Map<string, string>();
  /** By which slug the file calls people, by their ids. */
  const slugs = new Map<string, string>();
  const made = { sections: 0, people: 0 };

  function remember(known: Map<string, string>, key: string, id: string): string {
    if (known.size >= mostRemembered) known.clear();
    known.set(key, id);
    return id;
  }

  async function sectionOf({ path }: DraftSection): Promise<string | null> {
    let parent: string | null = null;
    for (const { slug, name } of path) {
      const wanted: string = isSlug(slug) ? slug : slugify(name);
      parent = sectionIds.get(wanted) ?? remember(sectionIds, wanted, await findOrMakeSection(wanted, name, parent));
    }
    return parent;
  }

  async function findOrMakeSection(slug: string, name: string, parent: string | null): Promise<string> {
    try {
      return (await sections.get(slug)).id;
    } catch (error) {
      if (!(error instanceof Problem) || error.definition !== problems.notFound) throw error;
    }
    made.sections += 1;
    return (await sections.create(actor, { name, slug, parent })).id;
  }

  /**
   * The people of a story, in the same order: whoever the directory knows for certain by the name, else somebody new. Of several with
   * one name it is the one with the slug that the file says, and nobody whom the file has called otherwise.
   */
  async function peopleOf(named: readonly DraftPerson[], day: string | undefined): Promise<string[]> {
    const keyOf = ({ name, slug }: DraftPerson) => `${name.normalize('NFC').toLowerCase()}\n${slug ?? ''}`;
    const unknown = [...new Map(named.map((person) => [keyOf(person), person])).values()].filter(
      (person) => !personIds.has(keyOf(person)),
    );
    if (unknown.length > 0) {
      const names = unknown.map(({ name, titleAsPrinted }) => ({
        name,
        ...(titleAsPrinted === null ? {} : { title: titleAsPrinted }),
        ...(day === undefined ? {} : { date: day }),
      }));
      const { results } = await people.resolve({ names, limit: mostNamesakes });
      for (const [index, person] of unknown.entries()) {
        const found = whoOf(person, results[index]?.candidates ?? []) ?? (await newPerson(person));
        if (person.slug !== undefined) remember(slugs, found, person.slug);
        remember(personIds, keyOf(person), found);
      }
    }
    return named.map((person) => personIds.get(keyOf(person)) ?? '');
  }

  function whoOf({ slug }: DraftPerson, candidates: readonly Candidate[]): string | undefined {
    if (slug === undefined) return candidates.slice(0, 1).find((one) => certaintyOf(one) >= certain)?.person.id;
    // Namesakes make a name less certain; with the slug beside it, it is theirs.
    const own = candidates.find((one) => one.person.slug === slug && certaintyOf(one) >= likely);
    const other = candidates.find((one) => certaintyOf(one) >= certain && !slugs.has(one.person.id));
    return (own ?? other)?.person.id;
  }

  async function newPerson({ name, slug }: DraftPerson): Promise<string> {
    made.people += 1;
    try {
      return (await people.create(actor, { name, ...(slug === undefined ? {} : { slug }) })).id;
    } catch (error) {
      if (slug === undefined || !(error instanceof Problem) || error.definition !== slugTaken) throw error;
      return (await people.create(actor, { name })).id;
    }
  }

  return { sectionOf, peopleOf, made };
}
