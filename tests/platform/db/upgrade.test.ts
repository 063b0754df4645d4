import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { allEventDefinitions } from '../../../src/event-definitions.js';
import { tagSlug } from '../../../src/lib/tag-slug.js';
import { migrationsDir } from '../../../src/newsroom.js';
import { openDatabase } from '../../../src/platform/db/index.js';

/** Returns a database as it was before a migration, ready for rows and the upgrade. */
async function before(test: { teardown(after: () => unknown): void }, migration: string) {
  const folder = await mkdtemp(join(tmpdir(), 'broadsheet-upgrade-'));
  for (const name of await readdir(migrationsDir))
    if (name < migration || name.endsWith('.toml'))
      await cp(join(migrationsDir, name), join(folder, name), { recursive: true });
  const database = await openDatabase({ kind: 'memory', dump: undefined });
  test.teardown(async () => {
    await database.close();
    await rm(folder, { recursive: true });
  });
  await database.migrate(folder);
  const run = (sql: string) => database.prisma.$executeRawUnsafe(sql);
  return { database, run };
}

const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;

t.test('keeps articles scheduled as they were before the upgrade', async (t) => {
  const { database, run } = await before(t, '20261128230000');
  for (const [n, status, at] of [
    [1, 'scheduled', "now() + interval '1 day'"],
    [2, 'published', "now() + interval '1 day'"],
    [3, 'draft', 'NULL'],
  ] as const)
    await run(`INSERT INTO articles (id, slug, headline, status, revision, scheduled_for, related, tags)
      VALUES ('${id(n)}', 's-${n}', 'H', '${status}', ${n + 4}, ${at}, '{}', '{}')`);
  await database.migrate(migrationsDir);
  const rows = await database.prisma.article.findMany({ orderBy: { id: 'asc' }, select: { scheduledRevision: true } });
  t.same(rows, [{ scheduledRevision: 5 }, { scheduledRevision: 6 }, { scheduledRevision: null }]);
  await t.rejects(
    run(`UPDATE articles SET scheduled_revision = NULL WHERE id = '${id(1)}'`),
    /articles_scheduled_revision/,
  );
});

t.test('links tokens to their creators, limits their expiry and makes their names unique', async (t) => {
  const { database, run } = await before(t, '20261128230100');
  const tokens: [n: number, name: string, expiresAt: string][] = [
    [1, 'Root', "'2100-01-01'"],
    [2, 'Script', 'NULL'],
    [3, 'Script', "'2200-01-01'"],
    [4, 'Old', "'2001-01-01'"],
    [5, 'Old', 'NULL'],
    [6, 'Of nobody', 'NULL'],
  ];
  for (const [n, name, expiresAt] of tokens)
    await run(`INSERT INTO tokens (id, name, hash, scopes, expires_at, created_at)
      VALUES ('${id(n)}', '${name}', 'hash ${n}', '{admin}', ${expiresAt}, timestamptz '2026-01-0${n}')`);
  // Root made 2, which made 3. Token 4 has expired and made 5. The creator of 6 is unknown.
  for (const [made, by] of [
    [2, 1],
    [3, 2],
    [5, 4],
    [6, 99],
  ] as const)
    await run(`INSERT INTO audit (id, type, subject_id, actor, token_id, via, detail)
      VALUES ('${id(made)}', 'token.created', '${id(made)}', 'Maker ${by}', '${id(by)}', 'http', '{}')`);
  await database.migrate(migrationsDir);
  const rows = await database.prisma.token.findMany({ orderBy: { createdAt: 'asc' } });
  t.same(
    rows.map(({ name, parentId, createdBy, expiresAt, holdsName }) => [
      name,
      parentId === null ? null : Number(parentId.slice(-2)),
      createdBy,
      expiresAt?.getUTCFullYear() ?? null,
      holdsName,
    ]),
    [
      ['Root', null, null, 2100, true],
      ['Script', 1, 'Maker 1', 2100, true],
      ['Script (00000003)', 2, 'Maker 2', 2100, true],
      ['Old', null, null, 2001, false],
      ['Old', 4, 'Maker 4', null, true],
      ['Of nobody', null, 'Maker 99', null, true],
    ],
  );
});

