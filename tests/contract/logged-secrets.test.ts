import t from 'tap';
import { inlineReferences } from '../support/api-document.js';
import { openLoggedApp } from '../support/logged-app.js';
import { openNewsroom } from '../support/newsroom.js';

// One database is enough: logs are written before the database is asked.
const { newsroom, database } = await openNewsroom(t);
const { app, lines } = await openLoggedApp(t, { newsroom, database });

type Operation = { parameters?: { in: string; name: string }[] };
const document = inlineReferences(app.swagger()) as unknown as { paths: Record<string, Record<string, Operation>> };
const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, { parameters = [] }]) => ({
    method: method.toUpperCase() as 'GET',
    path: path.replace('{name}', 'paper').replaceAll(/\{\w+\}/g, 'x'),
    query: parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name),
  })),
);

/** Query parameters whose values the log may contain. A new parameter with a secret must not be added. */
const harmless = new Set(
  `actor address after annotate article asOf assignee at[gte] at[lt] author before bodyFormat content count
  createdAt[gte] createdAt[lt] credit dropped dryRun fields filename force format from ids include keepAddresses kind
  lang limit media mode moveTo name outcome parent person pinned private publishedAt[gte] publishedAt[lt] purge q queue
  quoted relation repliesPerRoot returnTo review rights role root scheduledFor[gte] scheduledFor[lt] section since siteUrl
  sort source status subject tag to type until updatedAt[gte] updatedAt[lt] used user visibility`.split(/\s+/),
);

async function readLog(method: 'GET', url: string): Promise<string> {
  lines.length = 0;
  await app.inject({ method, url });
  return lines.join('');
}

t.test('the log has no secret from the query of any operation', async (t) => {
  const names = new Set(operations.flatMap(({ query }) => query));
  t.same(
    [...names].filter((name) => !harmless.has(name)).sort(),
    ['code', 'state', 'token'],
    'the parameters with secrets are known',
  );
  for (const { method, path, query } of operations) {
    const secrets = [...query.filter((name) => !harmless.has(name)), 'code', 'state', 'token', 'access_token'];
    const url = `${path}?${secrets.map((name) => `${name}=planted-secret`).join('&')}`;
    const log = await readLog(method, url);
    t.match(log, /redacted/, `${method} ${path} is logged`);
    t.notMatch(log, /planted-secret/, `${method} ${path}`);
  }
});

t.test('the log has no secret from an address that is slightly wrong', async (t) => {
  for (const url of [
    '/v1/sign-in/paper/callback?ticket=planted-secret&iss=https://id.example',
    '/v1/sign-in/paper/callback?planted-secret',
    '/v1/sign-in/paper/callback/?%63ode=planted-secret',
    '/v1/sign-in/paper/callbac?code=planted-secret&state=planted-secret',
    '//v1/sign-in/paper/callback?x=1?code=planted-secret',
    '/V1/nothing?CODE=planted-secret',
    '/v1/articles?q=ferry&token=planted-secret#x',
    '/v1/desk/articles/sl_planted-secret',
  ]) {
    const log = await readLog('GET', url);
    t.match(log, /redacted/, url);
    t.notMatch(log, /planted-secret/, url);
  }
});

t.test('the log keeps the parameters that have no secrets', async (t) => {
  const log = await readLog('GET', '/v1/articles?q=ferry&tag=code&sort=-publishedAt&limit=5');
  t.match(log, 'q=ferry&tag=code&sort=-publishedAt&limit=5');
});

t.test('redacts long hostile addresses in little time', async (t) => {
  const started = performance.now();
  for (const part of ['?', '&', '=', 'a=', '/sign-in/', '/sign-in/x/callback', '%', 'bs_', '&code=x'])
    await readLog('GET', `/v1/articles?${part.repeat(12_000 / part.length)}`);
  t.ok(performance.now() - started < 5_000);
});
