import { columnsOf, jsonArray, jsonObject, rfc3339 } from '../../platform/db/index.js';
import { columnOf } from '../../platform/fields/index.js';
import { catalogue } from './fields.js';

/** The SQL expressions of the fields that are not simple columns. */
const expressions = {
  aliases: jsonArray(`SELECT a.name, a.kind, a.valid_from AS "from", a.valid_to AS "to"
    FROM person_aliases a WHERE a.person_id = p.id ORDER BY a.position`),
  roles: jsonArray(`SELECT r.title, r.organisation, r.valid_from AS "from", r.valid_to AS "to"
    FROM person_roles r WHERE r.person_id = p.id ORDER BY r.position`),
  createdAt: rfc3339('p.created_at'),
  updatedAt: rfc3339('p.updated_at'),
};

const columnsAt = (...placements: readonly ('list' | 'desk')[]) =>
  columnsOf(
    Object.fromEntries(
      catalogue.namesAt(...placements).flatMap((name) => {
        const expression = name in expressions ? expressions[name as keyof typeof expressions] : `p.${columnOf(name)}`;
        return name === 'currentRoles' ? [] : [[name, expression]];
      }),
    ),
  );

/** The columns of a person in public lists. */
export const columns = columnsAt('list');

/** All columns of a person, as the desk sees them. */
export const deskColumns = columnsAt('list', 'desk');

const appearance = (direction: 'ASC' | 'DESC') =>
  jsonObject(`SELECT s.article_id AS id, s.slug, s.headline, ${rfc3339('s.published_at')} AS "publishedAt"
    FROM publication_people l JOIN publications s ON s.article_id = l.article_id
    WHERE l.person_id = p.id AND l.listed ORDER BY l.published_at ${direction}, l.article_id ${direction} LIMIT 1`);

/**
 * The number of newest articles in which `with` counts other people. Counting in all articles about a head of
 * government would take seconds.
 */
const maxRecentArticles = 200;

/** Data from publications that lists leave out. */
const statistics = columnsOf({
  articleCount: '(SELECT count(*)::int FROM publication_people l WHERE l.person_id = p.id AND l.listed)',
  firstAppearance: appearance('ASC'),
  latestAppearance: appearance('DESC'),
  with: jsonArray(`SELECT n.id, n.slug, n.name, count(*)::int AS "articleCount"
      FROM (SELECT l.article_id FROM publication_people l WHERE l.person_id = p.id AND l.listed
        ORDER BY l.published_at DESC, l.article_id DESC LIMIT ${maxRecentArticles}) near
      JOIN publication_people o ON o.article_id = near.article_id AND o.listed AND o.person_id <> p.id AND o.relation <> 'author'
      JOIN people n ON n.id = o.person_id GROUP BY n.id ORDER BY 4 DESC, n.sort_name, n.id LIMIT 10`),
});

/** The columns of one person for the public, and on the desk. */
export const wholeColumns = { ...columns, ...statistics };
// In the order of the schema, so that a write and a read return the same entity tag.
export const wholeDeskColumns = { ...columns, ...statistics, ...columnsAt('desk') };

/**
 * Returns the expression of the office that a person held on a day, as JSON. If there were several, takes the latest
 * one.
 *
 * @param person SQL expression of the id of the person
 * @param day SQL expression of the day as text, YYYY-MM-DD
 */
export const roleOn = (person: string, day: string): string =>
  jsonObject(`SELECT r.title, r.organisation FROM person_roles r
    WHERE r.person_id = ${person}
      AND (r.valid_from IS NULL OR r.valid_from <= left(${day}, length(r.valid_from)))
      AND (r.valid_to IS NULL OR r.valid_to >= left(${day}, length(r.valid_to)))
    ORDER BY r.valid_from DESC NULLS LAST, r.position LIMIT 1`);

/** Returns the expression of the day of a time in UTC, as text. */
export const dayOf = (time: string) => `to_char(${time} AT TIME ZONE 'UTC', 'YYYY-MM-DD')`;
