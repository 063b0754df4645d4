import { setTimeout as sleep } from 'node:timers/promises';
import type { Server } from './server.js';

// biome-ignore lint/suspicious/noExplicitAny: responses of every shape
type Body = any;

/** The states of articles. For each state there is an article with the slug `ferry-<state>`. */
export const states = [
  'draft',
  'published',
  'edited',
  'scheduled',
  'planned',
  'unpublished',
  'killed',
  'trashed',
  'embargoed',
];

/** Adds data to the demo newsroom: articles in every state with every field, and examples of all other resources. */
export async function seed(server: Server): Promise<void> {
  const write = async (
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Body> => {
    const response = await server.send(method, path, { body, ...(headers === undefined ? {} : { headers }) });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  };

  await write('POST', '/v1/sections', { name: 'Harbour', description: 'Ships and <quays>.', position: 3 });
  await write('POST', '/v1/sections', { name: 'Ferries', parent: 'harbour' });
  await write('PUT', '/v1/sections/by-external-id/wire/s-1', { name: 'Docks & Piers', parent: 'harbour' });
  await write('POST', '/v1/people', {
    name: 'Ines Calder',
    givenName: 'Ines',
    familyName: 'Calder',
    shortNames: ['Calder'],
    aliases: [{ name: 'Ines Moreau', kind: 'former', to: '2009' }],
    roles: [
      { title: 'First mate', organisation: 'Harbour Lines', from: '2004', to: '2012-05' },
      { title: 'Captain', organisation: 'Harbour Lines', from: '2012-05-01' },
    ],
    wikidataId: 'Q42',
  });
  await write('POST', '/v1/people', { name: 'Tom Abara', roles: [{ title: 'Mayor', from: '2015' }] });
  await write('POST', '/v1/people', { name: 'Thomas Abara' });
  await write('PUT', '/v1/people/by-external-id/wire/p-9', { name: 'Zoë Ålund', shortNames: ['Ålund'] });

  const ids: string[] = [];
  for (const [index, state] of states.entries()) {
    const { id } = await write('POST', '/v1/articles', {
      headline: `The ${state} ferry “Anna” & her crew`,
      standfirst: index % 2 === 0 ? `What is known of the ${state} ferry.` : null,
      slug: `ferry-${state}`,
      type: ['article', 'analysis', 'interview'][index % 3],
      section: ['ferries', 'harbour', null][index % 3],
      body: `<p>Captain Ines Calder left the <em>quay</em> at ${index} o’clock.</p><p>“We sail,” Calder said. Mayor Tom Abara waved.</p><ul><li>One</li><li>Two</li></ul>`,
      lang: index % 2 === 0 ? 'en' : 'de',
      dateline: index % 2 === 0 ? 'HAMBURG' : null,
      tags: ['ferry', `tag ${index}`],
      people: [
        { person: 'tom-abara', relation: 'author' },
        { person: 'ines-calder', relation: 'quoted', titleAsPrinted: 'Captain' },
      ],
      sources: [{ name: 'Harbour Lines', url: 'https://lines.example/a?b=1&c=2' }],
      related: ids.slice(-2),
      leadImage: { url: 'https://img.example/a.jpg', alt: 'A ferry', caption: 'At the quay', credit: null },
      seo: { title: 'Ferry', canonicalUrl: 'https://paper.example/ferry' },
      externalIds: [{ source: 'wire', id: `a-${index}` }],
      commentsOpen: index % 4 !== 3,
      revisionNote: 'First draft',
    });
    ids.push(id);
    if (!['draft', 'scheduled', 'embargoed'].includes(state)) {
      // Comments close some time after a publication, so one article is recent.
      const at = state === 'published' ? new Date() : new Date(Date.UTC(2017, 6, 7 + index, 12));
      await write('POST', `/v1/articles/${id}/publish`, { at: at.toISOString() });
    }
  }
  const [, published, edited, scheduled, planned, unpublished, killed, trashed, embargoed] = ids;
  await write('PATCH', `/v1/articles/${edited}`, {
    headline: 'Not yet public',
    tags: ['ferry', 'later'],
    dateline: 'BREMEN',
  });
  await write('POST', `/v1/articles/${scheduled}/schedule`, {
    at: '2035-01-01T05:00:00Z',
    unpublishAt: '2035-02-01T05:00:00Z',
  });
  await write('PATCH', `/v1/articles/${planned}`, { headline: 'For later', revisionNote: 'Second thoughts' });
  await write('POST', `/v1/articles/${planned}/schedule`, { at: '2035-01-02T05:00:00Z' });
  await write('POST', `/v1/articles/${unpublished}/unpublish`);
  await write('POST', `/v1/articles/${killed}/kill`, { reason: 'Published in error.', note: 'Wire withdrew it.' });
  await write('DELETE', `/v1/articles/${trashed}`);
  await write('POST', `/v1/articles/${embargoed}/embargo`, { until: '2035-01-01T05:00:00Z' });

  await write('PATCH', `/v1/articles/${published}`, { standfirst: 'Changed once.', revisionNote: 'Standfirst' });
  await write('POST', `/v1/articles/${published}/publish`, { updateType: 'minor' });
  await write('PATCH', `/v1/articles/${published}`, { body: '<p>Captain Ines Calder left. Twice.</p>' });
  await write('POST', `/v1/articles/${published}/discard-changes`);
  await write('POST', `/v1/articles/${published}/revisions/1/restore`, { note: 'The first was right' });
  await write('POST', `/v1/articles/${published}/corrections`, { kind: 'correction', note: 'The ferry left at one.' });
  await write('POST', `/v1/articles/${published}/publish`, {});
  await write('POST', `/v1/articles/${edited}/corrections`, { kind: 'clarification', note: 'Waits.' });
  await write('POST', `/v1/articles/${published}/previews`, { name: 'Lawyers', expiresIn: 2_000_000 });

  const top = await write('POST', '/v1/articles/ferry-published/comments', {
    authorName: 'Johanna Weiss',
    authorEmail: 'johanna@reader.example',
    body: 'I was *there*.',
  });
  for (let at = 0; at < 6; at += 1)
    await write('POST', '/v1/articles/ferry-published/comments', {
      authorName: `Reader ${at}`,
      authorEmail: `reader${at}@reader.example`,
      body: `Reply number ${at}, of <b>some</b> length.`,
      ...(at % 2 === 0 ? { parentId: top.id } : {}),
    });
  const { data: comments } = await write('GET', '/v1/desk/comments?limit=100&article=ferry-published');
  for (const [at, { id }] of comments.entries())
    await write('PATCH', `/v1/comments/${id}`, { status: at === 1 ? 'spam' : at === 2 ? 'rejected' : 'approved' });
  await write('POST', `/v1/comments/${comments[0].id}/flags`, { reason: 'abusive', note: 'Rude.' });
  await write('PUT', `/v1/comments/${comments[0].id}/reaction`, { type: 'like' });
  await write('PUT', '/v1/articles/ferry-edited/comment-policy', { mode: 'pre-new', maxLinks: 1 });
  await write('POST', '/v1/comment-words', { phrase: 'buy now', action: 'hold' });
  await write('POST', '/v1/lists', {
    name: 'Harbour front',
    published: true,
    size: 5,
    rule: { section: 'harbour', sort: '-publishedAt' },
    items: [{ article: 'ferry-published' }, {}, { article: 'ferry-draft' }],
  });
  await write('POST', '/v1/tokens', { name: 'Import script', role: 'importer' });
  await write('POST', '/v1/webhooks', { url: 'https://partner.example/hooks', types: ['article.*'] });
  await write('POST', `/v1/people/thomas-abara/merge`, { into: 'tom-abara' });
  await write('POST', `/v1/articles/${published}/locks`, { ttlSeconds: 600 });
  const lines = [
    {
      id: 'n-1',
      headline: 'Imported ferry',
      body: '<p>By wire.</p>',
      status: 'published',
      publishedAt: '2018-01-02T03:04:05Z',
      kind: 'x',
    },
    {
      id: 'n-2',
      headline: 'Another',
      bodyFormat: 'markdown',
      body: '# Two\n\nWith **Calder**.',
      people: [{ name: 'New Person', relation: 'subject' }],
    },
    { id: 'n-3', headline: 7 },
  ];
  const { id: job } = await write(
    'POST',
    '/v1/imports?source=wire',
    lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
    {
      'content-type': 'application/x-ndjson',
    },
  );
  for (let status = ''; !['done', 'failed', 'cancelled'].includes(status); ) {
    await sleep(200);
    ({ status } = await write('GET', `/v1/imports/${job}`));
  }
  // Waits until the linker and the other event consumers have finished.
  await sleep(5_000);
}
