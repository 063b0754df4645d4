import type { FastifySchemaCompiler } from 'fastify';
import { z } from 'zod';
import { createValidationProblem, type Part } from '../problems/index.js';

/** Removes known parameters with empty values from a query: `?q=&tag=` is the same as no parameters. */
function withoutEmpty(query: object, schema: z.ZodType): object {
  const parameters = schema instanceof z.ZodObject ? schema.shape : {};
  return Object.fromEntries(Object.entries(query).filter(([name, value]) => value !== '' || !(name in parameters)));
}

/** Validates each part of a request with its Zod schema. The route receives the parsed value. */
export const validatorCompiler: FastifySchemaCompiler<z.ZodType> = ({ schema, httpPart }) => {
  return (data: unknown) => {
    const input = httpPart === 'querystring' ? withoutEmpty(data as object, schema) : data;
    const result = schema.safeParse(input ?? (httpPart === 'body' ? undefined : {}));
    if (result.success) return { value: result.data };
    return { error: createValidationProblem((httpPart ?? 'body') as Part, result.error) };
  };
};
