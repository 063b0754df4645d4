import t from 'tap';
import { LIMITABLE_FIELDS } from '../../../src/content/field-limits/index.js';
import { openNewsroom } from '../../support/newsroom.js';

const newsroom = await openNewsroom(t);
const { request } = newsroom;
const create = async (path: string, body: object) => (await request('POST', path, { as: 'admin', body })).body;

await create('/v1/people', { name: 'Ines Calder', shortNames: ['Calderina'], roles: [{ title: 'Harbour master' }] });
const article = await create('/v1/articles', { headline: 'Ines Calder speaks', body: '<p>Ines Calder sailed.</p>' });
const fields = LIMITABLE_FIELDS.filter((field) => !field.startsWith('users.'));
const text = 'Ines Calder, called Calderina, sailed.';
const posts = [
  [`/v1/articles/${article.id}/mentions/relink`, undefined],
  ['/v1/desk/mentions/analyze', { text }],
] as const;

t.test(
  'refuses to search for people to every token from which a field is hidden or that may not change it',
  async (t) => {
    t.ok(fields.length > 10);
    for (const field of fields) {
      for (const kind of ['hidden', 'readOnly'] as const) {
        const token = await newsroom.createFieldLimitedToken({ role: 'admin', [kind]: [field] });
        for (const [path, body] of posts) {
          const response = await request('POST', path, { token, body });
          t.match(response, { status: 403, body: { code: 'field-not-allowed' } }, `${path}, ${kind} ${field}`);
          t.notMatch(response.text, 'Calder');
        }
      }
    }
  },
);

t.test('searches for people if no field is limited', async (t) => {
  for (const [path, body] of posts) {
    const response = await request('POST', path, { as: 'admin', body });
    t.match(response, { status: 200, text: /Ines Calder/ }, path);
  }
});

t.test('finds only public people for a token with hidden fields, on the public address', async (t) => {
  const token = await newsroom.createFieldLimitedToken({ role: 'admin', hidden: ['people.roles'] });
  const limited = await request('POST', '/v1/mentions/analyze', { token, body: { text } });
  t.equal(limited.status, 200);
  t.same(limited.body, (await request('POST', '/v1/mentions/analyze', { body: { text } })).body);
  t.notMatch(limited.text, 'Harbour master');
});
