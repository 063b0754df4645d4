import { states } from './seed.js';
import type { Sent, Server } from './server.js';

export type RecordedResponse = {
  request: string;
  status: number;
  headers: Record<string, string>;
  body: string;
};

type Request = {
  method: string;
  path: string;
  sent?: Sent;
  /** Whether the response contains ids and times of data that was written in this run. */
  isWrite?: boolean;
};

/** Headers that differ between two responses of the same server. */
const volatileHeaders = new Set([
  'date',
  'x-request-id',
  'request-id',
  'connection',
  'keep-alive',
  'content-length',
  'last-modified',
]);

const uuids = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/g;
const times = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;

/** Replaces ids and times, because those of written data differ in each run. */
const normalised = (text: string): string =>
  text
    .replace(uuids, '<id>')
    .replace(times, '<time>')
    .replace(/bs_[\w-]{43}|pv_[\w-]{43}|whsec_[\w+/=]+|"editToken":"[^"]+"/g, '<secret>')
    .replace(/^(?:W\/)?"\d+\.[\w-]{16}"$/, '<etag>');

const get = (path: string, headers?: Record<string, string>): Request => ({
  method: 'GET',
  path,
  ...(headers === undefined ? {} : { sent: { headers } }),
});
const asReader = ({ method, path, sent }: Request): Request => ({ method, path, sent: { ...sent, token: null } });
const write = (method: string, path: string, body?: unknown, headers?: Record<string, string>): Request => ({
  method,
  path,
  isWrite: true,
  sent: { ...(body === undefined ? {} : { body }), ...(headers === undefined ? {} : { headers }) },
});

const includes = ['section', 'people', 'related', 'body', 'mentions', 'corrections'];
const forms = ['application/ld+json', 'application/vnd.iptc.ninjs+json', 'text/markdown', 'text/html', '*/*;q=0.1'];
const sorts = ['publishedAt', '-publishedAt', 'firstPublishedAt', '-updatedAt', 'updatedAt'];

