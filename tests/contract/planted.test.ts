import { createHash } from 'node:crypto';
import t from 'tap';
import { ROLES, type Role } from '../../src/platform/auth/index.js';
import { startBackground } from '../../src/platform/background/index.js';
import { inlineReferences } from '../support/api-document.js';
import { openNewsroom } from '../support/newsroom.js';

// One database is enough: both run the statements from which responses are made, in crawl.test.ts and examples.test.ts.
const newsroom = await openNewsroom(t);
const { app, request, database, readDocument } = newsroom;
// Events are visible once they have their position in the log.
const relay = startBackground(database, { signals: newsroom.newsroom.signals }, { error: () => {} });
t.teardown(() => relay.stop());

type Json = { [key: string]: unknown };
type Parameter = { name: string; in: string; schema: Json; example?: unknown };
type Operation = { security: object[]; parameters?: Parameter[]; requestBody?: { content: Record<string, Json> } };
const document = inlineReferences(readDocument()) as {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Json> };
};
const operations = Object.entries(document.paths).flatMap(([path, verbs]) =>
  Object.entries(verbs).map(([verb, { parameters = [], ...operation }]) => ({
    method: verb.toUpperCase(),
    path,
    query: parameters.filter(({ in: place }) => place === 'query'),
    isOpen: operation.security.some((requirement) => Object.keys(requirement).length === 0),
    schema: (operation.requestBody?.content['application/json']?.schema ?? null) as Json | null,
  })),
);
type Driven = (typeof operations)[number];

/** Callers who may not see an address: without a token, or with a role that does not moderate. */
const strangers: (Role | undefined)[] = [
  undefined,
  ...(Object.keys(ROLES) as Role[]).filter(
    (role) => role !== 'admin' && !(ROLES[role] as readonly string[]).includes('comments:moderate'),
  ),
];

const remoteAddress = '203.0.113.77';
const emailOf = (name: string) => `Wimmer-${name}-8k2qz@Hidden.Example`;
/** Returns an unused address that is otherwise like the planted one. */
const ghostOf = (text: string) => text.replace('8k2qz', '7j4xv');

/** A secret in one form in which it might appear; `exact` respects case. The map below finds it by its beginning. */
type Secret = { what: string; text: string; exact: boolean };
const secrets = new Map<string, Map<string, Secret>>();
const beginning = 8;

function hide(what: string, secret: string, exact = false): void {
  const text = exact ? secret : secret.toLowerCase();
  if (text.length < beginning) throw new Error(`${what} is too short to be looked for: ${text}`);
  const start = text.slice(0, beginning).toLowerCase();
  secrets.set(start, (secrets.get(start) ?? new Map()).set(text, { what, text, exact }));
}

/** Returns which secrets a text contains. */
function found(text: string): string[] {
  const folded = text.toLowerCase();
  const told = new Set<string>();
  for (let at = 0; at + beginning <= folded.length; at += 1) {
    for (const secret of secrets.get(folded.slice(at, at + beginning))?.values() ?? [])
      if (secret.exact ? text.includes(secret.text) : folded.startsWith(secret.text, at)) told.add(secret.what);
  }
  return [...told];
}

function plant(what: string, secret: string): void {
  hide(what, secret);
  hide(`${what} in an address`, encodeURIComponent(secret));
  for (const text of new Set([secret, secret.toLowerCase(), secret.toUpperCase()])) {
    hide(`${what} in hex`, Buffer.from(text).toString('hex'));
    // Base64 has three forms, depending on the position. The ends also contain bits of the neighbours.
    for (const before of ['', ' ', '  ']) {
      const whole = Buffer.from(before + text).toString('base64url');
      hide(`${what} in base64`, whole.slice(before === '' ? 0 : 4, -4), true);
      hide(
        `${what} in base64`,
        Buffer.from(before + text)
          .toString('base64')
          .slice(before === '' ? 0 : 4, -4),
        true,
      );
    }
    for (const algorithm of ['md5', 'sha1', 'sha256', 'sha512']) {
      const hash = createHash(algorithm).update(text).digest();
      hide(`${algorithm} of ${what}`, hash.toString('hex'));
      hide(`${algorithm} of ${what}`, hash.toString('base64').replaceAll('=', ''), true);
      hide(`${algorithm} of ${what}`, hash.toString('base64url'), true);
    }
  }
}

