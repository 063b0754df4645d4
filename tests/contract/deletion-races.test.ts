import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { z } from 'zod';
import { ROLES } from '../../src/platform/auth/index.js';
import { type Asked, deletionPairs } from '../support/deletion-pairs.js';
import { openNewsroom } from '../support/newsroom.js';

if (process.env.TEST_DATABASE_URL === undefined) {
  // PGlite has one connection, so nothing can happen between two statements of a request.
  t.plan(0, 'Requests race only on PostgreSQL. Set TEST_DATABASE_URL.');
  process.exit();
}
const { request, database } = await openNewsroom(t, { environment: { WEBHOOK_ALLOW_PRIVATE: 'on' } });

/** How often a pair of requests races. */
const rounds = 6;

const answer = ({ method, path, ...asked }: Asked) => request(method, path, { as: 'admin', ...asked });

const Dangling = z.object({ source: z.string(), ref: z.string() });

/**
 * Returns the references in the rules of lists and the roles that nothing has, and the references to people who were
 * merged. Foreign keys watch over all other references.
 */
const findDangling = () =>
  database.run(
    {
      text: `SELECT l.slug AS source, r.value AS ref FROM lists l CROSS JOIN LATERAL json_each_text(l.rule::json) AS r
        WHERE r.key IN ('section', 'person', 'author')
          AND NOT EXISTS (SELECT FROM section_slugs WHERE r.key = 'section' AND (slug = r.value OR section_id::text = r.value))
          AND NOT EXISTS (SELECT FROM people WHERE r.key <> 'section' AND id::text = r.value)
          AND NOT EXISTS (SELECT FROM person_slugs WHERE r.key <> 'section' AND slug = r.value)
        UNION ALL SELECT 'mentions', p.id::text FROM mentions m JOIN people p ON p.id = m.person_id WHERE p.merged_into IS NOT NULL
        UNION ALL SELECT 'articles', p.id::text FROM article_people a JOIN people p ON p.id = a.person_id WHERE p.merged_into IS NOT NULL
        UNION ALL SELECT 'publications', p.id::text FROM publication_people a JOIN people p ON p.id = a.person_id WHERE p.merged_into IS NOT NULL
        UNION ALL SELECT 'users', role FROM users
          WHERE NOT role = ANY ($1::text[]) AND NOT EXISTS (SELECT FROM roles r WHERE r.name = role)
        UNION ALL SELECT 'users', p.id::text FROM users u JOIN people p ON p.id = u.person_id WHERE p.merged_into IS NOT NULL`,
      values: [Object.keys(ROLES)],
    },
    Dangling,
  );

for (const [kind, { make: makeOne, deletion, writes }] of Object.entries(await deletionPairs(request)))
  t.test(`answers without a fault when a ${kind} is deleted while something refers to it`, async (t) => {
    for (const [what, write] of Object.entries(writes)) {
      const target = await makeOne();
      const alone = await answer(await write(target));
      t.ok(alone.status < 300, `${what}: ${alone.status} without a deletion`);
      for (let round = 0; round < rounds; round++) {
        const one = await makeOne();
        const asked = await write(one);
        const removal = deletion(one);
        // The deletion begins earlier or later in each round, so that it meets each statement of the write.
        const [written, removed] = await Promise.all([
          sleep(Math.max(0, 4 - 2 * round)).then(() => answer(asked)),
          sleep(Math.max(0, 2 * round - 4)).then(() => answer(removal)),
        ]);
        if (![200, 201, 202, 204, 401, 403, 404, 409, 422].includes(written.status))
          t.fail(`${what}: ${written.status} ${written.text}`);
        if (![200, 204, 404, 409].includes(removed.status))
          t.fail(`${what}: deleted: ${removed.status} ${removed.text}`);
      }
      t.same(await findDangling(), [], `${what}: nothing refers to what was deleted`);
    }
  });
