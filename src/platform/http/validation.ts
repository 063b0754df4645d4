import type { FastifyInstance, FastifySchemaCompiler } from 'fastify';
import { z } from 'zod';
import { createValidationProblem, describeIssue, type Part, problems } from '../problems/index.js';

/** Whether a query parameter has several values, separated by commas. */
function isList(schema: z.ZodType | undefined): boolean {
  if (schema === undefined) return false;
  if (z.globalRegistry.get(schema)?.type === 'array') return true;
  return (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) && isList(schema.unwrap() as z.ZodType);
}

/**
 * Prepares a query for its schema. Known parameters with empty values are removed: `?q=&tag=` is the same as no
 * parameters. Repeated values of a list are joined, because many generated clients send them so: `?include=a&include=b`
 * is the same as `?include=a,b`.
 */
function normalizeQuery(query: object, schema: z.ZodType): object {
  const parameters: Record<string, z.ZodType> = schema instanceof z.ZodObject ? schema.shape : {};
  const entries = Object.entries(query).map(([name, value]) => [
    name,
    Array.isArray(value) && isList(parameters[name]) ? value.filter((item) => item !== '').join(',') : value,
  ]);
  return Object.fromEntries(entries.filter(([name, value]) => value !== '' || !(name in parameters)));
}

/** Validates each part of a request with its Zod schema. The route receives the parsed value. */
export const validatorCompiler: FastifySchemaCompiler<z.ZodType> = ({ schema, httpPart }) => {
  return (data: unknown) => {
    const input = httpPart === 'querystring' ? normalizeQuery(data as object, schema) : data;
    const result = schema.safeParse(input ?? (httpPart === 'body' ? undefined : {}), { error: describeIssue });
    if (result.success) return { value: result.data };
    return { error: createValidationProblem((httpPart ?? 'body') as Part, result.error) };
  };
};

/** Validates a body in a media type of `bodySchemas`. @throws invalid-request */
export function parseBody<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const result = schema.safeParse(body ?? {}, { error: describeIssue });
  if (!result.success) throw createValidationProblem('body', result.error);
  return result.data;
}

/** Refuses queries that are not percent-encoded UTF-8. The parser would replace the invalid bytes. */
export function refuseMalformedQueries(app: FastifyInstance): void {
  app.addHook('preValidation', (request, _, callback) => {
    const start = request.url.indexOf('?');
    callback(start === -1 || isDecodable(request.url.slice(start + 1)) ? undefined : malformedQuery());
  });
}

function isDecodable(search: string): boolean {
  if (!search.includes('%')) return true;
  try {
    decodeURIComponent(search);
    return true;
  } catch {
    return false;
  }
}

const malformedQuery = () =>
  problems.invalidRequest('The query is not well-formed.', {
    errors: [
      { parameter: 'query', code: 'malformed-url', detail: 'Encode each parameter as UTF-8 with percent signs.' },
    ],
  });
