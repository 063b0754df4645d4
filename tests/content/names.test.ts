import t from 'tap';
import { openNewsroom } from '../support/newsroom.js';
import { publishStory } from './comments/readers.js';

const newsroom = await openNewsroom(t);
const { request } = newsroom;
const story = await publishStory(newsroom);

/** Each request that sends a name, and the path of the name in the response. */
const writes: [string, (name: string) => object, string, string][] = [
  ['/v1/articles', (headline) => ({ headline }), '/headline', 'headline'],
  ['/v1/people', (name) => ({ name }), '/name', 'name'],
  ['/v1/people', (name) => ({ name: 'Ada', shortNames: [name] }), '/shortNames/0', 'shortNames.0'],
  ['/v1/people', (name) => ({ name: 'Ada', givenName: name }), '/givenName', 'givenName'],
  ['/v1/sections', (name) => ({ name }), '/name', 'name'],
  ['/v1/lists', (name) => ({ name }), '/name', 'name'],
  ['/v1/tokens', (name) => ({ name, role: 'editor' }), '/name', 'name'],
  ['/v1/users', (name) => ({ name, email: `u${Math.random()}@x.example`, role: 'editor' }), '/name', 'name'],
  ['/v1/articles', (tag) => ({ headline: 'Tagged', tags: [tag] }), '/tags/0', 'tags.0'],
  ['/v1/articles', (name) => ({ headline: 'Cited', sources: [{ name }] }), '/sources/0/name', 'sources.0.name'],
  [
    `/v1/articles/${story.slug}/comments`,
    (authorName) => ({ authorName, authorEmail: `n${Math.random()}@x.example`, body: `Hello ${Math.random()}` }),
    '/authorName',
    'author.name',
  ],
];

const at = (value: unknown, path: string): unknown =>
  path.split('.').reduce((inner: unknown, key) => (inner as Record<string, unknown>)[key], value);

t.test(
  'refuses names in which a reader sees nothing, and cleans others of hidden controls and line breaks',
  async (t) => {
    for (const [index, [url, bodyOf, pointer, path]] of writes.entries()) {
      for (const name of ['\u200b\u200d', '\u2066\u2069', '\u3164']) {
        const refusal = await request('POST', url, { as: 'admin', body: bodyOf(name) });
        t.match(
          refusal,
          { status: 400, body: { code: 'invalid-request', errors: [{ pointer }] } },
          `${url} ${pointer}`,
        );
      }
      const isTag = path === 'tags.0';
      const name = `\u202eqp${index}\u202c\u2066\n\u2069 zy\u2028end`;
      const { status, body } = await request('POST', url, { as: 'admin', body: bodyOf(name) });
      t.ok(status < 300, `${url} ${pointer} ${status} ${JSON.stringify(body)}`);
      t.equal(at(body, path), `qp${index} zy end`, `${url} ${pointer}${isTag ? ' in lower case' : ''}`);
    }
  },
);
