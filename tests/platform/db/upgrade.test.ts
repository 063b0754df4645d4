import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
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
