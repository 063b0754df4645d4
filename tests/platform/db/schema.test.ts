import t from 'tap';
import { z } from 'zod';
import { migrationsDir } from '../../../src/newsroom.js';
import { noRequest, Prisma } from '../../../src/platform/db/index.js';
import { objectsOf, readMigrations } from '../../../src/platform/db/migration-scripts.js';
import { openNewsroom } from '../../support/newsroom.js';

const { database, request, sent } = await openNewsroom(t);
const run = (sql: string) => database.run({ text: sql, values: [] }, z.record(z.string(), z.string()));
const isOwn = (catalogue: string, alias: string) =>
  `NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = '${catalogue}'::regclass AND d.objid = ${alias}.oid AND d.deptype = 'e')`;

t.test('expects exactly the objects that the migrations create', async (t) => {
  const made = await run(`
    SELECT CASE relkind WHEN 'v' THEN 'view ' ELSE 'table ' END || relname AS object FROM pg_class c
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm') AND relname <> '_prisma_migrations' AND ${isOwn('pg_class', 'c')}
    UNION SELECT 'function ' || proname FROM pg_proc p WHERE pronamespace = 'public'::regnamespace AND ${isOwn('pg_proc', 'p')}
    ORDER BY 1`);
  const expected = objectsOf(await readMigrations(migrationsDir)).map(({ kind, name }) => `${kind} ${name}`);
  t.same(expected.sort(), made.map(({ object }) => object).sort());
  t.ok(expected.length > 50);
});

t.test('is not ready with an incomplete schema, and names the missing objects', async (t) => {
  const cases: [string, string, RegExp][] = [
    ['ALTER TABLE articles RENAME TO hidden', 'ALTER TABLE hidden RENAME TO articles', /Missing: table articles\./],
    [
      'ALTER VIEW public_lists RENAME TO hidden',
      'ALTER VIEW hidden RENAME TO public_lists',
      /Missing: view public_lists\./,
    ],
    [
      'ALTER FUNCTION search_config RENAME TO hidden',
      'ALTER FUNCTION hidden RENAME TO search_config',
      /Missing: function search_config\./,
    ],
    [
      'ALTER TABLE _prisma_migrations RENAME TO hidden',
      'ALTER TABLE hidden RENAME TO _prisma_migrations',
      /_prisma_migrations is missing/,
    ],
    [
      `UPDATE _prisma_migrations SET rolled_back_at = now() WHERE migration_name LIKE '%webhooks'`,
      'UPDATE _prisma_migrations SET rolled_back_at = NULL',
      /Migrations are not applied: 20261126130000_webhooks\./,
    ],
  ];
  for (const [damage, repair, said] of cases) {
    await run(damage);
    const { status, body, headers } = await request('GET', '/health/ready');
    await run(repair);
    t.equal(status, 503, damage);
    t.match(body, { code: 'unavailable', detail: said });
    t.ok(headers['retry-after']);
    t.equal((await request('GET', '/health/live')).status, 200);
    t.equal((await request('GET', '/health/ready')).status, 200, repair);
  }
});

t.test('is ready when a newer version has applied more migrations', async (t) => {
  await run(
    `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at) VALUES ('x', 'x', '29990101000000_newer', now())`,
  );
  t.equal((await request('GET', '/health/ready')).status, 200);
});

t.test('checks readiness in one statement', async (t) => {
  sent();
  await request('GET', '/health/ready');
  t.equal(sent().length, 1);
});

t.test('has no function that depends on the search path, which a dump empties', async (t) => {
  await database.transaction(noRequest, async (tx) => {
    await tx.change(
      Prisma.sql`SELECT set_config('search_path', '', true), set_config('check_function_bodies', 'on', true)`,
    );
    const functions = await tx.run(
      Prisma.sql`
      SELECT p.oid::regprocedure::text AS name, l.lanname::text AS language, p.proconfig AS config, pg_get_functiondef(p.oid) AS definition
      FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
      WHERE p.pronamespace = 'public'::regnamespace AND ${Prisma.raw(isOwn('pg_proc', 'p'))}`,
      z.object({
        name: z.string(),
        language: z.string(),
        config: z.array(z.string()).nullable(),
        definition: z.string(),
      }),
    );
    t.ok(functions.length >= 4);
    for (const { name, language, config, definition } of functions) {
      // PostgreSQL resolves names in the body of an SQL function at its definition, and in others when they run.
      if (language === 'sql') await t.resolves(tx.run({ text: definition, values: [] }), name);
      else
        t.ok(
          config?.some((setting) => setting.startsWith('search_path=')),
          `${name} sets its own search path`,
        );
    }
  });
});

t.test('writes rows and computes generated columns with an empty search path', async (t) => {
  const generated = await run(`
    SELECT DISTINCT attrelid::regclass::text AS table FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    WHERE attgenerated <> '' AND c.relnamespace = 'public'::regnamespace ORDER BY 1`);
  t.same(generated, [
    { table: 'articles' },
    { table: 'assets' },
    { table: 'comments' },
    { table: 'people' },
    { table: 'publications' },
  ]);
  await database.transaction(noRequest, async (tx) => {
    await tx.change(Prisma.sql`SELECT set_config('search_path', '', true)`);
    const article = '00000000-0000-7000-8000-000000000001';
    await tx.change(
      Prisma.sql`INSERT INTO public.articles (id, slug, headline) VALUES (${article}::uuid, 'a', 'Ferries sail')`,
    );
    await tx.change(
      Prisma.sql`INSERT INTO public.people (id, slug, name, sort_name, search_text) VALUES (gen_random_uuid(), 'p', 'P', 'P', 'Pat')`,
    );
    await tx.change(Prisma.sql`INSERT INTO public.comments (id, article_id, author_name, author_email, body, body_html, edit_token_hash)
      VALUES (gen_random_uuid(), ${article}::uuid, 'n', 'e', 'b', 'b', 'h')`);
    await tx.change(Prisma.sql`INSERT INTO public.assets (id, kind, media_type, bytes, checksum, search_text, desk_text)
      VALUES (gen_random_uuid(), 'image', 'image/png', 1, 'c', 'Ferries', 'file')`);
    const rows = await tx.run(Prisma.sql`SELECT search::text FROM public.articles`);
    t.same(rows, [{ search: `'ferri':1A 'sail':2A` }]);
    const assets = await tx.run(Prisma.sql`SELECT search::text, desk_search::text AS "deskSearch" FROM public.assets`);
    t.match(assets, [{ search: /^'ferries':/, deskSearch: /'ferries':\d.*'file':\d|'file':\d.*'ferries':\d/ }]);
  });
});
