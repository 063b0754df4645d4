import t from 'tap';
import { readAll } from './arrivals.js';

const line = (fields: object = {}) =>
  JSON.stringify({
    id: 'a',
    article: {
      id: '0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4b11',
      slug: 'ferry',
      headline: 'Ferry',
      externalIds: [{ source: 's', id: '1' }],
    },
    status: 'approved',
    author: { name: 'Ada', url: null },
    body: 'It *rained*.',
    createdAt: '2017-07-07T20:15:00.000Z',
    ...fields,
  });
const one = async (fields: object) => {
  const { records, skipped } = await readAll(line(fields));
  return records[0] ?? skipped[0];
};

t.test('reads a line as a comment, with its article and parent', async (t) => {
  const { format, records, skipped } = await readAll(
    `\uFEFF${line()}\r\n\n${line({ id: 'b', parentId: 'x', inReplyToId: 'y' })}`,
  );
  t.equal(format, 'ndjson');
  t.strictSame(skipped, []);
  t.match(records[0], {
    from: 'line 1',
    source: 'broadsheet',
    sourceId: 'a',
    parentSourceId: null,
    article: {
      ids: ['0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4b11'],
      externalIds: [{ source: 's', id: '1' }],
      slugs: ['ferry'],
    },
    body: 'It *rained*.',
    createdAt: new Date('2017-07-07T20:15:00Z'),
  });
  t.match(records[1], { from: 'line 3', parentSourceId: 'y', under: 'x' });
  t.notOk('under' in ((await one({ inReplyToId: 'y' })) as object), 'the parent is unknown');
  t.match(await one({ deletedAt: '2017-07-08T00:00:00Z', body: 'gone' }), {
    body: '',
    authorName: '',
    deletedAt: new Date('2017-07-08T00:00:00Z'),
  });
});

t.test('skips a line that is not a valid comment, and reads the others', async (t) => {
  for (const fields of [
    { status: 'odd' },
    { shoeSize: 4 },
    { id: '' },
    { createdAt: '5' },
    { createdAt: '0000-01-01T00:00:00Z' },
    { author: 'Ada' },
    { body: 'a\u0000' },
    { body: 'a\ud800' },
  ])
    t.equal(await one(fields), 'line 1: bad-line', JSON.stringify(fields));
  t.equal(await one({ body: ' ' }), 'line 1: no-text');
  t.equal(await one({ body: '*'.repeat(60_000) }), 'line 1: too-long');
  const { records, skipped } = await readAll(
    [line(), '{"id"', `{"a":${'['.repeat(100_000)}`, '5', `{"x":"${'y'.repeat(2 ** 21)}"}`, line({ id: 'b' })].join(
      '\n',
    ),
    'x',
    { piece: 10_000 },
  );
  t.strictSame(
    records.map(({ sourceId }) => sourceId),
    ['a', 'b'],
  );
  t.strictSame(skipped, ['line 2: bad-line', 'line 3: bad-line', 'line 4: bad-line', 'line 5: too-long']);
});
