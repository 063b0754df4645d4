import t from 'tap';
import { compileDirectory, link } from '../../../src/flows/mentions/linker/index.js';
import { openNewsroom } from '../../support/newsroom.js';
import { alias, markMentions, person } from './marked-text.js';

const { request } = await openNewsroom(t);

// biome-ignore lint/suspicious/noExplicitAny: responses are checked against the document
async function send(method: string, url: string, body?: unknown): Promise<any> {
  const response = await request(method, url, { as: 'editor', ...(body === undefined ? {} : { body }) });
  if (response.status >= 300) throw new Error(`${method} ${url}: ${response.status} ${response.text}`);
  return response.body;
}

t.test('a person who is renamed keeps all mentions and quotes of a published article', async (t) => {
  const created = await send('POST', '/v1/people', { name: 'Bruna Kestrel', visibility: 'public' });
  const body = '<p>Bruna Kestrel came. “We agree on it,” Kestrel said. Ms Kestrel left.</p>';
  await send('POST', '/v1/articles', { headline: 'A visit', slug: 'visit', body });
  await send('POST', '/v1/articles/visit/publish');
  const relink = () => send('POST', '/v1/articles/visit/mentions/relink');
  const read = async () => {
    await relink();
    const { data } = await send('GET', '/v1/articles/visit/mentions');
    const { data: quotes } = await send('GET', `/v1/people/${created.id}/quotes`);
    return {
      surfaces: data.map((one: Record<string, unknown>) => one.surface),
      people: new Set(data.map((one: { person: { id: string } }) => one.person.id)),
      words: quotes.map((one: Record<string, unknown>) => one.text),
    };
  };
  const before = await read();
  t.strictSame(before.surfaces, ['Bruna Kestrel', 'Kestrel', 'Kestrel']);
  t.strictSame(before.words, ['We agree on it']);
  await send('PATCH', `/v1/people/${created.id}`, { name: 'Bruna Hollister' });
  t.strictSame(await read(), before);
});

t.test('finds the surname of a former name or pen name after that name only', async (t) => {
  const people = [
    person({ name: 'Mira Sorvino-Bell', aliases: [alias('Mira Sorvino', 'former')] }),
    person({ name: 'Ines Varga', aliases: [alias('Ines Carrow', 'former'), alias('Duchess of Ormsby', 'alias')] }),
    person({ name: 'Eric Blair', aliases: [alias('George Orwell', 'alias')] }),
  ];
  for (const text of [
    '[Mira Sorvino] came. [Sorvino] left.',
    '[Mira Sorvino-Bell] came. Sorvino left, and [Sorvino-Bell] stayed.',
    '[Ines M. Carrow] came. Ms [Carrow] left. [Varga] is her new name.',
    '[Ines Varga] came. Carrow left. Ormsby is a town.',
    '[George Orwell] wrote. [Orwell] slept.',
    'Ms Carrow left.',
  ])
    t.equal(markMentions(people, text, 'en'), text);
});

t.test('gives a surname to the person who has it rather than to one who had it', async (t) => {
  const people = [
    person({ name: 'Ines Varga', aliases: [alias('Ines Carrow', 'former')] }),
    person({ name: 'Tom Carrow' }),
  ];
  const body = 'Ines Varga met Tom Carrow. Carrow smiled. On Friday Senator Carrow left.';
  const { mentions } = link({ body, lang: 'en' }, compileDirectory(people));
  t.strictSame(
    mentions.map((one) => one.person?.name),
    ['Ines Varga', 'Tom Carrow', 'Tom Carrow', 'Tom Carrow'],
  );
});