/** Registers what the database stores of authors and readers as secrets: sealed values, hashes and keys. */
async function hideRows(): Promise<void> {
  const columns = await database.prisma.$queryRawUnsafe<{ table: string; column: string }[]>(`
    SELECT c.table_name AS table, c.column_name AS column FROM information_schema.columns c
    JOIN information_schema.tables USING (table_schema, table_name)
    WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' AND data_type = 'text'
      AND c.table_name ~ '^(comment|privacy|idempotency|preview)' AND c.column_name ~ '(email|key|hash|fingerprint|token)$'`);
  if (columns.length < 5) throw new Error('What is kept of authors is kept elsewhere.');
  for (const { table, column } of columns) {
    const rows = await database.prisma.$queryRawUnsafe<{ value: string }[]>(
      `SELECT DISTINCT "${column}" AS value FROM "${table}" WHERE length("${column}") >= 16`,
    );
    for (const { value } of rows) hide(`${table}.${column}`, value, true);
  }
}

const make = async (url: string, body: object, as: Role = 'admin') => {
  const answer = await request('POST', url, { as, body });
  if (answer.status >= 300) throw new Error(`POST ${url}: ${answer.text}`);
  return answer.body;
};

/** Sends a guest's request from the planted network address. */
const fromOutside = (method: string, url: string, body: unknown, as?: Role, headers = {}) =>
  app.inject({
    method: method as 'GET',
    url,
    remoteAddress,
    headers: { ...headers, ...(as === undefined ? {} : { authorization: `Bearer ${newsroom.tokens[as]}` }) },
    ...(body === undefined ? {} : { payload: body as object }),
  });

let places = 0;

async function comment(story: string, kind: string, more: object = {}, headers = {}) {
  const name = `${kind}-${places}`;
  const body = { authorName: 'A Guest', authorEmail: emailOf(name), body: `What the ${name} one says.`, ...more };
  const answer = await fromOutside('POST', `/v1/articles/${story}/comments`, body, undefined, headers);
  const { id, editToken } = answer.json();
  if (id === undefined) throw new Error(`The ${name} comment was refused: ${answer.body}`);
  plant(`the address of the ${name} one`, emailOf(name));
  hide(`the local part of the ${name} one`, emailOf(name).split('@', 1)[0] ?? '');
  plant(`the edit token of the ${name} one`, editToken);
  return { id, editToken } as { id: string; editToken: string };
}

