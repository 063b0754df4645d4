import { columnsOf, jsonArray, jsonObject, Prisma, rfc3339 } from '../../platform/db/index.js';

type View = 'public' | 'desk';

/** Returns the people of a role. The public sees only people who are public. */
const peopleSql = (role: 'creator' | 'pictured', view: View) => `
  SELECT o.id, o.slug, o.name FROM asset_people l JOIN people o ON o.id = l.person_id
  WHERE l.asset_id = p.id AND l.role = '${role}'${view === 'public' ? " AND o.visibility = 'public'" : ''} ORDER BY l.position`;

/** The expressions of the people of an asset `p`. */
const peopleOfOne = (view: View) => ({
  creator: jsonObject(peopleSql('creator', view)),
  people: jsonArray(peopleSql('pictured', view)),
});

/** The expressions of the people of an asset `p`, which `peopleJoin` has read together. */
const joinedPeople = { creator: 'linked.creator', people: "coalesce(linked.pictured, '[]'::json)" };

/**
 * Returns the join that reads all people of an asset `p` of a list at once. `hidden` has the ids of those who are not
 * public yet: their publication changes the public responses, which do not show them yet.
 */
export function peopleJoin(view: View): Prisma.Sql {
  const isShown = (role: string) => `l.role = '${role}'${view === 'public' ? " AND l.visibility = 'public'" : ''}`;
  return Prisma.raw(`LEFT JOIN LATERAL (
    SELECT (array_agg(row_to_json(o)) FILTER (WHERE ${isShown('creator')}))[1] AS creator,
      array_to_json(array_agg(row_to_json(o) ORDER BY l.position) FILTER (WHERE ${isShown('pictured')})) AS pictured,
      array_agg(l.id) FILTER (WHERE l.visibility = 'draft') AS hidden
    FROM (SELECT l.role, l.position, o.id, o.slug, o.name, o.visibility FROM asset_people l JOIN people o ON o.id = l.person_id
      WHERE l.asset_id = p.id) l CROSS JOIN LATERAL (SELECT l.id, l.slug, l.name) o
  ) linked ON TRUE`);
}

const optionalTime = (column: string) => `CASE WHEN ${column} IS NOT NULL THEN ${rfc3339(column)} END`;

/** The SQL expressions of the properties of an asset `p`, in the order of the schema. */
const expressions = ({ creator, people }: typeof joinedPeople) => ({
  id: 'p.id',
  kind: 'p.kind',
  mediaType: 'p.media_type',
  bytes: 'p.bytes::float8',
  width: 'p.width',
  height: 'p.height',
  alt: 'p.alt',
  caption: 'p.caption',
  credit: 'p.credit',
  creator,
  source: 'p.source',
  licence: 'p.licence',
  takenAt: 'p.taken_at',
  place: 'p.place',
  people,
  tags: 'p.tags',
  focalPoint: `CASE WHEN p.focal_x IS NOT NULL THEN json_build_object('x', p.focal_x, 'y', p.focal_y) END`,
  thumbhash: 'p.thumbhash',
  dominantColor: 'p.dominant_color',
  availableFrom: optionalTime('p.available_from'),
  availableUntil: optionalTime('p.available_until'),
  territories: 'p.territories',
});

const times = { version: 'p.version', createdAt: rfc3339('p.created_at'), updatedAt: rfc3339('p.updated_at') };

const publicColumnsWith = (people: typeof joinedPeople) => columnsOf({ ...expressions(people), ...times });

const deskColumnsWith = (people: typeof joinedPeople) =>
  columnsOf({
    ...expressions(people),
    filename: 'p.filename',
    checksum: 'p.checksum',
    visibility: 'p.visibility',
    ...times,
  });

/** The columns of one asset as readers see it. */
export const publicColumns = publicColumnsWith(peopleOfOne('public'));

/** The columns of one asset as editors see it. */
export const deskColumns = deskColumnsWith(peopleOfOne('desk'));

/** The columns of an asset `p` of a list with `peopleJoin`. */
export const listColumns = { public: publicColumnsWith(joinedPeople), desk: deskColumnsWith(joinedPeople) };
