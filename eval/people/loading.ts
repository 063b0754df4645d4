import { createNewsroom, migrationsDir } from '../../src/newsroom.js';
import { systemActor } from '../../src/platform/auth/index.js';
import { type Database, noRequest, openDatabase, Prisma } from '../../src/platform/db/index.js';
import { strangers } from './corpus.js';

/** Writes people to the database without the services, which would take longer. */
async function insertPeople(database: Database, count: number): Promise<void> {
  const people = strangers(count).map(({ name, givenName, familyName }, n) => ({
    slug: `stranger-${n}`,
    name,
    givenName,
    familyName,
  }));
  await database.write(noRequest, ({ change }) =>
    change(Prisma.sql`
      INSERT INTO people (id, slug, name, sort_name, given_name, family_name, short_names, same_as, visibility)
      SELECT ('0197' || lpad(to_hex(row_number() OVER ()), 8, '0') || '70008000000000000000')::uuid,
        o.slug, o.name, o.name, o."givenName", o."familyName", '{}', '{}', 'public'
      FROM jsonb_to_recordset(${JSON.stringify(people)}::jsonb) AS o (slug text, name text, "givenName" text, "familyName" text)`),
  );
}

type Loading = { warmMs: number; changeMs: number; stallMs: number };

/**
 * Measures how long a newsroom on the embedded database takes until it knows the directory, and until it knows a new
 * person. `stallMs` is the longest time for which loading kept this process from other work.
 */
export async function measureLoading(count: number): Promise<Loading> {
  const database = await openDatabase({ kind: 'memory', dump: undefined });
  await database.migrate(migrationsDir);
  await insertPeople(database, count);
  const newsroom = createNewsroom(database, {
    secret: 'evaluation',
    adminToken: undefined,
    publicUrl: undefined,
  } as never);
  const analyze = (text: string) => newsroom.linking.analyze({ text }, 'desk');

  let stallMs = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    stallMs = Math.max(stallMs, now - last - 1);
    last = now;
  }, 1);
  const started = performance.now();
  newsroom.linking.warm();
  await analyze('Nobody is here.');
  const warmMs = performance.now() - started;
  clearInterval(timer);

  const changes: number[] = [];
  for (const name of ['Wilhelmina Abernathy', 'Bartholomew Quillfeather', 'Seraphina Doubleday']) {
    await newsroom.people.create(systemActor, { name });
    const changed = performance.now();
    const { mentions } = await analyze(`${name} came.`);
    if (mentions.length !== 1) throw new Error(`The linker does not know ${name}.`);
    changes.push(performance.now() - changed);
  }
  await newsroom.close();
  await database.close();
  return { warmMs, changeMs: Math.max(...changes), stallMs };
}
