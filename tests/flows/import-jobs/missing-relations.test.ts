import t from 'tap';
import { openNewsroom } from '../../support/newsroom.js';

const { request, newsroom } = await openNewsroom(t);

const line = (id: string, related: string[] = []): string =>
  `${JSON.stringify({ id, headline: `Ferry ${id} sails`, body: '<p>Yes.</p>', related })}\n`;

async function importFile(file: string): Promise<Record<string, unknown>[]> {
  const sent = await request('POST', '/v1/imports', {
    as: 'importer',
    raw: file,
    headers: { 'content-type': 'application/x-ndjson' },
  });
  const { signal } = new AbortController();
  for (const queue of newsroom.queues) while ((await queue.work(signal)) === 'more');
  return (await request('GET', `/v1/imports/${sent.body.id}/items?dropped=true`, { as: 'importer' })).body.data;
}

t.test('reports related articles that a file names and the newsroom does not have', async (t) => {
  const items = await importFile(line('1', ['2', 'nowhere']) + line('2') + line('3', ['1']));
  t.match(items, [{ index: 0, from: 'line 1', dropped: [{ reason: 'related-not-found' }] }]);
  t.match(items, { length: 1 });
  t.match(items[0]?.dropped, { length: 1 });
});
