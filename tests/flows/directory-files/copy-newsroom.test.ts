import t from 'tap';
import { openNewsroom, type TestNewsroom } from '../../support/newsroom.js';
import {
  copyArticles,
  copyComments,
  exportDirectory,
  importDirectory,
  importPeopleFile,
} from '../../support/newsroom-files.js';

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

/** Copies a newsroom with the exports and imports, in the order of the guide. */
async function copy(from: TestNewsroom, to: TestNewsroom): Promise<void> {
  await importDirectory(to, 'sections', await exportDirectory(from, 'sections'));
  await importPeopleFile(to, await exportDirectory(from, 'people'));
  await copyArticles(from, to);
  await importDirectory(to, 'lists', await exportDirectory(from, 'lists'));
  await importDirectory(to, 'policies', await exportDirectory(from, 'policies'));
  await copyComments(from, to);
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
