import { Prisma } from '../../platform/db/index.js';

/** The two copies of a story have the same columns under the same names; what differs is named here. */
export type Copy = { id: Prisma.Sql; table: Prisma.Sql; people: Prisma.Sql; live: Prisma.Sql };

export const newsstand: Copy = {
  id: Prisma.sql`p.article_id`,
  table: Prisma.sql`publications p`,
  people: Prisma.sql`publication_people`,
  live: Prisma.sql`publications r WHERE r.article_id = wanted.id`,
};

export const desk: Copy = {
  id: Prisma.sql`p.id`,
  table: Prisma.sql`articles p`,
  people: Prisma.sql`article_people`,
  live: Prisma.sql`articles r WHERE r.id = wanted.id`,
};

export type Include = 'section' | 'people' | 'related' | 'body';

const sectionColumn = (whole: boolean) => Prisma.sql`(
  SELECT json_build_object('id', s.id, 'slug', s.slug, 'name', s.name, 'path', s.path${
    whole ? Prisma.sql`, 'description', s.description, 'parentId', s.parent_id` : Prisma.empty
  })
  FROM sections s WHERE s.id = p.section_id) AS section`;

const authorsColumn = ({ id, people }: Copy) => Prisma.sql`coalesce((
  SELECT json_agg(json_build_object('id', n.id, 'slug', n.slug, 'name', n.name) ORDER BY l.position)
  FROM ${people} l JOIN people n ON n.id = l.person_id
  WHERE l.article_id = ${id} AND l.relation = 'author'), '[]') AS authors`;

const peopleColumn = ({ id, people }: Copy) => Prisma.sql`coalesce((
  SELECT json_agg(json_build_object('id', n.id, 'slug', n.slug, 'name', n.name, 'relation', l.relation,
    'titleAsPrinted', l.title_as_printed) ORDER BY l.position)
  FROM ${people} l JOIN people n ON n.id = l.person_id WHERE l.article_id = ${id}), '[]') AS people`;

const relatedColumn = ({ live }: Copy) => Prisma.sql`coalesce((
  SELECT json_agg(json_build_object('id', wanted.id, 'slug', found.slug, 'headline', found.headline) ORDER BY wanted.place)
  FROM unnest(p.related) WITH ORDINALITY AS wanted (id, place)
  CROSS JOIN LATERAL (SELECT r.slug, r.headline FROM ${live}) AS found), '[]') AS related`;

/** The columns of a card, in the API's names. */
export function cardColumns(copy: Copy, include: readonly Include[]): Prisma.Sql {
  const added = [
    ...(include.includes('people') ? [peopleColumn(copy)] : []),
    ...(include.includes('related') ? [relatedColumn(copy)] : []),
    ...(include.includes('body') ? [Prisma.sql`p.body`] : []),
  ];
  return Prisma.join([
    Prisma.sql`${copy.id} AS id, p.slug, p.type, p.headline, p.standfirst, p.lang`,
    sectionColumn(include.includes('section')),
    authorsColumn(copy),
    Prisma.sql`p.tags, p.lead_image AS "leadImage", rfc3339(p.published_at) AS "publishedAt",
      rfc3339(p.first_published_at) AS "firstPublishedAt", rfc3339(p.updated_at) AS "updatedAt"`,
    Prisma.sql`coalesce((SELECT c.approved FROM comment_counts c WHERE c.article_id = ${copy.id}), 0) AS "commentCount"`,
    ...added,
  ]);
}

/** The columns of a whole story. */
export function wholeColumns(copy: Copy, include: readonly Include[]): Prisma.Sql {
  return Prisma.join([
    cardColumns(
      copy,
      include.filter((name) => name === 'section'),
    ),
    peopleColumn(copy),
    relatedColumn(copy),
    Prisma.sql`p.body, p.sources, p.dateline, p.seo, p.comments_open AS "commentsOpen", p.version`,
  ]);
}

/** What only the desk knows. */
export const deskColumns = Prisma.sql`p.status, p.version, p.revision,
  (p.published_revision IS NOT NULL AND p.published_revision <> p.revision) AS "hasUnpublishedChanges",
  rfc3339(p.created_at) AS "createdAt",
  coalesce((SELECT json_agg(json_build_object('source', e.source, 'id', e.external_id) ORDER BY e.source, e.external_id)
    FROM article_external_ids e WHERE e.article_id = p.id), '[]') AS "externalIds"`;
