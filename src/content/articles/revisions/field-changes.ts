import { isDeepStrictEqual } from 'node:util';
import { type ArticleContent, contentOf } from '../content.js';
import { shownStatusOf } from '../review/state.rules.js';
import type { ArticleRow } from '../store.js';

export type FieldChange = { field: string; before: unknown; after: unknown };

/** The maximum number of characters of a text in a change. */
const maxValueLength = 200;

const truncateText = (value: unknown): unknown =>
  typeof value === 'string' && value.length > maxValueLength ? `${value.slice(0, maxValueLength)}…` : value;

type NextState = { content: ArticleContent; status: string; publishedAt: Date | null };

/**
 * Returns the fields that an import would change, with both values. For a new article, returns the fields with a value.
 */
export function compareFields(
  before: ArticleRow | undefined,
  { content, status, publishedAt }: NextState,
): FieldChange[] {
  const fieldsOf = ({ bodyText: _, sectionId: section, ...rest }: ArticleContent, state: object) => ({
    ...rest,
    section,
    ...state,
  });
  const previousFields: Record<string, unknown> =
    before === undefined
      ? {}
      : fieldsOf(contentOf(before), {
          status: shownStatusOf(before),
          publishedAt: before.publishedAt?.toISOString() ?? null,
        });
  // An import moves an existing article only to `published` or `trashed`.
  const moves = before === undefined || status === 'published' || status === 'trashed';
  const nextFields: Record<string, unknown> = fieldsOf(content, {
    status: moves || before === undefined ? status : shownStatusOf(before),
    publishedAt: (status === 'published' ? publishedAt : before?.publishedAt)?.toISOString() ?? null,
  });
  return Object.keys(nextFields)
    .map((field) => ({ field, before: previousFields[field] ?? null, after: nextFields[field] ?? null }))
    .filter(
      ({ before, after }) =>
        !isDeepStrictEqual(normalize(before), normalize(after)) && !(isEmpty(before) && isEmpty(after)),
    )
    .map(({ field, before, after }) => ({ field, before: truncateText(before), after: truncateText(after) }));
}

const isEmpty = (value: unknown): boolean => value === null || (Array.isArray(value) && value.length === 0);

/** Sorts external ids, because their order does not matter. */
const normalize = (value: unknown): unknown =>
  Array.isArray(value) && value.some((one) => (one as { externalId?: string } | null)?.externalId !== undefined)
    ? [...value].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
    : value;
