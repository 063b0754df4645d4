import fc from 'fast-check';
import t from 'tap';
import { openNewsroom } from '../../support/newsroom.js';

const { request } = await openNewsroom(t);
const as = 'editor';

const slugs = ['a-1', 'b-2', 'c-3', 'd-4', 'e-5', 'f-6'];
for (const headline of slugs) {
  await request('POST', '/v1/articles', { as, body: { headline } });
  await request('POST', `/v1/articles/${headline}/publish`, { as });
}
const pins = (of: readonly string[]) => of.map((article) => ({ article }));
await request('POST', '/v1/lists', { as, body: { name: 'Page', published: true, size: 8, items: pins(slugs) } });

type Item = { position: number; article: { slug: string } | null };
const desk = async () =>
  (await request('GET', '/v1/desk/lists/page', { as })).body as { version: number; items: Item[] };
const order = (body: object, headers = {}) => request('PUT', '/v1/lists/page/order', { as, body, headers });
const move = (body: object, headers = {}) => request('POST', '/v1/lists/page/moves', { as, body, headers });
const named = ({ items }: { items: Item[] }) => items.map(({ article }) => article?.slug ?? null);

t.test('sets all places at once, based on a stated version', async (t) => {
  const { version } = await desk();
  const wanted = slugs.toReversed();
  t.match(await order({ items: pins(wanted) }), {
    status: 400,
    body: { errors: [{ pointer: '/version', code: 'required' }] },
  });
  const done = await order({ version, items: pins(wanted) });
  t.match(done, { status: 200, body: { version: version + 1 } });
  t.strictSame(named(done.body), wanted);
  t.match(await order({ version, items: pins(slugs) }), {
    status: 412,
    body: { code: 'stale-version', currentVersion: version + 1 },
  });
  t.equal((await order({ items: pins(slugs) }, { 'if-match': `"${version}"` })).status, 412);
  t.strictSame(named(await desk()), wanted, 'nothing was changed');
  t.equal((await order({ items: pins(slugs) }, { 'if-match': done.headers.etag ?? '' })).status, 200);
  t.strictSame(
    (await request('GET', '/v1/lists/page')).body.items.map(({ article }: Item) => article?.slug),
    slugs,
    'readers see the new order immediately',
  );
});

t.test('moves an article to a place, and shifts the places between, including empty ones', async (t) => {
  await order({ version: (await desk()).version, items: [...pins(['a-1', 'b-2']), {}, ...pins(['c-3'])] });
  t.strictSame(named((await move({ article: 'c-3', to: 1 })).body), ['c-3', 'a-1', 'b-2']);
  t.strictSame(named((await move({ article: 'c-3', to: 6 })).body), ['a-1', 'b-2', null, null, null, 'c-3']);
  t.strictSame(named((await move({ article: 'a-1', to: 3 })).body), ['b-2', null, 'a-1', null, null, 'c-3']);
  t.match(await move({ article: 'a-1', to: 9 }), { status: 400, body: { errors: [{ pointer: '/to' }] } });
  t.match(await move({ article: 'd-4', to: 1 }), {
    status: 422,
    body: { errors: [{ pointer: '/article', code: 'not-pinned' }] },
  });
  t.equal((await move({ article: 'nothing', to: 1 })).status, 422);
  t.equal((await move({ article: 'a-1', to: 1, version: 1 })).status, 412);
});

t.test('accepts one of two simultaneous orders and returns 412 to the other', async (t) => {
  const { version } = await desk();
  const answers = await Promise.all([slugs, slugs.toReversed()].map((of) => order({ version, items: pins(of) })));
  t.strictSame(answers.map(({ status }) => status).sort(), [200, 412]);
  const [won] = answers.filter(({ status }) => status === 200);
  t.strictSame(named(await desk()), named(won?.body));
});

const places = fc.integer({ min: 1, max: slugs.length });
const act = fc.oneof(
  fc.record({ article: fc.constantFrom(...slugs), to: places }),
  fc.shuffledSubarray(slugs, { minLength: slugs.length }),
);

t.test('loses and duplicates no article in simultaneous moves, and leaves no gaps', async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 2, maxLength: 6 }), async (acts) => {
      const before = await desk();
      const answers = await Promise.all(
        acts.map((one) => (Array.isArray(one) ? order({ version: before.version, items: pins(one) }) : move(one))),
      );
      const after = await desk();
      const done = answers.filter(({ status }) => status === 200).length;
      const statuses = answers.map(({ status }) => status);
      if (statuses.some((status) => status !== 200 && status !== 412)) throw new Error(statuses.join());
      if (after.version !== before.version + done) throw new Error('Each change is a version.');
      if (acts.some(Array.isArray) && done === 0) throw new Error('Somebody came first.');
      t.strictSame(named(after).toSorted(), slugs);
      t.strictSame(
        after.items.map(({ position }) => position),
        slugs.map((_, index) => index + 1),
      );
    }),
    { numRuns: 15 },
  );
});
