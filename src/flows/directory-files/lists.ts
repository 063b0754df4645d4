import { isDeepStrictEqual } from 'node:util';
import { DeskList, ListInput, type ListService } from '../../content/lists/index.js';
import type { PersonService } from '../../content/people/index.js';
import { slugify } from '../../lib/slug.js';
import type { Actor } from '../../platform/auth/index.js';
import { derivedFieldsOf, type Fields, isFields, quoteForMessage, validate, withoutDerived } from './entries.js';
import { type EntryOutcome, InvalidEntry, unlessNotFound } from './outcome.js';
import { findSection, type Sections } from './sections.js';

type Dependencies = {
  lists: Pick<ListService, 'listDesk' | 'getDesk' | 'findUnknownArticles' | 'create' | 'replace'>;
  sections: Sections;
  people: Pick<PersonService, 'get'>;
};

type Items = NonNullable<ListInput['items']>;

const derivedFields = derivedFieldsOf(DeskList, ListInput);

/** What the desk shows at a position in addition to what an editor writes. */
const derivedItemFields = new Set(['position', 'live']);

/** Exports and imports lists with the fields of the API. Articles, sections and people are named by their slugs. */
export function listFiles({ lists, sections, people }: Dependencies) {
  /** Yields all lists with their pins and rules, ordered by name. */
  async function* entries(): AsyncGenerator<DeskList> {
    for (let after: string | undefined; ; ) {
      const { data, page } = await lists.listDesk({ limit: 100, after });
      for (const { id } of data) {
        const list = await lists.getDesk(id);
        yield { ...list, rule: await ruleWithSlugs(list.rule) };
      }
      if (page.next === null) return;
      after = page.next;
    }
  }

  /** Returns a rule in which sections and people are named by slugs, because ids mean nothing in another newsroom. */
  async function ruleWithSlugs(rule: DeskList['rule']): Promise<DeskList['rule']> {
    if (rule === null) return null;
    const portableRule = { ...rule };
    if (portableRule.section !== undefined)
      portableRule.section = (await findSection(sections, portableRule.section))?.slug ?? portableRule.section;
    for (const field of ['person', 'author'] as const) {
      const ref = portableRule[field];
      if (ref !== undefined) portableRule[field] = (await findPersonSlug(ref)) ?? ref;
    }
    return portableRule;
  }

  async function findPersonSlug(ref: string): Promise<string | undefined> {
    const item = await unlessNotFound(people.get(ref, {}, 'desk'));
    return item?.slug;
  }

  /** Creates or replaces the list with the slug of an entry. Pins of articles that do not exist are omissions. */
  async function importEntry(actor: Actor, entry: Fields): Promise<EntryOutcome> {
    // The response to a request for all lists has no pins. It would delete those that are stored.
    if ('id' in entry && 'version' in entry && !('items' in entry))
      throw new InvalidEntry(
        'items: is missing. Only GET /v1/desk/lists/{ref} and the export of lists contain the pins.',
      );
    const result = validate(ListInput, toInputFields(entry));
    if ('problem' in result) throw new InvalidEntry(result.problem);
    const { input } = result;
    const before = await unlessNotFound(lists.getDesk(input.slug ?? slugify(input.name)));
    const { items, omissions } = await withoutUnknownArticles(input.items ?? []);
    const next = { ...input, slug: input.slug ?? before?.slug, items };
    if (before === undefined) {
      await lists.create(actor, next);
      return { outcome: 'created', omissions };
    }
    const current = toInputFields({ ...before, rule: await ruleWithSlugs(before.rule) });
    if (isDeepStrictEqual(withDefaults(next), withDefaults(ListInput.parse(current))))
      return { outcome: 'unchanged', omissions };
    await lists.replace(actor, before.id, next, { 'if-match': `"${before.version}"` });
    return { outcome: 'updated', omissions };
  }

  /** Replaces pins of articles that do not exist by empty positions. */
  async function withoutUnknownArticles(items: Items): Promise<{ items: Items; omissions: string[] }> {
    const unknown = await lists.findUnknownArticles(items.flatMap(({ article }) => article ?? []));
    const isUnknown = ({ article }: Items[number]) => article != null && unknown.has(article);
    return {
      items: items.map((item) => (isUnknown(item) ? {} : item)),
      omissions: items.flatMap((item, index) =>
        isUnknown(item) ? [`items[${index}]: There is no article "${quoteForMessage(item.article ?? '')}".`] : [],
      ),
    };
  }

  return { entries, createImporter: () => importEntry };
}

/** Returns the writable fields of a list from a file, with articles named by their slugs. */
function toInputFields(entry: Fields): Fields {
  const fields = withoutDerived(entry, derivedFields);
  if (!Array.isArray(fields.items)) return fields;
  return { ...fields, items: fields.items.map((item) => (isFields(item) ? toItemFields(item) : item)) };
}

function toItemFields(item: Fields): Fields {
  const fields = withoutDerived(item, derivedItemFields);
  return isFields(fields.article) ? { ...fields, article: fields.article.slug } : fields;
}

/** Returns an input with all defaults, so that two inputs can be compared. Empty positions at the end do not count. */
function withDefaults({ items = [], ...input }: ListInput) {
  const { name, slug, description, published: isPublished = false, size = 20, rule } = input;
  const all = items.map(({ article, label, headline, standfirst, until }) =>
    article == null ? null : [article, label || null, headline || null, standfirst || null, until ?? null],
  );
  while (all.at(-1) === null) all.pop();
  return { name, slug, description: description || null, isPublished, size, rule: rule ?? null, items: all };
}