async function requestsFor(server: Server): Promise<Request[]> {
  const json = async (path: string) => (await (await server.send('GET', path)).json()) as { data: { id: string }[] };
  const [comment] = (await json('/v1/desk/comments?limit=1&article=ferry-published&sort=createdAt')).data;
  const [webhook] = (await json('/v1/webhooks')).data;
  const [preview] = (await json('/v1/articles/ferry-published/previews')).data;
  const [importJob] = (await json('/v1/imports')).data;
  const [correction] = (await json('/v1/articles/ferry-published/corrections')).data;

  const publicReads = [
    ...states.flatMap((state) => [
      get(`/v1/articles/ferry-${state}`),
      get(`/v1/articles/ferry-${state}?bodyFormat=text`),
    ]),
    ...includes.map((include) => get(`/v1/articles?limit=5&include=${include}`)),
    ...includes.map((include) => get(`/v1/articles/ferry-published?include=${include}`)),
    get(`/v1/articles/ferry-published?include=${includes}&bodyFormat=markdown`),
    get('/v1/articles/ferry-published?annotate=people'),
    get('/v1/articles/ferry-published?fields=id,slug,dateline,seo,sources'),
    ...forms.map((accept) => get('/v1/articles/ferry-published', { accept })),
    get('/v1/articles/ferry-published', { 'if-none-match': '*' }),
    get('/v1/articles/ferry-published', { 'accept-encoding': 'identity' }),
    ...sorts.map((sort) => get(`/v1/articles?limit=4&count=exact&sort=${sort}`)),
    get('/v1/articles?limit=4&count=exact'),
    get('/v1/articles?section=harbour&limit=3'),
    get('/v1/articles?section=ferries&include=section,people'),
    get('/v1/articles?person=ines-calder'),
    get('/v1/articles?author=tom-abara&lang=de'),
    get('/v1/articles?tag=ferry,-later'),
    get('/v1/articles?tag=ferry|none&type=analysis'),
    get('/v1/articles?q=quay'),
    get('/v1/articles?q="captain ines" -anna&fields=id,highlight'),
    get('/v1/articles?publishedAt[gte]=2017-07-08T00:00:00Z&publishedAt[lt]=2017-07-12T00:00:00Z'),
    get('/v1/articles?section=nowhere'),
    get('/v1/articles?limit=0'),
    get('/v1/articles?wrong=1'),
    get('/v1/articles?after=nonsense'),
    get('/v1/articles?fields=id,nonsense'),
    get('/v1/articles/no-such-article'),
    get('/v1/articles/UPPER'),
    get('/v1/sections'),
    get('/v1/sections?limit=2&count=exact'),
    get('/v1/sections/harbour'),
    get('/v1/sections/nowhere'),
    get('/v1/people?limit=5'),
    get('/v1/people?q=calder'),
    get('/v1/people/ines-calder'),
    get('/v1/people/thomas-abara'),
    get('/v1/people/ines-calder/articles'),
    get('/v1/people/ines-calder/articles?relation=quoted&limit=2'),
    get('/v1/people/ines-calder/mentions'),
    get('/v1/articles/ferry-published/mentions'),
    get('/v1/articles/ferry-published/comments'),
    get('/v1/articles/ferry-published/comments?include=replies&repliesPerRoot=1'),
    get('/v1/articles/ferry-published/comments?include=replies&parent=none&sort=-score'),
    get('/v1/articles/ferry-published/comments?limit=2&sort=createdAt'),
    get(`/v1/comments/${comment?.id}`),
    get('/v1/articles/ferry-published/corrections'),
    get('/v1/articles/ferry-edited/corrections'),
    get('/v1/corrections'),
    get(`/v1/corrections/${correction?.id}`),
    get('/v1/lists'),
    get('/v1/lists/harbour-front'),
    get('/v1/lists/harbour-front?include=body,people'),
    get('/v1/feeds/rss'),
    get('/v1/feeds/rss?section=harbour'),
    get('/v1/feeds/atom'),
    get('/v1/feeds/atom?person=ines-calder'),
    get('/v1/feeds/json'),
    get('/v1/feeds/json?limit=3'),
    get('/sitemap.xml'),
    get('/news-sitemap.xml'),
    get('/v1/changes'),
    get('/v1/changes?limit=3'),
    get('/openapi.json'),
    get('/v1/nowhere'),
    get('/health/live'),
  ].map(asReader);

  const deskReads = [
    ...states.flatMap((state) => [
      get(`/v1/desk/articles/ferry-${state}`),
      get(`/v1/articles/ferry-${state}/revisions`),
      get(`/v1/articles/ferry-${state}/revisions/1`),
    ]),
    ...includes.map((include) => get(`/v1/desk/articles?limit=5&include=${include}`)),
    get(`/v1/desk/articles/ferry-edited?include=${includes}&bodyFormat=markdown`),
    get('/v1/desk/articles?count=exact&sort=-updatedAt'),
    get('/v1/desk/articles?status=scheduled,draft&sort=createdAt'),
    get('/v1/desk/articles?status=trashed'),
    get('/v1/desk/articles?sort=scheduledFor'),
    get('/v1/desk/articles?q=ferry&tag=ferry&person=ines-calder'),
    get('/v1/desk/articles?person=ines-calder&fields=id,slug,status,killed'),
    get('/v1/articles/ferry-published/revisions?limit=2&count=exact&sort=number'),
    get('/v1/articles/ferry-published/revisions/2?bodyFormat=markdown'),
    get('/v1/articles/ferry-published/revisions/99'),
    get('/v1/articles/ferry-edited/diff'),
    get('/v1/articles/ferry-edited/diff?format=html'),
    get('/v1/articles/ferry-published/diff?from=1&to=3'),
    get('/v1/articles/ferry-published/diff?from=2&to=desk&format=html'),
    get('/v1/articles/ferry-published/previews'),
    get(`/v1/previews/${preview?.id}`),
    get('/v1/articles/ferry-published/locks'),
    get('/v1/articles/ferry-edited/comment-policy'),
    get('/v1/sections/harbour/comment-policy'),
    get('/v1/comment-policy'),
    get('/v1/comment-words'),
    get('/v1/comment-bans'),
    get('/v1/comment-queues'),
    get('/v1/desk/comments?limit=5'),
    get('/v1/desk/comments?status=spam,rejected'),
    get(`/v1/comments/${comment?.id}/history`),
    get(`/v1/comments/${comment?.id}/flags`),
    get('/v1/desk/corrections'),
    get('/v1/desk/lists'),
    get('/v1/desk/lists/harbour-front'),
    get('/v1/people?limit=50&q=a'),
    get('/v1/desk/articles/ferry-edited/mentions'),
    get('/v1/exports?format=ndjson'),
    get('/v1/exports?format=ndjson&status=draft'),
    get('/v1/exports?format=ninjs'),
    get('/v1/comment-exports?format=ndjson'),
    get('/v1/imports'),
    get(`/v1/imports/${importJob?.id}`),
    get(`/v1/imports/${importJob?.id}/items`),
    get(`/v1/imports/${importJob?.id}/items?outcome=failed`),
    get('/v1/audit?limit=20'),
    get('/v1/audit?limit=5&type=article.published'),
    get('/v1/tokens'),
    get('/v1/webhooks'),
    get(`/v1/webhooks/${webhook?.id}`),
    get('/v1/me'),
    get('/v1/desk/changes'),
    get('/v1/mentions/relink'),
  ];

  const refused = [
    ...[
      '/v1/desk/articles',
      '/v1/tokens',
      '/v1/audit',
      '/v1/webhooks',
      '/v1/imports',
      '/v1/desk/comments?status=spam',
    ].map((path) => asReader(get(path))),
    asReader(write('POST', '/v1/articles', { headline: 'No' })),
    write('POST', '/v1/articles', {}),
    write('POST', '/v1/articles', { headline: 'x'.repeat(501), dateline: 'y'.repeat(201), tags: ['a,b'], unknown: 1 }),
    write('POST', '/v1/articles', { headline: 'x', people: [{ person: 'nobody', relation: 'author' }] }),
    write('POST', '/v1/articles', { headline: 'x', section: 'nowhere', related: ['ferry-gone'] }),
    write('POST', '/v1/articles', { headline: 'x', slug: 'ferry-draft' }),
    write('POST', '/v1/articles', { headline: 'x', externalIds: [{ source: 'wire', id: 'a-0' }] }),
    write('POST', '/v1/articles', { headline: 'x', leadImage: { url: 'javascript:alert(1)', alt: '' } }),
    write('POST', '/v1/articles', '{"headline":', { 'content-type': 'application/json' }),
    write('POST', '/v1/articles', 'headline', { 'content-type': 'text/plain' }),
    write('PATCH', '/v1/articles/ferry-draft', { bodyFormat: 'markdown' }),
    write('PATCH', '/v1/articles/ferry-draft', { headline: null }),
    write('PATCH', '/v1/articles/ferry-draft', { headline: 'x' }, { 'if-match': '"9"' }),
    write('POST', '/v1/articles/ferry-killed/publish', {}),
    write('POST', '/v1/articles/ferry-embargoed/publish', {}),
    write('POST', '/v1/articles/ferry-draft/schedule', { at: '2001-01-01T00:00:00Z' }),
    write('POST', '/v1/sections', { name: 'Harbour', parent: 'nowhere' }),
    write('POST', '/v1/people', { name: '' }),
    write('POST', '/v1/lists', { name: 'x', size: 0 }),
    write('DELETE', '/v1/sections/harbour'),
    write('PUT', '/v1/articles', {}),
    write('POST', '/v1/imports', 'x', { 'content-type': 'application/pdf' }),
  ];

  const whole = {
    headline: 'A whole new ferry',
    standfirst: 'All fields.',
    type: 'feature',
    body: '<p>Captain <script>x</script>Ines Calder.</p>',
    section: 'ferries',
    tags: ['New', 'new'],
    lang: 'en-GB',
    dateline: 'KIEL',
    people: [{ person: 'ines-calder', relation: 'subject', titleAsPrinted: 'Capt.' }],
    sources: [{ name: 'Wire' }],
    related: ['ferry-published', 'ferry-draft'],
    leadImage: { url: 'https://img.example/b.jpg', alt: '' },
    seo: { description: 'd' },
    externalIds: [{ source: 'wire', id: 'whole' }],
    commentsOpen: false,
  };
  const writes = [
    write('POST', '/v1/articles', whole),
    write('PUT', '/v1/articles/a-whole-new-ferry', { headline: 'Only this', slug: 'only-this' }),
    { ...get('/v1/desk/articles/only-this'), isWrite: true },
    write('PUT', '/v1/articles/by-external-id/wire/whole', { ...whole, publishedAt: '2019-01-01T00:00:00Z' }),
    write('PUT', '/v1/articles/by-external-id/wire/whole', { ...whole, publishedAt: '2019-01-01T00:00:00Z' }),
    { ...get('/v1/articles/only-this'), isWrite: true },
    write('PATCH', '/v1/articles/only-this', { dateline: null, seo: { title: 't' }, tags: ['b', 'a'] }),
    write('POST', '/v1/articles/only-this/discard-changes'),
    write('POST', '/v1/articles/only-this/revisions/2/restore', {}),
    write('POST', '/v1/articles/only-this/publish', { updateType: 'major' }),
    write('POST', '/v1/articles/only-this/unpublish'),
    write('DELETE', '/v1/articles/only-this'),
    write('POST', '/v1/articles/only-this/restore'),
    write('POST', '/v1/bulk', {
      atomic: false,
      operations: [
        { op: 'create', type: 'article', body: { headline: 'In bulk', dateline: 'ROSTOCK' } },
        { op: 'put', type: 'article', externalId: { source: 'wire', id: 'whole' }, body: { headline: 'Put in bulk' } },
        { op: 'create', type: 'person', body: { name: 'Bulk Person' } },
        { op: 'create', type: 'section', body: { name: 'Bulk' } },
        { op: 'create', type: 'article', body: { headline: '' } },
      ],
    }),
    write('POST', '/v1/people', { name: 'Maria Sund', aliases: [{ name: 'M. Sund' }], roles: [{ title: 'Editor' }] }),
    write('PATCH', '/v1/people/maria-sund', { shortNames: ['Sund'] }),
    write('POST', '/v1/people/resolve', { names: [{ name: 'Calder', title: 'Captain', date: '2017-07-07' }] }),
    write('PATCH', '/v1/sections/ferries', { description: 'Of ferries.' }),
    write('POST', '/v1/articles/ferry-edited/corrections', { kind: 'update', note: 'More.' }),
    write('POST', '/v1/lists/harbour-front/moves', { article: 'ferry-published', to: 2 }),
    write('PATCH', '/v1/lists/harbour-front', { name: 'Front' }),
    write('POST', '/v1/articles/ferry-published/comments', {
      authorName: 'New',
      authorEmail: 'n@reader.example',
      body: 'Hm.',
    }),
    write('PATCH', `/v1/comments/${comment?.id}`, { status: 'rejected' }),
    write('POST', '/v1/mentions/analyze', { text: 'Captain Calder met Mayor Abara.', date: '2017-07-07' }),
    write('POST', '/v1/tokens', { name: 'Another', role: 'writer' }),
    write('POST', '/v1/webhooks', { url: 'https://partner.example/other', types: ['article.published'] }),
    write('POST', '/v1/articles/ferry-draft/previews', {}),
    write('POST', '/v1/articles/ferry-draft/locks', {}),
    write('DELETE', '/v1/articles/ferry-draft/locks'),
    write('DELETE', '/v1/people/maria-sund'),
  ];
  return [...publicReads, ...publicReads.slice(0, 30), ...deskReads, ...refused, ...writes];
}

/** Sends many kinds of requests one after the other (public, desk, feeds, errors, writes) and records the responses. */
export async function recordResponses(server: Server): Promise<RecordedResponse[]> {
  const recorded: RecordedResponse[] = [];
  for (const [at, { method, path, sent, isWrite = false }] of (await requestsFor(server)).entries()) {
    const response = await server.send(method, path, sent);
    const text = (await response.text())
      .replaceAll(server.url, '<server>')
      .replace(/"requestId":"[^"]+"/g, '"requestId":"<id>"')
      .replace(/"formToken":"[^"]+"/g, '"formToken":"<secret>"');
    const headers = Object.fromEntries(
      [...response.headers]
        .filter(([name]) => !volatileHeaders.has(name))
        .map(([name, value]) => [name, isWrite ? normalised(value) : value]),
    );
    const who = sent?.token === null ? ' as a reader' : '';
    const named = sent?.headers === undefined ? '' : ` ${JSON.stringify(sent.headers)}`;
    recorded.push({
      request: `${at + 1} ${method} ${path}${who}${named}`,
      status: response.status,
      headers,
      body: isWrite ? normalised(text) : text,
    });
  }
  return recorded;
}
