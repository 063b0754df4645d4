import { DeskSection, SectionInput, type SectionService } from '../../content/sections/index.js';
import { slugify } from '../../lib/slug.js';
import type { Actor } from '../../platform/auth/index.js';
import { derivedFieldsOf, type Fields, validate, withoutDerived } from './entries.js';
import { type EntryOutcome, InvalidEntry, unlessNotFound } from './outcome.js';
import { entriesOf } from './pages.js';

export type Sections = Pick<SectionService, 'list' | 'get' | 'create' | 'replace'>;

const derivedFields = derivedFieldsOf(DeskSection, SectionInput);

/** Returns the slug of the section above, which is the last step but one of a path. Null for a root. */
const parentIn = (path: string): string | null => path.split('/').at(-2) ?? null;

/** Returns a section as the desk sees it, also by a former slug. Undefined if there is none. */
export async function findSection(sections: Sections, ref: string): Promise<DeskSection | undefined> {
  const item = await unlessNotFound(sections.get(ref, {}, 'desk'));
  return item === undefined ? undefined : (JSON.parse(item.json.toString()) as DeskSection);
}

/** Exports and imports sections with the fields of the API. */
export function sectionFiles(sections: Sections) {
  /** Yields all sections in the order in which they were created, which decides between equal positions. */
  const entries = (): AsyncGenerator<DeskSection> =>
    entriesOf((query) => sections.list({ ...query, sort: 'createdAt' }, 'desk'));

  /** Creates or replaces the section with the slug of an entry. A response of the API names the parent in its path. */
  async function importEntry(actor: Actor, entry: Fields): Promise<EntryOutcome> {
    const parent = typeof entry.path === 'string' && !('parent' in entry) ? { parent: parentIn(entry.path) } : {};
    const result = validate(SectionInput, { ...withoutDerived(entry, derivedFields), ...parent });
    if ('problem' in result) throw new InvalidEntry(result.problem);
    const { input } = result;
    const before = await findSection(sections, input.slug ?? slugify(input.name));
    if (before === undefined) {
      await sections.create(actor, input);
      return { outcome: 'created' };
    }
    // A public section cannot become a draft again.
    const visibility = before.visibility === 'public' ? undefined : input.visibility;
    const slug = input.slug ?? before.slug;
    if (isSame(before, { ...input, slug, visibility })) return { outcome: 'unchanged' };
    await sections.replace(actor, before.id, { ...input, slug, visibility }, { 'if-match': `"${before.version}"` });
    return { outcome: 'updated' };
  }

  return { entries, createImporter: () => importEntry };
}

function isSame(before: DeskSection, { name, slug, description, parent, position, visibility }: SectionInput): boolean {
  const hasSameParent =
    parent == null ? before.parentId === null : [before.parentId, parentIn(before.path)].includes(parent);
  return (
    hasSameParent &&
    name === before.name &&
    slug === before.slug &&
    (description ?? null) === before.description &&
    (position ?? 0) === before.position &&
    (visibility ?? before.visibility) === before.visibility
  );
}
