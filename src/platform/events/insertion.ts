import { v7 as uuid } from 'uuid';
import type { z } from 'zod';
import type { Actor } from '../auth/index.js';
import { Prisma } from '../db/index.js';
import type { EventDefinition, PublicNews } from './definition.js';

export type EventInput<Payload extends z.ZodType> = { subjectId: string; payload: z.input<Payload>; actor: Actor };

/** An event as it is sent to the database. */
export type EventInsertRow = {
  subjectId: string;
  payload: unknown;
  actor: string;
  news: PublicNews | undefined;
  /** The origin of the action for the audit. Undefined for readers without a token. */
  audit: object | undefined;
};

/** Converts an event to a row. @param parsedPayload the parsed payload */
export function toInsertRow<Payload extends z.ZodType>(
  definition: EventDefinition<string, Payload>,
  { subjectId, actor }: Pick<EventInput<Payload>, 'subjectId' | 'actor'>,
  parsedPayload: z.output<Payload>,
): EventInsertRow {
  const { via = 'broadsheet', ...from } = actor.origin ?? {};
  return {
    subjectId,
    payload: parsedPayload,
    actor: actor.name,
    news: definition.news?.(parsedPayload),
    audit: actor.isAnonymous ? undefined : { id: uuid(), tokenId: actor.tokenId, userId: actor.userId, via, ...from },
  };
}

const newsIdExpression = Prisma.raw(`(said.event->'news'->>'id')::uuid`);
const newsIsCondition = (is: PublicNews['is']) => Prisma.raw(`said.event->'news'->>'is' = '${is}'`);

/**
 * Statements that update the table of public entities: entities that appear are added, and entities that leave are
 * marked. There is no row for an entity that was never public. Rows stay locked until the commit, so that no change to
 * an entity follows its tombstone.
 */
const subjectUpdates: Record<PublicNews['is'], Prisma.Sql> = {
  known: Prisma.sql`appeared AS (
    INSERT INTO public_subjects (id, kind, slug, live)
    SELECT DISTINCT ON (id) ${newsIdExpression} AS id, said.event->'news'->>'kind', said.event->'news'->>'slug', true
    FROM said WHERE ${newsIsCondition('known')} ORDER BY id, said.place DESC
    ON CONFLICT (id) DO UPDATE SET kind = EXCLUDED.kind, slug = EXCLUDED.slug, live = true RETURNING id, kind, slug)`,
  changed: Prisma.sql`changed AS (
    SELECT id, kind, slug FROM public_subjects
    WHERE live AND id IN (SELECT ${newsIdExpression} FROM said WHERE ${newsIsCondition('changed')}) FOR SHARE)`,
  gone: Prisma.sql`gone AS (
    UPDATE public_subjects SET live = false
    WHERE live AND id IN (SELECT ${newsIdExpression} FROM said WHERE ${newsIsCondition('gone')}) RETURNING id, kind, slug)`,
};
const newsTables = { known: 'appeared', changed: 'changed', gone: 'gone' } as const;

const auditInsert = Prisma.sql`noted AS (
  INSERT INTO audit (id, type, subject_id, actor, token_id, user_id, via, address, request_id, user_agent, detail)
  SELECT (o.audit->>'id')::uuid, said.type, (said.event->>'subjectId')::uuid, said.event->>'actor', (o.audit->>'tokenId')::uuid,
    (o.audit->>'userId')::uuid, o.audit->>'via', o.audit->>'address', o.audit->>'requestId', o.audit->>'userAgent', said.event->'payload'
  FROM said CROSS JOIN LATERAL (SELECT said.event->'audit' AS audit) o
  WHERE o.audit IS NOT NULL ORDER BY said.place)`;

/**
 * Returns the parts of a `WITH` clause that write events of one type, their public news and their audit entries. The
 * caller adds a statement.
 *
 * @param condition a condition on the preceding parts: whether the events have happened
 */
export function insertParts(type: string, rows: readonly EventInsertRow[], condition = Prisma.sql`TRUE`): Prisma.Sql {
  const news = [...new Set(rows.flatMap((row) => (row.news === undefined ? [] : [row.news.is])))];
  const parts = [
    Prisma.sql`said AS (
      SELECT told.event, told.place, ${type}::text AS type
      FROM jsonb_array_elements(${JSON.stringify(rows)}::jsonb) WITH ORDINALITY AS told (event, place) WHERE ${condition})`,
    ...news.map((is) => subjectUpdates[is]),
    Prisma.sql`told AS (
      INSERT INTO events (type, subject_id, payload, actor, public_kind, public_id, public_slug, tombstone)
      SELECT said.type, (said.event->>'subjectId')::uuid, said.event->'payload', said.event->>'actor', ${
        news.length === 0
          ? Prisma.sql`NULL, NULL::uuid, NULL, NULL::boolean FROM said`
          : Prisma.sql`p.kind, p.id, p.slug, CASE WHEN p.id IS NOT NULL THEN ${newsIsCondition('gone')} END
            FROM said LEFT JOIN (${Prisma.raw(
              news.map((is) => `SELECT id, kind, slug FROM ${newsTables[is]}`).join(' UNION ALL '),
            )}) p ON p.id = ${newsIdExpression}`
      } ORDER BY said.place)`,
    ...(rows.some(({ audit }) => audit !== undefined) ? [auditInsert] : []),
  ];
  return Prisma.join(parts, ', ');
}
