import t from 'tap';
import { openNewsroom } from '../../support/newsroom.js';

const { request, database } = await openNewsroom(t);

async function send(method: string, url: string, body?: unknown, status = 200) {
  const answer = await request(method, url, { as: 'editor', ...(body === undefined ? {} : { body }) });
  if (answer.status !== status) throw new Error(`${method} ${url}: ${answer.status} ${answer.text}`);
  return answer.body;
}

let count = 0;
const list = (rule: object) => send('POST', '/v1/lists', { name: `List ${++count}`, slug: `list-${count}`, rule }, 201);

t.test('refuses to delete a section that the rule of a list names, by its id or a slug', async (t) => {
  for (const refOf of [
    ({ id }: { id: string }) => id,
    ({ id }: { id: string }) => id.toUpperCase(),
    ({ slug }: { slug: string }) => slug,
  ]) {
    const section = await send('POST', '/v1/sections', { name: 'Named by a rule' }, 201);
    const { slug } = await list({ section: refOf(section) });
    await send('PATCH', `/v1/sections/${section.slug}`, { slug: `renamed-${count}` });
    const refused = await send('DELETE', `/v1/sections/${section.id}`, undefined, 409);
    t.match(refused, { code: 'section-in-use', articles: 0, children: 0, lists: [slug] });
    t.match(refused.detail, slug);
    await send('POST', '/v1/sections', { name: 'Target', slug: `target-${count}` }, 201);
    t.match(
      await send('DELETE', `/v1/sections/${section.id}?moveTo=target-${count}`, undefined, 409),
      { code: 'section-in-use', lists: [slug] },
      'also with a section that takes over the articles',
    );
    await send('PATCH', `/v1/lists/${slug}`, { rule: null });
    await send('DELETE', `/v1/sections/${section.id}`, undefined, 204);
  }
});

t.test('refuses to delete a person whom the rule of a list names, also as somebody merged into them', async (t) => {
  const person = await send('POST', '/v1/people', { name: 'Ada Rule' }, 201);
  const double = await send('POST', '/v1/people', { name: 'Ada Double' }, 201);
  const lists = [
    await list({ person: person.slug }),
    await list({ author: person.id }),
    await list({ person: double.id }),
    await list({ author: double.slug }),
  ];
  await send('POST', `/v1/people/${double.slug}/merge`, { into: person.slug });
  for (const { slug } of lists) {
    const refused = await send('DELETE', `/v1/people/${person.id}`, undefined, 409);
    t.match(refused, { code: 'person-in-use', articles: 0 });
    t.ok(refused.lists.includes(slug) && refused.detail.includes(slug), slug);
    await send('PATCH', `/v1/lists/${slug}`, { rule: null });
  }
  await send('DELETE', `/v1/people/${person.id}`, undefined, 204);
});

t.test('changes a list whose rule names something that no longer exists', async (t) => {
  const section = await send('POST', '/v1/sections', { name: 'Lost' }, 201);
  const { slug } = await list({ section: section.slug, tag: 'g20' });
  // Earlier versions deleted such sections.
  await database.prisma.section.delete({ where: { id: section.id } });
  t.match(await send('PATCH', `/v1/lists/${slug}`, { name: 'Renamed', size: 5 }), {
    name: 'Renamed',
    size: 5,
    rule: { section: 'lost' },
  });
  const whole = { name: 'Replaced', rule: { tag: 'g20', section: 'lost' } };
  t.match(await send('PUT', `/v1/lists/${slug}`, whole), { name: 'Replaced' });
  const refused = await send('PATCH', `/v1/lists/${slug}`, { rule: { tag: 'nato' } }, 422);
  t.match(refused, { code: 'unknown-reference', errors: [{ pointer: '/rule/section' }] }, 'a changed rule is checked');
  t.match(await send('PATCH', `/v1/lists/${slug}`, { rule: { section: null } }), { rule: { tag: 'g20' } });
});
