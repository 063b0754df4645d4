import t from 'tap';
import { z } from 'zod';
import { Prisma } from '../../../src/platform/db/generated/client.js';
import { tables } from '../../../src/platform/db/index.js';
import { openNewsroom } from '../../support/newsroom.js';

const { database } = await openNewsroom(t);

const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

t.test('names only tables and columns that exist in the database', async (t) => {
  const rows = await database.run(
    {
      text: `SELECT table_name AS table, column_name AS column FROM information_schema.columns WHERE table_schema = 'public'`,
      values: [],
    },
    z.object({ table: z.string(), column: z.string() }),
  );
  const columns = new Set(rows.map((row) => `${row.table}.${row.column}`));
  for (const [table, model] of Object.entries(tables)) {
    const fields = Object.values(Prisma[`${model}ScalarFieldEnum`]);
    t.ok(fields.length > 0, model);
    t.same(
      fields.filter((field) => !columns.has(`${snake(table)}.${snake(field)}`)),
      [],
      `all fields of ${model} are columns`,
    );
  }
});

t.test('has a table for every model of the Prisma schema', async (t) => {
  t.same(Object.values(tables).sort(), Object.values(Prisma.ModelName).sort());
});
