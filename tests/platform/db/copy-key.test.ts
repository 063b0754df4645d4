import t from 'tap';
import { encryptedColumns } from '../../../src/encrypted-columns.js';
import { sealer } from '../../../src/lib/sealer.js';
import { checkKey } from '../../../src/platform/db/copy/key-check.js';
import { openNewsroom } from '../../support/newsroom.js';

const { request, database } = await openNewsroom(t);
/** The key of the test newsroom. */
const key = 'k'.repeat(32);
const otherKey = 'another-key-'.repeat(4);

const query = <Row>(text: string): Promise<Row[]> => database.prisma.$queryRawUnsafe<Row[]>(text);
const check = (secretKey: string | undefined, columns = encryptedColumns) =>
  checkKey(query, { secretKey, encryptedColumns: columns });

t.test('accepts every key, or none, while nothing is encrypted', async () => {
  await check(otherKey);
  await check(undefined);
});

t.test('recognises the key of a newsroom by each kind of encrypted data', async (t) => {
  const article = { headline: 'Ferry', body: '<p>It sails.</p>' };
  const { body: created } = await request('POST', '/v1/articles', {
    as: 'admin',
    body: article,
    headers: { 'idempotency-key': 'one' },
  });
  await request('POST', `/v1/articles/${created.id}/publish`, { as: 'admin', body: {} });
  const comment = { authorName: 'Zoë', authorEmail: 'zoe@post.example', body: 'Good.' };
  t.equal((await request('POST', `/v1/articles/${created.id}/comments`, { body: comment })).status, 202);
  const webhook = { url: 'https://paper.example/hook', types: ['article.published'] };
  t.equal((await request('POST', '/v1/webhooks', { as: 'admin', body: webhook })).status, 201);

  for (const column of encryptedColumns) {
    const name = `${column.table}.${column.column}`;
    await check(key, [column]);
    await t.rejects(check(otherKey, [column]), { message: `with another key: ${name}.` }, name);
    await t.rejects(check(undefined, [column]), /^There is no SECRET_KEY, but/, name);
  }
  t.equal(encryptedColumns.length, 3);
  await t.rejects(check(otherKey), /webhooks\.secret, idempotency_keys\.answer, comments\.author_email\. Nothing was/);
});

t.test('accepts a new key after it has encrypted something', async (t) => {
  await t.rejects(check(otherKey));
  await database.prisma.webhook.updateMany({
    data: { secret: Uint8Array.from(sealer(otherKey, 'webhooks: secret').seal('whsec_new')) },
  });
  await check(otherKey);
});

t.test('refuses an earlier key from then on, because the servers use the new one', async (t) => {
  await t.rejects(check(key), /^SECRET_KEY is an earlier key of this newsroom\./);
  await t.rejects(check('a third key '.repeat(4)), /^SECRET_KEY is not the key of this newsroom\./);
});

t.test('asks for something that the new key has encrypted if the newest data is of the earlier key', async (t) => {
  const comment = { authorName: 'Zoë', authorEmail: 'zoe@post.example', body: 'Good again.' };
  const [{ id } = { id: '' }] = await database.prisma.article.findMany({ select: { id: true } });
  t.equal((await request('POST', `/v1/articles/${id}/comments`, { body: comment })).status, 202);
  await check(key);
  await t.rejects(check(otherKey), /create a webhook, and try again with the new key/);
});

t.test('ignores addresses that are not encrypted and responses that were erased', async () => {
  await database.prisma.webhook.deleteMany();
  await database.prisma.comment.updateMany({ data: { authorEmail: 'zoe@post.example' } });
  await database.prisma.idempotencyKey.updateMany({ data: { answer: new Uint8Array() } });
  await check(undefined);
});
