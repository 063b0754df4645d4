import swagger from '@fastify/swagger';
import type { FastifyInstance, RouteOptions } from 'fastify';
import { createJsonSchemaTransform, createJsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { allProblems } from '../problems/index.js';
import { extractRepeatedParts } from './openapi-components.js';
import { shareBaseSchemas } from './openapi-extensions.js';
import { sharedHeaders } from './openapi-headers.js';
import { describeMessages, type MessageKind, messageComponents, registerMessages } from './openapi-messages.js';
import { simplifyNullable } from './openapi-nullable.js';
import { describeOperation, exampleOf, type Json, type Operation } from './openapi-operations.js';
import { securitySchemes } from './openapi-security.js';

type Document = {
  paths: Record<string, Record<string, Operation>>;
  webhooks?: Json;
  components: { schemas: Json; headers?: Json; examples?: Json; responses?: Json; parameters?: Json };
};

const ProblemSchema = z
  .looseObject({
    type: z.string().meta({ format: 'uri-reference', description: 'The address of a page that explains the problem.' }),
    title: z.string().meta({ description: 'The title of this type of problem.' }),
    status: z.int().meta({ description: 'The HTTP status code.' }),
    detail: z.string().meta({ description: 'What is wrong with this request.' }),
    instance: z.string().meta({ description: 'The path of the request.' }),
    code: z.string().meta({ description: 'The code of this type of problem. It does not change between versions.' }),
    requestId: z.string().meta({ description: 'The id of the request, as in `X-Request-Id`.' }),
    errors: z
      .array(
        z.object({
          pointer: z.string().optional().meta({ description: 'A JSON pointer (RFC 6901) to a field of the body.' }),
          parameter: z
            .string()
            .optional()
            .meta({ description: 'The name of a query parameter, path parameter or header.' }),
          code: z.string().meta({ description: 'A stable code for this error.' }),
          detail: z.string().meta({ description: 'What is wrong with the field or parameter, or what is expected.' }),
        }),
      )
      .optional()
      .meta({ description: 'What is wrong in the request, with one entry for each error.' }),
    currentVersion: z.int().optional().meta({
      description: 'The current version of the resource. Only with `stale-version`.',
    }),
    scope: z.string().optional().meta({ description: 'The scope that the request needs. Only with `forbidden`.' }),
    operation: z.int().optional().meta({
      description: 'The index of the failed operation in a bulk request. The first index is 0.',
    }),
  })
  .meta({ id: 'Problem', description: 'An RFC 9457 problem document.' });

const adjustJsonSchema = ({ zodSchema, jsonSchema }: { zodSchema: z.ZodType; jsonSchema: Json }) => {
  // A query parameter arrives as text and is documented as the type that the text stands for.
  if (jsonSchema.type !== 'string') for (const key of ['pattern', 'minLength', 'maxLength']) delete jsonSchema[key];
  if (jsonSchema.type === 'integer' && typeof jsonSchema.default === 'string')
    jsonSchema.default = Number(jsonSchema.default);
  // The format says it already, and Zod's pattern for it is long.
  if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
  // Zod states the range of safe integers where a schema states none.
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  // Zod leaves out the examples and the default of a schema that transforms its input.
  const { examples, default: defaultValue } = z.globalRegistry.get(zodSchema) ?? {};
  if (examples !== undefined) jsonSchema.examples = examples;
  if (defaultValue !== undefined) jsonSchema.default = defaultValue;
  if (jsonSchema.type === 'array' && 'items' in jsonSchema && Array.isArray(jsonSchema.examples))
    jsonSchema.examples = jsonSchema.examples.map((example: unknown) =>
      typeof example === 'string' ? example.split(',') : example,
    );
};

const zodToJsonConfig = { override: adjustJsonSchema } as Parameters<
  typeof createJsonSchemaTransform
>[0]['zodToJsonConfig'] &
  object;

/** Names of the components that these parts of a document refer to, directly or through other components. */
function findReferencedComponents(document: Document, parts: readonly unknown[]): Set<string> {
  const componentNames = new Set<string>();
  const visit = (value: unknown) => {
    if (Array.isArray(value)) for (const item of value) visit(item);
    else if (value !== null && typeof value === 'object') {
      const ref = (value as Json).$ref;
      const name = typeof ref === 'string' ? /^#\/components\/(.+)$/.exec(ref)?.[1] : undefined;
      if (name !== undefined && !componentNames.has(name)) {
        componentNames.add(name);
        const [kind = '', key = ''] = name.split('/');
        visit((document.components as Record<string, Json>)[kind]?.[key]);
      }
      for (const inner of Object.values(value)) visit(inner);
    }
  };
  visit(parts);
  return componentNames;
}

function completeDocument(
  document: Document,
  routes: Map<string, RouteOptions>,
  messages: readonly MessageKind[],
): Document {
  document.components.headers = { ...sharedHeaders };
  document.components.examples = Object.fromEntries(
    allProblems().map((problem) => [problem.code, { value: exampleOf(problem) }]),
  );
  for (const [path, operations] of Object.entries(document.paths)) {
    for (const operation of Object.values(operations)) {
      const route = routes.get(operation.operationId);
      if (route === undefined) throw new Error(`${path} has an operation that no route declares.`);
      describeOperation(route, operation);
      for (const [type, schema] of Object.entries(route.config?.bodySchemas ?? {}))
        if (operation.requestBody !== undefined) operation.requestBody.content[type] = describeBody(schema);
      const json = operation.requestBody?.content['application/json'];
      if (route.method === 'PATCH' && operation.requestBody !== undefined && json !== undefined) {
        operation.requestBody.content['application/merge-patch+json'] = json;
      }
    }
  }
  const problemSchema = document.components.schemas.Problem as { properties: { code: Json } };
  problemSchema.properties.code.enum = allProblems()
    .map(({ code }) => code)
    .sort();
  document.webhooks = describeMessages(messages);
  simplifyNullable(document.components.schemas);
  Object.assign(document.components, messageComponents);
  extractRepeatedParts(document);
  const usedComponents = findReferencedComponents(document, [document.paths, document.webhooks]);
  pruneComponents(document, usedComponents);
  const renamedDocument = renameInputSchemas(document, usedComponents);
  openResponseSchemas(renamedDocument);
  shareBaseSchemas(renamedDocument.components.schemas);
  // In the order of their names, not in that in which modules happen to be loaded.
  const schemas = Object.entries(renamedDocument.components.schemas).sort(([a], [b]) => (a < b ? -1 : 1));
  return { ...renamedDocument, components: { ...renamedDocument.components, schemas: Object.fromEntries(schemas) } };
}

/** Returns the media type object of a body with a schema of its own, which must have an id. */
const describeBody = (schema: z.ZodType): Json => ({
  schema: { $ref: `#/components/schemas/${z.globalRegistry.get(schema)?.id}Input` },
});

function pruneComponents(document: Document, usedComponents: Set<string>): void {
  for (const kind of ['schemas', 'headers', 'examples', 'responses', 'parameters'] as const) {
    const components = document.components[kind] ?? {};
    for (const name of Object.keys(components)) if (!usedComponents.has(`${kind}/${name}`)) delete components[name];
  }
}

/**
 * A schema that only requests use comes as `XInput`, beside an `X` that nobody uses: it is called `X`. So is one that is
 * the same in requests and responses.
 */
function renameInputSchemas(document: Document, usedComponents: Set<string>): Document {
  const { schemas } = document.components;
  const bases = new Set(
    [...usedComponents].flatMap((name) => {
      const base = /^schemas\/(.+)Input$/.exec(name)?.[1];
      if (base === undefined) return [];
      const isSame = JSON.stringify(schemas[base]) === JSON.stringify(schemas[`${base}Input`]);
      return isSame || !usedComponents.has(`schemas/${base}`) ? [base] : [];
    }),
  );
  for (const base of bases) if (usedComponents.has(`schemas/${base}`)) delete schemas[`${base}Input`];
  const json = JSON.stringify(document).replaceAll(
    /"(#\/components\/schemas\/)?(\w+)Input"(:?)/g,
    (name, reference = '', base, colon) =>
      bases.has(base) && (reference !== '' || colon !== '') ? `"${reference}${base}"${colon}` : name,
  );
  return JSON.parse(json) as Document;
}

/** Only requests are strict. A later version may add properties to responses, so the document does not exclude them. */
function openResponseSchemas(document: Document): void {
  const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods));
  const requestComponents = findReferencedComponents(
    document,
    operations.map(({ parameters, requestBody }) => [parameters, requestBody]),
  );
  const open = (value: unknown) => {
    if (value === null || typeof value !== 'object') return;
    if ((value as Json).additionalProperties === false) delete (value as Json).additionalProperties;
    Object.values(value).forEach(open);
  };
  for (const [name, schema] of Object.entries(document.components.schemas))
    if (!requestComponents.has(`schemas/${name}`)) open(schema);
  for (const { responses } of [...operations, { responses: document.components.responses }]) open(responses);
}

