import t from 'tap';
import { queueStore } from '../../../src/flows/mentions/queue.store.js';
import { openNewsroom } from '../../support/newsroom.js';

const { request, database } = await openNewsroom(t);
const as = 'editor';

t.test('enqueues the articles with a name that has other spellings', async (t) => {
  const names = [
    'Emmanuel Macron',
    'Robert Mueller',
    'Anna Müller',
    'Conor O’Brien',
    'Jean-Luc Roux',
    'Marta Ruiz',
    '安倍晋三',
  ];
  for (const [index, name] of names.entries()) {
    const body = { headline: `A visit of ${name}`, slug: `article-${index}`, lang: 'en' };
    t.equal((await request('POST', '/v1/articles', { as, body })).status, 201);
  }
  const queue = queueStore(database);
  for (const name of names) t.equal(await queue.enqueueContaining([name]), 1, name);
  t.equal(await queue.enqueueContaining(names), names.length);
  t.equal(await queue.enqueueContaining(['Emmanuel Mueller', 'Anna Ruiz']), 0);
});