/** Creates a published article with comments in every state, and other resources to name in a path. */
async function place() {
  const as = 'moderator';
  places += 1;
  const section = await make('/v1/sections', { name: 'World' });
  const person = await make('/v1/people', { name: 'Ada Person' });
  const other = await make('/v1/people', { name: 'Grace Person' });
  const people = [{ person: person.id, relation: 'author' }];
  const story = await make('/v1/articles', { headline: 'A story', body: '<p>Words</p>', section: section.id, people });
  await make(`/v1/articles/${story.id}/publish`, {});
  const corrections = `/v1/articles/${story.id}/corrections`;
  const correction = await make(corrections, { kind: 'update', note: 'More is known.' });
  const waiting = await make(corrections, { kind: 'correction', note: 'Not yet told.', publish: false });
  const list = await make('/v1/lists', { name: 'Page', published: true, rule: {}, items: [{ article: story.id }] });
  const unseen = await make('/v1/lists', { name: 'Unseen', items: [{}, { article: story.id, label: 'Soon' }] });
  const decide = async ({ id }: { id: string }, status: string) => {
    const answer = await request('PATCH', `/v1/comments/${id}`, { as, body: { status, reason: 'So it is' } });
    if (answer.status !== 200) throw new Error(answer.text);
  };
  const approved = await comment(story.id, 'approved', { notify: true });
  await decide(approved, 'approved');
  const under = { parentId: approved.id };
  const kept = {
    approved,
    pending: await comment(story.id, 'pending', {}, { 'idempotency-key': `once-${story.id}` }),
    spam: await comment(story.id, 'spam', { confirmEmail: 'filled in' }),
    rejected: await comment(story.id, 'rejected', under),
    edited: await comment(story.id, 'edited'),
    answered: await comment(story.id, 'answered', under),
    banned: await comment(story.id, 'banned', { authorUrl: 'https://banned.example/' }),
  };
  const gone = await comment(story.id, 'gone');
  await decide(kept.rejected, 'rejected');
  await decide(kept.answered, 'approved');
  await decide(await comment(story.id, 'replying', { parentId: kept.answered.id }), 'approved');
  await hideRows();
  const own = (verb: string, { id, editToken }: { id: string; editToken: string }, more = {}) =>
    fromOutside('POST', `/v1/comments/${id}/${verb}`, { editToken, ...more });
  const changes = [
    await own('edit', kept.edited, { body: 'As it was meant.' }),
    await own('retract', kept.answered),
    await own('retract', gone),
  ];
  for (const { statusCode, body } of changes) if (statusCode >= 300) throw new Error(body);
  await decide(kept.edited, 'approved');
  const ban = await make('/v1/comment-bans', { comment: kept.banned.id, reason: 'Threats' });
  const word = await make('/v1/comment-words', { phrase: 'buy now', action: 'hold' });
  const mention = await make(`/v1/articles/${story.id}/mentions`, {
    field: 'headline',
    start: 0,
    end: 1,
    person: person.id,
  });
  const token = await make('/v1/tokens', { name: `Spare ${story.id}`, role: 'reader' });
  const preview = await make(`/v1/articles/${story.id}/previews`, {});
  plant('the token of a preview', preview.token);
  await hideRows();
  return {
    emails: Object.keys(kept).map((kind) => emailOf(`${kind}-${places}`)),
    other: other.slug as string,
    ids: {
      articles: [story.id],
      sections: [section.id],
      people: [person.id],
      comments: Object.values(kept).map(({ id }) => id),
      mentions: [mention.id],
      tokens: [token.id],
      previews: [preview.token],
      revisions: ['1'],
      corrections: [correction.id, waiting.id],
      lists: [list.id, unseen.id],
      'comment-words': [word.id],
      'comment-bans': [ban.id],
    } as Record<string, string[]>,
  };
}
type Place = Awaited<ReturnType<typeof place>>;

plant('the network address', remoteAddress);

/** Returns the addresses of an operation for every known resource, or else for the first that is listed. */
async function addressesOf({ path }: { path: string }, { ids }: Place): Promise<string[]> {
  let urls = [''];
  for (const part of path.split('/').slice(1)) {
    const collection = urls[0]?.split('/').at(-1) ?? '';
    if (part.startsWith('{') && ids[collection] === undefined) {
      const { body } = await request('GET', urls[0] ?? '', { as: 'admin' });
      ids[collection] = [body.data?.[0]?.id ?? ids.comments?.[0]];
    }
    const values = part.startsWith('{') ? (ids[collection] ?? []) : [part];
    urls = urls.flatMap((url) => values.map((value) => `${url}/${value}`));
  }
  return urls;
}

/** Returns the values of a parameter from the document, or for a list of names, from the refusal of another name. */
async function valuesOf(url: string, { name, schema, example }: Parameter): Promise<string[]> {
  if (schema.enum !== undefined) return schema.enum as string[];
  if (schema.type !== 'string' || schema.format !== undefined) return example === undefined ? [] : [String(example)];
  const { body } = await request('GET', `${url}?${name}=no-such-name`, { as: 'admin' });
  const names = /(?:expected|must be) one of (.+)$/.exec(body.errors?.[0]?.detail ?? '')?.[1];
  if (names === undefined) return example === undefined ? [] : [encodeURIComponent(String(example))];
  const all = [...names.matchAll(/"([^"]+)"/g)].map(([, value]) => value ?? '');
  return [...all, all.join()];
}

/** Returns queries for an address: all additions in both views, and in `all` also each value of each parameter. */
async function queriesOf(url: string, { query }: Driven): Promise<{ few: string[]; all: string[] }> {
  const each: string[] = [];
  const whole: string[] = [];
  for (const parameter of query) {
    const values = (await valuesOf(url, parameter)).map((value) => `${parameter.name}=${value}`);
    each.push(...values);
    if (/^(include|fields|count)$/.test(parameter.name)) whole.push(...values.slice(-1));
    if (parameter.name === 'parent') whole.push('parent=none');
  }
  const few = ['', whole.join('&')];
  return { few, all: [...few, ...each] };
}