export type ApiDescription = {
  title: string;
  version: string;
  summary: string;
  text: string;
  /** With a guide: the name of a file in docs/guides, without its ending. */
  tags: { name: string; description: string; guide?: string }[];
};

/** The member `externalDocs`. Tools expect an absolute URL in it, so it needs the address of the server. */
const linkDocs = (path: string, description: string, publicUrl: string | undefined) =>
  publicUrl === undefined ? {} : { externalDocs: { url: `${publicUrl}${path}`, description } };

/** The description of a tag with a link to its guide. */
const describeGuide = (description: string, path: string, publicUrl: string | undefined) => ({
  description: `${description} Read the [guide](${path}).`,
  ...linkDocs(path, 'Guide', publicUrl),
});

/** Collects the routes registered after it into an OpenAPI 3.1 document. */
export async function openApi(
  app: FastifyInstance,
  description: ApiDescription,
  publicUrl: string | undefined,
  messages: readonly MessageKind[],
): Promise<void> {
  const routes = new Map<string, RouteOptions>();
  app.addHook('onRoute', (route) => {
    const operationId = route.schema?.operationId;
    if (operationId !== undefined && route.method !== 'HEAD') routes.set(operationId, { ...route });
  });
  z.globalRegistry.add(ProblemSchema, { id: 'Problem', description: 'An RFC 9457 problem document.' });
  registerMessages(messages);
  const toObject = createJsonSchemaTransformObject({ zodToJsonConfig });
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.1',
      info: {
        title: description.title,
        version: description.version,
        summary: description.summary,
        description: description.text,
        contact: { name: 'The developers of Broadsheet' },
        license: { name: 'MIT', identifier: 'MIT' },
      },
      servers: [{ url: publicUrl ?? '/', description: 'This server' }],
      tags: description.tags.map(({ guide, ...tag }) => ({
        ...tag,
        ...(guide === undefined ? {} : describeGuide(tag.description, `/docs/guides/${guide}`, publicUrl)),
      })),
      ...linkDocs('/docs', 'Reference and guides', publicUrl),
      components: {
        securitySchemes: securitySchemes(publicUrl),
      },
    } as never,
    hideUntagged: true,
    transform: createJsonSchemaTransform({ zodToJsonConfig }),
    transformObject: (document) =>
      completeDocument(toObject(document) as unknown as Document, routes, messages) as never,
  });
}
