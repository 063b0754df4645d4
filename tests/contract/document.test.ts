import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import t from 'tap';
import type { ApiDocument } from '../../src/platform/http/reference/document.js';
import { ExampleMaker } from '../../src/platform/http/reference/examples.js';
import { allProblems } from '../../src/platform/problems/index.js';
import { inlineReferences } from '../support/api-document.js';
import { openNewsroom } from '../support/newsroom.js';

// One database is enough: the document does not depend on it.

const { app, request, readDocument } = await openNewsroom(t);

type Json = Record<string, unknown>;
type Parameter = {
  name: string;
  in: string;
  required?: boolean;
  description?: string;
  example?: unknown;
  schema: Json;
};
type Content = Record<string, { schema: Json; examples?: Record<string, { $ref: string }> }>;
type Answer = { description?: string; headers?: object; content?: Content };
type Operation = {
  operationId?: string;
  summary?: string;
  description?: string;
  tags?: string[];
  security?: Json[];
  'x-required-scope'?: string;
  parameters?: Parameter[];
  requestBody?: { content: Content };
  responses: Record<string, Answer>;
};
type Document = {
  openapi: string;
  tags: { name: string; description: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: Record<string, Record<string, Json>>;
};

const document = inlineReferences(readDocument()) as Document;
const operations = Object.entries(document.paths).flatMap(([path, verbs]) =>
  Object.entries(verbs).map(([verb, operation]) => ({
    name: `${verb.toUpperCase()} ${path}`,
    path,
    verb,
    ...operation,
  })),
);

/** Returns the value of each `$ref` below a value. */
function refsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(refsIn);
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === '$ref' && typeof inner === 'string' ? [inner] : refsIn(inner),
  );
}

