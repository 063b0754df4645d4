import type { FastifySchemaCompiler } from 'fastify';
import type { z } from 'zod';
import { invalid, type Part } from '../problems/index.js';

/** Validates each part of a request by its Zod schema; what the route sees is what Zod made of it. */
export const validatorCompiler: FastifySchemaCompiler<z.ZodType> = ({ schema, httpPart }) => {
  return (data: unknown) => {
    const parsed = schema.safeParse(data ?? (httpPart === 'body' ? undefined : {}));
    if (parsed.success) return { value: parsed.data };
    return { error: invalid((httpPart ?? 'body') as Part, parsed.error) };
  };
};
