import { isDeepStrictEqual } from 'node:util';
import { type ArticleContent, contentOf } from '../content.js';
import type { ArticleRow } from '../store.js';

export type FieldChange = { field: string; before: unknown; after: unknown };

/** Characters of a text that are shown of it. */
const shown = 200;

const shortened = (value: unknown): unknown =>
  typeof value === 'string' && value.length > shown ? `${value.slice(0, shown)}…` : value;

type Next = { story: ArticleContent; status: string; publishedAt: Date | null };

/** The fields by which a story would be another, with what they are and what they would be; of a new one those that say something. */
export function changesOf(before: ArticleRow | undefined, { story, status, publishedAt }: Next): FieldChange[] {
  const fieldsOf = ({ bodyText: _, sectionId: section, ...rest }: ArticleContent, state: object) => ({
    ...rest,
    section,
    ...state,
  });
  const old: Record<string, unknown> =
    before === undefined
      ? {}
      : fieldsOf(contentOf(before), { status: before.status, publishedAt: before.publishedAt?.toISOString() ?? null });
  // Only what is published or thrown away there is so here.
  const moves = before === undefined || status === 'published' || status === 'trashed';
  const next: Record<string, unknown> = fieldsOf(story, {
    status: moves ? status : before?.status,
    publishedAt: (status === 'published' ? publishedAt : before?.publishedAt)?.toISOString() ?? null,
  });
  return Object.keys(next)
    .map((field) => ({ field, before: old[field] ?? null, after: next[field] ?? null }))
    .filter(
      ({ before, after }) => !isDeepStrictEqual(sorted(before), sorted(after)) && !(isEmpty(before) && isEmpty(after)),
    )
    .map(({ field, before, after }) => ({ field, before: shortened(before), after: shortened(after) }));
}

const isEmpty = (value: unknown): boolean => value === null || (Array.isArray(value) && value.length === 0);

/** External ids are those in any order. */
const sorted = (value: unknown): unknown =>
  Array.isArray(value) && value.some((one) => (one as { externalId?: string } | null)?.externalId !== undefined)
    ? [...value].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
    : value;
