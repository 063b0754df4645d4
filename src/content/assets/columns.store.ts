import { columnsOf, jsonArray, jsonObject, rfc3339 } from '../../platform/db/index.js';

type View = 'public' | 'desk';

/** Returns the people of a role. The public sees only people who are public. */
const peopleSql = (role: 'creator' | 'pictured', view: View) => `
  SELECT o.id, o.slug, o.name FROM asset_people l JOIN people o ON o.id = l.person_id
  WHERE l.asset_id = p.id AND l.role = '${role}'${view === 'public' ? " AND o.visibility = 'public'" : ''} ORDER BY l.position`;

const optionalTime = (column: string) => `CASE WHEN ${column} IS NOT NULL THEN ${rfc3339(column)} END`;

/** The SQL expressions of the properties of an asset `p`, in the order of the schema. */
const expressions = (view: View) => ({
  id: 'p.id',
  kind: 'p.kind',
  mediaType: 'p.media_type',
  bytes: 'p.bytes::float8',
  width: 'p.width',
  height: 'p.height',
  alt: 'p.alt',
  caption: 'p.caption',
  credit: 'p.credit',
  creator: jsonObject(peopleSql('creator', view)),
  source: 'p.source',
  licence: 'p.licence',
  takenAt: 'p.taken_at',
  place: 'p.place',
  people: jsonArray(peopleSql('pictured', view)),
  tags: 'p.tags',
  focalPoint: `CASE WHEN p.focal_x IS NOT NULL THEN json_build_object('x', p.focal_x, 'y', p.focal_y) END`,
  thumbhash: 'p.thumbhash',
  dominantColor: 'p.dominant_color',
  availableFrom: optionalTime('p.available_from'),
  availableUntil: optionalTime('p.available_until'),
  territories: 'p.territories',
});

const times = { version: 'p.version', createdAt: rfc3339('p.created_at'), updatedAt: rfc3339('p.updated_at') };

/** The columns of an asset as readers see it. */
export const publicColumns = columnsOf({ ...expressions('public'), ...times });

/** The columns of an asset as editors see it. */
export const deskColumns = columnsOf({
  ...expressions('desk'),
  filename: 'p.filename',
  checksum: 'p.checksum',
  visibility: 'p.visibility',
  ...times,
});
