import { Readable } from 'node:stream';
import t from 'tap';
import { STATUSES } from '../../../src/content/articles/index.js';
import { commentExports } from '../../../src/flows/comments-export/index.js';
import { importComments } from '../../../src/flows/comments-import/index.js';
import { directoryFiles } from '../../../src/flows/directory-files/index.js';
import { importArticles, readArticles } from '../../../src/flows/imports/index.js';
import { readPeople } from '../../../src/flows/people-import/index.js';
import { systemActor } from '../../../src/platform/auth/index.js';
import { openNewsroom, type TestNewsroom } from '../../support/newsroom.js';

const as = 'admin' as const;
const environment = { PUBLIC_URL: 'https://paper.example', DIRECTORY_VISIBILITY: 'draft' };

/** Adds to the demo newsroom what the demo lacks. */
async function fill({ newsroom, request }: TestNewsroom): Promise<void> {
  await newsroom.loadDemo();
  const write = async (method: string, path: string, body?: object) => {
    const response = await request(method, path, { as, ...(body === undefined ? {} : { body }) });
    if (response.status >= 300) throw new Error(`${method} ${path}: ${response.text}`);
  };
  await write('PATCH', '/v1/sections/world', { description: 'All continents.', position: 3 });
  await write('PATCH', '/v1/people/angela-merkel', {
    bio: 'A chancellor.',
    aliases: [{ name: 'Kasner', kind: 'former' }],
  });
  await write('POST', '/v1/people', { name: 'Angela Merkel', slug: 'another-angela-merkel', visibility: 'public' });
  await write('PUT', '/v1/comment-policy', { mode: 'post' });
  await write('PUT', '/v1/sections/world/comment-policy', { maxLinks: 1 });
}

const textOf = async (lines: AsyncIterable<string>) => {
  let text = '';
  for await (const line of lines) text += line;
  return text;
};

const filesOf = ({ newsroom: { sections, people, lists, comments } }: TestNewsroom) =>
  directoryFiles({ sections, people, lists, policies: comments.policies });

/** Copies a newsroom with the exports and imports, in the order of the guide. */
async function copy(from: TestNewsroom, to: TestNewsroom): Promise<void> {
  const [source, target] = [filesOf(from), filesOf(to)];
  const exported = (kind: Parameters<typeof source.export>[1]) => textOf(source.export(systemActor, kind));
  await target.import(systemActor, 'sections', await exported('sections'));
  await to.newsroom.people.importPeople(systemActor, readPeople(await exported('people'), 'people.ndjson').records);
  for (const status of STATUSES) {
    const { text } = await from.request('GET', `/v1/exports?status=${status}`, { as });
    if (text === '') continue;
    const { format, read } = await readArticles(Readable.from([Buffer.from(text)]), { source: null, name: null });
    const options = { mode: 'upsert', dryRun: false, keepAddresses: false } as const;
    await importArticles({ newsroom: to.newsroom, actor: systemActor, format, read, options });
  }
  await target.import(systemActor, 'lists', await exported('lists'));
  await target.import(systemActor, 'policies', await exported('policies'));
  const { text } = commentExports({ comments: from.newsroom.comments, base: '' }).open(systemActor, {
    format: 'ndjson',
    private: false,
  });
  await importComments({
    comments: to.newsroom.comments,
    actor: systemActor,
    stream: Readable.from(text).map((part: string) => Buffer.from(part)),
    name: 'comments.ndjson',
    options: {},
  });
}

/** Returns the public responses of a newsroom by their paths. */
async function publicResponses({ request }: TestNewsroom): Promise<Map<string, unknown>> {
  const responses = new Map<string, unknown>();
  const read = async (path: string) => {
    const { status, headers, body, text } = await request('GET', path);
    responses.set(path, withoutIds({ status, location: headers.location, body: body ?? text }));
    return body;
  };
  const slugs = async (path: string): Promise<string[]> =>
    ((await read(path)).data as { slug: string }[]).map(({ slug }) => slug);
  for (const slug of await slugs('/v1/articles?limit=100'))
    for (const part of ['', '/comments', '/corrections', '/mentions', '/json-ld', '/comment-policy'])
      await read(`/v1/articles/${slug}${part}`);
  for (const slug of await slugs('/v1/people?limit=100'))
    for (const part of ['', '/articles', '/mentions', '/quotes']) await read(`/v1/people/${slug}${part}`);
  for (const slug of await slugs('/v1/sections?limit=100')) await read(`/v1/sections/${slug}`);
  for (const slug of await slugs('/v1/lists')) await read(`/v1/lists/${slug}`);
  for (const path of ['/v1/corrections', '/v1/feeds/rss', '/v1/feeds/json', '/sitemap.xml']) await read(path);
  return responses;
}

/** Properties that have other values in every newsroom: ids, versions, and times of entries that are not articles. */
const ownProperties = new Set(
  'id articleId parentId rootId inReplyToId version requestId formToken createdAt updatedAt next'.split(' '),
);

/** Returns a response without what differs in every newsroom. */
const withoutIds = (response: object): unknown =>
  JSON.parse(JSON.stringify(response), (key, value) => {
    if (ownProperties.has(key)) return undefined;
    return typeof value === 'string' ? value.replaceAll(/urn:uuid:[0-9a-f-]{36}/g, 'urn:uuid') : value;
  });

t.test('shows the same public responses after a newsroom was copied into an empty one', async (t) => {
  const [from, to] = [await openNewsroom(t, { environment }), await openNewsroom(t, { environment })];
  await fill(from);
  await copy(from, to);
  const [before, after] = [await publicResponses(from), await publicResponses(to)];
  for (const [path, response] of before) t.strictSame(after.get(path), response, path);
  t.strictSame([...after.keys()].toSorted(), [...before.keys()].toSorted());
});
