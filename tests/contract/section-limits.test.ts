import t from 'tap';
import { type Body, openNewsroom } from '../support/newsroom.js';

const { request, newsroom, database, readDocument } = await openNewsroom(t);

type Answer = Awaited<ReturnType<typeof request>>;
type Asked = { path: string; body?: unknown; raw?: string; headers?: Record<string, string> };
/** The place of what a request changes, and the token that owns it if it belongs to a token. */
type Place = { section: string | null; owner: string };

async function must(method: string, path: string, body?: unknown, token?: string): Promise<Body> {
  const who = token === undefined ? ({ as: 'admin' } as const) : { token };
  const answer = await request(method, path, body === undefined ? who : { ...who, body });
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
  return answer.body;
}
const make = (path: string, body: unknown = {}) => must('POST', path, body);

let made = 0;
const name = (what: string) => `${what} ${++made}`;
const soon = () => new Date(Date.now() + 3_600_000).toISOString();

await make('/v1/sections', { name: 'Sport' });
await make('/v1/sections', { name: 'Football', parent: 'sport' });
await make('/v1/sections', { name: 'Politics' });
await make('/v1/people', { name: 'Ada' });
const scoped = { name: 'Sports desk', role: 'admin', sections: ['sport'] };
const { token: limited } = await make('/v1/tokens', scoped);
const { token: unlimited } = await make('/v1/tokens', { ...scoped, name: 'Everybody', sections: null });

const draft = (section: string | null, more: object = {}): Promise<Body> =>
  make('/v1/articles', { headline: name('Ferry'), section, ...more });
/** Creates an article and does these things with it. Returns its address. */
async function after(section: string | null, ...verbs: [string, unknown?][]): Promise<string> {
  const path = `/v1/articles/${(await draft(section)).id}`;
  for (const [verb, body] of verbs) await make(`${path}/${verb}`, body);
  return path;
}
const published = (section: string | null) => after(section, ['publish']);
const comment = () => ({ authorName: 'Reader', authorEmail: 'reader@example.org', body: name('I was there') });
const posted = async (section: string | null): Promise<Body> => make(`${await published(section)}/comments`, comment());
const corrected = async (section: string | null): Promise<Body> =>
  make(`${await published(section)}/corrections`, { kind: 'update', note: 'More.' });
const mention = { field: 'headline', start: 0, end: 5, person: 'ada' };
const line = ({ section }: Place) => ({
  raw: `${JSON.stringify({ headline: name('Imported'), section, externalIds: [{ source: 'wire', id: name('id') }] })}\n`,
  headers: { 'content-type': 'application/x-ndjson' },
});

/** Imports an article and finishes the import. Returns its address. */
async function imported(place: Place): Promise<string> {
  const { body } = await request('POST', '/v1/imports', { token: place.owner, ...line(place) });
  await newsroom.imports.queue.work();
  return `/v1/imports/${body.id}`;
}

