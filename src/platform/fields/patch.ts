import { z } from 'zod';
import { mergePatch } from '../../lib/merge-patch.js';
import { createValidationProblem, describeIssue } from '../problems/index.js';

function unwrapSchema(schema: z.core.$ZodType): z.ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault)
    return unwrapSchema(schema.unwrap());
  return schema as z.ZodType;
}

/** Returns the schema of a patch of a record, in which null removes an entry. The checks of the record apply as well. */
const toPatchRecord = (record: z.ZodRecord): z.ZodType =>
  record.clone({ ...record.def, valueType: (record.valueType as z.ZodType).nullable() });

/** Returns whether an object is valid without a member. Then null may remove it. */
const isRemovable = (field: z.ZodType): boolean => field.safeParse(undefined).success || field.safeParse(null).success;

/**
 * Returns the schema of a JSON merge patch (RFC 7396). Every member may be omitted. Null removes a member, unless it is
 * required.
 *
 * @param example a patch, for the OpenAPI document
 */
export function patchSchemaOf(
  schema: z.ZodObject,
  name: string,
  example: Record<string, unknown>,
): z.ZodType<Record<string, unknown>> {
  const toPatchSchema = (object: z.ZodObject): z.ZodObject =>
    z.strictObject(
      Object.fromEntries(
        Object.entries(object.shape).map(([key, field]) => {
          const inner = unwrapSchema(field);
          const patch =
            inner instanceof z.ZodObject
              ? toPatchSchema(inner)
              : inner instanceof z.ZodRecord
                ? toPatchRecord(inner)
                : inner;
          const description = (z.globalRegistry.get(field) ?? z.globalRegistry.get(inner))?.description;
          const member = (isRemovable(field as z.ZodType) ? patch.nullable() : patch).optional();
          return [key, description === undefined ? member : member.describe(description)];
        }),
      ),
    );
  return toPatchSchema(schema).meta({
    id: name,
    description: 'A JSON merge patch (RFC 7396). Omitted fields keep their values. Null removes a value.',
    examples: [example],
  });
}

/**
 * Applies a merge patch to the current value and validates the result like a complete request.
 *
 * @throws invalid-request with the faults of the result
 */
export function applyPatch<Whole extends z.ZodObject>(
  schema: Whole,
  current: z.input<Whole>,
  patch: Record<string, unknown>,
): z.output<Whole> {
  const result = schema.safeParse(mergePatch(current, patch), { error: describeIssue });
  if (!result.success) throw createValidationProblem('body', result.error);
  return result.data;
}
