import type { FastifySchemaCompiler } from 'fastify';
import type { z } from 'zod';
import { createValidationProblem, type Part } from '../problems/index.js';

/** Query parameters without the empty ones: `?q=&tag=` means that neither is given. */
const withoutEmpty = (query: object) => Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ''));

/** Validates each part of a request by its Zod schema. The route receives the parsed value. */
export const validatorCompiler: FastifySchemaCompiler<z.ZodType> = ({ schema, httpPart }) => {
  return (data: unknown) => {
    const input = httpPart === 'querystring' ? withoutEmpty(data as object) : data;
    const result = schema.safeParse(input ?? (httpPart === 'body' ? undefined : {}));
    if (result.success) return { value: result.data };
    return { error: createValidationProblem((httpPart ?? 'body') as Part, result.error) };
  };
};
