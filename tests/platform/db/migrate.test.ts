import t from 'tap';
import { migrationsDir } from '../../../src/newsroom.js';
import { openDatabase } from '../../../src/platform/db/index.js';

t.test('one process can bring several databases up to date, and again changes nothing', async (t) => {
  for (const name of ['first', 'second']) {
    const database = await openDatabase({ kind: 'memory', dump: undefined });
    t.match(await database.migrate(migrationsDir), [/_newsroom$/], name);
    t.same(await database.migrate(migrationsDir), []);
    await database.close();
  }
});