t.test('makes people and sections drafts that no published article uses, and says so in the public log', async (t) => {
  const { database, run } = await before(t, '20261129222000');
  for (const n of [1, 2]) {
    await run(`INSERT INTO people (id, slug, name, sort_name, short_names, same_as)
      VALUES ('${id(n)}', 'person-${n}', 'P', 'P', '{}', '{}')`);
    await run(`INSERT INTO sections (id, slug, name, path, lineage)
      VALUES ('${id(10 + n)}', 'section-${n}', 'S', 'section-${n}', '{${id(10 + n)}}')`);
  }
  await run(`INSERT INTO public_subjects (id, kind, slug, live) VALUES
    ('${id(1)}', 'person', 'person-1', true), ('${id(2)}', 'person', 'person-2', true),
    ('${id(11)}', 'section', 'section-1', true), ('${id(12)}', 'section', 'section-2', true)`);
  await run(`INSERT INTO articles (id, slug, headline, related, tags) VALUES ('${id(20)}', 'a', 'H', '{}', '{}')`);
  await run(`INSERT INTO publications (article_id, slug, version, revision, type, lang, body, body_text, sources, comments_open, headline, section_id, tags, related, published_at, first_published_at, updated_at)
    VALUES ('${id(20)}', 'a', 1, 1, 'article', 'en', '', '', '[]', true, 'H', '${id(11)}', '{}', '{}', now(), now(), now())`);
  await run(`INSERT INTO publication_people (article_id, position, person_id, relation, listed, published_at)
    VALUES ('${id(20)}', 0, '${id(1)}', 'quoted', true, now())`);
  await run(
    `INSERT INTO publication_sections (section_id, article_id, published_at) VALUES ('${id(11)}', '${id(20)}', now())`,
  );

  await database.migrate(migrationsDir);
  const select = { id: true, visibility: true };
  const visible = [
    ...(await database.prisma.person.findMany({ select, orderBy: { id: 'asc' } })),
    ...(await database.prisma.section.findMany({ select, orderBy: { id: 'asc' } })),
  ];
  t.strictSame(visible, [
    { id: id(1), visibility: 'public' },
    { id: id(2), visibility: 'draft' },
    { id: id(11), visibility: 'public' },
    { id: id(12), visibility: 'draft' },
  ]);
  const events = await database.prisma.event.findMany({ orderBy: { seq: 'asc' } });
  t.match(events, [
    { type: 'person.updated', publicId: id(2), publicSlug: 'person-2', tombstone: true },
    { type: 'section.updated', publicId: id(12), publicSlug: 'section-2', tombstone: true },
  ]);
  for (const { type, payload } of events) {
    const definition = allEventDefinitions.find((one) => one.type === type);
    t.ok(definition?.payload.safeParse(payload).success, `the data of ${type} is valid`);
  }
  const live = await database.prisma.publicSubject.findMany({ where: { live: true }, orderBy: { id: 'asc' } });
  t.strictSame(
    live.map((subject) => subject.id),
    [id(1), id(11)],
  );
});

