import { randomUUID } from 'node:crypto';
import t from 'tap';
import { keyedHash } from '../../src/lib/keyed-hash.js';
import { startBackground } from '../../src/platform/background/index.js';
import { type ApiDocument, type ApiOperation, listOperations } from '../../src/platform/http/reference/document.js';
import { ExampleMaker } from '../../src/platform/http/reference/examples.js';
import {
  createRequestExample,
  exampleOfParameter,
  type RequestExample,
  requiresToken,
} from '../../src/platform/http/reference/request-example.js';
import { until } from '../flows/webhooks/receiver.js';
import { createAsset, pngOf } from '../support/assets.js';
import { openNewsroom } from '../support/newsroom.js';
import { requiredHeadersOf } from '../support/required-headers.js';

const { request, newsroom, database, tokens, readDocument } = await openNewsroom(t, {
  environment: { WEBHOOK_ALLOW_PRIVATE: 'on' },
});
await newsroom.loadDemo();
// The demo newsroom has no users. This is the one in examples.
await database.prisma.user.create({
  data: {
    id: '0197f3c0-8c20-7d4e-9a1b-6c5d4e3f2a1b',
    name: 'Marta Lindqvist',
    email: 'marta@paper.example',
    role: 'editor',
  },
});
// Gives events their places in the log, and sends nothing.
const background = startBackground(
  database,
  { consumers: [newsroom.webhooks.consumer], queues: [], signals: newsroom.signals },
  { error: (fault: unknown) => t.fail(String(fault)) },
);
t.teardown(() => background.stop());

const document = readDocument() as ApiDocument;
const examples = new ExampleMaker(document);
// A sign-in needs a provider, and a browser that follows its redirects.
const browserOperations = ['beginSignIn', 'completeSignIn', 'signOutAtProvider'];
const operations = listOperations(document).filter(({ id }) => !browserOperations.includes(id));

const getOperation = (id: string): ApiOperation => {
  const operation = operations.find((each) => each.id === id);
  if (operation === undefined) throw new Error(`There is no operation ${id}.`);
  return operation;
};
const exampleOf = (operation: ApiOperation) => createRequestExample(document, operation, examples);

/** What replaces parts of an example: values of path and query parameters, members of the body, or a file. */
type Substitute = {
  path?: Record<string, string>;
  query?: Record<string, string>;
  body?: Record<string, unknown>;
  headers?: Record<string, string>;
  file?: { type: string; text: string | Buffer };
};
type Exception = { reason: string; operations: string[]; create(): Promise<Substitute> };

/** Sends the example of an operation, as the form of the reference is prefilled. */
function send(operation: ApiOperation, token: string | undefined, substitute: Substitute = {}) {
  const example: RequestExample = exampleOf(operation);
  const pathParameters: Record<string, unknown> = { ...example.pathParameters, ...substitute.path };
  const path = example.path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(pathParameters[name])),
  );
  const query = new URLSearchParams({ ...(example.queryParameters as Record<string, string>), ...substitute.query });
  const { file } = substitute;
  const body = substitute.body === undefined ? example.body : { ...(example.body as object), ...substitute.body };
  const type = file?.type ?? (body === undefined ? undefined : example.bodyType);
  return request(operation.method, `${path}${query.size > 0 ? `?${query}` : ''}`, {
    ...(token === undefined ? {} : { token }),
    ...(file === undefined ? { body } : { raw: file.text }),
    headers: { ...example.headers, ...substitute.headers, ...(type === undefined ? {} : { 'content-type': type }) },
  });
}

async function create(id: string, substitute?: Substitute) {
  const response = await send(getOperation(id), tokens.admin, substitute);
  if (response.status >= 300) throw new Error(`${id}: ${response.status} ${response.text}`);
  return response.body;
}
const createId = (id: string, substitute?: Substitute) => async (): Promise<Substitute> => ({
  path: { id: (await create(id, substitute)).id },
});
const file = { type: 'text/markdown', text: '---\ntitle: The ships are back\n---\n\nThey came in at noon.\n' };
/** Nothing listens there: tests talk to this machine only. */
const hook = { body: { url: 'http://127.0.0.1:9/' } };
let commentCount = 0;
async function postComment() {
  const body = { body: `The same comment is accepted once: ${commentCount++}.` };
  return (await send(getOperation('postComment'), undefined, { body })).body;
}

