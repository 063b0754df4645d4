import t from 'tap';
import { z } from 'zod';
import type { Role } from '../../src/platform/auth/index.js';
import { Prisma } from '../../src/platform/db/index.js';
import { inlineReferences } from '../support/api-document.js';
import { newUpload } from '../support/assets.js';
import { type Body, openNewsroom } from '../support/newsroom.js';

const { request, database, readDocument } = await openNewsroom(t, {
  environment: { WEBHOOK_ALLOW_PRIVATE: 'on', PUBLIC_URL: 'http://127.0.0.1:3000' },
});

type Asked = { path: string; as?: Role; body?: unknown; raw?: string | Buffer; headers?: Record<string, string> };

const { paths } = inlineReferences(readDocument()) as unknown as {
  paths: Record<string, { post?: { operationId: string } }>;
};
const operations = Object.values(paths).flatMap(({ post }) => (post === undefined ? [] : [post.operationId]));

let made = 0;
async function make(path: string, body: unknown, as: Role = 'admin'): Promise<Body> {
  const response = await request('POST', path, { as, body });
  if (response.status >= 300) throw new Error(`POST ${path}: ${response.status} ${response.text}`);
  return response.body;
}
const verb = (id: string, name: string, body: unknown = {}) => make(`/v1/articles/${id}/${name}`, body);
const soon = () => new Date(Date.now() + 3_600_000).toISOString();
const name = (what: string) => {
  made += 1;
  return `${what} ${made}`;
};
const newUser = () => {
  made += 1;
  return { name: `User ${made}`, email: `user-${made}@paper.example`, role: 'writer' };
};
const draft = (): Promise<Body> =>
  make('/v1/articles', { headline: name('Ferry'), body: '<p>Angela Merkel sails.</p>' });
const person = (): Promise<Body> => make('/v1/people', { name: `${name('Marta')} Lindqvist` });
const webhook = (): Promise<Body> => make('/v1/webhooks', { url: 'http://127.0.0.1:9/hook', types: ['article.*'] });

async function published(): Promise<Body> {
  const { id } = await draft();
  return verb(id, 'publish');
}

const comment = () => ({
  authorName: 'Reader',
  authorEmail: `${name('reader').replace(' ', '')}@example.org`,
  body: name('I was there'),
});

async function posted(): Promise<Body> {
  const { id } = await published();
  return make(`/v1/articles/${id}/comments`, comment());
}

/** Creates a public comment. */
async function approved(): Promise<Body> {
  const one = await posted();
  await make('/v1/comment-decisions', { decisions: [{ id: one.id, version: 1, status: 'approved' }] });
  return one;
}

const after = async (...verbs: [string, unknown?][]): Promise<string> => {
  const { id } = await draft();
  for (const [one, body] of verbs) await verb(id, one, body);
  return id;
};

