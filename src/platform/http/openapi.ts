import swagger from '@fastify/swagger';
import type { FastifyInstance, RouteOptions } from 'fastify';
import { createJsonSchemaTransform, createJsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { allProblems, type ProblemDefinition, problems } from './problems.js';

type Json = Record<string, unknown>;
type Operation = {
  operationId: string;
  description?: string;
  parameters?: (Json & { name: string; schema: Json })[];
  requestBody?: { content: Record<string, Json>; required?: boolean };
  responses: Record<string, Json & { headers?: Json; content?: Record<string, { schema: Json }> }>;
  security?: Json[];
};
type Document = {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Json; headers?: Json; examples?: Json };
};

const ProblemSchema = z
  .looseObject({
    type: z.string().meta({ format: 'uri-reference', description: 'Where this kind of problem is explained.' }),
    title: z.string(),
    status: z.int(),
    detail: z.string().meta({ description: 'What is wrong this time.' }),
    instance: z.string().meta({ description: 'The path of the request.' }),
    code: z.string().meta({ description: 'Stable and kebab-case: switch on it.' }),
    requestId: z.string(),
    errors: z
      .array(
        z.object({
          pointer: z.string().optional().meta({ description: 'RFC 6901 pointer into the body.' }),
          parameter: z
            .string()
            .optional()
            .meta({ description: 'Name of the query or path parameter, or of the header.' }),
          code: z.string(),
          detail: z.string(),
        }),
      )
      .optional(),
    currentVersion: z.int().optional().meta({ description: 'With stale-version: the version that is current.' }),
    scope: z.string().optional().meta({ description: 'With forbidden: the scope that is needed.' }),
  })
  .meta({ id: 'Problem', description: 'An RFC 9457 problem document.' });

const asDocumented = ({ zodSchema, jsonSchema }: { zodSchema: z.ZodType; jsonSchema: Json }) => {
  // Text of a query that stands for another type is documented as what it stands for.
  if (jsonSchema.type === 'integer' || jsonSchema.type === 'boolean') delete jsonSchema.pattern;
  // Zod leaves out the examples of whatever it transforms; ours are of what is sent.
  const examples = z.globalRegistry.get(zodSchema)?.examples;
  if (examples !== undefined) jsonSchema.examples = examples;
};

const zodToJsonConfig = { override: asDocumented } as Parameters<
  typeof createJsonSchemaTransform
>[0]['zodToJsonConfig'] &
  object;

const header = (description: string, schema: Json = { type: 'string' }) => ({ description, schema });
const sharedHeaders: Record<string, Json> = {
  'X-Request-Id': header('Names the request in logs and problems; a sane incoming one is kept.'),
  ETag: header('The version and a digest of these bytes. Send it back as If-None-Match or If-Match.'),
  'Last-Modified': header('When what is shown was last changed.'),
  'Cache-Control': header('`public` for what everybody may see, `private, no-store` for whatever carried a token.'),
  'Surrogate-Key': header('Ids of all entities shown, separated by spaces: purge a cache by them. Public reads only.'),
  Link: header('RFC 8288 links to the next and previous pages.'),
  Location: header('Address of the new resource.', { type: 'string', format: 'uri-reference' }),
  'Idempotency-Replayed': header('`true` when this is the kept answer to an earlier request.', {
    type: 'string',
    enum: ['true'],
  }),
  'Retry-After': header('Seconds to wait.', { type: 'integer' }),
  'RateLimit-Limit': header('Requests allowed in a minute.', { type: 'integer' }),
  'RateLimit-Remaining': header('Requests left of them.', { type: 'integer' }),
  'RateLimit-Reset': header('Seconds until they are all back.', { type: 'integer' }),
  'WWW-Authenticate': header('The scheme that is expected: Bearer.'),
};

const headerRefs = (...names: string[]) =>
  Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));

/** Refusals that follow from the kind of route. */
function impliedProblems(route: RouteOptions, operation: Operation): ProblemDefinition[] {
  const { permission } = route.config ?? {};
  const found = [
    problems.unauthenticated,
    problems.tooMany,
    problems.unavailable,
    problems.internal,
    problems.invalidRequest,
  ];
  if (permission !== 'public' && permission !== 'any') found.push(problems.forbidden);
  if (operation.requestBody !== undefined) found.push(problems.tooLarge, problems.unsupportedMediaType);
  if (route.method === 'POST') found.push(problems.keyInFlight, problems.keyReused);
  if ('if-match' in ((route.schema?.headers as z.ZodObject | undefined)?.shape ?? {}))
    found.push(problems.staleVersion);
  if (route.url.includes(':')) found.push(problems.notFound);
  return found;
}