const reads = operations.filter(({ method }) => method === 'GET');
const writes = ['PUT', 'PATCH', 'POST', 'DELETE'].flatMap((verb) => operations.filter(({ method }) => method === verb));

/** Returns the example of a body, or of the whole for a patch, with references to existing resources. */
function bodyOf({ schema, path }: Driven, { ids, other }: Place): unknown {
  const name = String(schema?.$ref).split('/').at(-1) ?? '';
  const named = (key: string) => (document.components.schemas[key]?.examples as unknown[] | undefined)?.[0];
  if (schema === null) return undefined;
  const example = named(name) ?? named(name.replace(/Patch$/, 'Write'));
  const text = JSON.stringify(example ?? {})
    .replace(/"(europe|world)"/g, JSON.stringify(ids.sections?.[0]))
    .replace(/"(angela-merkel|marta-lindqvist)"/g, JSON.stringify(path.endsWith('/merge') ? other : ids.people?.[0]))
    .replace(/"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"/g, JSON.stringify(ids.comments?.[0]));
  return JSON.parse(text);
}

/** Returns everything in a response as text. */
const said = ({ headers, text }: { headers: object; text: string }) => `${JSON.stringify(headers)}\n${text}`;

const beside = ['/openapi.json', '/docs/', '/problems/wrong-edit-token', '/v1/nowhere', '/v1/%zz', '/v1/comments/none'];

/** The number of leaks to show: enough to find the cause. */
const shown = 20;

/** Sends every read for everything that exists. @returns the secrets that were revealed */
async function readAll(around: Place, statuses: Map<number, number>, depth: 'few' | 'all'): Promise<string[]> {
  const told: string[] = [];
  const ask = async (method: string, url: string, as: Role | undefined) => {
    const answer = await request(method, url, as === undefined ? {} : { as });
    statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
    told.push(...found(said(answer)).map((what) => `${method} ${url} as ${as} tells ${what}`));
    return answer;
  };
  for (const url of beside) for (const as of strangers) await ask('GET', url, as);
  for (const operation of reads) {
    const urls = await addressesOf(operation, around);
    const { few, all } = await queriesOf(urls[0] ?? '', operation);
    for (const [index, url] of urls.entries()) {
      for (const as of strangers) {
        if (index === 0) await ask('HEAD', url, as);
        // Readers and writers have fewer scopes than editors and see the same with them.
        const isDeep = depth === 'all' && index === 0 && as !== 'reader' && as !== 'writer';
        for (const asked of isDeep ? all : few) {
          const { body } = await ask('GET', `${url}?${asked}`, as);
          const next = body?.page?.next;
          if (typeof next === 'string') await ask('GET', `${url}?${asked}&after=${encodeURIComponent(next)}`, as);
        }
      }
    }
  }
  return told.slice(0, shown);
}

const quiet = await place();

t.test('whoever moderates is shown the address: what is looked for can be found', async (t) => {
  const list = said(await request('GET', '/v1/desk/comments?limit=100', { as: 'moderator' }));
  const one = quiet.ids.comments?.[0];
  const desk = said(await request('GET', `/v1/desk/comments/${one}`, { as: 'moderator' }));
  for (const what of ['approved', 'pending', 'spam', 'rejected', 'edited', 'banned'])
    t.ok(found(list).includes(`the address of the ${what}-1 one`), what);
  t.ok(found(desk).includes('the address of the approved-1 one'));
  const [email = ''] = quiet.emails;
  const hash = createHash('sha256').update(email.toLowerCase()).digest('hex');
  const inBase64 = Buffer.from(JSON.stringify({ author: email })).toString('base64url');
  for (const text of [email.toUpperCase(), hash, inBase64, encodeURIComponent(email), `From ${remoteAddress}`])
    t.ok(found(text).length > 0, text);
});

t.test('reveals no author, origin or edit token in any read', async (t) => {
  const statuses = new Map<number, number>();
  t.strictSame(await readAll(quiet, statuses, 'all'), []);
  t.comment(`${reads.length} reads: ${JSON.stringify([...statuses].sort())}`);
  t.ok(reads.length >= 25, `${reads.length} reads`);
  for (const status of [200, 401, 403])
    t.ok((statuses.get(status) ?? 0) > 100, `more than 100 responses have status ${status}`);
});