/** A request for each operation that declares that it checks the limit, for an article in a section. */
const requests: Record<string, (place: Place) => Promise<Asked>> = {
  createArticle: async ({ section }) => ({ path: '/v1/articles', body: { headline: name('Created'), section } }),
  async putArticleByExternalId({ section }) {
    const id = name('id').replace(' ', '-');
    await draft(section, { externalIds: [{ source: 'wire', id }] });
    return { path: `/v1/articles/by-external-id/wire/${id}`, body: { headline: 'Put', section } };
  },
  async replaceArticle({ section }) {
    return { path: `/v1/articles/${(await draft(section)).id}`, body: { headline: 'Replaced', section } };
  },
  updateArticle: async ({ section }) => ({ path: await after(section), body: { headline: 'Changed' } }),
  deleteArticle: async ({ section }) => ({ path: await after(section) }),
  publishArticle: async ({ section }) => ({ path: `${await after(section)}/publish` }),
  scheduleArticle: async ({ section }) => ({ path: `${await after(section)}/schedule`, body: { at: soon() } }),
  embargoArticle: async ({ section }) => ({ path: `${await after(section)}/embargo`, body: { until: soon() } }),
  killArticle: async ({ section }) => ({ path: `${await published(section)}/kill`, body: { reason: 'In error.' } }),
  unpublishArticle: async ({ section }) => ({ path: `${await published(section)}/unpublish` }),
  async discardArticleChanges({ section }) {
    const path = await published(section);
    await must('PATCH', path, { standfirst: 'Changed' });
    return { path: `${path}/discard-changes` };
  },
  unscheduleArticle: async ({ section }) => ({
    path: `${await after(section, ['schedule', { at: soon() }])}/unschedule`,
  }),
  unkillArticle: async ({ section }) => ({ path: `${await after(section, ['kill', { reason: 'In error.' }])}/unkill` }),
  async restoreArticle({ section }) {
    const path = await after(section);
    await must('DELETE', path);
    return { path: `${path}/restore` };
  },
  submitArticle: async ({ section }) => ({ path: `${await after(section)}/submit` }),
  returnArticle: async ({ section }) => ({ path: `${await after(section, ['submit'])}/return`, body: { note: 'No.' } }),
  approveArticle: async ({ section }) => ({ path: `${await after(section, ['submit'])}/approve` }),
  assignArticle: async ({ section }) => ({ path: `${await after(section)}/assignee`, body: { user: null } }),
  addArticleNote: async ({ section }) => ({ path: `${await after(section)}/notes`, body: { text: 'Call back.' } }),
  async deleteArticleNote({ section }) {
    const path = `${await after(section)}/notes`;
    return { path: `${path}/${(await make(path, { text: 'Call back.' })).id}` };
  },
  async restoreArticleRevision({ section }) {
    const path = await after(section);
    await must('PATCH', path, { standfirst: 'Changed' });
    return { path: `${path}/revisions/1/restore`, body: {} };
  },
  lockArticle: async ({ section }) => ({ path: `${await after(section)}/locks`, body: {} }),
  async unlockArticle({ section }) {
    const path = `${await after(section)}/locks`;
    await make(path);
    return { path: `${path}?force=true` };
  },
  createArticlePreview: async ({ section }) => ({ path: `${await after(section)}/previews`, body: {} }),
  revokePreview: async ({ section }) => ({
    path: `/v1/previews/${(await make(`${await after(section)}/previews`)).id}`,
  }),
  correctArticle: async ({ section }) => ({
    path: `${await published(section)}/corrections`,
    body: { kind: 'update', note: 'More.' },
  }),
  updateCorrection: async ({ section }) => ({
    path: `/v1/corrections/${(await corrected(section)).id}`,
    body: { note: 'Most.' },
  }),
  deleteCorrection: async ({ section }) => ({ path: `/v1/corrections/${(await corrected(section)).id}` }),
  addMention: async ({ section }) => ({ path: `${await after(section)}/mentions`, body: mention }),
  async decideMention({ section }) {
    const { id } = await make(`${await after(section)}/mentions`, mention);
    return { path: `/v1/mentions/${id}`, body: { status: 'rejected' } };
  },
  relinkArticle: async ({ section }) => ({ path: `${await after(section)}/mentions/relink` }),
  postComment: async ({ section }) => ({ path: `${await published(section)}/comments`, body: comment() }),
  moderateComment: async ({ section }) => ({
    path: `/v1/comments/${(await posted(section)).id}`,
    body: { status: 'rejected' },
  }),
  deleteComment: async ({ section }) => ({ path: `/v1/comments/${(await posted(section)).id}` }),
  decideOnComments: async ({ section }) => ({
    path: '/v1/comment-decisions',
    body: { decisions: [{ id: (await posted(section)).id, version: 1, status: 'rejected' }] },
  }),
  setArticleCommentPolicy: async ({ section }) => ({
    path: `${await after(section)}/comment-policy`,
    body: { maxLinks: made++ % 10 },
  }),
  setSectionCommentPolicy: async ({ section }) => ({
    path: `/v1/sections/${section ?? 'politics'}/comment-policy`,
    body: { maxLinks: made++ % 10 },
  }),
  doInBulk: async ({ section }) => ({
    path: '/v1/bulk',
    body: { operations: [{ op: 'create', type: 'article', body: { headline: name('Bulk'), section } }] },
  }),
  startImport: async (place) => ({ path: '/v1/imports', ...line(place) }),
  async cancelImport(place) {
    const { body } = await request('POST', '/v1/imports', { token: place.owner, ...line(place) });
    return { path: `/v1/imports/${body.id}/cancel` };
  },
  deleteImport: async (place) => ({ path: await imported(place) }),
  createToken: async ({ section }) => ({
    path: '/v1/tokens',
    body: { name: name('Token'), role: 'writer', sections: [section ?? 'politics'] },
  }),
  async revokeToken({ owner }) {
    const { id } = await must('POST', '/v1/tokens', { name: name('Token'), role: 'reader' }, owner);
    return { path: `/v1/tokens/${id}` };
  },
};

