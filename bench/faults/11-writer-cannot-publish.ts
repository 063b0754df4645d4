import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { defineFault } from './support/fault.js';
import type { Server } from './support/server.js';

/** The number of articles that are due at the same time, enough for several transactions of the timetable. */
const many = 70;

/** Calls `act` for all items, four at a time. */
async function together<Item>(items: readonly Item[], act: (item: Item, n: number) => Promise<void>): Promise<void> {
  const left = items.entries();
  await Promise.all(
    Array.from({ length: 4 }, async () => {
      for (const [n, item] of left) await act(item, n);
    }),
  );
}

const tokenFor = async ({ request }: Server, name: string, role: string): Promise<string> => {
  const { status, body } = await request('POST', '/v1/tokens', { body: { name, role } });
  assert.equal(status, 201, JSON.stringify(body));
  return body.token;
};

export default defineFault({
  title: 'What goes out at an hour is what somebody who may publish has scheduled, whatever others write meanwhile.',
  databases: ['embedded', 'postgresql'],
  within: 180,
  async run({ freshDatabase, server: startServer, measure }) {
    const server = await startServer(await freshDatabase());
    await server.ready();
    const { request } = server;
    const editor = await tokenFor(server, 'Editor', 'editor');
    const writer = await tokenFor(server, 'Writer', 'writer');

    const write = (n: number) => ({
      headline: `Approved ${n}`,
      body: `<p>Read by an editor ${n}.</p>`,
      tags: ['approved'],
    });
    const operations = Array.from({ length: many }, (_, n) => ({ op: 'create', type: 'article', body: write(n) }));
    const made = await request('POST', '/v1/bulk', { token: writer, body: { operations } });
    assert.equal(made.body.failed, 0, JSON.stringify(made.body));
    const ids: string[] = made.body.data.map(({ article }: { article: { id: string } }) => article.id);
    // The first ones are published already, and their changes are scheduled.
    const live = ids.slice(0, 5);
    for (const id of live) {
      const published = await request('POST', `/v1/articles/${id}/publish`, { token: editor });
      assert.equal(published.status, 200);
      await request('PATCH', `/v1/articles/${id}`, { token: writer, body: { dateline: 'BERGEN' } });
    }
    const schedule = (hour: string) =>
      together(ids, async (id) => {
        const planned = await request('POST', `/v1/articles/${id}/schedule`, { token: editor, body: { at: hour } });
        assert.equal(planned.status, 200, JSON.stringify(planned.body));
      });
    // Schedule for tomorrow first, to measure how long this machine takes to schedule and edit all of them.
    const begun = Date.now();
    await schedule(new Date(begun + 86_400_000).toISOString());
    const at = new Date(Date.now() + 3 * (Date.now() - begun) + 2_000).toISOString();
    await schedule(at);

    let edits = 0;
    await together(ids, async (id, n) => {
      if (Date.now() >= Date.parse(at) - 200) return;
      const body = { headline: `Not approved ${n}`, slug: `not-approved-${n}`, body: '<p>No.</p>', tags: ['not'] };
      const edited = await request('PATCH', `/v1/articles/${id}`, { token: writer, body });
      assert.equal(edited.status, 200, JSON.stringify(edited.body));
      edits += 1;
    });
    assert.ok(edits > 0, 'nothing was edited before the hour');
    for (const [method, path, body] of [
      ['DELETE', '', undefined],
      ['POST', '/unschedule', undefined],
      ['POST', '/schedule', { at: new Date(Date.parse(at) + 60_000).toISOString() }],
      ['POST', '/publish', undefined],
    ] as const) {
      const refused = await request(method, `/v1/articles/${ids.at(-1)}${path}`, {
        token: writer,
        ...(body === undefined ? {} : { body }),
      });
      assert.equal(refused.status, 403, `${method} ${path} by a writer`);
    }

    let late = 0;
    for (const [n, id] of ids.entries()) {
      for (;;) {
        const { status, body } = await request('GET', `/v1/articles/${id}`, { token: null });
        const isOut = status === 200 && (n >= live.length || body.dateline === 'BERGEN');
        if (isOut) {
          assert.ok(Date.now() >= Date.parse(at), 'not before its hour');
          assert.equal(body.headline, `Approved ${n}`);
          assert.equal(body.slug, `approved-${n}`);
          assert.match(body.body, /Read by an editor/);
          assert.deepEqual(body.tags, ['approved']);
          break;
        }
        late = Math.max(late, Date.now() - Date.parse(at));
        assert.ok(late < 15_000, `article ${n} is not out 15 s after its hour`);
        await sleep(20);
      }
    }
    const listed = await request('GET', '/v1/articles?tag=not', { token: null });
    assert.deepEqual(listed.body.data, [], 'nothing is listed under what nobody has approved');
    const desk = await request('GET', `/v1/desk/articles/${ids[0]}`, { token: writer });
    assert.equal(desk.body.headline, 'Not approved 0', 'the edit is still a draft');
    assert.equal(desk.body.hasUnpublishedChanges, true);
    measure('edited meanwhile', edits);
    measure('all out after ms', Math.max(0, late));
  },
});
