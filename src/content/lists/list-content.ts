import { isDeepStrictEqual } from 'node:util';
import type { Transaction } from '../../platform/db/index.js';
import { Problem, problems } from '../../platform/problems/index.js';
import { type ArticleService, selectionRows } from '../articles/index.js';
import { holdPerson, unknownPeople } from '../people/index.js';
import type { SectionService } from '../sections/index.js';
import { selectionOf } from './public-list.store.js';
import { type Pin, pinsOf, placesOf } from './rules.js';
import type { ListInput, Rule, Slot } from './schemas.js';
import type { ListRow } from './store.js';

type Dependencies = {
  articles: Pick<ArticleService, 'findAll'>;
  sections: Pick<SectionService, 'holdSection'>;
};

/** Creates the functions that turn an input into the content of a list that is stored. */
export function createContentResolver({ articles, sections }: Dependencies) {
  /**
   * Converts an input to the columns and pins that are stored, with ids in place of references.
   *
   * @param storedRule the rule before a change. A rule that stays the same is not checked, so that a list whose rule
   *   names something that no longer exists can be changed
   */
  async function resolve(
    tx: Transaction,
    { name, description, published: isPublished, size = 20, rule = null, items = [] }: ListInput,
    storedRule: unknown = null,
  ) {
    if (rule !== null && !isDeepStrictEqual(rule, storedRule)) await checkRule(tx, rule);
    return {
      name,
      description: description || null,
      published: isPublished ?? false,
      size,
      rule,
      pins: await resolvePins(tx, items, size),
    };
  }

  /** Converts places to pins, with ids in place of references. */
  async function resolvePins(tx: Transaction, items: readonly Slot[], size: number): Promise<Pin[]> {
    const refs = items.flatMap(({ article }) => (article == null ? [] : [article]));
    const existingArticles = refs.length === 0 ? [] : await articles.findAll(tx, refs);
    return pinsOf(items, new Map(existingArticles.map(({ ref, id }) => [ref, id])), size);
  }

  /**
   * Checks that the references of a rule exist and that its tag filter is valid. The section and the person are not
   * deleted before the transaction ends, because no foreign key protects them.
   */
  async function checkRule(tx: Transaction, rule: Rule): Promise<void> {
    if (rule.section !== undefined) await sections.holdSection(tx, rule.section, { pointer: '/rule/section' });
    for (const name of ['person', 'author'] as const) {
      const ref = rule[name];
      if (ref === undefined || (await holdPerson(tx, ref)) !== undefined) continue;
      throw unknownPeople([{ ref, place: { pointer: `/rule/${name}` } }]);
    }
    try {
      selectionRows(selectionOf(rule), 1);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const { detail } = error.extras.errors?.[0] ?? error;
      throw problems.invalidRequest(`"/rule/tag" ${detail}`, {
        errors: [{ pointer: '/rule/tag', code: 'bad-tags', detail }],
      });
    }
  }

  return { resolve, resolvePins };
}

/** Converts a stored list to an input, so that a merge patch can change it. */
export function asInput({ name, slug, description, published: isPublished, size, rule, pins }: ListRow) {
  return {
    name,
    slug,
    description,
    published: isPublished,
    size,
    rule: rule as Rule | null,
    items: placesOf(pins).map((pin) =>
      pin === null
        ? {}
        : {
            article: pin.articleId,
            label: pin.label,
            headline: pin.headline,
            standfirst: pin.standfirst,
            until: pin.until?.toISOString() ?? null,
          },
    ),
  };
}
