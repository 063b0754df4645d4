import { type PersonService, type PrintedName, spellingsOf } from '../../content/people/index.js';
import type { SectionService } from '../../content/sections/index.js';
import { isSlug, slugify } from '../../lib/slug.js';
import type { Actor } from '../../platform/auth/index.js';
import { Problem, problems } from '../../platform/problems/index.js';
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

type Candidate = Awaited<ReturnType<PersonService['whoMayBe']>>[number]['candidates'][number];

/**
 * How certain a name is. That the directory does not know the office printed beside it takes nothing from that: else a person whom an
 * import has made would be somebody new to the next.
 */
const certaintyOf = ({ score, reasons }: Candidate): number =>
  reasons.includes('title-unknown') ? score + unknownOffice : score;

/** Stands for whom a story names: the same name with the same slug and key is the same person, all through a file. */
export const nameKey = ({ name, slug, key }: DraftPerson): string =>
  `${name.normalize('NFC').toLowerCase()}\n${slug ?? ''}\n${key === null ? '' : `${key.source}\n${key.id}`}`;

/** A name of a story that came on a day. */
type Named = { person: DraftPerson; day: string | undefined };

type Needs = {
  sections: SectionService;
  people: PersonService;
  actor: Actor /** Makes what is not there. */;
  makes: boolean;
};

/** Finds the sections and people of drafts, and makes those that are not there. */
export function directory({ sections, people, actor, makes }: Needs) {
  const sectionIds = new Map<string, string>();
  const personIds = new Map<string, string>();
  /** By which slug the file calls people, by their ids. */
  const slugs = new Map<string, string>();
  const made = { sections: 0, people: 0 };

  function remember(known: Map<string, string>, key: string, id: string): void {
    if (known.size >= mostRemembered) known.clear();
    known.set(key, id);
  }

  async function sectionOf({ path }: DraftSection): Promise<string | null> {
    let parent: string | null = null;
    for (const { slug, name } of path) {
      const wanted: string = isSlug(slug) ? slug : slugify(name);
      const id: string | undefined = sectionIds.get(wanted) ?? (await findOrMakeSection(wanted, name, parent));
      if (id === undefined) return null;
      remember(sectionIds, wanted, id);
      parent = id;
    }
    return parent;
  }

  async function findOrMakeSection(slug: string, name: string, parent: string | null): Promise<string | undefined> {
    try {
      return (await sections.get(slug)).id;
    } catch (error) {
      if (!(error instanceof Problem) || error.definition !== problems.notFound) throw error;
    }
    if (!makes) return undefined;
    const { id } = await sections.create(actor, { name, slug, parent });
    made.sections += 1;
    return id;
  }

  /**
   * The people of some stories by their names, `nameKey`: whoever the directory knows for certain, else somebody new. Of several with one
   * name it is the one with the slug that the file says, and nobody whom the file has called otherwise.
   */
  async function whoAre(named: readonly Named[]): Promise<ReadonlyMap<string, string>> {
    const who = new Map<string, string>();
    const asked = new Map<string, Named>();
    for (const one of named) {
      const key = nameKey(one.person);
      const id = personIds.get(key);
      if (id !== undefined) who.set(key, id);
      else if (!asked.has(key)) asked.set(key, one);
    }
    const settle = ({ person }: Named, id: string): void => {
      if (person.slug !== undefined) remember(slugs, id, person.slug);
      remember(personIds, nameKey(person), id);
      who.set(nameKey(person), id);
    };
    for (let waiting = [...asked.values()]; waiting.length > 0; ) waiting = await settleSome(waiting, settle);
    return who;
  }

  /** Finds or makes people. @returns those who may be somebody that was just made: they are to be asked for again */
  async function settleSome(asked: readonly Named[], settle: (one: Named, id: string) => void): Promise<Named[]> {
    const found = await people.whoMayBe(asked.map(printed), mostNamesakes);
    const [making, later]: [Named[], Named[]] = [[], []];
    const begun = new Map<string, DraftPerson[]>();
    for (const [index, one] of asked.entries()) {
      const { keyed, candidates = [] } = found[index] ?? {};
      const id = keyed ?? whoOf(one.person, candidates);
      if (id !== undefined) {
        settle(one, id);
        continue;
      }
      const spellings = spellingsOf(one.person.name).map((spelling) => spelling || one.person.name);
      const alike = spellings.flatMap((spelling) => begun.get(spelling) ?? []);
      if (alike.some((other) => mayBe(one.person, other))) {
        later.push(one);
        continue;
      }
      for (const spelling of new Set(spellings)) begun.set(spelling, [...(begun.get(spelling) ?? []), one.person]);
      making.push(one);
    }
    if (!makes || making.length === 0) return [];
    const ids = await people.makeAll(
      actor,
      making.map(({ person: { name, slug } }) => ({ name, slug })),
    );
    made.people += making.length;
    for (const [index, one] of making.entries()) settle(one, ids[index] ?? '');
    return later;
  }

  function whoOf({ slug }: DraftPerson, candidates: readonly Candidate[]): string | undefined {
    if (slug === undefined) return candidates.slice(0, 1).find((one) => certaintyOf(one) >= certain)?.person.id;
    // Namesakes make a name less certain; with the slug beside it, it is theirs.
    const own = candidates.find((one) => one.person.slug === slug && certaintyOf(one) >= likely);
    const other = candidates.find((one) => certaintyOf(one) >= certain && !slugs.has(one.person.id));
    return (own ?? other)?.person.id;
  }

  /** Forgets who was found: somebody else has changed the directory. */
  function forget(): void {
    sectionIds.clear();
    personIds.clear();
  }

  return { sectionOf, whoAre, made, forget };
}

/** Whether two of one name may be one person: two slugs tell them apart. */
const mayBe = (one: DraftPerson, other: DraftPerson): boolean =>
  one.slug === undefined || other.slug === undefined || one.slug === other.slug;

function printed({ person: { name, slug, key, titleAsPrinted }, day }: Named): PrintedName {
  return { name, slug, key, title: titleAsPrinted ?? undefined, date: day };
}