t.test('gives the tags of articles slugs, by which they are found', async (t) => {
  const { database, run } = await before(t, '20261130210000');
  const tags = ['g20', 'angela merkel', "l'équipe", 'c++', 'c#', 'u.s. politics', '東京', 'łódź'];
  const list = `ARRAY[${tags.map((tag) => `'${tag.replace("'", "''")}'`).join(', ')}]`;
  await run(
    `INSERT INTO articles (id, slug, headline, related, tags) VALUES ('${id(20)}', 'a', 'H', '{}', ${list}), ('${id(21)}', 'b', 'H', '{}', '{}')`,
  );
  await run(`INSERT INTO publications (article_id, slug, version, revision, type, lang, body, body_text, sources, comments_open, headline, tags, related, published_at, first_published_at, updated_at)
    VALUES ('${id(20)}', 'a', 1, 1, 'article', 'en', '', '', '[]', true, 'H', ${list}, '{}', now(), now(), now())`);
  await database.migrate(migrationsDir);
  const select = { tags: true, tagSlugs: true };
  const slugs = tags.map(tagSlug);
  const articles = await database.prisma.article.findMany({ select, orderBy: { id: 'asc' } });
  t.strictSame(articles, [
    { tags, tagSlugs: slugs },
    { tags: [], tagSlugs: [] },
  ]);
  t.strictSame(await database.prisma.publication.findMany({ select }), [{ tags, tagSlugs: slugs }]);
  const found = await database.query.selectFrom('publicationTags').select('tag').execute();
  t.strictSame(found.map(({ tag }) => tag).sort(), [...slugs].sort());
});

t.test('finds Arabic words by other forms of their letters in what was stored before the upgrade', async (t) => {
  const { database, run } = await before(t, '20261130235600');
  await run(`INSERT INTO articles (id, slug, headline, lang, body_text, related, tags, tag_slugs)
    VALUES ('${id(20)}', 'a', 'أحمد', 'ar', '', '{}', '{}', '{}'), ('${id(21)}', 'b', 'H', 'en', 'said أحمد', '{}', '{}', '{}')`);
  await run(`INSERT INTO publications (article_id, slug, version, revision, type, lang, body, body_text, sources, comments_open, headline, tags, tag_slugs, related, published_at, first_published_at, updated_at, search)
    SELECT id, slug, 1, 1, 'article', lang, '', body_text, '[]', true, headline, '{}', '{}', '{}', now(), now(), now(), search FROM articles`);
  await run(
    `INSERT INTO assets (id, kind, media_type, bytes, checksum, search_text) VALUES ('${id(30)}', 'image', 'image/png', 1, 'c', 'أحمد')`,
  );
  await database.migrate(migrationsDir);
  for (const [table, count] of [
    ['articles', 2],
    ['publications', 2],
    ['assets', 1],
  ] as const) {
    const rows = await database.run({
      text: `SELECT 1 FROM ${table} WHERE search @@ plainto_tsquery('public.broadsheet_simple', 'احمد')`,
      values: [],
    });
    t.equal(rows.length, count, table);
  }
});

t.test('finds half-width katakana in articles that were stored before the upgrade', async (t) => {
  const { database, run } = await before(t, '20261130220000');
  await run(`INSERT INTO articles (id, slug, headline, lang, body_text, related, tags, tag_slugs)
    VALUES ('${id(20)}', 'a', 'ﾄﾞﾅﾙﾄﾞ', 'ja', '', '{}', '{}', '{}'), ('${id(21)}', 'b', 'H', 'ja', '首相 ﾄﾞﾅﾙﾄﾞ', '{}', '{}', '{}'),
      ('${id(22)}', 'c', 'H', 'ja', 'ｱﾅ', '{}', '{}', '{}')`);
  await run(`INSERT INTO publications (article_id, slug, version, revision, type, lang, body, body_text, sources, comments_open, headline, tags, tag_slugs, related, published_at, first_published_at, updated_at, search)
    SELECT id, slug, 1, 1, 'article', lang, '', body_text, '[]', true, headline, '{}', '{}', '{}', now(), now(), now(), search FROM articles`);
  await database.migrate(migrationsDir);
  for (const table of ['articles', 'publications']) {
    const rows = await database.run({
      text: `SELECT slug FROM ${table} WHERE search @@ plainto_tsquery('public.broadsheet_simple', 'ドナ ナル ルド') ORDER BY slug`,
      values: [],
    });
    t.strictSame(rows, [{ slug: 'a' }, { slug: 'b' }], table);
  }
});