/** The examples that name something which has no fixed name. It is created first, by the example of its operation. */
const exceptions: Exception[] = [
  {
    reason: 'The id of a webhook is random. A ping would leave this machine.',
    operations: [
      ...['getWebhook', 'updateWebhook', 'deleteWebhook', 'rotateWebhookSecret', 'listWebhookDeliveries'],
      ...['replayWebhook', 'pingWebhook'],
    ],
    create: createId('createWebhook', hook),
  },
  {
    reason: 'The ids of deliveries follow from the id of the webhook.',
    operations: ['replayWebhookDelivery'],
    create: async () => {
      const { id } = await create('createWebhook', hook);
      const replay = () => request('POST', `/v1/webhooks/${id}/replay`, { as: 'admin', body: { after: 0 } });
      await until(async () => {
        background.wake();
        return (await replay()).body.queued > 0;
      }, 'events are in the log');
      const { data } = (await request('GET', `/v1/webhooks/${id}/deliveries`, { as: 'admin' })).body;
      return { path: { id, delivery: data[0].id } };
    },
  },
  {
    reason: 'The body is a file, which the reader of the reference chooses.',
    operations: ['startImport'],
    create: async () => ({ file }),
  },
  {
    reason: 'The id of an import is random.',
    operations: ['getImport', 'listImportItems', 'cancelImport'],
    create: createId('startImport', { file }),
  },
  {
    reason: 'An import has to end before it is deleted.',
    operations: ['deleteImport'],
    create: async () => {
      const substitute = await createId('startImport', { file })();
      await send(getOperation('cancelImport'), tokens.admin, substitute);
      return substitute;
    },
  },
  {
    reason: 'The id of an asset is random.',
    operations: [...['getAsset', 'getDeskAsset', 'getDeskAssetFile', 'getMedia', 'updateAsset', 'deleteAsset']],
    create: async () => ({ path: { id: await createAsset(request) } }),
  },
  {
    reason: 'The id of an upload is random.',
    operations: ['getAssetUpload', 'endAssetUpload'],
    create: createId('beginAssetUpload'),
  },
  {
    reason: 'The id of an upload is random, and the body is a part of a file.',
    operations: ['continueAssetUpload'],
    create: async () => ({
      ...(await createId('beginAssetUpload')()),
      headers: { 'upload-offset': '0' },
      file: { type: 'application/offset+octet-stream', text: await pngOf() },
    }),
  },
  {
    reason: 'The body is an image, which the reader of the reference chooses.',
    operations: ['uploadAsset'],
    create: async () => ({ file: { type: 'application/octet-stream', text: await pngOf() } }),
  },
  {
    reason: 'The token of a preview is a secret.',
    operations: ['openPreview', 'revokePreview'],
    create: async () => ({ path: { preview: (await create('createArticlePreview')).token } }),
  },
  { reason: 'The id of a note is random.', operations: ['deleteArticleNote'], create: createId('addArticleNote') },
  { reason: 'The id of a word is random.', operations: ['deleteCommentWord'], create: createId('addCommentWord') },
  { reason: 'The id of a ban is random.', operations: ['deleteCommentBan'], create: createId('addCommentBan') },
  {
    reason: 'The id of a token is random.',
    operations: ['revokeToken'],
    create: createId('createToken', { body: { name: 'Revoked soon' } }),
  },
  {
    reason: 'The id of a mention is random.',
    operations: ['decideMention'],
    create: async () => {
      const { data } = await create('listDeskArticleMentions');
      return { path: { id: data[0]?.id ?? exampleOf(getOperation('decideMention')).pathParameters.id } };
    },
  },
  {
    reason: 'The edit token of a comment is a secret.',
    operations: ['editOwnComment', 'retractComment'],
    create: async () => {
      const { id, editToken } = await postComment();
      return { path: { id }, body: { editToken } };
    },
  },
  {
    reason: 'The demo newsroom has other sections, and the address belongs to a user already.',
    operations: ['createUser'],
    create: async () => ({ body: { email: `staff-${randomUUID()}@paper.example`, sections: null, person: null } }),
  },
  {
    reason: 'The demo newsroom defines no roles.',
    operations: ['getRole'],
    create: async () => {
      await create('putRole');
      return {};
    },
  },
  {
    reason: 'The token of a sign-in link is a secret.',
    operations: ['createSession'],
    create: async () => {
      const email = `staff-${randomUUID()}@paper.example`;
      const { body: user } = await request('POST', '/v1/users', {
        token: tokens.admin,
        body: { name: 'Marta', email, role: 'writer' },
      });
      const link = await request('POST', `/v1/users/${user.id}/sign-in-links`, { token: tokens.admin });
      return { body: { token: link.body.token } };
    },
  },
  {
    reason: 'The token to unsubscribe is signed, and comes by e-mail.',
    operations: ['unsubscribeFromComments'],
    create: async () => {
      const { id } = await postComment();
      return { query: { token: `${id}.${keyedHash('k'.repeat(32), 'comments: unsubscribe').of(id)}` } };
    },
  },
];
const substituteOf = async ({ id }: ApiOperation) =>
  exceptions.find(({ operations: ids }) => ids.includes(id))?.create();

