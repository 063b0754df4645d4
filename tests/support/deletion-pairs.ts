import { createAsset, newUpload } from './assets.js';
import type { Body, TestNewsroom } from './newsroom.js';

export type Asked = { method: string; path: string; body?: unknown; token?: string };

type Writes = Record<string, (made: Body) => Asked | Promise<Asked>>;
type Pairs = Record<string, { make(): Promise<Body>; deletion(made: Body): Asked; writes: Writes }>;

/** Returns requests that refer to a section, a person and so on, and the request that deletes it. */
export async function deletionPairs(request: TestNewsroom['request']): Promise<Pairs> {
  let made = 0;
  const name = (what: string) => {
    made += 1;
    return `${what} ${made}`;
  };

  async function make(path: string, body: unknown, method = 'POST'): Promise<Body> {
    const response = await request(method, path, { as: 'admin', body });
    if (response.status >= 300) throw new Error(`${method} ${path}: ${response.status} ${response.text}`);
    return response.body;
  }

  const send = (method: string, path: string, body?: unknown): Asked => ({ method, path, body });
  const post = (path: string, body: unknown = {}) => send('POST', path, body);
  const patch = (path: string, body: unknown) => send('PATCH', path, body);
  const put = (path: string, body: unknown) => send('PUT', path, body);
  const remove = (path: string) => send('DELETE', path);

  const makeSection = (fields: object = {}): Promise<Body> =>
    make('/v1/sections', { name: name('Section'), slug: `section-${made}`, ...fields });
  const makePerson = (): Promise<Body> => make('/v1/people', { name: `${name('Marta')} Lindqvist` });
  const makeArticle = (fields: object = {}): Promise<Body> =>
    make('/v1/articles', { headline: name('Ferry'), body: '<p>Marta Lindqvist sails.</p>', ...fields });
  const picture = (asset: string) => `<figure><img src="asset:${asset}"></figure>`;
  const makeList = (fields: object = {}): Promise<Body> =>
    make('/v1/lists', { name: name('List'), slug: `list-${made}`, size: 10, ...fields });
  const makeUser = (): Promise<Body> => make('/v1/users', newUser());
  const makeWebhook = (): Promise<Body> => make('/v1/webhooks', newWebhook());
  const makeToken = (): Promise<Body> => make('/v1/tokens', { name: name('Token'), role: 'admin' });

  const newUser = (fields: object = {}) => ({
    name: name('User'),
    email: `user-${made}@paper.example`,
    role: 'writer',
    ...fields,
  });
  const newWebhook = () => ({ url: 'http://127.0.0.1:9/hook', types: ['list.*'] });
  const newComment = (fields: object = {}) => ({
    authorName: name('Reader'),
    authorEmail: `reader-${made}@post.example`,
    body: name('I was there'),
    ...fields,
  });
  const newMention = (person: string) => ({ field: 'body', start: 0, end: 15, person });
  const newCorrection = { kind: 'correction', note: 'The length was wrong.' };

  async function makePublished(): Promise<Body> {
    const { id } = await makeArticle();
    return make(`/v1/articles/${id}/publish`, {});
  }

  async function makeMention(person: string): Promise<Body> {
    const { id } = await makeArticle();
    return make(`/v1/articles/${id}/mentions`, newMention(person));
  }

  async function makeComment(): Promise<Body> {
    const { id } = await makePublished();
    const comment = await make(`/v1/articles/${id}/comments`, newComment());
    await make('/v1/comment-decisions', { decisions: [{ id: comment.id, version: 1, status: 'approved' }] });
    return { ...comment, articleId: id };
  }

  async function makeRole(): Promise<string> {
    const role = name('role').replace(' ', '-');
    await make(`/v1/roles/${role}`, { description: 'Tests.', scopes: ['content:read'] }, 'PUT');
    return role;
  }

  const remaining = await makePerson();
  const authors = (person: string) => [{ person, relation: 'author' }];
  return {
    section: {
      make: makeSection,
      deletion: ({ id }) => remove(`/v1/sections/${id}`),
      writes: {
        'an article in it': ({ id }) => post('/v1/articles', { headline: name('Ferry'), section: id }),
        'an article that moves to it': async ({ id }) =>
          patch(`/v1/articles/${(await makeArticle()).id}`, { section: id }),
        'a section below it': ({ slug }) => post('/v1/sections', { name: name('Below'), parent: slug }),
        'a section that moves below it': async ({ id }) =>
          patch(`/v1/sections/${(await makeSection()).id}`, { parent: id }),
        'the rule of a new list': ({ slug }) => post('/v1/lists', { name: name('List'), rule: { section: slug } }),
        'the rule of a list': async ({ id }) => patch(`/v1/lists/${(await makeList()).id}`, { rule: { section: id } }),
        'a comment policy': ({ id }) => put(`/v1/sections/${id}/comment-policy`, { mode: 'off' }),
        'the deletion of another section, whose articles it receives': async ({ id }) => {
          const other = await makeSection();
          await makeArticle({ section: other.id });
          return remove(`/v1/sections/${other.id}?moveTo=${id}`);
        },
        'a change of it': ({ id }) => patch(`/v1/sections/${id}`, { name: name('Changed') }),
        'the limit of a user': ({ id }) => post('/v1/users', newUser({ sections: [id] })),
        'the limit of a token': ({ id }) => post('/v1/tokens', { name: name('Token'), role: 'writer', sections: [id] }),
      },
    },
    asset: {
      make: async () => {
        const upload = await newUpload();
        const { body } = await request('POST', upload.path, { as: 'admin', ...upload });
        return { ...body, upload };
      },
      deletion: ({ id }) => remove(`/v1/assets/${id}`),
      writes: {
        'the lead image of a new article': ({ id }) =>
          post('/v1/articles', { headline: name('Ferry'), leadImage: { asset: id } }),
        'the lead image of an article': async ({ id }) =>
          patch(`/v1/articles/${(await makeArticle()).id}`, { leadImage: { asset: id } }),
        'an article that is published': async ({ id }) =>
          post(`/v1/articles/${(await makeArticle({ leadImage: { asset: id } })).id}/publish`),
        'a planned revision that is published': async ({ id }) => {
          const article = await makeArticle({ leadImage: { asset: id } });
          const at = new Date(Date.now() + 3_600_000).toISOString();
          await make(`/v1/articles/${article.id}/schedule`, { at });
          await make(`/v1/articles/${article.id}`, { leadImage: null }, 'PATCH');
          return post(`/v1/articles/${article.id}/publish`);
        },
        'the body of a new article': ({ id }) => post('/v1/articles', { headline: name('Ferry'), body: picture(id) }),
        'the body of an article': async ({ id }) =>
          patch(`/v1/articles/${(await makeArticle()).id}`, { body: picture(id) }),
        'an article that is published with it in the body': async ({ id }) =>
          post(`/v1/articles/${(await makeArticle({ body: picture(id) })).id}/publish`),
        'a body that is restored': async ({ id }) => {
          const article = await makeArticle({ body: picture(id) });
          await make(`/v1/articles/${article.id}`, { body: '' }, 'PATCH');
          return post(`/v1/articles/${article.id}/revisions/1/restore`);
        },
        'a revision that is restored': async ({ id }) => {
          const article = await makeArticle({ leadImage: { asset: id } });
          await make(`/v1/articles/${article.id}`, { leadImage: null }, 'PATCH');
          return post(`/v1/articles/${article.id}/revisions/1/restore`);
        },
        'a change of it': ({ id }) => patch(`/v1/assets/${id}`, { caption: name('Caption') }),
        'an upload of the same file': ({ upload }) => ({ method: 'POST', ...upload }),
      },
    },
    person: {
      make: makePerson,
      deletion: ({ id }) => remove(`/v1/people/${id}`),
      writes: {
        'an asset that shows them': async ({ id }) =>
          patch(`/v1/assets/${await createAsset(request)}`, { people: [id] }),
        'an asset that they made': async ({ slug }) =>
          patch(`/v1/assets/${await createAsset(request)}`, { creator: slug }),
        'the author of an article': ({ id }) =>
          post('/v1/articles', { headline: name('Ferry'), people: [{ person: id, relation: 'author' }] }),
        'a new author of an article': async ({ id }) =>
          patch(`/v1/articles/${(await makeArticle()).id}`, { people: [{ person: id, relation: 'author' }] }),
        'the rule of a new list': ({ slug }) => post('/v1/lists', { name: name('List'), rule: { person: slug } }),
        'the rule of a list': async ({ id }) => patch(`/v1/lists/${(await makeList()).id}`, { rule: { author: id } }),
        'a new mention': async ({ id }) => post(`/v1/articles/${(await makeArticle()).id}/mentions`, newMention(id)),
        'a mention that is confirmed': async ({ id }) => {
          const mention = await makeMention(id);
          await make(`/v1/mentions/${mention.id}`, { status: 'rejected' }, 'PATCH');
          return patch(`/v1/mentions/${mention.id}`, { status: 'confirmed' });
        },
        'a mention of somebody else': async ({ id }) =>
          patch(`/v1/mentions/${(await makeMention((await makePerson()).id)).id}`, { person: id }),
        'somebody who is merged into it': async ({ id }) =>
          post(`/v1/people/${(await makePerson()).id}/merge`, { into: id }),
        'a merge into somebody': async ({ id }) => post(`/v1/people/${id}/merge`, { into: (await makePerson()).id }),
        'a change of it': ({ id }) => patch(`/v1/people/${id}`, { name: `${name('Changed')} Person` }),
        'a user': ({ id }) => post('/v1/users', newUser({ person: id })),
      },
    },
    'person who is merged': {
      make: makePerson,
      deletion: ({ id }) => post(`/v1/people/${id}/merge`, { into: remaining.id }),
      writes: {
        'the rule of a new list': ({ slug }) => post('/v1/lists', { name: name('List'), rule: { person: slug } }),
        'a new mention': async ({ id }) => post(`/v1/articles/${(await makeArticle()).id}/mentions`, newMention(id)),
        'a mention that is confirmed': async ({ id }) => {
          const mention = await makeMention(id);
          return patch(`/v1/mentions/${mention.id}`, { status: 'rejected' });
        },
        'the author of an article': ({ id }) => post('/v1/articles', { headline: name('Ferry'), people: authors(id) }),
        'a new author of an article': async ({ id }) =>
          patch(`/v1/articles/${(await makeArticle()).id}`, { people: authors(id) }),
        'an author beside the remaining person': ({ id }) =>
          post('/v1/articles', { headline: name('Ferry'), people: [...authors(remaining.id), ...authors(id)] }),
        'the publication of an article by them': async ({ id }) =>
          post(`/v1/articles/${(await makeArticle({ people: authors(id) })).id}/publish`),
        'an article with an external id': ({ id }) =>
          put(`/v1/articles/by-external-id/races/${id}`, { headline: name('Ferry'), people: authors(id) }),
        'a user': ({ id }) => post('/v1/users', newUser({ person: id })),
      },
    },
    article: {
      make: makePublished,
      deletion: ({ id }) => remove(`/v1/articles/${id}?purge=true`),
      writes: {
        'a comment': ({ id }) => post(`/v1/articles/${id}/comments`, newComment()),
        'a correction': ({ id }) => post(`/v1/articles/${id}/corrections`, newCorrection),
        'a new list': ({ id }) => post('/v1/lists', { name: name('List'), size: 10, items: [{ article: id }] }),
        'the order of a list': async ({ id }) =>
          put(`/v1/lists/${(await makeList()).id}/order`, { version: 1, items: [{ article: id }] }),
        'a move in a list': async ({ id }) => {
          const list = await makeList({ items: [{ article: id }] });
          return post(`/v1/lists/${list.id}/moves`, { article: id, to: 2 });
        },
        'a related article': ({ id }) => post('/v1/articles', { headline: name('Ferry'), related: [id] }),
        'a preview': ({ id }) => post(`/v1/articles/${id}/previews`),
        'an edit lock': ({ id }) => post(`/v1/articles/${id}/locks`),
        'a note': ({ id }) => post(`/v1/articles/${id}/notes`, { text: 'Call back.' }),
        'a mention': async ({ id }) => post(`/v1/articles/${id}/mentions`, newMention((await makePerson()).id)),
        'a comment policy': ({ id }) => put(`/v1/articles/${id}/comment-policy`, { mode: 'off' }),
        'a change of it': ({ id }) => patch(`/v1/articles/${id}`, { standfirst: 'Changed' }),
        'its unpublishing': ({ id }) => post(`/v1/articles/${id}/unpublish`),
        'its linking': ({ id }) => post(`/v1/articles/${id}/mentions/relink`),
        'its assignment': async ({ id }) => put(`/v1/articles/${id}/assignee`, { user: (await makeUser()).id }),
      },
    },
    comment: {
      make: makeComment,
      deletion: ({ id }) => remove(`/v1/comments/${id}`),
      writes: {
        'a reply': ({ id, articleId }) => post(`/v1/articles/${articleId}/comments`, newComment({ parentId: id })),
        'a reaction': ({ id }) => put(`/v1/comments/${id}/reaction`, { type: 'like' }),
        'a report': ({ id }) => post(`/v1/comments/${id}/flags`, { reason: 'abusive' }),
        'a decision': ({ id }) => patch(`/v1/comments/${id}`, { status: 'rejected' }),
        'a ban': ({ id }) => post('/v1/comment-bans', { comment: id }),
        'an edit': ({ id, editToken }) => post(`/v1/comments/${id}/edit`, { editToken, body: 'As I meant it.' }),
        'a retraction': ({ id, editToken }) => post(`/v1/comments/${id}/retract`, { editToken }),
      },
    },
    user: {
      make: makeUser,
      deletion: ({ id }) => remove(`/v1/users/${id}`),
      writes: {
        'an assignment': async ({ id }) => put(`/v1/articles/${(await makeArticle()).id}/assignee`, { user: id }),
        'a sign-in': async ({ id }) => {
          const { token } = await make(`/v1/users/${id}/sign-in-links`, undefined);
          return post('/v1/sign-in/sessions', { token });
        },
        'a sign-in link': ({ id }) => post(`/v1/users/${id}/sign-in-links`),
        'a change of it': ({ id }) => patch(`/v1/users/${id}`, { name: 'Changed' }),
        'a deactivation': ({ id }) => post(`/v1/users/${id}/deactivate`),
      },
    },
    role: {
      make: makeRole,
      deletion: (role) => remove(`/v1/roles/${role}`),
      writes: {
        'a user': (role) => post('/v1/users', newUser({ role })),
        'a user who changes': async (role) => patch(`/v1/users/${(await makeUser()).id}`, { role }),
        'a token': (role) => post('/v1/tokens', { name: name('Token'), role }),
        'a change of it': (role) => put(`/v1/roles/${role}`, { description: 'Changed.', scopes: ['content:read'] }),
      },
    },
    list: {
      make: async () => makeList({ items: [{ article: (await makeArticle()).id }] }),
      deletion: ({ id }) => remove(`/v1/lists/${id}`),
      writes: {
        'a move': ({ id, items }) => post(`/v1/lists/${id}/moves`, { article: items[0].article.id, to: 2 }),
        'a change of it': ({ id }) => patch(`/v1/lists/${id}`, { name: name('Changed') }),
      },
    },
    webhook: {
      make: makeWebhook,
      deletion: ({ id }) => remove(`/v1/webhooks/${id}`),
      writes: {
        'a ping': ({ id }) => post(`/v1/webhooks/${id}/ping`),
        'a new secret': ({ id }) => post(`/v1/webhooks/${id}/rotate-secret`),
        'a replay': ({ id }) => post(`/v1/webhooks/${id}/replay`, { from: new Date().toISOString() }),
        'a change of it': ({ id }) => patch(`/v1/webhooks/${id}`, { description: 'Changed' }),
      },
    },
    correction: {
      make: async () => make(`/v1/articles/${(await makePublished()).id}/corrections`, newCorrection),
      deletion: ({ id }) => remove(`/v1/corrections/${id}`),
      writes: { 'a change of it': ({ id }) => patch(`/v1/corrections/${id}`, { note: 'Changed.' }) },
    },
    token: {
      make: makeToken,
      deletion: ({ id }) => remove(`/v1/tokens/${id}`),
      writes: {
        'a token that it creates': ({ token }) => ({
          ...post('/v1/tokens', { name: name('Child'), role: 'reader' }),
          token,
        }),
      },
    },
  };
}
