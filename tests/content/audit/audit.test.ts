import type { AddressInfo } from 'node:net';
import t from 'tap';
import type { AuditEntry } from '../../../src/content/audit/schemas.js';
import { auditStore } from '../../../src/content/audit/store.js';
import { systemActorFor } from '../../../src/platform/auth/index.js';
import { openNewsroom } from '../../support/newsroom.js';

const { app, request, database, newsroom, tokens, sent } = await openNewsroom(t);
const as = 'admin';
const make = async (url: string, body: object, more = {}) => (await request('POST', url, { as, body, ...more })).body;
const audit = async (query = '') =>
  (await request('GET', `/v1/audit?limit=100${query}`, { as })).body.data as AuditEntry[];
const types = (entries: readonly AuditEntry[]) => entries.map(({ type }) => type);

t.test('records each change with its actor and origin, in the statement that writes the event', async (t) => {
  const headers = { 'user-agent': `Desk/${'9'.repeat(300)}`, 'x-request-id': 'from-the-test-1' };
  const { id } = await make('/v1/articles', { headline: 'Traced' }, { as: 'editor', headers });
  await request('POST', `/v1/articles/${id}/publish`, { as });
  const [published, created] = await audit(`&subject=${id}`);
  t.match(created, {
    type: 'article.created',
    actor: 'The editor',
    via: 'http',
    address: '127.0.0.1',
    requestId: 'from-the-test-1',
    detail: { slug: 'traced', status: 'draft' },
  });
  t.equal(created?.userAgent, headers['user-agent'].slice(0, 200));
  t.match(created?.tokenId, /^[0-9a-f-]{36}$/);
  t.match(published, { type: 'article.published', actor: 'The admin' });
  await request('PATCH', `/v1/articles/${id}`, { as, body: { headline: 'X' }, headers: { 'if-match': '"99"' } });
  t.equal((await audit(`&subject=${id}`)).length, 2, 'a refused change adds no entry');
});

t.test('records nothing about readers without a token', async (t) => {
  const { id } = await make('/v1/articles', { headline: 'For readers' });
  await request('POST', `/v1/articles/${id}/publish`, { as });
  const before = await database.prisma.auditEntry.count();
  const body = { authorName: 'Ada', authorEmail: 'ada@example.org', body: 'A remark.' };
  const comment = (await request('POST', `/v1/articles/${id}/comments`, { body })).body;
  await request('POST', `/v1/comments/${comment.id}/edit`, {
    body: { editToken: comment.editToken, body: 'Another.' },
  });
  await request('GET', '/v1/audit');
  await request('GET', '/v1/articles');
  await newsroom.audit.close();
  t.equal(await database.prisma.auditEntry.count(), before);
});

t.test('records tokens that are created, revoked or refused, but never an invalid token itself', async (t) => {
  const spare = await make('/v1/tokens', { name: 'Spare', role: 'reader' });
  for (let n = 0; n < 3; n += 1)
    await request('POST', '/v1/sections', { token: spare.token, body: { name: 'Not allowed' } });
  await request('DELETE', `/v1/tokens/${spare.id}`, { as });
  await request('GET', '/v1/articles', { token: spare.token });
  t.same(await audit('&type=access.denied'), [], 'a refusal is not written during the response');
  await newsroom.audit.close();
  t.match(await audit(`&token=${spare.id}`), [
    {
      type: 'access.denied',
      actor: 'Spare',
      address: '127.0.0.1',
      detail: { status: 403, route: '/v1/sections', count: 3 },
    },
  ]);
  const all = await audit();
  t.match(all[0], { type: 'access.unauthenticated', actor: null, tokenId: null, detail: { status: 401, count: 1 } });
  t.ok(types(all).includes('token.created') && types(all).includes('token.revoked'));
  t.notMatch(JSON.stringify(all), new RegExp(spare.token));
});

t.test('filters entries by each filter and by combinations', async (t) => {
  const all = await audit();
  const mine = all.filter(({ actor }) => actor === 'The editor');
  t.ok(mine.length > 0);
  t.same(await audit('&actor=The%20editor'), mine);
  t.same(await audit(`&token=${mine[0]?.tokenId}`), mine);
  t.same(types(await audit('&type=token.created&actor=The%20admin')), ['token.created']);
  t.same(await audit('&address=192.0.2.1'), []);
  t.equal((await audit('&address=127.0.0.1')).length > 3, true);
  const middle = all[2]?.at ?? '';
  t.same(
    await audit(`&since=${middle}`),
    all.filter(({ at }) => at >= middle),
  );
  t.same(
    (await request('GET', `/v1/audit?limit=100&until=${middle}`, { as })).body.data.every(
      (entry: AuditEntry) => entry.at < middle,
    ),
    true,
  );
  t.equal((await request('GET', '/v1/audit?limit=1&count=exact&type=token.revoked', { as })).body.page.total, 1);
  t.equal((await request('GET', '/v1/audit?address=nowhere', { as })).status, 400);
});