/** Writes that need the state of the demo newsroom, or of the operation before. */
const firstWrites = [
  ...['submitArticle', 'approveArticle', 'returnArticle'],
  ...['addMention', 'decideMention', 'orderList', 'moveInList'],
];
/** Writes that take away what other examples name, or that need the operation before. */
const lastWrites = [
  ...['deactivateUser', 'reactivateUser', 'deleteUser'],
  ...['mergePerson', 'unmergePerson', 'deletePerson', 'deleteList', 'deleteComment', 'deleteCorrection'],
  ...['publishArticle', 'scheduleArticle', 'unscheduleArticle', 'discardArticleChanges', 'unpublishArticle'],
  ...['killArticle', 'unkillArticle', 'deleteArticle', 'restoreArticle'],
];

function rankOf({ id, method }: ApiOperation): number {
  if (method === 'GET') return 0;
  if (firstWrites.includes(id)) return 1 + firstWrites.indexOf(id);
  return lastWrites.includes(id) ? 200 + lastWrites.indexOf(id) : 100;
}
const inOrder = operations.toSorted((one, other) => rankOf(one) - rankOf(other));

const isSuccess = (status: number) => (status >= 200 && status < 300) || status === 304 || status === 308;

t.test('leaves optional headers out of examples, so that no two requests share an idempotency key', async (t) => {
  for (const operation of operations) t.same(exampleOf(operation).headers, requiredHeadersOf(operation), operation.id);
});

t.test('refuses the example of every operation that needs a token, and accepts all others', async (t) => {
  for (const operation of inOrder) {
    const isProtected = requiresToken(operation);
    const { status, text } = await send(operation, undefined, isProtected ? {} : await substituteOf(operation));
    const where = `${operation.id}: ${status} ${text.slice(0, 300)}`;
    if (isProtected) t.ok(status === 401 || status === 403, where);
    else t.ok(isSuccess(status), where);
  }
});

t.test('accepts every optional parameter of a read with its example', async (t) => {
  const cursors: string[] = [];
  for (const operation of inOrder.filter(({ method }) => method === 'GET')) {
    const substitute = await substituteOf(operation);
    for (const parameter of operation.parameters) {
      if (parameter.in !== 'query' || parameter.required === true) continue;
      if (['after', 'before'].includes(parameter.name) && !/Changes$/.test(operation.id)) {
        cursors.push(operation.id);
        continue;
      }
      const query = { [parameter.name]: exampleOfParameter(parameter, examples) };
      const { status, text } = await send(operation, tokens.admin, { ...substitute, query });
      t.ok(isSuccess(status), `${operation.id} ${JSON.stringify(query)}: ${status} ${text.slice(0, 300)}`);
    }
  }
  t.ok(cursors.length > 0, 'cursors are sealed by each server');
});

t.test('accepts the example of every operation with a token', async (t) => {
  for (const operation of inOrder) {
    const { status, text, body } = await send(operation, tokens.admin, await substituteOf(operation));
    t.ok(isSuccess(status), `${operation.id}: ${status} ${text.slice(0, 300)}`);
    for (const result of body?.results ?? [])
      t.ok(
        result.status === undefined || typeof result.status === 'string' || result.status < 300,
        `${operation.id}: ${text}`,
      );
  }
});
