/** The SQL that a developer would write by hand for each route. PostgreSQL builds the complete response. */
export type Statement = {
  route: string;
  name: string;
  text: string;
  values: (params: Record<string, string>) => unknown[];
};

const time = (column: string) => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const card = `p.article_id AS id, p.slug, p.type, p.kicker, p.headline, p.standfirst, p.lang,
  (SELECT row_to_json(o) FROM (SELECT s.id, s.slug, s.name, s.path FROM sections s WHERE s.id = p.section_id) o) AS section,
  coalesce((SELECT json_agg(o) FROM (SELECT n.id, n.slug, n.name FROM publication_people l JOIN people n ON n.id = l.person_id
    WHERE l.article_id = p.article_id AND l.relation = 'author' ORDER BY l.position) o), '[]') AS authors,
  p.tags, p.lead_image AS "leadImage", ${time('p.published_at')} AS "publishedAt",
  ${time('p.first_published_at')} AS "firstPublishedAt", ${time('p.updated_at')} AS "updatedAt",
  coalesce((SELECT c.approved FROM comment_counts c WHERE c.article_id = p.article_id), 0) AS "commentCount"`;

/** Returns a statement for a page of twenty items as one JSON document. `key` is the position after which the next page begins. */
const page = (items: string, key: string) => `
  SELECT json_build_object('data', coalesce(json_agg(row_to_json(c)), '[]'), 'page',
    json_build_object('next', CASE WHEN count(*) = 20 THEN (array_agg(${key} || ' ' || c.id))[20] END, 'previous', NULL))::text AS json
  FROM (${items} LIMIT 20) c`;

const noReactions = JSON.stringify({ like: 0, insightful: 0, funny: 0, dislike: 0 });

const newestFirst = 'ORDER BY f.published_at DESC, f.article_id DESC';
const inSection = `SELECT ${card} FROM publication_sections f JOIN publications p ON p.article_id = f.article_id
  WHERE f.section_id = (SELECT section_id FROM section_slugs WHERE slug = $1)`;

/**
 * The newest thousand matches, the best first. Words are stemmed by language. `lang || ''` prevents the planner from
 * reading the index of all articles in a language instead of checking the few matches.
 */
const search = `
  WITH asked AS (SELECT lang, ('broadsheet_' || name)::regconfig AS config, websearch_to_tsquery(('broadsheet_' || name || '_query')::regconfig, $1) AS words
    FROM (VALUES ('en', 'english'), ('de', 'german'), ('fr', 'french'), ('es', 'spanish')) AS known (lang, name)),
  newest AS MATERIALIZED (SELECT p.article_id, p.search, q.config, q.words FROM publications p JOIN asked q ON p.lang || '' = q.lang AND p.search @@ q.words
    ORDER BY p.published_at DESC, p.article_id DESC LIMIT 1000),
  best AS MATERIALIZED (SELECT article_id, config, words, ts_rank_cd(search, words) AS rank FROM newest
    ORDER BY rank DESC, article_id DESC LIMIT 20)
  ${page(
    `SELECT ${card}, json_build_object(
      'headline', ts_headline(b.config, p.headline, b.words, 'StartSel=<mark>,StopSel=</mark>,HighlightAll=true'),
      'text', ts_headline(b.config, left(p.body_text, 100000), b.words, 'StartSel=<mark>,StopSel=</mark>,MaxWords=40,MinWords=20')) AS highlight
      FROM best b JOIN publications p ON p.article_id = b.article_id ORDER BY b.rank DESC, b.article_id DESC`,
    'c."publishedAt"',
  )}`;

/** Returns the key and the id in a cursor of Broadsheet, which both servers receive. */
const positionIn = (cursor = '') => JSON.parse(Buffer.from(cursor, 'base64url').toString()).slice(1) as unknown[];