t.test('limits memory and entries when somebody guesses tokens', async (t) => {
  const before = await database.prisma.auditEntry.count();
  const refusal = { status: 401 as const, actor: undefined, method: 'GET', route: '/v1/articles' };
  for (let n = 0; n < 5_000; n += 1) {
    const origin = { via: 'http', address: `10.0.${n >> 8}.${n & 255}`, requestId: null, userAgent: null };
    newsroom.audit.recordRefusal({ ...refusal, origin });
  }
  await newsroom.audit.close();
  t.equal(await database.prisma.auditEntry.count(), before + 101);
  const kept = await database.prisma.auditEntry.findMany({
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: 101,
  });
  const counted = kept.reduce((sum, { detail }) => sum + (detail as { count: number }).count, 0);
  t.equal(counted, 5_000);
});

t.test('exports entries as NDJSON, or as CSV without spreadsheet formulas', async (t) => {
  await make('/v1/sections', { name: 'Quoted' }, { headers: { 'user-agent': '=HYPERLINK("http://x.example","a"),b' } });
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}/v1/audit/export`;
  const read = async (query: string) => {
    const answer = await fetch(url + query, { headers: { authorization: `Bearer ${tokens.admin}` } });
    return { text: await answer.text(), type: answer.headers.get('content-type') };
  };
  const total = await database.prisma.auditEntry.count();
  const lines = await read('');
  t.match(lines.type, /^application\/x-ndjson/);
  const entries = lines.text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as AuditEntry);
  t.equal(entries.length, total);
  const times = entries.map(({ at }) => at);
  t.same(times, [...times].sort(), 'the oldest comes first');
  const table = await read('?format=csv&type=section.created');
  t.match(table.type, /^text\/csv/);
  const [head, ...rows] = table.text.trimEnd().split('\r\n');
  t.equal(head, 'id,at,type,subjectId,actor,tokenId,userId,via,address,requestId,userAgent,detail');
  t.equal(rows.length, entries.filter(({ type }) => type === 'section.created').length);
  t.match(rows.at(-1), /,"'=HYPERLINK\(""http:\/\/x\.example"",""a""\),b",/);
  t.match(await request('HEAD', '/v1/audit/export', { as }), { status: 200, text: '' });
});

t.test('cannot be updated, deleted or truncated in the database before its retention time', async (t) => {
  const { prisma } = database;
  const count = await prisma.auditEntry.count();
  await t.rejects(prisma.$executeRaw`UPDATE audit SET actor = 'somebody else'`);
  await t.rejects(prisma.$executeRaw`DELETE FROM audit`);
  await t.rejects(prisma.$executeRaw`TRUNCATE audit`);
  await t.rejects(
    prisma.$transaction(async (tx) => {
      await tx.$executeRaw`SELECT set_config('broadsheet.forget_audit_before', '2020-01-01T00:00:00Z', true)`;
      await tx.$executeRaw`DELETE FROM audit`;
    }),
    'what is younger than the time that is named stays',
  );
  t.equal(await prisma.auditEntry.count(), count);
  const old = new Date('2019-01-01T00:00:00Z');
  await prisma.auditEntry.create({
    data: {
      id: '0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4b11',
      createdAt: old,
      type: 'article.created',
      via: 'http',
      detail: {},
    },
  });
  t.equal(await auditStore(database).deleteBefore(new Date('2020-01-01T00:00:00Z'), 10), 1);
  t.equal(await auditStore(database).deleteBefore(new Date('2020-01-01T00:00:00Z'), 10), 0);
  t.equal(await prisma.auditEntry.count(), count);
  await t.rejects(prisma.$executeRaw`DELETE FROM audit`, 'what was allowed once is not allowed for good');
});

t.test('records many changes in the same statement as their events', async (t) => {
  sent();
  const records = Array.from({ length: 50 }, (_, n) => ({ input: { name: `Imported ${n}` }, from: String(n) }));
  await newsroom.people.importPeople(systemActorFor('import of a test'), records);
  t.equal(sent().filter((sql) => sql.includes('INSERT INTO audit')).length, 1);
  const kept = await database.prisma.auditEntry.findMany({ where: { via: 'import of a test' } });
  t.equal(kept.length, 50);
  t.match(kept[0], { type: 'person.created', actor: 'broadsheet', address: null });
});