function describeProblems(route: RouteOptions, operation: Operation): void {
  const inApi = route.url.startsWith('/v1');
  const all = new Set([
    ...(inApi ? impliedProblems(route, operation) : [problems.invalidRequest, problems.internal]),
    ...(route.config?.problems ?? []),
  ]);
  for (const status of new Set([...all].map((problem) => problem.status))) {
    const kinds = [...all].filter((problem) => problem.status === status);
    const extra =
      status === 401
        ? ['WWW-Authenticate']
        : status === 429 || status === 503
          ? ['Retry-After']
          : status === 412
            ? ['ETag']
            : [];
    const limits = status === 429 ? ['RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset'] : [];
    operation.responses[status] = {
      description: kinds.map((kind) => `${kind.title} (\`${kind.code}\`)`).join('. '),
      headers: headerRefs(
        'X-Request-Id',
        ...extra,
        ...limits,
        ...(route.method === 'POST' ? ['Idempotency-Replayed'] : []),
      ),
      content: {
        'application/problem+json': {
          schema: { $ref: '#/components/schemas/Problem' },
          examples: Object.fromEntries(kinds.map(({ code }) => [code, { $ref: `#/components/examples/${code}` }])),
        } as never,
      },
    };
  }
}

function exampleOf({ code, status, title, explanation }: ProblemDefinition) {
  return {
    type: `/problems/${code}`,
    title,
    status,
    detail: explanation.split('. ', 1)[0],
    instance: '/v1/articles',
    code,
    requestId: '0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4b11',
  };
}

const statusTexts: Record<string, string> = {
  200: 'What was asked for',
  201: 'Created',
  204: 'Done; there is nothing to say',
  503: 'Not ready',
};

function describeAnswers(route: RouteOptions, operation: Operation): void {
  const read = route.method === 'GET';
  for (const [status, response] of Object.entries(operation.responses)) {
    if (response.description === undefined || response.description === 'Default Response')
      response.description = statusTexts[status] ?? 'An answer';
    if (status === '204') delete response.content;
    const schema = response.content?.['application/json']?.schema;
    const list = /List"/.test(JSON.stringify(schema ?? {}));
    if (!route.url.startsWith('/v1')) {
      response.headers = headerRefs('X-Request-Id');
      continue;
    }
    response.headers = headerRefs(
      'X-Request-Id',
      'Cache-Control',
      ...(status === '204' ? [] : ['ETag']),
      ...(read ? ['Surrogate-Key'] : []),
      ...(read && !list ? ['Last-Modified'] : []),
      ...(list ? ['Link'] : []),
      ...(status === '201' ? ['Location'] : []),
      ...(route.method === 'POST' ? ['Idempotency-Replayed'] : []),
    );
  }
  if (read && route.url.startsWith('/v1')) {
    operation.responses['304'] = {
      description: 'The client has it already',
      headers: headerRefs('X-Request-Id', 'ETag', 'Last-Modified', 'Cache-Control', 'Surrogate-Key'),
    };
  }
  if (route.config?.redirects === true) {
    operation.responses['308'] = {
      description: 'It has another slug now: the same request to `Location`',
      headers: headerRefs('X-Request-Id', 'Location', 'Cache-Control'),
    };
  }
}

function describeAccess(route: RouteOptions, operation: Operation): void {
  const { permission } = route.config ?? {};
  const open = route.url.startsWith('/v1') ? [{}, { bearer: [] }] : [{}];
  operation.security = permission === 'public' ? open : [{ bearer: [] }];
  if (permission === 'public') return;
  const need = permission === 'any' ? 'Needs a token.' : `Needs a token with the scope \`${permission}\`.`;
  operation.description = `${operation.description ?? ''} ${need}`.trim();
}