t.test('reveals none of them in the change log, page by page or as a stream', async (t) => {
  // A contributor may not read the log of the desk.
  for (const as of strangers.filter((role) => role !== 'contributor')) {
    const asked = as === undefined ? {} : { as };
    const log = as === undefined ? '/v1' : '/v1/desk';
    const told: string[] = [];
    let seen = 0;
    for (let after = ''; ; ) {
      const page = await request('GET', `${log}/changes?limit=100${after}`, asked);
      told.push(...found(said(page)));
      seen += page.body.data.length;
      if (after === '') {
        const stream = await request('GET', `${log}/events?after=${page.body.data[0].id}`, asked);
        told.push(...found(said(stream)));
        t.ok(stream.text.split('\nevent: ').length > 5, `${as} gets more than five events`);
      }
      if (page.body.page.next === null) break;
      after = `&after=${page.body.page.next}`;
    }
    t.strictSame(told, [], `${seen} events as ${as}`);
    t.ok(seen > (as === undefined ? 5 : 8), `${seen} events as ${as}`);
  }
});

t.test('reveals none of them in any write, nor in reads after it', async (t) => {
  const told: string[] = [];
  const statuses = new Map<number, number>();
  const succeeded = new Set<string>();
  for (const as of strangers) {
    const busy = await place();
    for (const operation of writes) {
      const { method, path } = operation;
      for (const url of await addressesOf(operation, busy)) {
        const good = bodyOf(operation, busy);
        for (const body of good === undefined ? [good] : [good, { ...(good as object), surprise: 1 }, { body: null }]) {
          const { statusCode, headers, body: text } = await fromOutside(method, url, body, as);
          statuses.set(statusCode, (statuses.get(statusCode) ?? 0) + 1);
          if (statusCode < 300) succeeded.add(`${method} ${path}`);
          told.push(...found(said({ headers, text })).map((what) => `${method} ${url} as ${as} tells ${what}`));
        }
      }
    }
  }
  t.strictSame(told.slice(0, shown), []);
  t.comment(`${writes.length} writes: ${JSON.stringify([...statuses].sort())}, ${succeeded.size} succeeded`);
  t.ok(writes.length >= 40, `${writes.length} writes`);
  t.ok(succeeded.size > 15, `${succeeded.size} succeeded`);
  await hideRows();
  t.strictSame(await readAll(quiet, new Map(), 'few'), []);
});

type Pair = readonly [planted: string, ghost: string];

/** Returns a response without parts that differ between requests, and with the planted text for the other one. */
function alike({ status, headers, text }: { status: number; headers: object; text: string }, [planted, ghost]: Pair) {
  let all = `${status} ${JSON.stringify({ ...headers, date: '', etag: '' })}\n${text}`.toLowerCase();
  for (const written of [(one: string) => one, encodeURIComponent])
    all = all.replaceAll(written(ghost).toLowerCase(), written(planted).toLowerCase());
  return all
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'id')
    .replace(/\d{4}-\d\d-\d\dt[\d:.]+z/g, 'time')
    .replace(/(\d{13}\.)?[\w-]{43}/g, 'token');
}

const known = quiet.emails[0] ?? '';
const md5 = (text: string) => createHash('md5').update(text.toLowerCase()).digest('hex');
const pairs: Pair[] = [
  [known, ghostOf(known)],
  [known.split('@', 1)[0] ?? '', ghostOf(known).split('@', 1)[0] ?? ''],
  [md5(known), md5(ghostOf(known))],
];
const ofAuthors = [
  'email',
  'authorEmail',
  'author.email',
  'author[email]',
  'authorKey',
  'readerKey',
  'editTokenHash',
  'ip',
];

