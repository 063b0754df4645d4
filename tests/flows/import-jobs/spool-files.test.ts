import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { spoolStore } from '../../../src/flows/import-jobs/spool.store.js';
import { migrationsDir } from '../../../src/newsroom.js';
import { openDatabase } from '../../../src/platform/db/index.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

t.test('stores an upload as a file beside the embedded database, and deletes it with its job', async (t) => {
  const dataDir = temporaryFolder(t);
  const embedded = await openDatabase({ kind: 'embedded', dataDir, minFreeBytes: 0 });
  t.teardown(() => embedded.close());
  await embedded.migrate(migrationsDir);
  const spool = spoolStore(embedded);
  const id = '0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4b11';
  t.equal(await spool.add(id, 0, Buffer.from('nobody')), false, 'an upload for an unknown job is refused');
  await spool.sweep();
  t.same(await readdir(join(dataDir, 'spool')), [], 'files without a job are deleted');

  await embedded.prisma.importJob.create({
    data: {
      id,
      status: 'receiving',
      format: '',
      mode: 'upsert',
      dryRun: false,
      keepAddresses: false,
      actor: 'a',
      scopes: [],
    },
  });
  for (const [position, part] of ['one ', 'two'].entries()) t.ok(await spool.add(id, position, Buffer.from(part)));
  await spool.sweep();
  const parts: Buffer[] = [];
  for await (const part of spool.read(id)) parts.push(part);
  t.equal(Buffer.concat(parts).toString(), 'one two');
  t.equal(await embedded.prisma.importChunk.count(), 0);
  await spool.remove(id);
  t.same(await readdir(join(dataDir, 'spool')), []);
});
