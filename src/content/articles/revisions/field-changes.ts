import { isDeepStrictEqual } from 'node:util';
import { type ArticleContent, contentOf } from '../content.js';
import type { ArticleRow } from '../store.js';

export type FieldChange = { field: string; before: unknown; after: unknown };

/** Characters of a text that are shown of it. */
const maxValueLength = 200;

const truncateText = (value: unknown): unknown =>
  typeof value === 'string' && value.length > maxValueLength ? `${value.slice(0, maxValueLength)}…` : value;

type NextState = { content: ArticleContent; status: string; publishedAt: Date | null };

/** The fields by which a story would be another, with what they are and what they would be; of a new one those that say something. */
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
      : fieldsOf(contentOf(before), { status: before.status, publishedAt: before.publishedAt?.toISOString() ?? null });
  // Only what is published or thrown away there is so here.
  const moves = before === undefined || status === 'published' || status === 'trashed';
  const nextFields: Record<string, unknown> = fieldsOf(content, {
    status: moves ? status : before?.status,
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

/** External ids are those in any order. */
const normalize = (value: unknown): unknown =>
  Array.isArray(value) && value.some((one) => (one as { externalId?: string } | null)?.externalId !== undefined)
    ? [...value].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
    : value;
