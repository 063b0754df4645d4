import t from 'tap';
import { openNewsroom } from '../../support/newsroom.js';

const { request, statements } = await openNewsroom(t);
const as = 'admin';

const markdown = `Text[^1] by [her](#who).

## <a id="who"></a>Who

- [x] asked
- [ ] printed

<p lang="fr" dir="ltr">Un <em>mot</em></p>

<iframe src="https://www.youtube.com/embed/dQw4w9WgXcQ" title="The film"></iframe>

[^1]: A *note*.
`;
const expected = [
  /<sup><a href="#user-content-fn-1" data-footnote-ref="" id="user-content-fnref-1">1<\/a><\/sup>/,
  /<a href="#user-content-who">her<\/a>/,
  /<h2 id="user-content-who">Who<\/h2>/,
  /<li><input type="checkbox" checked disabled> asked<\/li>/,
  /<p lang="fr" dir="ltr">Un <em>mot<\/em><\/p>/,
  /<figure data-embed="youtube"><a href="https:\/\/www\.youtube\.com\/watch\?v=dQw4w9WgXcQ">The film<\/a><\/figure>/,
  /<li id="user-content-fn-1">\s*<p>A <em>note<\/em>\. <a href="#user-content-fnref-1" data-footnote-backref="">↩<\/a><\/p>/,
];

t.test('keeps notes, ids, tasks, languages and embeds in every copy and format', async (t) => {
  const input = { headline: 'Whole', slug: 'whole', bodyFormat: 'markdown', body: markdown };
  const created = await request('POST', '/v1/articles', { as, body: input });
  t.equal(created.status, 201);
  t.notOk('dropped' in created.body, 'nothing was left out');
  const { body } = created.body;
  for (const part of expected) t.match(body, part);
  await request('POST', '/v1/articles/whole/publish', { as });
  t.equal((await request('GET', '/v1/articles/whole')).body.body, body);
  statements();
  const asMarkdown = (await request('GET', '/v1/articles/whole?bodyFormat=markdown')).body.body;
  t.equal(statements().length, 1, 'takes one statement');
  const again = await request('PATCH', '/v1/articles/whole', {
    as,
    body: { body: asMarkdown, bodyFormat: 'markdown' },
  });
  t.equal(again.body.body, body, 'Markdown gives back the same HTML');
  t.equal(again.body.revision, 1, 'so nothing is saved');
  const text = (await request('GET', '/v1/articles/whole?bodyFormat=text')).body.body;
  t.match(text, /^Text\[1\] by her\.\n\nWho\n\nasked\n\nprinted\n\nUn mot\n\nThe film\n\n\[1\] A note\.$/);
  t.match((await request('GET', '/v1/articles/whole/markdown')).text, /\[\^1\]: A _note_\./);
  await request('PATCH', '/v1/articles/whole', { as, body: { body: '<p>Empty.</p>' } });
  const restored = await request('POST', '/v1/articles/whole/revisions/1/restore', { as, body: {} });
  t.equal(restored.body.body, body);
  await request('PATCH', '/v1/articles/whole', { as, body: { body: body.replace('A <em>note', 'A long <em>note') } });
  const diff = await request('GET', '/v1/articles/whole/diff?format=html', { as });
  t.match(JSON.stringify(diff.body), /<ins> long<\/ins>|<ins>long <\/ins>/);
});

t.test('lists what was left out of a body in the response of each write, and in no other', async (t) => {
  const body = '<p>a</p><iframe src="https://page.example/x"></iframe><script>b()</script>';
  const dropped = [
    { what: 'iframe "https://page.example/x"', reason: 'unknown-embed' },
    { what: 'script', reason: 'unsupported-element' },
  ];
  const input = { headline: 'Less', slug: 'less', body };
  const key = { headers: { 'idempotency-key': 'less' } };
  const external = '/v1/articles/by-external-id/wire/less';
  t.match(await request('POST', '/v1/articles', { as, body: input, ...key }), { status: 201, body: { dropped } });
  t.same((await request('POST', '/v1/articles', { as, body: input, ...key })).body.dropped, dropped, 'a repeat, too');
  t.same((await request('PUT', '/v1/articles/less', { as, body: input })).body.dropped, dropped);
  t.same((await request('PATCH', '/v1/articles/less', { as, body: { body } })).body.dropped, dropped);
  const dated = { ...input, slug: 'less-2', publishedAt: '2017-07-07T12:00:00Z' };
  for (const status of [201, 200])
    t.match(await request('PUT', external, { as, body: dated }), { status, body: { dropped, status: 'published' } });
  t.notOk('dropped' in (await request('PATCH', '/v1/articles/less', { as, body: { kicker: 'K' } })).body);
  const operations = [
    { op: 'create', type: 'article', body: { ...input, slug: 'less-3' } },
    { op: 'put', type: 'article', externalId: { source: 'wire', id: 'less' }, body: { ...input, slug: 'less-2' } },
    { op: 'update', type: 'article', ref: 'less-3', body: { body } },
    { op: 'update', type: 'article', ref: 'less-3', body: { kicker: 'K' } },
  ];
  const { data } = (await request('POST', '/v1/bulk', { as, body: { operations } })).body;
  t.match(data, [{ status: 201, dropped }, { status: 200, dropped }, { status: 200, dropped }, { status: 200 }]);
  t.notOk('dropped' in data[3]);
  t.ok(data.every(({ article }: { article: object }) => !('dropped' in article)));
  for (const url of ['/v1/desk/articles/less', '/v1/articles/less-2', '/v1/desk/articles/less/revisions/1'])
    t.notMatch((await request('GET', url, { as })).text, /dropped/, url);
});

t.test('converts long bodies, and gives the same result when they are sent or read again', async (t) => {
  const paragraph = '<p>Angela <b>Merkel</b> met <a href="https://x.example/?a=1&b=2">them</a> &copy; <br/>there.';
  const body = paragraph.repeat(3_000);
  const input = { headline: 'Long', slug: 'long', body };
  const created = await request('POST', '/v1/articles', { as, body: input });
  t.equal(created.status, 201);
  t.match(
    created.body.body,
    /^<p>Angela <b>Merkel<\/b> met <a href="https:\/\/x\.example\/\?a=1&amp;b=2">them<\/a> © <br>there\.<\/p>/,
  );
  t.equal((await request('PUT', '/v1/articles/long', { as, body: input })).body.revision, 1, 'nothing changed');
  await request('POST', '/v1/articles/long/publish', { as });
  const reads = ['fields=body,bodyFormat', 'fields=bodyFormat,body'].map((fields) =>
    request('GET', `/v1/articles/long?bodyFormat=markdown&${fields}`),
  );
  const [first, second] = await Promise.all(reads);
  t.equal(first?.text, second?.text);
  t.equal(first?.body.body.split('\n\n').length, 3_000);
  const desk = await request('GET', '/v1/desk/articles/long?bodyFormat=markdown', { as });
  t.equal(desk.body.body, first?.body.body);
  const refusal = await request('PUT', '/v1/articles/long', {
    as,
    body: { headline: 'Long', bodyFormat: 'markdown', body: 'x'.repeat(100_001) },
  });
  t.match(refusal, { status: 400, body: { errors: [{ pointer: '/body', code: 'too-big' }] } });
});
