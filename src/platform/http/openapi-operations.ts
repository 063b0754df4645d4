import type { RouteOptions } from 'fastify';
import { z } from 'zod';
import { fieldNotAllowed, outsideSections, ownArticlesOnly } from '../auth/index.js';
import { showsAny } from '../fields/index.js';
import { type ProblemDefinition, problems } from '../problems/index.js';
import { securityOf } from './openapi-security.js';
import { isWrite } from './permission.js';
import { isFile, isStream } from './routes.js';
import { crossSiteRequest } from './same-site.js';

export type Json = Record<string, unknown>;

export type Operation = {
  operationId: string;
  tags?: string[];
  description?: string;
  parameters?: (Json & { name: string; schema: Json })[];
  requestBody?: { content: Record<string, Json>; required?: boolean };
  responses: Record<string, Json & { headers?: Json; content?: Record<string, { schema: Json }> }>;
  security?: Json[];
  'x-required-scope'?: string | undefined;
  'x-conditional-scopes'?: readonly { scope: string; to: string }[];
  'x-section-limit'?: 'refused' | 'checked' | 'irrelevant' | undefined;
  'x-field-limit'?: 'refused' | 'checked' | 'irrelevant' | undefined;
  'x-own-limit'?: string;
};

const headerRefs = (...names: string[]) =>
  Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));

/** Refusals that follow from the kind of route. */
function impliedProblems(route: RouteOptions): ProblemDefinition[] {
  const { permission, conditionalScopes = [] } = route.config ?? {};
  const definitions = [
    problems.unauthenticated,
    problems.noAccount,
    problems.tooMany,
    problems.unavailable,
    problems.diskFull,
    problems.internal,
    problems.invalidRequest,
  ];
  const isScopeRequired = (permission !== 'public' && permission !== 'any') || conditionalScopes.length > 0;
  if (isScopeRequired) definitions.push(problems.forbidden);
  if (isWrite(String(route.method)) || route.config?.endsSession) definitions.push(crossSiteRequest);
  if (isWrite(String(route.method)) && route.config?.sectionLimit !== 'irrelevant') definitions.push(outsideSections);
  if (route.config?.fieldLimit !== undefined && route.config.fieldLimit !== 'irrelevant')
    definitions.push(fieldNotAllowed);
  if (permission !== 'public' && route.config?.ownLimit === undefined) definitions.push(ownArticlesOnly);
  // A body is refused by its size and kind also where none is expected.
  if (route.method !== 'GET') definitions.push(problems.tooLarge, problems.unsupportedMediaType);
  if (route.method === 'POST') definitions.push(problems.keyInFlight, problems.keyReused, problems.responseErased);
  if ('if-match' in ((route.schema?.headers as z.ZodObject | undefined)?.shape ?? {}))
    definitions.push(problems.staleVersion);
  else if (route.method !== 'GET') definitions.push(problems.preconditionUnsupported);
  if (route.url.includes(':')) definitions.push(problems.notFound);
  if (route.config?.offers !== undefined) definitions.push(problems.notAcceptable);
  return definitions;
}

const problemHeaders: Record<string, string[]> = {
  401: ['WWW-Authenticate'],
  404: ['Cache-Control', 'Surrogate-Key'],
  409: ['Retry-After'],
  410: ['Cache-Control', 'Surrogate-Key'],
  412: ['ETag'],
  429: ['Retry-After', 'RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset'],
  default: ['X-Request-Id', 'Retry-After'],
};

/** Lists each status of a refusal once. Failures of the server share the `default`. */
function describeProblems(route: RouteOptions, operation: Operation): void {
  const inApi = route.url.startsWith('/v1');
  const definitions = new Set([
    ...(inApi ? impliedProblems(route) : [problems.invalidRequest, problems.internal]),
    ...(route.config?.problems ?? []),
  ]);
  const groups = new Map<string, ProblemDefinition[]>();
  for (const definition of definitions) {
    const status = definition.status < 500 ? String(definition.status) : 'default';
    groups.set(status, [...(groups.get(status) ?? []), definition]);
  }
  for (const [status, group] of groups) {
    operation.responses[status] = {
      description: group.map(({ title, code }) => `${title} (\`${code}\`)`).join('. '),
      // One list for all routes, so that they share the components of the document.
      headers: headerRefs(...(problemHeaders[status] ?? []), 'Idempotency-Replayed'),
      content: {
        'application/problem+json': {
          schema: { $ref: '#/components/schemas/Problem' },
          examples: Object.fromEntries(group.map(({ code }) => [code, { $ref: `#/components/examples/${code}` }])),
        } as never,
      },
    };
  }
}

export function exampleOf({ code, status, title, explanation }: ProblemDefinition) {
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
  200: 'Success',
  201: 'Created',
  202: 'Accepted',
  204: 'Success without content',
  303: 'Go to the address in `Location`',
  503: 'Not ready',
};