/** One successful request for each operation. */
const requests: Record<string, () => Promise<Asked>> = {
  createArticle: async () => ({ path: '/v1/articles', body: { headline: name('Created') } }),
  unpublishArticle: async () => ({ path: `/v1/articles/${(await published()).id}/unpublish` }),
  async discardArticleChanges() {
    const { id } = await published();
    await request('PATCH', `/v1/articles/${id}`, { as: 'admin', body: { standfirst: 'Changed' } });
    return { path: `/v1/articles/${id}/discard-changes` };
  },
  unscheduleArticle: async () => ({ path: `/v1/articles/${await after(['schedule', { at: soon() }])}/unschedule` }),
  unkillArticle: async () => ({
    path: `/v1/articles/${await after(['publish'], ['kill', { reason: 'In error.' }])}/unkill`,
  }),
  async restoreArticle() {
    const { id } = await draft();
    await request('DELETE', `/v1/articles/${id}`, { as: 'admin' });
    return { path: `/v1/articles/${id}/restore` };
  },
  publishArticle: async () => ({ path: `/v1/articles/${(await draft()).id}/publish`, body: {} }),
  scheduleArticle: async () => ({ path: `/v1/articles/${(await draft()).id}/schedule`, body: { at: soon() } }),
  embargoArticle: async () => ({ path: `/v1/articles/${(await draft()).id}/embargo`, body: { until: soon() } }),
  submitArticle: async () => ({ path: `/v1/articles/${(await draft()).id}/submit`, body: { note: 'Please check.' } }),
  returnArticle: async () => ({ path: `/v1/articles/${await after(['submit'])}/return`, body: { note: 'No.' } }),
  approveArticle: async () => ({ path: `/v1/articles/${await after(['submit'])}/approve`, body: { note: 'Yes.' } }),
  addArticleNote: async () => ({ path: `/v1/articles/${(await draft()).id}/notes`, body: { text: 'Call back.' } }),
  killArticle: async () => ({ path: `/v1/articles/${(await published()).id}/kill`, body: { reason: 'In error.' } }),
  async restoreArticleRevision() {
    const { id } = await draft();
    await request('PATCH', `/v1/articles/${id}`, { as: 'admin', body: { standfirst: 'Changed' } });
    return { path: `/v1/articles/${id}/revisions/1/restore`, body: {} };
  },
  lockArticle: async () => ({ path: `/v1/articles/${(await draft()).id}/locks`, body: {} }),
  createArticlePreview: async () => ({ path: `/v1/articles/${(await draft()).id}/previews`, body: {} }),
  postComment: async () => ({ path: `/v1/articles/${(await published()).id}/comments`, body: comment() }),
  addCommentWord: async () => ({ path: '/v1/comment-words', body: { phrase: name('buy now'), action: 'hold' } }),
  addCommentBan: async () => ({ path: '/v1/comment-bans', body: { comment: (await posted()).id } }),
  flagComment: async () => ({ path: `/v1/comments/${(await approved()).id}/flags`, body: { reason: 'abusive' } }),
  decideOnComments: async () => ({
    path: '/v1/comment-decisions',
    body: { decisions: [{ id: (await posted()).id, version: 1, status: 'approved' }] },
  }),
  async makePrivacyRequest() {
    await posted();
    return { path: '/v1/privacy/requests', body: { email: `reader${made}@example.org`, kind: 'erase', texts: 'keep' } };
  },
  async editOwnComment() {
    const { id, editToken } = await posted();
    return { path: `/v1/comments/${id}/edit`, body: { editToken, body: 'As I meant it.' } };
  },
  async retractComment() {
    const { id, editToken } = await posted();
    return { path: `/v1/comments/${id}/retract`, body: { editToken } };
  },
  doInBulk: async () => ({
    path: '/v1/bulk',
    body: {
      operations: [
        { op: 'create', type: 'article', body: { headline: name('Bulk') } },
        { op: 'create', type: 'article', body: { headline: name('Bulk'), section: 'nowhere' } },
        { op: 'put', type: 'article', externalId: { source: 'wire', id: name('id') }, body: { headline: 'Put' } },
        { op: 'create', type: 'person', body: { name: `${name('Bulk')} Person` } },
      ],
    },
  }),
  startImport: async () => ({
    path: '/v1/imports?format=ndjson',
    raw: `${JSON.stringify({ headline: name('Imported'), externalIds: [{ source: 'wire', id: name('id') }] })}\n`,
    headers: { 'content-type': 'application/x-ndjson' },
  }),
  async cancelImport() {
    const { id } = (await send('startImport', await (requests.startImport as () => Promise<Asked>)())).body;
    return { path: `/v1/imports/${id}/cancel` };
  },
  uploadAsset: newUpload,
  beginAssetUpload: async () => ({ path: '/v1/assets/uploads', headers: { 'upload-length': '1000' } }),
  createSection: async () => ({ path: '/v1/sections', body: { name: name('Section') } }),
  createPerson: async () => ({ path: '/v1/people', body: { name: `${name('New')} Person` } }),
  resolveDeskPeople: async () => ({ path: '/v1/desk/people/resolve', body: { names: [{ name: 'Merkel' }] } }),
  resolvePeople: async () => ({ path: '/v1/people/resolve', body: { names: [{ name: 'Merkel' }] } }),
  async mergePerson() {
    const [one, other] = [await person(), await person()];
    return { path: `/v1/people/${one.id}/merge`, body: { into: other.id } };
  },
  async unmergePerson() {
    const [one, other] = [await person(), await person()];
    await make(`/v1/people/${one.id}/merge`, { into: other.id });
    return { path: `/v1/people/${one.id}/unmerge` };
  },
  correctArticle: async () => ({
    path: `/v1/articles/${(await published()).id}/corrections`,
    body: { kind: 'correction', note: 'The length was wrong.' },
  }),
  createList: async () => ({ path: '/v1/lists', body: { name: name('Front page'), size: 10 } }),
  async moveInList() {
    const items = [{ article: (await published()).id }, { article: (await published()).id }];
    const { id } = await make('/v1/lists', { name: name('Front page'), size: 10, items });
    return { path: `/v1/lists/${id}/moves`, body: { article: items[1]?.article, to: 1 } };
  },
  async addMention() {
    const { id } = await draft();
    return {
      path: `/v1/articles/${id}/mentions`,
      body: { field: 'body', start: 0, end: 13, person: (await person()).id },
    };
  },
  analyzeDeskMentions: async () => ({ path: '/v1/desk/mentions/analyze', body: { text: 'Merkel met the press.' } }),
  analyzeMentions: async () => ({ path: '/v1/mentions/analyze', body: { text: 'Chancellor Merkel met the press.' } }),
  relinkArticle: async () => ({ path: `/v1/articles/${(await draft()).id}/mentions/relink` }),
  relinkAll: async () => ({ path: '/v1/mentions/relink' }),
  createSession: async () => {
    const { id } = await make('/v1/users', newUser());
    const { token } = await make(`/v1/users/${id}/sign-in-links`, undefined);
    return { path: '/v1/sign-in/sessions', body: { token } };
  },
  createSignInLink: async () => ({ path: `/v1/users/${(await make('/v1/users', newUser())).id}/sign-in-links` }),
  requestSignInLink: async () => ({ path: '/v1/sign-in/links', body: { email: 'nobody@paper.example' } }),
  createToken: async () => ({ path: '/v1/tokens', body: { name: name('Token'), role: 'reader' } }),
  createUser: async () => ({ path: '/v1/users', body: newUser() }),
  deactivateUser: async () => ({ path: `/v1/users/${(await make('/v1/users', newUser())).id}/deactivate` }),
  reactivateUser: async () => {
    const { id } = await make('/v1/users', newUser());
    await make(`/v1/users/${id}/deactivate`, {});
    return { path: `/v1/users/${id}/reactivate` };
  },
  createWebhook: async () => ({
    path: '/v1/webhooks',
    body: { url: 'http://127.0.0.1:9/hook', types: ['article.*'] },
  }),
  rotateWebhookSecret: async () => ({ path: `/v1/webhooks/${(await webhook()).id}/rotate-secret`, body: {} }),
  replayWebhook: async () => ({
    path: `/v1/webhooks/${(await webhook()).id}/replay`,
    body: { from: new Date(Date.now() - 1_000).toISOString() },
  }),
  pingWebhook: async () => ({ path: `/v1/webhooks/${(await webhook()).id}/ping` }),
};

