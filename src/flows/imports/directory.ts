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

/** Names that are looked for at once, each of them twice. */
const namesAtOnce = 50;

const keyOf = ({ name }: DraftPerson) => name.normalize('NFC').toLowerCase();

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
    const unknown = [...new Map(named.map((person) => [keyOf(person), person])).values()].filter(
      (person) => !personIds.has(keyOf(person)),
    );
    for (let at = 0; at < unknown.length; at += namesAtOnce) await find(unknown.slice(at, at + namesAtOnce), day);
    return named.map((person) => personIds.get(keyOf(person)) ?? '');
  }

  async function find(unknown: readonly DraftPerson[], day: string | undefined): Promise<void> {
    const date = day === undefined ? {} : { date: day };
    // With the title first, which tells apart people of one name; without it, for a title that the directory does not have.
    const titled = unknown.map(({ name, titleAsPrinted }) => ({ name, title: titleAsPrinted ?? undefined, ...date }));
    const { results } = await people.resolve({
      names: [...titled, ...unknown.map(({ name }) => ({ name, ...date }))],
      limit: 1,
    });
    for (const [index, person] of unknown.entries()) {
      const best = [results[index], results[index + unknown.length]]
        .map((result) => result?.candidates[0])
        .find((candidate) => candidate !== undefined && candidate.score >= certain);
      if (best !== undefined) remember(personIds, keyOf(person), best.person.id);
      else {
        made.people += 1;
        remember(personIds, keyOf(person), (await people.create(actor, { name: person.name })).id);
      }
    }
  }

  return { sectionOf, peopleOf, made };
}