function describeInputs(operation: Operation): void {
  for (const parameter of operation.parameters ?? []) {
    const { schema } = parameter;
    const [example] = (schema.examples ?? schema.enum ?? []) as unknown[];
    if (example !== undefined) parameter.example = example;
    delete schema.examples;
    if (schema.description !== undefined) parameter.description = schema.description;
    delete schema.description;
  }
}

/** Names of the components that something refers to, from the paths on. */
function referenced(document: Document): Set<string> {
  const found = new Set<string>();
  const visit = (value: unknown) => {
    if (Array.isArray(value)) for (const item of value) visit(item);
    else if (value !== null && typeof value === 'object') {
      const ref = (value as Json).$ref;
      const name = typeof ref === 'string' ? /^#\/components\/(.+)$/.exec(ref)?.[1] : undefined;
      if (name !== undefined && !found.has(name)) {
        found.add(name);
        const [kind = '', key = ''] = name.split('/');
        visit((document.components as Record<string, Json>)[kind]?.[key]);
      }
      for (const inner of Object.values(value)) visit(inner);
    }
  };
  visit(document.paths);
  return found;
}

function complete(document: Document, routes: Map<string, RouteOptions>): Document {
  document.components.headers = { ...sharedHeaders };
  document.components.examples = Object.fromEntries(
    allProblems().map((problem) => [problem.code, { value: exampleOf(problem) }]),
  );
  for (const [path, operations] of Object.entries(document.paths)) {
    for (const operation of Object.values(operations)) {
      const route = routes.get(operation.operationId);
      if (route === undefined) throw new Error(`${path} has an operation that no route declares.`);
      describeInputs(operation);
      describeAccess(route, operation);
      describeAnswers(route, operation);
      describeProblems(route, operation);
      const json = operation.requestBody?.content['application/json'];
      if (route.method === 'PATCH' && operation.requestBody !== undefined && json !== undefined) {
        operation.requestBody.content['application/merge-patch+json'] = json;
      }
    }
  }
  const used = referenced(document);
  prune(document, used);
  return renamed(document, used);
}

function prune(document: Document, used: Set<string>): void {
  for (const kind of ['schemas', 'headers', 'examples'] as const) {
    const components = document.components[kind] ?? {};
    for (const name of Object.keys(components)) if (!used.has(`${kind}/${name}`)) delete components[name];
  }
}

/** A schema that only requests use comes as `XInput`, beside an `X` that nobody uses: it is called `X`. */
function renamed(document: Document, used: Set<string>): Document {
  const names = [...used].flatMap((name) => {
    const base = /^schemas\/(.+)Input$/.exec(name)?.[1];
    return base === undefined || used.has(`schemas/${base}`) ? [] : [base];
  });
  let json = JSON.stringify(document);
  for (const base of names) {
    json = json
      .replaceAll(`"#/components/schemas/${base}Input"`, `"#/components/schemas/${base}"`)
      .replaceAll(`"${base}Input":`, `"${base}":`);
  }
  return JSON.parse(json) as Document;
}

export type Description = {
  title: string;
  version: string;
  summary: string;
  text: string;
  tags: { name: string; description: string }[];
};

/** Collects the routes registered after it into an OpenAPI 3.1 document. */
export async function openApi(
  app: FastifyInstance,
  description: Description,
  publicUrl: string | undefined,
): Promise<void> {
  const routes = new Map<string, RouteOptions>();
  app.addHook('onRoute', (route) => {
    const operationId = route.schema?.operationId;
    if (operationId !== undefined && route.method !== 'HEAD') routes.set(operationId, { ...route });
  });
  z.globalRegistry.add(ProblemSchema, { id: 'Problem', description: 'An RFC 9457 problem document.' });
  const toObject = createJsonSchemaTransformObject({ zodToJsonConfig });
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.1',
      info: {
        title: description.title,
        version: description.version,
        summary: description.summary,
        description: description.text,
        license: { name: 'MIT', identifier: 'MIT' },
      },
      servers: [{ url: publicUrl ?? '/', description: 'This server' }],
      tags: description.tags,
      components: {
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer', description: 'A token from POST /v1/tokens, or ADMIN_TOKEN.' },
        },
      },
    } as never,
    hideUntagged: true,
    transform: createJsonSchemaTransform({ zodToJsonConfig }),
    transformObject: (document) => complete(toObject(document) as unknown as Document, routes) as never,
  });
}
