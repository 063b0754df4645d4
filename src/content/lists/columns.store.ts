import { sql } from 'kysely';
import { columnNames, jsonArray, jsonObject, rfc3339 } from '../../platform/db/index.js';
import { shownStatusSql } from '../articles/index.js';

const meta = {
  id: 'l.id',
  slug: 'l.slug',
  name: 'l.name',
  description: 'l.description',
  size: 'l.size',
};
const times = { version: 'l.version', createdAt: rfc3339('l.created_at'), updatedAt: rfc3339('l.updated_at') };

/** The properties of a list `l` in a list of lists, each with its SQL expression. */
export const cardColumns = { ...meta, ...times };

/** The same properties for the desk, as Kysely selections. */
export const deskCard = [
  ...columnNames('lists', 'createdAt', 'updatedAt'),
  sql.raw<string>(times.createdAt).as('createdAt'),
  sql.raw<string>(times.updatedAt).as('updatedAt'),
];

/** Returns the properties of one list with its articles. `items` is the SQL expression of the articles. */
export const wholeColumns = (items: string) => ({ ...meta, items, ...times });

/** The SQL expression of the pins of a list, as the desk sees them. */
export const pinsSql = jsonArray(`SELECT i.position, ${jsonObject(
  `SELECT a.id, a.slug, a.headline, ${shownStatusSql('a')} AS status FROM articles a WHERE a.id = i.article_id`,
)} AS article, i.label, i.headline, i.standfirst, ${rfc3339('i.until')} AS until,
  coalesce(i.until > now(), true) AND EXISTS (SELECT FROM publications p WHERE p.article_id = i.article_id) AS live
  FROM list_pins i WHERE i.list_id = l.id ORDER BY i.position`);
