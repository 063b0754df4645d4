import type { FastifySchemaCompiler } from 'fastify';
import type { z } from 'zod';
import { createValidationProblem, type Part } from '../problems/index.js';

/** Validates each part of a request by its Zod schema; what the route sees is what Zod made of it. */
export const validatorCompiler: FastifySchemaCompiler<z.ZodType> = ({ schema, httpPart }) => {
  return (data: unknown) => {
    const result = schema.safeParse(data ?? (httpPart === 'body' ? undefined : {}));
    if (result.success) return { value: result.data };
    return { error: createValidationProblem((httpPart ?? 'body') as Part, result.error) };
  };
};
