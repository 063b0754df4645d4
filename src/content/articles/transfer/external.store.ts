import { sql } from 'kysely';
import type { Session } from '../../../platform/db/index.js';
import { isId } from '../../slugs/index.js';
import { OWN_SOURCE } from '../rules.js';

/** Finds the article that has this external id, or this id if the source is Broadsheet itself. */
export const findByExternalId = (
  { query }: Session,
  source: string,
  id: string,
): Promise<{ id: string; version: number; status: string } | undefined> =>
  query
    .selectFrom('articles')
    .select(['id', 'version', 'status'])
    .where('id', '=', (eb) =>
      eb.fn.coalesce(
        eb
          .selectFrom('articleExternalIds')
          .select('articleId')
          .where('source', '=', source)
          .where('externalId', '=', id),
        sql<string>`${source === OWN_SOURCE && isId(id) ? id : null}::uuid`,
      ),
    )
    .executeTakeFirst();