t.test("cannot be filtered, sorted or searched by an author's address in public", async (t) => {
  let compared = 0;
  // An identity provider may add parameters to the address of a sign-in, which reads no comments.
  for (const operation of reads.filter(({ isOpen, path }) => isOpen && !path.startsWith('/v1/sign-in/'))) {
    const [url = ''] = await addressesOf(operation, quiet);
    const free = operation.query.filter(({ schema }) => schema.type === 'string' && schema.enum === undefined);
    for (const as of [undefined, 'editor'] as const) {
      const ask = (at: string) => request('GET', at, as === undefined ? {} : { as });
      for (const name of as === undefined ? ofAuthors : []) {
        for (const asked of [
          `${encodeURIComponent(name)}=${known}`,
          `sort=${name}`,
          `fields=${name}`,
          `include=${name}`,
        ])
          t.equal((await ask(`${url}?${asked}`)).status, 400, `${url}?${asked}`);
      }
      const urls = free.map(
        ({ name }) =>
          (text: string) =>
            `${url}?${encodeURIComponent(name)}=${text}`,
      );
      if (operation.path.includes('{')) urls.push((text) => operation.path.replace(/\{\w+\}/, text));
      for (const at of urls) {
        for (const pair of pairs) {
          const [planted, ghost] = pair.map(encodeURIComponent) as [string, string];
          t.equal(alike(await ask(at(planted)), pair), alike(await ask(at(ghost)), pair), at(planted));
          compared += 1;
        }
      }
    }
  }
  t.ok(compared > 100, `${compared} responses are alike`);
});

t.test('responds alike to known and unknown addresses', async (t) => {
  let count = 0;
  const pair = pairs[0] as Pair;
  const story = quiet.ids.articles?.[0];
  const sent: [url: string, body: string][] = [
    [
      `/v1/articles/${story}/comments`,
      '{"authorName":"A Guest","authorEmail":"@","body":"What the approved-1 one says."}',
    ],
  ];
  for (const operation of writes.filter(({ isOpen, schema }) => isOpen && schema !== null)) {
    const [url = ''] = await addressesOf(operation, quiet);
    const body = JSON.stringify(bodyOf(operation, quiet));
    const addresses = body.replace(/"[^"@]+@[^"]+"/g, '"@"');
    sent.push([url, addresses === body ? body.replace(/(?<=[:[])"[^"]+"/g, '"@"') : addresses]);
  }
  for (const [url, template] of sent) {
    // The same text under the same name is one comment, whatever the address.
    const [planted, ghost] = await Promise.all(
      pair.map((email) =>
        request('POST', url, {
          raw: template
            .replaceAll('"@"', JSON.stringify(email))
            .replace(/(?<="authorName":"[^"]*)(?=")/, ` ${(count++ % 10).toString()}`),
        }),
      ),
    );
    const shown = (answer: typeof planted) => answer && alike(answer, pair).replaceAll(/ \d(?=")/g, '');
    t.equal(shown(planted), shown(ghost), url);
  }
  t.ok(sent.length >= 5, `${sent.length} requests were sent`);
});

t.test('exports no addresses, unless an administrator asks for private fields', async (t) => {
  for (const { path, query } of reads.filter(({ query }) => query.some(({ name }) => name === 'private'))) {
    const formats = query.find(({ name }) => name === 'format')?.schema.enum as string[] | undefined;
    for (const asked of (formats ?? []).map((format) => `${path}?format=${format}`)) {
      const file = await fromOutside('GET', asked, undefined, 'moderator');
      t.match(file, { statusCode: 200, body: /What the approved-1 one says/ }, asked);
      t.strictSame(found(said({ headers: file.headers, text: file.body })), [], asked);
      t.equal((await fromOutside('GET', `${asked}&private=true`, undefined, 'moderator')).statusCode, 403, asked);
      const whole = await fromOutside('GET', `${asked}&private=true`, undefined, 'admin');
      t.ok(found(whole.body).includes('the address of the approved-1 one'), asked);
    }
  }
});

t.test('stores no address or edit token in clear, nor a plain hash of an address', async (t) => {
  const tables = await database.prisma.$queryRawUnsafe<{ name: string }[]>(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'`,
  );
  t.ok(tables.length > 20);
  for (const { name } of tables) {
    const rows = await database.prisma.$queryRawUnsafe<{ row: string }[]>(`SELECT t::text AS row FROM "${name}" t`);
    const told = rows
      .flatMap(({ row }) => found(row))
      .filter((what) => /address of|local part|^the edit token/.test(what));
    t.strictSame([...new Set(told)], [], name);
  }
});