function resolve(ref: string): unknown {
  return ref
    .replace(/^#\//, '')
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((value, step) => (value as Json | undefined)?.[step], document);
}

const ajv = new Ajv2020({ strict: false });
(formats as unknown as (ajv: Ajv2020) => void)(ajv);
ajv.addSchema({ $id: 'doc:', ...document });
const checks = new Map<string, ValidateFunction>();
/** Returns the check of a schema. Many parameters have the same one. */
function checkOf(schema: Json): ValidateFunction {
  const text = JSON.stringify(schema);
  const check = checks.get(text) ?? ajv.compile(schema);
  checks.set(text, check);
  return check;
}
const componentName = (ref: unknown) => /^#\/components\/schemas\/(.+)$/.exec(String(ref))?.[1];

t.test('matches the committed document with the routes and with what the server serves', async (t) => {
  const committed = JSON.parse(await readFile(join(import.meta.dirname, '../../openapi/openapi.json'), 'utf8'));
  t.same(inlineReferences(committed), document, 'npm run openapi writes it anew');
  const json = await request('GET', '/openapi.json');
  t.match(json, { status: 200, headers: { 'content-type': /^application\/json/ } });
  t.same(inlineReferences(json.body), document);
  const yaml = await request('GET', '/openapi.yaml');
  t.match(yaml, { status: 200, headers: { 'content-type': /^application\/yaml/ } });
  t.match(yaml.text, /^openapi: 3\.1/);
  for (const { path, operationId } of operations) {
    t.ok(yaml.text.includes(`\n  ${path}:\n`), `${path} is in the YAML`);
    t.match(yaml.text, new RegExp(`\\n +operationId: ${operationId}\\n`), `${operationId} is in the YAML`);
  }
});

/** Returns what is wrong with the description and the media types of a response. */
function problemsOf(
  status: string,
  { description, content, headers = {} }: Answer,
  { operationId = '', own }: { operationId: string | undefined; own: string[] | undefined },
): string[] {
  const types = Object.keys(content ?? {});
  const hasBody = !(/^(204|303|304|308)$/.test(status) || (status === '202' && operationId === 'requestSignInLink'));
  const expected = (): RegExp => {
    if (/^(4|default)/.test(status)) return /^application\/problem\+json$/;
    if (['exportComments', 'exportArticles', 'exportAudit'].includes(operationId)) return /^application\/x-ndjson(,|$)/;
    if (/^stream/.test(operationId)) return /^text\/event-stream$/;
    if (/^getArticleAs/.test(operationId)) return /^[^,]+$/;
    if ('Accept-Ranges' in headers) return /^image\//;
    if (own?.[0] === 'Feeds') return /^application\/(?:\w+\+)?(?:xml|json)$/;
    // JSON is the default, so it is first.
    return /^application\/json(,|$)/;
  };
  return [
    ...(description ? [] : ['has no description']),
    ...(hasBody ? [] : types.map((type) => `has a body of the type ${type}`)),
    ...(hasBody && !expected().test(types.join()) ? [`has the types ${types.join()}`] : []),
    ...(hasBody ? types.filter((type) => !content?.[type]?.schema).map((type) => `has no schema for ${type}`) : []),
  ];
}

t.test('describes every operation with its purpose, permission and responses', async (t) => {
  t.match(document.openapi, /^3\.1/);
  t.ok(operations.length >= 35);
  const tags = document.tags.map(({ name }) => name);
  const ids = operations.map(({ operationId }) => operationId);
  t.equal(new Set(ids).size, ids.length, 'operation ids are unique');
  for (const { name, operationId, summary, description, security, tags: own, responses } of operations) {
    t.match(operationId, /^[a-z][a-zA-Z]+$/, `${name}: operationId`);
    t.match(summary, /^[A-Z].*[^.]$/, `${name}: summary`);
    t.match(description, /^[A-Z`][\s\S]*[.]$/, `${name}: description`);
    t.equal(own?.length, 1, `${name} has one tag`);
    t.ok(tags.includes(own?.[0] ?? ''), `${name} has a declared tag`);
    t.ok(security?.length, `${name}: security`);
    const statuses = Object.keys(responses);
    const successes = statuses.filter((status) => /^(2|303)/.test(status)).join();
    // POST may return 201 or 202, and PUT may return 200 or 201. A sign-in sends the browser elsewhere. A file has parts.
    t.match(successes, /^(?:2\d\d|20[01],20[12]|303|200,206)$/, `${name} documents its success responses`);
    const wrong = Object.entries(responses).flatMap(([status, response]) =>
      problemsOf(status, response, { operationId, own }).map((problem) => `${status} ${problem}`),
    );
    t.same(wrong, [], `${name}: responses`);
  }
});

t.test('documents the refusals that the inputs and the permission of each operation imply', async (t) => {
  for (const operation of operations) {
    const { name, path, verb, security, responses } = operation;
    const inApi = path.startsWith('/v1');
    const scoped = /Needs a token with the scope/.test(operation.description ?? '');
    const implied = [
      ...['400', 'default'],
      ...(inApi ? ['401', '429'] : []),
      ...(scoped ? ['403'] : []),
      ...(path.includes('{') ? ['404'] : []),
      ...(inApi && verb !== 'get' ? ['413', '415'] : []),
      ...(operation.parameters?.some(({ name }) => name === 'if-match') ? ['412'] : []),
      ...(inApi && verb === 'get' && 'ETag' in (responses['200']?.headers ?? {}) ? ['304'] : []),
    ];
    for (const status of implied) t.ok(responses[status], `${name} documents ${status}`);
    const open = security?.some((requirement) => Object.keys(requirement).length === 0);
    const scope = /Needs a token with the scope `([\w:]+)`/.exec(operation.description ?? '')?.[1];
    if (!open) t.same(security, [{ bearer: [] }, { jwt: [] }, { session: [] }], name);
    t.equal(operation['x-required-scope'], scope, name);
    for (const [status, { content }] of Object.entries(responses)) {
      if (!/^(4|default)/.test(status)) continue;
      const { schema, examples } = content?.['application/problem+json'] ?? { schema: {} };
      const codes = Object.values(examples ?? {}).map(({ $ref }) => $ref);
      const other = codes.filter((ref) => {
        const { value } = resolve(ref) as { value: { status: number } };
        return status === 'default' ? value.status < 500 || value.status > 599 : String(value.status) !== status;
      });
      t.same(
        { schema, hasCodes: codes.length > 0, other },
        { schema: { $ref: '#/components/schemas/Problem' }, hasCodes: true, other: [] },
        `${name} ${status} names the codes of this status`,
      );
    }
  }
});

/** Optional parameters whose value belongs to one response or one request. A tool that sent an example of it would fail. */
const valuesOfOneState = ['after', 'before', 'idempotency-key', 'if-match', 'if-none-match'];

t.test('describes every parameter with a valid example, and lists every path parameter', async (t) => {
  for (const { name, path, verb, parameters = [] } of operations) {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter);
    t.same(
      parameters.filter((parameter) => parameter.in === 'path').map((parameter) => parameter.name),
      inPath,
      name,
    );
    if (verb === 'post' && path.startsWith('/v1'))
      t.ok(
        parameters.some((parameter) => parameter.name === 'idempotency-key'),
        `${name} accepts an idempotency key`,
      );
    for (const parameter of parameters) {
      const where = `${name}: ${parameter.name}`;
      t.ok(parameter.description, `${where} is described`);
      if (parameter.in === 'path') t.equal(parameter.required, true, where);
      if (parameter.example === undefined && valuesOfOneState.includes(parameter.name)) continue;
      t.not(parameter.example, undefined, `${where} has an example`);
      const check = checkOf(parameter.schema);
      t.ok(check(parameter.example), `${where}: ${JSON.stringify(check.errors)}`);
    }
  }
});

t.test('every component is used, and every reference leads somewhere', async (t) => {
  const asServed = readDocument() as Document;
  const refs = new Set(refsIn(asServed));
  t.ok(refs.size > 50);
  for (const ref of refs) t.not(resolve(ref), undefined, `${ref} exists`);
  for (const [kind, entries] of Object.entries(asServed.components)) {
    if (kind === 'securitySchemes') continue;
    for (const name of Object.keys(entries)) t.ok(refs.has(`#/components/${kind}/${name}`), `${kind}/${name} is used`);
  }
  const schemes = new Set(operations.flatMap(({ security = [] }) => security.flatMap((one) => Object.keys(one))));
  t.same(
    [...schemes],
    Object.keys(document.components.securitySchemes ?? {}),
    'the document declares exactly the security schemes in use',
  );
});

t.test('has valid examples for every request and response schema', async (t) => {
  const answers = new Set(
    operations.flatMap(({ responses }) =>
      Object.entries(responses)
        .filter(([status]) => /^2/.test(status))
        .flatMap(([, { content }]) => refsIn(content).map(componentName)),
    ),
  );
  const bodies = new Set(operations.flatMap(({ requestBody }) => refsIn(requestBody).map(componentName)));
  t.ok(answers.size > 10 && bodies.size > 5);
  const examples = new ExampleMaker(document as unknown as ApiDocument);
  for (const name of Object.keys(document.components.schemas ?? {})) {
    const validate = ajv.compile({ $ref: `doc:#/components/schemas/${name}` });
    const isBody = answers.has(name) || bodies.has(name);
    const example = examples.ofSchema({ $ref: `#/components/schemas/${name}` });
    if (isBody) t.ok(validate(example), `${name}: ${JSON.stringify(validate.errors)}`);
    // A page consists of items with examples.
    if (!isBody || /List$/.test(name)) continue;
    t.match(JSON.stringify(document.components.schemas?.[name]), '"examples":[', `${name} states an example`);
    t.notOk(validate({ surprise: true }), `${name} does not accept just anything`);
  }
  const problem = ajv.compile({ $ref: 'doc:#/components/schemas/Problem' });
  for (const [code, { value }] of Object.entries(document.components.examples ?? {}))
    t.ok(problem(value), `${code}: ${JSON.stringify(problem.errors)}`);
});

t.test('explains every problem type at its address, documented or not', async (t) => {
  const list = await request('GET', '/problems');
  t.match(list, { status: 200, headers: { 'content-type': /^text\/html/ } });
  const types = Object.values(document.components.examples ?? {}).map(({ value }) => (value as { type: string }).type);
  t.ok(types.length > 20);
  for (const type of new Set([...types, ...allProblems().map(({ code }) => `/problems/${code}`)])) {
    const code = type.split('/').at(-1) ?? '';
    t.ok(list.text.includes(`href="${type}"`), `${code} is listed`);
    const page = await request('GET', type);
    t.match(page, { status: 200, headers: { 'content-type': /^text\/html/ } }, type);
    t.ok(page.text.includes(`<code>${code}</code>`), `${type} names the code`);
  }
  t.match(await request('GET', '/problems/none-of-them'), { status: 404, body: { type: '/problems/not-found' } });
});

t.test('serves the reference from this server without requests to other hosts', async (t) => {
  const page = await request('GET', '/docs');
  t.match(page, { status: 200, headers: { 'content-type': /^text\/html/ } });
  t.notMatch(page.text, /(?:src|href|action)\s*=\s*["']?(?:https?:)?\/\//i);
  const links = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link]) => link ?? '');
  const files = new Set(
    links.filter((link) => !link.startsWith('data:')).map((link) => new URL(link, 'http://localhost/docs').pathname),
  );
  t.ok(files.size > 3);
  for (const file of files) {
    const answer = await app.inject({ url: file });
    t.equal(answer.statusCode, 200, `${file} is served`);
  }
  t.match(
    page.headers['content-security-policy'],
    /default-src 'none'/,
    'the Content-Security-Policy blocks other hosts',
  );
});
