import t from 'tap';
import { settle } from '../../flows/changes/log.js';
import { openNewsroom } from '../../support/newsroom.js';
import { publishStory } from './readers.js';

const newsroom = await openNewsroom(t);
const { request } = newsroom;
const as = 'moderator';

type Entry = { type: string; subjectId: string | null; actor: string; detail: Record<string, unknown> };
/** Returns the new entries of a moderator's change log and an administrator's audit since the last call. */
let seen = 0;
async function news(): Promise<Entry[]> {
  const { data } = (await request('GET', '/v1/audit?limit=100', { as: 'admin' })).body as { data: Entry[] };
  const fresh = data.slice(0, data.length - seen).reverse();
  seen = data.length;
  return fresh;
}

t.test('records every change of a comment policy, with its place and actor', async (t) => {
  const story = await publishStory(newsroom);
  const section = (await request('POST', '/v1/sections', { as: 'editor', body: { name: 'World' } })).body;
  await news();
  const places: [url: string, subject: string, detail: object][] = [
    ['/v1/comment-policy', '00000000-0000-0000-0000-000000000000', { sectionId: null, articleId: null }],
    ['/v1/sections/world/comment-policy', section.id, { sectionId: section.id }],
    [`/v1/articles/${story.slug}/comment-policy`, story.id, { articleId: story.id }],
  ];
  for (const [url, subject, detail] of places) {
    for (const time of ['once', 'and once more the same'])
      t.equal((await request('PUT', url, { as, body: { mode: 'post', maxLinks: 3 } })).status, 200, `${url} ${time}`);
    const said = await news();
    t.equal(said.length, 1);
    t.match(said, [
      {
        type: 'comment-policy.stated',
        subjectId: subject,
        actor: 'The moderator',
        detail: { ...detail, policy: { mode: 'post', maxLinks: 3, guests: null } },
      },
    ]);
  }
});

t.test('records word rules and bans that are created, changed and deleted', async (t) => {
  const story = await publishStory(newsroom);
  await news();
  const word = (await request('POST', '/v1/comment-words', { as, body: { phrase: 'buy now', action: 'hold' } })).body;
  await request('POST', '/v1/comment-words', { as, body: { phrase: 'buy now', action: 'hold' } });
  await request('POST', '/v1/comment-words', { as, body: { phrase: 'buy now', action: 'reject' } });
  await request('DELETE', `/v1/comment-words/${word.id}`, { as });
  t.equal((await request('DELETE', `/v1/comment-words/${word.id}`, { as })).status, 404);
  const rule = { id: word.id, phrase: 'buy now' };
  t.match(await news(), [
    { type: 'comment-word.set', subjectId: word.id, detail: { ...rule, action: 'hold' } },
    { type: 'comment-word.set', detail: { ...rule, action: 'reject' } },
    { type: 'comment-word.deleted', detail: { ...rule, action: 'reject' } },
  ]);

  const body = { authorName: 'Ada', authorEmail: 'ada@reader.example', body: 'A remark.' };
  const comment = (await request('POST', `/v1/articles/${story.id}/comments`, { body })).body;
  const reason = 'Threats against Otto';
  const ban = (await request('POST', '/v1/comment-bans', { as, body: { comment: comment.id, reason } })).body;
  await request('DELETE', `/v1/comment-bans/${ban.id}`, { as });
  t.equal((await request('DELETE', `/v1/comment-bans/${ban.id}`, { as })).status, 404);
  const said = await news();
  t.match(said, [
    { type: 'comment-ban.set', subjectId: ban.id, detail: { id: ban.id, until: null } },
    { type: 'comment-ban.lifted', subjectId: ban.id, actor: 'The moderator' },
  ]);
  t.notMatch(JSON.stringify(said), /Threats|ada@|Ada/, 'the events contain neither the author nor the reason');
});

t.test('records privacy requests in the audit, without the address', async (t) => {
  await news();
  const body = { email: 'ada@reader.example', kind: 'export' };
  const { id } = (await request('POST', '/v1/privacy/requests', { as: 'admin', body })).body;
  const said = await news();
  t.match(said, [
    { type: 'privacy-request.answered', subjectId: id, actor: 'The admin', detail: { kind: 'export', comments: 1 } },
  ]);
  t.notMatch(JSON.stringify(said), 'ada@reader.example');
});

t.test('shows these events to moderators, but not to readers and editors', async (t) => {
  await settle(newsroom);
  const scopes = ['content:read', 'comments:moderate'] as const;
  const created = await request('POST', '/v1/tokens', { as: 'admin', body: { name: 'Both', scopes } });
  const typesFor = async (as?: { as: 'editor' | 'admin' } | { token: string }) => {
    const { body } = await request('GET', `${as === undefined ? '/v1' : '/v1/desk'}/changes?limit=100`, as);
    return (body.data as { type: string }[]).map(({ type }) => type);
  };
  const ours = (types: string[]) => new Set(types.filter((type) => /^(comment-|privacy-)/.test(type)));
  const rules = 'policy.stated word.set word.deleted ban.set ban.lifted'.split(' ').map((type) => `comment-${type}`);
  t.same(ours(await typesFor({ token: created.body.token })), new Set(rules));
  t.same(ours(await typesFor({ as: 'admin' })), new Set([...rules, 'privacy-request.answered']));
  t.ok((await typesFor({ as: 'editor' })).length > 0);
  t.same(ours(await typesFor({ as: 'editor' })), new Set());
  t.same(ours(await typesFor()), new Set());
});
