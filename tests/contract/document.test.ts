import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import t from 'tap';
import { openNewsroom } from '../support/newsroom.js';

const { app, request } = await openNewsroom(t);

type Json = Record<string, unknown>;
type Parameter = { name: string; in: string; description?: string; example?: unknown; schema: Json };
type Operation = {
  operationId?: string;
  summary?: string;
  description?: string;
  tags?: string[];
  security?: Json[];
  parameters?: Parameter[];
  responses: Record<string, { description?: string; content?: Record<string, { schema: Json }> }>;
};
type Document = {
  openapi: string;
  tags: { name: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: Record<string, Record<string, Json>>;
};

const document = JSON.parse(JSON.stringify(app.swagger())) as Document;
const operations = Object.entries(document.paths).flatMap(([path, verbs]) =>
  Object.entries(verbs).map(([verb, operation]) => ({ name: `${verb.toUpperCase()} ${path}`, operation })),
);

t.test('the committed document is what the routes say, and the server serves it', async (t) => {
  const committed = JSON.parse(await readFile(join(import.meta.dirname, '../../openapi/openapi.json'), 'utf8'));
  t.same(committed, document, 'npm run openapi writes it anew');
  t.same((await request('GET', '/openapi.json')).body, document);
  t.match(await request('GET', '/openapi.yaml'), { status: 200, text: /^openapi: 3\.1/ });
});

t.test('every operation says what it does, who may, and what it answers', async (t) => {
  t.match(document.openapi, /^3\.1/);
  t.ok(operations.length > 25);
  const tags = document.tags.map(({ name }) => name);
  for (const { name, operation } of operations) {
    t.ok(operation.operationId && operation.summary && operation.description && operation.security, name);
    t.ok(operation.tags?.length === 1 && tags.includes(operation.tags[0] ?? ''), `${name} has a declared tag`);
    const statuses = Object.keys(operation.responses);
    t.ok(
      statuses.some((status) => /^2/.test(status)),
      `${name} succeeds somehow`,
    );
    t.ok(
      statuses.some((status) => /^4/.test(status)),
      `${name} refuses somehow`,
    );
    for (const [status, response] of Object.entries(operation.responses)) {
      t.ok(response.description, `${name} ${status}`);
      if (/^(204|304|308)$/.test(status)) continue;
      t.ok(Object.values(response.content ?? {})[0]?.schema, `${name} ${status} has a shape`);
    }
    for (const parameter of operation.parameters ?? []) {
      t.ok(parameter.description, `${name}: ${parameter.name} is described`);
      t.not(parameter.example, undefined, `${name}: ${parameter.name} has an example`);
    }
  }
});

t.test('every component is used, every reference leads somewhere, every example fits its schema', async (t) => {
  const text = JSON.stringify(document);
  const refs = new Set(
    [...text.matchAll(/"#\/components\/(\w+)\/([\w.-]+)"/g)].map(([, kind, name]) => `${kind}/${name}`),
  );
  for (const ref of refs) {
    const [kind = '', name = ''] = ref.split('/');
    t.ok(document.components[kind]?.[name], `${ref} exists`);
  }
  const ajv = new Ajv2020({ strict: false });
  (formats as unknown as (ajv: Ajv2020) => void)(ajv);
  ajv.addSchema({ $id: 'doc:', ...document });
  for (const [kind, entries] of Object.entries(document.components)) {
    if (kind === 'securitySchemes') continue;
    for (const [name, component] of Object.entries(entries)) {
      t.ok(refs.has(`${kind}/${name}`), `${kind}/${name} is used`);
      if (kind !== 'schemas' || /(List|Patch|Problem)$/.test(name)) continue;
      const examples = component.examples as unknown[] | undefined;
      t.ok(examples?.length, `${name} has an example`);
      const validate = ajv.compile({ $ref: `doc:#/components/schemas/${name}` });
      for (const example of examples ?? []) t.ok(validate(example), `${name}: ${JSON.stringify(validate.errors)}`);
    }
  }
});

t.test('every kind of problem is explained at its type', async (t) => {
  const { body } = await request('GET', '/problems');
  const codes = [
    ...new Set(
      [...JSON.stringify(document).matchAll(/"#\/components\/examples\/([\w-]+)"/g)].map(([, code]) => code ?? ''),
    ),
  ];
  t.ok(codes.length > 15);
  for (const code of codes) {
    t.match(body, `/problems/${code}`);
    t.match(await request('GET', `/problems/${code}`), { status: 200, text: code });
  }
  t.equal((await request('GET', '/problems/none-of-them')).status, 404);
});

t.test('the reference is a page of this server', async (t) => {
  const page = await request('GET', '/docs');
  t.equal(page.status, 200);
  t.notMatch(page.text, /(src|href)="https?:/);
});