/** The codes in responses that contain a refusal, or state it otherwise. */
const refusals: Record<string, (answer: Answer) => Promise<string | undefined>> = {
  decideOnComments: async ({ body }) => body.data[0].problem?.code,
  doInBulk: async ({ body }) => body.data[0].problem?.code,
  async startImport({ body: { id } }) {
    await newsroom.imports.queue.work();
    return (await must('GET', `/v1/imports/${id}/items`)).data[0].reason;
  },
  createToken: async ({ body }) => (body.code === 'grant-too-wide' ? 'outside-sections' : undefined),
};
const refusalOf = (operationId: string, answer: Answer): Promise<string | undefined> | string | undefined =>
  refusals[operationId]?.(answer) ?? (answer.status === 403 ? answer.body.code : undefined);

type Operation = { operationId: string; 'x-section-limit'?: string };
const { paths } = readDocument() as { paths: Record<string, Record<string, Operation>> };
const writes = Object.entries(paths).flatMap(([path, verbs]) =>
  Object.entries(verbs)
    .filter(([verb]) => verb !== 'get')
    .map(([verb, operation]) => ({
      method: verb.toUpperCase(),
      path,
      id: operation.operationId,
      limit: operation['x-section-limit'],
    })),
);
const withLimit = (limit: string) => writes.filter((one) => one.limit === limit);

t.test('every write treats a token that is limited to sections in a declared way', async (t) => {
  t.ok(writes.length > 60);
  t.same(
    writes.filter(({ limit }) => limit === undefined),
    [],
  );
  t.same(
    Object.keys(requests).sort(),
    withLimit('checked')
      .map(({ id }) => id)
      .sort(),
  );
  // These change nothing, add a file that belongs to no section, or somebody without a token could do the same.
  t.same(
    withLimit('irrelevant')
      .map(({ id }) => id)
      .sort(),
    [
      'analyzeDeskMentions',
      'analyzeMentions',
      'beginAssetUpload',
      'continueAssetUpload',
      'createSession',
      'deleteSession',
      'editOwnComment',
      'endAssetUpload',
      'flagComment',
      'reactToComment',
      'requestSignInLink',
      'resolveDeskPeople',
      'resolvePeople',
      'retractComment',
      'takeBackReaction',
      'unsubscribeFromComments',
      'uploadAsset',
    ],
  );
});

t.test('refuses a token that is limited to sections on every other write', async (t) => {
  for (const { method, path } of withLimit('refused')) {
    const url = path.replace(/\{\w+\}/g, 'x');
    t.match(
      await request(method, url, { token: limited }),
      {
        status: 403,
        body: {
          code: 'outside-sections',
          sections: ['sport'],
          detail: 'The token may only change articles in the section sport, with those below.',
        },
      },
      `${method} ${path}`,
    );
  }
});

for (const { id, method } of withLimit('checked')) {
  t.test(`${id} changes what is in the sections of the token, and nothing else`, async (t) => {
    const prepare = requests[id];
    if (prepare === undefined) throw new Error(`There is no request for ${id}.`);
    for (const section of ['politics', null]) {
      const { path, ...asked } = await prepare({ section, owner: unlimited });
      const before = await database.prisma.event.findMany({ where: { type: { not: { startsWith: 'import.' } } } });
      const answer = await request(method, path, { ...asked, token: limited });
      t.equal(await refusalOf(id, answer), 'outside-sections', `${section}: ${answer.status} ${answer.text}`);
      const events = await database.prisma.event.findMany({ where: { type: { not: { startsWith: 'import.' } } } });
      t.equal(events.length, before.length, 'nothing is changed');
    }
    const { path, ...asked } = await prepare({ section: 'football', owner: limited });
    const answer = await request(method, path, { ...asked, token: limited });
    t.ok(answer.status < 300, `football: ${answer.status} ${answer.text}`);
    t.equal((await refusals[id]?.(answer)) ?? undefined, undefined, 'a section below is included');
  });
}