/** Operations that need a mail or a receiver. Their own tests repeat them. */
const elsewhere = ['unsubscribeFromComments', 'replayWebhookDelivery'];

const send = (key: string, { path, as = 'admin', body, raw, headers }: Asked) =>
  request('POST', path, {
    as,
    headers: { 'idempotency-key': key, ...headers },
    ...(body === undefined ? {} : { body }),
    ...(raw === undefined ? {} : { raw }),
  });

const newestEvent = async () =>
  (
    await database.run(Prisma.sql`SELECT coalesce(max(seq), 0)::text AS seq FROM events`, z.object({ seq: z.string() }))
  )[0]?.seq ?? '0';

t.test('has a request for every POST of the document', async (t) => {
  t.same([...Object.keys(requests), ...elsewhere].sort(), [...operations].sort());
});

for (const [operationId, prepare] of Object.entries(requests)) {
  t.test(`commits the response of ${operationId} with its writes, and repeats it for the same key`, async (t) => {
    const asked = await prepare();
    const before = await newestEvent();
    const first = await send(`key-${operationId}`, asked);
    t.ok(first.status >= 200 && first.status < 300, `${first.status} ${first.text.slice(0, 300)}`);
    const after = await newestEvent();
    const [row] = await database.run(
      Prisma.sql`
      SELECT k.answer IS NOT NULL AS kept,
        (SELECT count(*)::int FROM events e WHERE e.seq > ${before}::bigint AND e.xmin <> k.xmin) AS others
      FROM idempotency_keys k WHERE k.key = ${`key-${operationId}`}`,
      z.object({ kept: z.boolean(), others: z.int() }),
    );
    t.equal(row?.kept, true, 'the response is stored');
    // Savepoints of a bulk have their own numbers. Erasing and linking commit in steps and are harmless to repeat.
    if (!['doInBulk', 'makePrivacyRequest', 'relinkArticle'].includes(operationId))
      t.equal(row?.others, 0, 'the events are written in the transaction of the response');

    const again = await send(`key-${operationId}`, asked);
    t.equal(again.status, first.status);
    t.equal(again.text, first.text);
    t.equal(again.headers['idempotency-replayed'], 'true');
    t.equal(await newestEvent(), after, 'the repeat writes nothing');
  });
}
