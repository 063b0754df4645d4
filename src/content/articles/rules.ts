import { tagSlug } from '../../lib/tag-slug.js';
import { defineProblem, problems } from '../../platform/problems/index.js';
import { articleFields } from './fields.js';
import type { ArticleListRequest } from './query.schemas.js';
import { shownStatusOf } from './review/state.rules.js';
import type { ArticleInput, Status } from './schemas.js';

export const illegalMove = defineProblem(
  'illegal-move',
  409,
  'The state of the article does not allow this action',
  'The state of the article is in `currentStatus`. Drafts, scheduled and unpublished articles can be published, and published articles can be unpublished. Restore a trashed article and unkill a killed article first.',
);

export const externalIdTaken = defineProblem(
  'external-id-taken',
  409,
  'Another article has this external id',
  'A pair of source and id belongs to one article. Update the article that has it, or send another id.',
);

/** The source of the external ids that Broadsheet gives to its own articles. Such an id is the id of the article. */
export const OWN_SOURCE = 'broadsheet';

/** The states, as they are stored, in which each action is possible. Drafts and unpublished articles may be in review. */
const moves = {
  edit: ['draft', 'scheduled', 'published', 'unpublished'],
  submit: ['draft', 'scheduled', 'published', 'unpublished'],
  return: ['draft', 'scheduled', 'published', 'unpublished'],
  approve: ['draft', 'scheduled', 'published', 'unpublished'],
  assign: ['draft', 'scheduled', 'published', 'unpublished', 'killed'],
  note: ['draft', 'scheduled', 'published', 'unpublished', 'killed', 'trashed'],
  publish: ['draft', 'scheduled', 'published', 'unpublished'],
  schedule: ['draft', 'scheduled', 'published', 'unpublished'],
  unschedule: ['scheduled', 'published'],
  embargo: ['draft', 'scheduled', 'unpublished'],
  unpublish: ['published'],
  'discard-changes': ['published'],
  kill: ['draft', 'scheduled', 'published', 'unpublished', 'killed'],
  unkill: ['killed'],
  trash: ['draft', 'scheduled', 'published', 'unpublished'],
  restore: ['trashed'],
} as const satisfies Record<string, readonly Status[]>;

export type Move = keyof typeof moves;

/**
 * Checks that the state of an article allows an action.
 *
 * @throws illegal-move
 */
export function checkMove(move: Move, article: Parameters<typeof shownStatusOf>[0]): void {
  if ((moves[move] as readonly string[]).includes(article.status)) return;
  const from = moves[move].join(' or ');
  const status = shownStatusOf(article);
  throw illegalMove(`The article is ${status}. The action "${move}" needs an article that is ${from}.`, {
    members: { currentStatus: status },
  });
}

/**
 * Returns which copies of an article an action changes. Saving and reviewing a draft copy leave the publication and the
 * plans as they are. Whatever names no move, such as a correction, may change all copies.
 */
export const copiesChangedBy = (move: Move | undefined): 'draft' | 'all' =>
  move !== undefined && draftMoves.has(move) ? 'draft' : 'all';

const draftMoves: ReadonlySet<Move> = new Set(['edit', 'submit', 'return', 'approve', 'assign', 'note']);

/** Returns what the slug of an article is made from. */
export const slugSourceOf = ({ headline, lang }: Pick<ArticleInput, 'headline' | 'lang'>) => ({
  name: headline,
  lang: articleFields.lang.toStored(lang),
  fallback: 'article',
});

/** Returns the status of an article that is not public and has no plan. No article becomes public again by itself. */
export function restoredStatus(firstPublishedAt: Date | null): Status {
  return firstPublishedAt === null ? 'draft' : 'unpublished';
}

/**
 * Checks that no person appears twice with the same relation.
 *
 * @throws invalid-request
 */
export function checkPeople(people: NonNullable<ArticleInput['people']>, ids: readonly string[]): void {
  const previousPairs = new Set<string>();
  people.forEach(({ relation }, index) => {
    const pair = `${ids[index]} ${relation}`;
    if (previousPairs.has(pair)) {
      const detail = 'The person already has this relation. Remove one of the two entries.';
      throw problems.invalidRequest(`"/people/${index}": ${detail}`, {
        errors: [{ pointer: `/people/${index}`, code: 'duplicate', detail }],
      });
    }
    previousPairs.add(pair);
  });
}

/** One condition of `tag=`: the article has one of these tags, or does not have this tag. */
export type TagCondition = { anyOf: string[] } | { not: string };

/**
 * Parses a tag filter: `a,b|c,-d` means a and (b or c) and not d. Tags are given by their slugs or as they are written.
 *
 * @throws invalid-request for an empty condition, or for more than 20
 */
export function readTags(filter: string): TagCondition[] {
  const conditions = filter
    .split(',')
    .map((part) => part.trim())
    .map(
      (part): TagCondition =>
        part.startsWith('-') ? { not: tagSlug(part.slice(1)) } : { anyOf: part.split('|').map(tagSlug) },
    );
  const empty = conditions.some((condition) =>
    'not' in condition ? condition.not === '' : condition.anyOf.includes(''),
  );
  if (empty || conditions.length > 20) {
    const detail = 'must have 1 to 20 conditions, such as a,b or a|b or -a.';
    throw problems.invalidRequest(`"tag" ${detail}`, { errors: [{ parameter: 'tag', code: 'bad-tags', detail }] });
  }
  return conditions;
}

/** The order of a list: the requested one or the default. @throws invalid-request for relevance without a search */
export function orderOf({ sort, q, view }: Pick<ArticleListRequest, 'sort' | 'q' | 'view'>): string {
  if (sort === '-relevance' && q === undefined) {
    const detail = 'must not be `-relevance` without `q`.';
    throw problems.invalidRequest(`"sort" ${detail}`, { errors: [{ parameter: 'sort', code: 'not-here', detail }] });
  }
  if (sort !== undefined) return sort;
  if (q !== undefined) return '-relevance';
  return view === 'desk' ? '-updatedAt' : '-publishedAt';
}
