import t from 'tap';
import { openNewsroom } from '../support/newsroom.js';

t.test('takes an article from draft to readers and back, as in a tour of the API', async (t) => {
  const { request } = await openNewsroom(t);
  const as = 'editor';
  const send = async (method: string, url: string, body?: object) => {
    const answer = await request(method, url, { as, body });
    t.ok(answer.status < 300, `${method} ${url}: ${answer.text.slice(0, 200)}`);
    return answer.body;
  };
  const read = async (url: string) => (await request('GET', url)).body;

  await send('POST', '/v1/sections', { name: 'World' });
  const people = [
    {
      name: 'Angela Merkel',
      roles: [{ title: 'Chancellor', organisation: 'Germany', from: '2005-11-22', to: '2021-12-08' }],
    },
    {
      name: 'H.R. McMaster',
      shortNames: ['McMaster'],
      roles: [{ title: 'National security adviser', from: '2017-02', to: '2018-04' }],
    },
    {
      name: 'Moon Jae-in',
      nameOrder: 'family-first',
      familyName: 'Moon',
      givenName: 'Jae-in',
      roles: [{ title: 'President', from: '2017-05-10', to: '2022-05-09' }],
    },
  ];
  for (const person of people) await send('POST', '/v1/people', person);
  t.match((await read('/v1/people/moon-jae-in?asOf=2017-07-07')).currentRoles, [{ title: 'President' }]);
  t.same((await read('/v1/people/moon-jae-in?asOf=2016-07-07')).currentRoles, []);

  const named = (person: string, titleAsPrinted: string) => ({ person, relation: 'mentioned', titleAsPrinted });
  const html = await send('POST', '/v1/articles', {
    headline: 'Leaders arrive in Hamburg',
    section: 'world',
    tags: ['g20'],
    body: '<p>The chancellor greeted <em>everyone</em> at the harbour.</p>',
    people: [named('angela-merkel', 'Chancellor'), named('moon-jae-in', 'President')],
  });
  const markdown = await send('POST', '/v1/articles', {
    headline: 'Adviser sets out the meeting',
    section: 'world',
    tags: ['g20', 'diplomacy'],
    bodyFormat: 'markdown',
    body: 'There is **no** agenda, the adviser said about the harbour.',
    people: [{ person: 'h-r-mcmaster', relation: 'quoted', titleAsPrinted: 'National security adviser' }],
    related: [html.slug],
  });
  for (const query of [
    '',
    '?section=world',
    '?tag=g20',
    '?q=harbour',
    '?person=moon-jae-in',
    '?include=people,related',
    '?count=exact',
    '?publishedAt[gte]=2000-01-01T00:00:00Z',
  ]) {
    t.same((await read(`/v1/articles${query}`)).data, [], `no draft is in ${query}`);
  }

  await send('POST', `/v1/articles/${html.slug}/publish`);
  await send('POST', `/v1/articles/${markdown.slug}/publish`);
  t.match(await read(`/v1/articles/${markdown.slug}`), {
    body: /<strong>no<\/strong>/,
    related: [{ slug: html.slug }],
  });
  const found = async (query: string) =>
    (await read(`/v1/articles?${query}`)).data.map(({ slug }: { slug: string }) => slug);
  t.same(await found('section=world'), [markdown.slug, html.slug]);
  t.same(await found('person=moon-jae-in'), [html.slug]);
  t.same(await found('tag=g20,-diplomacy'), [html.slug]);
  t.same(await found('publishedAt[gte]=2100-01-01T00:00:00Z'), []);
  t.same((await found('q=harbour')).length, 2);

  await send('PATCH', `/v1/articles/${html.slug}`, { headline: 'Leaders leave Hamburg' });
  t.equal((await read(`/v1/articles/${html.slug}`)).headline, 'Leaders arrive in Hamburg');
  await send('POST', `/v1/articles/${html.slug}/publish`);
  t.equal((await read(`/v1/articles/${html.slug}`)).headline, 'Leaders leave Hamburg');

  const posted = await request('POST', `/v1/articles/${html.slug}/comments`, {
    body: { authorName: 'Ada', authorEmail: 'ada@example.org', body: 'I was there.' },
  });
  t.match(posted, { status: 202, body: { status: 'pending' } });
  t.same((await read(`/v1/articles/${html.slug}/comments`)).data, []);
  t.equal((await read(`/v1/articles/${html.slug}`)).commentCount, 0);
  t.equal(
    (await request('PATCH', `/v1/comments/${posted.body.id}`, { as: 'moderator', body: { status: 'approved' } }))
      .status,
    200,
  );
  t.match((await read(`/v1/articles/${html.slug}/comments`)).data, [{ author: { name: 'Ada' } }]);
  t.equal((await read(`/v1/articles/${html.slug}`)).commentCount, 1);

  await send('POST', `/v1/articles/${html.slug}/unpublish`);
  t.equal((await request('GET', `/v1/articles/${html.slug}`)).status, 404);
  t.equal((await request('GET', `/v1/articles/${html.slug}/comments`)).status, 404);
  t.equal((await request('GET', `/v1/comments/${posted.body.id}`)).status, 404);
  t.same(await found(''), [markdown.slug]);
});
