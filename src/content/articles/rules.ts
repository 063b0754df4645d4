import { defineProblem, problems } from '../../platform/problems/index.js';
import type { ArticleListRequest } from './query.schemas.js';
import type { ArticleInput, Status } from './schemas.js';

export const illegalMove = defineProblem(
  'illegal-move',
  409,
  'The article is not in a state for this',
  'The problem names the state that it is in. Drafts, scheduled and unpublished articles can be published, published ones unpublished; what is in the trash has to be restored first, and what was killed brought back by unkill.',
);

export const externalIdTaken = defineProblem(
  'external-id-taken',
  409,
  'Another article has this external id',
  'A pair of source and id names one article. Find that one by it, or send another id.',
);

/** The source at which a newsroom knows a story by its id: of its own stories and of those that come from another. */
export const OWN_SOURCE = 'broadsheet';

const moves = {
  edit: ['draft', 'scheduled', 'published', 'unpublished'],
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

/** Refuses what cannot be done to an article in its state. */
export function checkMove(move: Move, status: Status): void {
  if ((moves[move] as readonly Status[]).includes(status)) return;
  const from = moves[move].join(' or ');
  throw illegalMove(`The article is ${status}; ${move} needs one that is ${from}.`, {
    members: { currentStatus: status },
  });
}

/** Where an article goes that is off the newsstand and of which nothing is planned: nothing comes back to readers by itself. */
export function restoredStatus(firstPublishedAt: Date | null): Status {
  return firstPublishedAt === null ? 'draft' : 'unpublished';
}

/** Refuses to name one person twice in the same relation. */
export function checkPeople(people: NonNullable<ArticleInput['people']>, ids: readonly string[]): void {
  const previousPairs = new Set<string>();
  people.forEach(({ relation }, index) => {
    const pair = `${ids[index]} ${relation}`;
    if (previousPairs.has(pair)) {
      const detail = 'This person is named before in the same relation.';
      throw problems.invalidRequest(`"/people/${index}": ${detail}`, {
        errors: [{ pointer: `/people/${index}`, code: 'duplicate', detail }],
      });
    }
    previousPairs.add(pair);
  });
}

/** One condition of `tag=`: a story has one of these, or has not this one. */
export type TagCondition = { anyOf: string[] } | { not: string };

/** Reads `tag=a,b|c,-d`: a and (b or c) and not d. */
export function readTags(filter: string): TagCondition[] {
  const conditions = filter
    .normalize('NFC')
    .toLowerCase()
    .split(',')
    .map((part) => part.trim())
    .map(
      (part): TagCondition =>
        part.startsWith('-') ? { not: part.slice(1).trim() } : { anyOf: part.split('|').map((tag) => tag.trim()) },
    );
  const empty = conditions.some((condition) =>
    'not' in condition ? condition.not === '' : condition.anyOf.includes(''),
  );
  if (empty || conditions.length > 20) {
    const detail = 'is one tag or several as in a,b or a|b or -a, at most 20.';
    throw problems.invalidRequest(`"tag" ${detail}`, { errors: [{ parameter: 'tag', code: 'bad-tags', detail }] });
  }
  return conditions;
}

/** The order of a list: the requested one or the default. @throws invalid-request for relevance without a search */
export function orderOf({ sort, q, view }: Pick<ArticleListRequest, 'sort' | 'q' | 'view'>): string {
  if (sort === '-relevance' && q === undefined) {
    const detail = 'must not be -relevance without q.';
    throw problems.invalidRequest(`"sort" ${detail}`, { errors: [{ parameter: 'sort', code: 'not-here', detail }] });
  }
  if (sort !== undefined) return sort;
  if (q !== undefined) return '-relevance';
  return view === 'desk' ? '-updatedAt' : '-publishedAt';
}
