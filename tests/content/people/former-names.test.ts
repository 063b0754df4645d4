import t from 'tap';
import { openNewsroom } from '../../support/newsroom.js';

const { request } = await openNewsroom(t);
const as = 'editor';
const former = (name: string) => ({ name, kind: 'former', from: null, to: null });

t.test('a person whose name changes keeps the former name as an alias', async (t) => {
  const { body: person } = await request('POST', '/v1/people', { as, body: { name: 'Ada Byron' } });
  const path = `/v1/people/${person.id}`;
  const patched = await request('PATCH', path, { as, body: { name: 'Ada King' } });
  t.match(patched, { status: 200, body: { name: 'Ada King', aliases: [former('Ada Byron')] } });
  const replaced = await request('PUT', path, { as, body: { name: 'Ada Lovelace' } });
  t.same(replaced.body.aliases, [former('Ada Byron'), former('Ada King')], 'PUT without aliases keeps former names');
  const again = await request('PATCH', path, { as, body: { name: 'Ada Lovelace', bio: 'Mathematician.' } });
  t.same(again.body.aliases, replaced.body.aliases, 'the same name adds nothing');
  t.match((await request('GET', '/v1/desk/people?q=byron', { as })).body.data, [{ id: person.id }]);

  const text = 'The notes by Ada Byron were published in 1843.';
  const { body } = await request('POST', '/v1/mentions/analyze', { as, body: { text } });
  t.match(body.mentions, [{ person: { id: person.id }, surface: 'Ada Byron' }], 'texts with this name still name them');

  const kept = await request('PATCH', path, { as, body: { aliases: [former('Ada King')] } });
  t.same(kept.body.aliases, [former('Ada King')], 'an editor can remove a former name');
  const back = await request('PATCH', path, { as, body: { name: 'Ada King' } });
  t.same(back.body.aliases, [former('Ada Lovelace')], 'the current name is not a former one');
});

t.test('a repeated PUT by external id keeps the former name and changes nothing', async (t) => {
  const put = (body: object) => request('PUT', '/v1/people/by-external-id/register/7', { as, body });
  await put({ name: 'Lea Blum' });
  t.same((await put({ name: 'Lea Stern' })).body.aliases, [former('Lea Blum')]);
  const { version } = (await put({ name: 'Lea Stern' })).body;
  t.match(await put({ name: 'Lea Stern' }), { body: { version, aliases: [former('Lea Blum')] } });
});

t.test('refuses a new name if there is no room for the former one', async (t) => {
  const aliases = Array.from({ length: 100 }, (_, n) => ({ name: `Alias ${n}`, kind: 'alias' }));
  const { body: person } = await request('POST', '/v1/people', { as, body: { name: 'Many Names', aliases } });
  t.match(await request('PATCH', `/v1/people/${person.id}`, { as, body: { name: 'More Names' } }), {
    status: 400,
    body: { errors: [{ pointer: '/aliases', code: 'too-big' }] },
  });
});
