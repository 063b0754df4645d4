import t from 'tap';
import { z } from 'zod';
import { noRequest, openDatabase, Prisma, type Reader } from '../../../src/platform/db/index.js';
import { emptyDatabase } from '../../support/database.js';

const { source, drop } = await emptyDatabase();
const database = await openDatabase(source);
t.teardown(async () => {
  await database.close();
  await drop();
});

const Row = z.object({ id: z.int(), name: z.string().nullable() });
const rows = Prisma.sql`SELECT n AS id, NULL::text AS name, true AS more FROM generate_series(1, 2) n`;
const strange = Prisma.sql`SELECT 1 AS id, 'a' AS name UNION ALL SELECT NULL, 'b' ORDER BY id`;

const ways: Record<string, <T>(work: (reader: Pick<Reader, 'run'>) => Promise<T>) => Promise<T>> = {
  'the database': (work) => work(database),
  'a write': (work) => database.write(noRequest, work),
  'a transaction': (work) => database.transaction(noRequest, work),
  'many in one': (work) => database.runAtomically(noRequest, work),
};

for (const [name, by] of Object.entries(ways))
  t.test(`rejects a row that does not match its schema, and names the place: ${name}`, async (t) => {
    const expected = [1, 2].map((id) => ({ id, name: null, more: true }));
    t.same(await by(({ run }) => run(rows, Row)), expected, 'valid rows are returned as they are');
    t.same(
      await by(({ run }) => run(strange)),
      [
        { id: 1, name: 'a' },
        { id: null, name: 'b' },
      ],
      'rows without a schema are returned unchecked',
    );
    await t.rejects(
      by(({ run }) => run(strange, Row)),
      /^Row 1 does not match its schema\.\n✖ Invalid input: expected number, received null\n {2}→ at id\nThe statement was: SELECT 1 AS id/,
    );
  });

t.test('takes the types of rows only from schemas', async (t) => {
  const { run } = database;
  // @ts-expect-error A type is not a schema.
  await run<{ id: number }>(rows);
  // @ts-expect-error The type of rows without a schema is unknown.
  t.equal((await run(rows))[0]?.id, 1);
  // @ts-expect-error A schema that converts values has another input type.
  await t.rejects(run(rows, z.object({ id: z.string().transform(Number) })));
});
