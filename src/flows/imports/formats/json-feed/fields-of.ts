import { z } from 'zod';
import type { Omission } from '../../normalisation/draft.js';
import type { Fields } from '../../normalisation/fields.js';

/** A text, or a number, which is converted to a text. */
export const word = z.union([z.string(), z.number().transform(String)]);

/** A boolean, or a number that stands for one. */
export const flag = z.union([z.boolean(), z.number().transform((number) => number !== 0)]);

type Shape = Readonly<Record<string, z.ZodType>>;
type Values<Fields extends Shape> = { [Name in keyof Fields]: z.infer<Fields[Name]> | null };

/**
 * Reads the fields of a shape from an object. Missing fields and fields of a wrong type are null; the latter are noted
 * in `omissions`. Fields that are not in the shape are ignored.
 */
export function fieldsOf<FieldShape extends Shape>(
  shape: FieldShape,
  object: Fields,
  omissions: Omission[],
): Values<FieldShape> {
  const values: Record<string, unknown> = {};
  for (const [name, type] of Object.entries(shape)) {
    const value = Object.hasOwn(object, name) ? object[name] : null;
    const parseResult = value == null ? null : type.safeParse(value);
    if (parseResult?.success === false) omissions.push({ what: `field ${name}`, reason: 'wrong-type' });
    values[name] = parseResult?.success ? parseResult.data : null;
  }
  return values as Values<FieldShape>;
}