export const statements: Statement[] = [
  {
    route: '/v1/articles/:slug',
    name: 'article',
    text: `SELECT row_to_json(x)::text AS json FROM (SELECT ${card},
      coalesce((SELECT json_agg(o) FROM (SELECT n.id, n.slug, n.name, l.relation, l.title_as_printed AS "titleAsPrinted",
          CASE WHEN l.role_title IS NOT NULL THEN json_build_object('title', l.role_title, 'organisation', l.role_organisation) END AS role
        FROM publication_people l JOIN people n ON n.id = l.person_id WHERE l.article_id = p.article_id AND NOT l.found ORDER BY l.position) o), '[]') AS people,
      coalesce((SELECT json_agg(o) FROM (SELECT r.article_id AS id, r.slug, r.headline
        FROM unnest(p.related) WITH ORDINALITY AS w (id, place) JOIN publications r ON r.article_id = w.id ORDER BY w.place) o), '[]') AS related,
      p.body, 'html' AS "bodyFormat", p.sources, p.dateline, p.seo, p.version,
      json_build_object('open', p.comments_open, 'count', coalesce((SELECT c.approved FROM comment_counts c WHERE c.article_id = p.article_id), 0)) AS comments,
      coalesce((SELECT json_agg(o) FROM (SELECT c.id, c.kind, c.note, ${time('c.at')} AS at FROM corrections c
        WHERE c.article_id = p.article_id AND c.at IS NOT NULL ORDER BY c.at DESC, c.id DESC) o), '[]') AS corrections
      FROM publications p WHERE p.slug = $1) x`,
    values: ({ slug }) => [slug],
  },
  {
    route: '/v1/articles',
    name: 'articles',
    text: page(`SELECT ${card} FROM publications p ORDER BY p.published_at DESC, p.article_id DESC`, 'c."publishedAt"'),
    values: () => [],
  },
  {
    route: '/v1/articles?section',
    name: 'section',
    text: page(`${inSection} ${newestFirst}`, 'c."publishedAt"'),
    values: ({ section }) => [section],
  },
  {
    route: '/v1/articles?section&after',
    name: 'section_after',
    text: page(
      `${inSection} AND (f.published_at, f.article_id) < ($2::timestamptz, $3::uuid) ${newestFirst}`,
      'c."publishedAt"',
    ),
    values: ({ section, after }) => [section, ...positionIn(after)],
  },
  { route: '/v1/articles?q', name: 'search', text: search, values: ({ q }) => [q] },
  {
    route: '/v1/people',
    name: 'people',
    text: page(
      `SELECT p.id, p.slug, p.name, p.sort_name AS "sortName", p.given_name AS "givenName", p.family_name AS "familyName",
        p.name_order AS "nameOrder", p.short_names AS "shortNames",
        coalesce((SELECT json_agg(o) FROM (SELECT a.name, a.kind, a.valid_from AS "from", a.valid_to AS "to"
          FROM person_aliases a WHERE a.person_id = p.id ORDER BY a.position) o), '[]') AS aliases,
        coalesce((SELECT json_agg(o) FROM (SELECT r.title, r.organisation, r.valid_from AS "from", r.valid_to AS "to"
          FROM person_roles r WHERE r.person_id = p.id ORDER BY r.position) o), '[]') AS roles,
        p.disambiguation, p.bio, p.image_url AS "imageUrl", p.wikidata_id AS "wikidataId", p.same_as AS "sameAs", p.version,
        ${time('p.created_at')} AS "createdAt", ${time('p.updated_at')} AS "updatedAt"
        FROM people p WHERE p.visibility = 'public' ORDER BY p.sort_name, p.id`,
      'c."sortName"',
    ),
    values: () => [],
  },
  {
    route: '/v1/people/:slug/articles',
    name: 'person',
    text: page(
      `SELECT ${card} FROM publication_people f JOIN publications p ON p.article_id = f.article_id
        WHERE f.person_id = (SELECT person_id FROM person_slugs WHERE slug = $1) AND f.listed ${newestFirst}`,
      'c."publishedAt"',
    ),
    values: ({ slug }) => [slug],
  },
  {
    route: '/v1/articles/:slug/comments',
    name: 'comments',
    text: page(
      `SELECT c.id, c.article_id AS "articleId", c.parent_id AS "parentId", c.root_id AS "rootId",
        coalesce(c.in_reply_to_id, c.parent_id) AS "inReplyToId", c.depth,
        json_build_object('name', CASE WHEN c.status = 'approved' THEN c.author_name ELSE '' END,
          'url', CASE WHEN c.status = 'approved' THEN c.author_url END, 'staff', c.by_staff AND c.status = 'approved') AS author,
        CASE WHEN c.status = 'approved' THEN c.body_html ELSE '' END AS "bodyHtml",
        ${time('c.created_at')} AS "createdAt", ${time('c.edited_at')} AS "editedAt", ${time('c.deleted_at')} AS "deletedAt",
        c.status <> 'approved' AS removed, c.pinned_at IS NOT NULL AS pinned,
        '${noReactions}'::jsonb || c.reactions AS reactions, c.score, c.reply_count AS "replyCount", c.descendants AS "descendantCount"
        FROM comments c WHERE c.article_id = (SELECT article_id FROM publications WHERE slug = $1) AND c.shown
        ORDER BY c.created_at DESC, c.id DESC`,
      'c."createdAt"',
    ),
    values: ({ slug }) => [slug],
  },
];
