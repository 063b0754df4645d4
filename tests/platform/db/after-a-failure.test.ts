import t from 'tap';
import { noRequest, openDatabase, Prisma } from '../../../src/platform/db/index.js';

const database = await openDatabase({ kind: 'memory', dump: undefined });
t.teardown(database.close);
await database.write(noRequest, ({ run }) => run(Prisma.sql`CREATE TABLE things (id int PRIMARY KEY)`));
const add = (id: number) =>
  database.write(noRequest, ({ run }) => run(Prisma.sql`INSERT INTO things VALUES (${id}::int) RETURNING id`));
const failing = {
  'while it runs': () => add(1),
  'while it is read': () => database.write(noRequest, ({ run }) => run(Prisma.sql`SELECT FROM nothing`)),
  'while its values are bound': () => database.write(noRequest, ({ run }) => run(Prisma.sql`SELECT ${'x'}::text::int`)),
};

t.test('returns results after a failure immediately, to the right caller', async (t) => {
  await add(1);
  for (const [when, fail] of Object.entries(failing)) {
    await t.rejects(fail(), when);
    t.same(
      await database.run(Prisma.sql`SELECT 1 AS n`),
      [{ n: 1 }],
      `the next statement works after a failure ${when}`,
    );
    const all = await Promise.allSettled([
      fail(),
      database.run(Prisma.sql`SELECT 2 AS n`),
      fail(),
      database.run(Prisma.sql`SELECT 3 AS n`),
    ]);
    t.same(
      all.map((one) => (one.status === 'fulfilled' ? one.value : one.status)),
      ['rejected', [{ n: 2 }], 'rejected', [{ n: 3 }]],
      when,
    );
  }
  await t.rejects(database.transaction(noRequest, (tx) => tx.change(Prisma.sql`INSERT INTO things VALUES (1)`)));
  t.same(await add(2), [{ id: 2 }]);
});
