import type { PersonService } from '../../content/people/index.js';
import type { SectionService } from '../../content/sections/index.js';
import { isSlug, slugify } from '../../lib/slug.js';
import type { Actor } from '../../platform/auth/index.js';
import { Problem, problems } from '../../platform/http/index.js';
import type { DraftPerson, DraftSection } from './draft.js';

/** From which score on a name is that of somebody in the directory: their name, or an alias of then. */
const certain = 0.8;

/** Names and sections that are remembered while a file is read. */
const mostRemembered = 100_000;

type Needs = { sections: SectionService; people: PersonService; actor: Actor };

/** Finds the sections and people of drafts, and makes those that are not there. */
export function directory({ sections, people, actor }: Needs) {
  const sectionIds = new Map<string, string>();
  const personIds = new Map<string, string>();
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

  /** The people of a story, in the same order: whoever the directory knows for certain by the name, else somebody new. */
  async function peopleOf(named: readonly DraftPerson[], day: string | undefined): Promise<string[]> {
    const keyOf = ({ name }: DraftPerson) => name.normalize('NFC').toLowerCase();
    const unknown = [...new Map(named.map((person) => [keyOf(person), person])).values()].filter(
      (person) => !personIds.has(keyOf(person)),
    );
    if (unknown.length > 0) {
      const names = unknown.map(({ name, titleAsPrinted }) => ({
        name,
        ...(titleAsPrinted === null ? {} : { title: titleAsPrinted }),
        ...(day === undefined ? {} : { date: day }),
      }));
      const { results } = await people.resolve({ names, limit: 1 });
      for (const [index, person] of unknown.entries()) {
        const best = results[index]?.candidates[0];
        if (best !== undefined && best.score >= certain) remember(personIds, keyOf(person), best.person.id);
        else {
          made.people += 1;
          remember(personIds, keyOf(person), (await people.create(actor, { name: person.name })).id);
        }
      }
    }
    return named.map((person) => personIds.get(keyOf(person)) ?? '');
  }

  return { sectionOf, peopleOf, made };
}