function describeResponses(route: RouteOptions, operation: Operation): void {
  const isRead = route.method === 'GET';
  const { cache, hasLinks = false, offers } = route.config ?? {};
  for (const [status, response] of Object.entries(operation.responses)) {
    if (response.description === undefined || response.description === 'Default Response')
      response.description = statusTexts[status] ?? 'A response';
    const schema = response.content?.['application/json']?.schema;
    const isEmpty = schema?.type === 'null';
    if (isEmpty) delete response.content;
    const isList = /List"/.test(JSON.stringify(schema ?? {}));
    if (route.config?.servesFile === true) {
      const isPublic = route.config.permission === 'public';
      const names = ['ETag', 'Accept-Ranges', 'Content-Disposition', ...(isPublic ? ['Surrogate-Key'] : [])];
      response.headers = headerRefs(...names, ...(status === '206' ? ['Content-Range'] : []));
      continue;
    }
    if (!route.url.startsWith('/v1')) {
      if (cache) response.headers = headerRefs('ETag', 'Surrogate-Key');
      continue;
    }
    if (isFile(response)) {
      if (!isStream(response)) response.headers = headerRefs('Content-Disposition');
      continue;
    }
    const names = [
      ...(isEmpty ? [] : ['ETag']),
      ...(isRead && !isEmpty ? ['Surrogate-Key'] : []),
      ...(isRead && !isEmpty && !isList && (!hasLinks || route.config?.redirects === true) ? ['Last-Modified'] : []),
      ...(isList || hasLinks || offers !== undefined ? ['Link'] : []),
      // An accepted job has its address already.
      ...(status === '201' || status === '303' || (status === '202' && !isEmpty) ? ['Location'] : []),
      ...(route.method === 'POST' ? ['Idempotency-Replayed'] : []),
      ...(route.config?.headers ?? []),
    ];
    if (names.length > 0) response.headers = headerRefs(...names);
  }
  const hasRepresentation = operation.responses['200'] !== undefined && !isFile(operation.responses['200']);
  const isConditional = route.url.startsWith('/v1') || cache || route.config?.servesFile === true;
  if (isRead && isConditional && hasRepresentation) {
    operation.responses['304'] = {
      description: 'Not modified: the client has the current version',
      headers: headerRefs('ETag', 'Cache-Control', 'Surrogate-Key', 'Last-Modified', 'Link'),
    };
  }
  if (route.config?.redirects === true) {
    operation.responses['308'] = {
      description: 'The address has changed: repeat the request at the address in `Location`',
      headers: headerRefs('Location', 'Cache-Control', 'Surrogate-Key'),
    };
  }
}

/** Says what a route does for a token that is barred from fields. */
function fieldLimitTextOf({ config, schema }: RouteOptions): string {
  if (config?.fieldLimit === 'refused') return 'A token that is barred from fields is refused.';
  const responses = Object.values((schema?.response ?? {}) as Record<string, unknown>);
  const isFiltered = responses.some((response) => response instanceof z.ZodType && showsAny(response));
  return config?.fieldLimit === 'checked' && isFiltered
    ? 'Fields that are hidden from the token are missing in the response, even if they are required properties.'
    : '';
}

function describeAccess(route: RouteOptions, operation: Operation): void {
  const { permission, conditionalScopes = [] } = route.config ?? {};
  if (isWrite(String(route.method))) operation['x-section-limit'] = route.config?.sectionLimit ?? 'refused';
  if (route.config?.fieldLimit !== undefined) operation['x-field-limit'] = route.config.fieldLimit;
  if (route.config?.permission !== 'public') operation['x-own-limit'] = route.config?.ownLimit ?? 'refused';
  operation.security = securityOf(route);
  if (permission === 'public') return;
  // OpenAPI 3.1 allows scopes in `security` for every scheme, but many tools refuse them outside of OAuth.
  if (permission !== 'any') operation['x-required-scope'] = permission;
  const requirementText = permission === 'any' ? 'Needs a token.' : `Needs a token with the scope \`${permission}\`.`;
  if (conditionalScopes.length > 0) operation['x-conditional-scopes'] = conditionalScopes;
  const conditionTexts = conditionalScopes.map(
    ({ scope, to }) => `To ${to}, the token also needs the scope \`${scope}\`.`,
  );
  const limitText = operation['x-section-limit'] === 'refused' ? 'A token that is limited to sections is refused.' : '';
  const texts = [operation.description, requirementText, ...conditionTexts, limitText, fieldLimitTextOf(route)];
  operation.description = texts.filter(Boolean).join(' ');
}

function describeInputs(operation: Operation): void {
  for (const parameter of operation.parameters ?? []) {
    const { schema } = parameter;
    if (schema.type === 'array') Object.assign(parameter, { style: 'form', explode: false });
    const [example] = (schema.examples ?? schema.enum ?? []) as unknown[];
    if (example !== undefined) parameter.example = example;
    delete schema.examples;
    if (schema.description !== undefined) parameter.description = schema.description;
    delete schema.description;
  }
}

/** Completes what a route says of itself by what follows from its method, its permission and its inputs. */
export function describeOperation(route: RouteOptions, operation: Operation): void {
  describeInputs(operation);
  describeAccess(route, operation);
  describeResponses(route, operation);
  describeProblems(route, operation);
}
